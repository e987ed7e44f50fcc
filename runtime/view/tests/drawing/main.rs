//! The drawing half of the view: what is painted where, how much work it took, and that the GPU
//! and the CPU agree.

mod damage;
mod desk;
mod gpu;
mod painter;
mod text;
