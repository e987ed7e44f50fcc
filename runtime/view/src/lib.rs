//! Signals, elements, layout, text and a scene drawn by the GPU.

pub mod accessibility;
pub mod color;
pub mod driver;
pub mod element;
mod events;
pub mod geometry;
pub mod gpu;
pub mod input;
mod layout;
mod paint;
pub mod painter;
pub mod picture;
pub mod scene;
pub mod signal;
mod stream;
pub mod text;
pub mod theme;
pub mod view;
pub mod window;

pub use accessibility::Role;
pub use driver::TestView;
pub use element::{Action, Align, Children, Element, Kind, Ui, argument, show};
pub use signal::{Derived, Signal};
pub use stream::StreamSignal;
pub use text::Weight;
pub use view::{View, picture_of, run};
