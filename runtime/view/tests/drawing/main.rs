//! The drawing half of the view on the CPU: what is painted where, and how much work it took.

mod damage;
mod desk;
mod painter;
mod text;
