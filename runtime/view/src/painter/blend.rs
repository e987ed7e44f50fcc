//! The arithmetic of one primitive: straight colours in gamma space, as the shaders do it.

use super::Pixels;
use crate::scene::{Block, Rounded, Stamp};
use crate::text::GlyphAtlas;

/// Replaces what is behind.
pub(super) fn fill(pixels: &mut Pixels, block: &Block) {
    for row in rows(pixels, &block.edges) {
        for pixel in row.chunks_exact_mut(4) {
            pixel.copy_from_slice(&block.color);
        }
    }
}

/// Lays one colour over what is behind.
pub(super) fn mix(pixels: &mut Pixels, block: &Block) {
    for row in rows(pixels, &block.edges) {
        for pixel in row.chunks_exact_mut(4) {
            lay_over(pixel, block.color, 255);
        }
    }
}

/// Lays a glyph's coverage over what is behind.
pub(super) fn stamp(pixels: &mut Pixels, atlas: &GlyphAtlas, stamp: &Stamp) {
    let side = atlas.side() as usize;
    let (left, top) = (stamp.source[0] as usize, stamp.source[1] as usize);
    for (down, row) in rows(pixels, &stamp.edges).enumerate() {
        let coverage = &atlas.pixels()[(top + down) * side + left..];
        for (pixel, covered) in row.chunks_exact_mut(4).zip(coverage) {
            if *covered > 0 {
                lay_over(pixel, stamp.color, *covered);
            }
        }
    }
}

/// Lays a rounded or bordered rectangle over what is behind. The distance to its outline says how
/// much of each pixel it covers.
pub(super) fn rounded(pixels: &mut Pixels, shape: &Rounded) {
    let [left, top, right, bottom] = shape.shape;
    let (half_width, half_height) = ((right - left) / 2.0, (bottom - top) / 2.0);
    let (center_x, center_y) = (left + half_width, top + half_height);
    let background = premultiplied(shape.background);
    let border = premultiplied(shape.border);
    let (first_x, first_y) = (shape.edges[0] + 0.5, shape.edges[1] + 0.5);
    for (down, row) in rows(pixels, &shape.edges).enumerate() {
        let y = first_y + down as f32 - center_y;
        for (across, pixel) in row.chunks_exact_mut(4).enumerate() {
            let x = first_x + across as f32 - center_x;
            let radius = match (x < 0.0, y < 0.0) {
                (true, true) => shape.radii[0],
                (false, true) => shape.radii[1],
                (false, false) => shape.radii[2],
                (true, false) => shape.radii[3],
            };
            let distance = distance(x, y, half_width, half_height, radius);
            let covered = (0.5 - distance).clamp(0.0, 1.0);
            if covered <= 0.0 {
                continue;
            }
            let inside = if shape.border_width > 0.0 {
                (0.5 - (distance + shape.border_width)).clamp(0.0, 1.0)
            } else {
                1.0
            };
            let front: [f32; 4] = std::array::from_fn(|part| {
                (border[part] + (background[part] - border[part]) * inside) * covered
            });
            for (behind, part) in pixel.iter_mut().zip(front) {
                *behind = (part + f32::from(*behind) * (1.0 - front[3] / 255.0)).round() as u8;
            }
        }
    }
}

/// From a point to the outline of a rounded rectangle around the origin; negative inside.
fn distance(x: f32, y: f32, half_width: f32, half_height: f32, radius: f32) -> f32 {
    let beyond_x = x.abs() - half_width + radius;
    let beyond_y = y.abs() - half_height + radius;
    let outside = beyond_x.max(0.0).hypot(beyond_y.max(0.0));
    outside + beyond_x.max(beyond_y).min(0.0) - radius
}

/// 0 to 255, each colour already weighed with the opacity.
fn premultiplied(color: [u8; 4]) -> [f32; 4] {
    let alpha = f32::from(color[3]);
    [
        f32::from(color[0]) * alpha / 255.0,
        f32::from(color[1]) * alpha / 255.0,
        f32::from(color[2]) * alpha / 255.0,
        alpha,
    ]
}

fn lay_over(pixel: &mut [u8], color: [u8; 4], covered: u8) {
    let alpha = (u32::from(color[3]) * u32::from(covered) + 127) / 255;
    for part in 0..3 {
        let mixed = u32::from(color[part]) * alpha + u32::from(pixel[part]) * (255 - alpha);
        pixel[part] = ((mixed + 127) / 255) as u8;
    }
    pixel[3] = (alpha + (u32::from(pixel[3]) * (255 - alpha) + 127) / 255) as u8;
}

/// The rows of bytes between four edges, which are whole and inside of the picture.
fn rows<'a>(pixels: &'a mut Pixels, edges: &[f32; 4]) -> impl Iterator<Item = &'a mut [u8]> {
    let [left, top, right, bottom] = edges.map(|edge| edge as usize);
    let stride = pixels.width as usize * 4;
    pixels.bytes[top * stride..bottom * stride]
        .chunks_exact_mut(stride)
        .map(move |row| &mut row[left * 4..right * 4])
}
