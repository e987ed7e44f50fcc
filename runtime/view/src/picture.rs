//! Pictures of a scene without a window: drawn by the GPU if there is one, else by the CPU.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use thiserror::Error;

use crate::geometry::Size;
use crate::gpu::{GpuError, Renderer};
use crate::painter::{Painter, Pixels};
use crate::scene::{Damage, Scene};

/// Width and height that a picture may have in device pixels: what every GPU draws at once.
pub const SIDE_MAX: u32 = 8_192;

/// Who painted a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaintedBy {
    /// wgpu, on the adapter of this name.
    Gpu(String),
    /// The [`Painter`], because the GPU could not be used; says why.
    Cpu(GpuError),
}

/// Why a picture was not written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PictureError {
    /// Width or height is nothing, or more than [`SIDE_MAX`].
    #[error("a picture of {width} by {height} pixels cannot be drawn: each side is 1 to {SIDE_MAX}")]
    Size {
        /// In device pixels.
        width: f32,
        /// In device pixels.
        height: f32,
    },
    /// The file cannot be written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Draws a scene of `size` logical pixels, `scale` device pixels to each.
pub fn draw(scene: &Scene, size: Size, scale: f32) -> Result<(Pixels, PaintedBy), PictureError> {
    let (width, height) = (size.width * scale, size.height * scale);
    let fits = |side: f32| side >= 1.0 && side <= SIDE_MAX as f32;
    if !(fits(width) && fits(height)) {
        return Err(PictureError::Size { width, height });
    }
    Ok(match draw_on_gpu(scene, size, scale) {
        Ok((pixels, adapter)) => (pixels, PaintedBy::Gpu(adapter)),
        Err(why) => {
            let mut painter = Painter::new();
            painter.paint(scene, &Damage::everything(), size, scale);
            (painter.pixels().clone(), PaintedBy::Cpu(why))
        }
    })
}

/// Draws a scene into a PNG file. Says who painted it.
pub fn write_png(scene: &Scene, size: Size, scale: f32, path: &Path) -> Result<PaintedBy, PictureError> {
    let (pixels, painted_by) = draw(scene, size, scale)?;
    save_png(&pixels, path)?;
    Ok(painted_by)
}

/// Writes pixels into a PNG file.
pub fn save_png(pixels: &Pixels, path: &Path) -> Result<(), PictureError> {
    let wrong = |source| PictureError::File { path: path.display().to_string(), source };
    let file = BufWriter::new(File::create(path).map_err(wrong)?);
    let mut png = png::Encoder::new(file, pixels.width, pixels.height);
    png.set_color(png::ColorType::Rgba);
    png.set_depth(png::BitDepth::Eight);
    png.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    png.write_header()
        .and_then(|mut writer| {
            writer.write_image_data(&pixels.bytes)?;
            writer.finish()
        })
        .map_err(|error| wrong(error.into()))
}

fn draw_on_gpu(scene: &Scene, size: Size, scale: f32) -> Result<(Pixels, String), GpuError> {
    let mut renderer = Renderer::headless()?;
    renderer.paint(scene, &Damage::everything(), size, scale)?;
    Ok((renderer.read_pixels()?, renderer.adapter().to_owned()))
}

impl std::fmt::Display for PaintedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gpu(adapter) => write!(f, "drawn by wgpu on {adapter}"),
            Self::Cpu(why) => write!(f, "drawn by the CPU painter: {why}"),
        }
    }
}
