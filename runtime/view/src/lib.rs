//! Signals, elements, layout, text and a scene drawn by the GPU.
