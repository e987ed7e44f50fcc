use std::sync::mpsc;

use super::GpuError;
use crate::painter::Pixels;

/// Rows that are read back begin at multiples of this many bytes.
const ROW_ALIGNMENT: u32 = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;

/// The texture that the picture stays in from frame to frame.
#[derive(Debug)]
pub(super) struct Target {
    texture: wgpu::Texture,
    view: wgpu::TextureView,
    scale: f32,
}

impl Target {
    pub(super) fn new(
        device: &wgpu::Device,
        format: wgpu::TextureFormat,
        width: u32,
        height: u32,
        scale: f32,
    ) -> Self {
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        Self { texture, view, scale }
    }

    pub(super) fn is_of(&self, width: u32, height: u32, scale: f32) -> bool {
        (self.texture.width(), self.texture.height(), self.scale) == (width, height, scale)
    }

    pub(super) fn view(&self) -> &wgpu::TextureView {
        &self.view
    }

    /// Copies the picture onto another texture; what the two sizes share, should a window have
    /// been resized in between.
    #[cfg(feature = "window")]
    pub(super) fn copy_to(&self, device: &wgpu::Device, queue: &wgpu::Queue, to: &wgpu::Texture) {
        let mut commands =
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("present") });
        commands.copy_texture_to_texture(
            self.texture.as_image_copy(),
            to.as_image_copy(),
            wgpu::Extent3d {
                width: self.texture.width().min(to.width()),
                height: self.texture.height().min(to.height()),
                depth_or_array_layers: 1,
            },
        );
        queue.submit([commands.finish()]);
    }

    /// Reads the picture back.
    pub(super) fn read(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        format: wgpu::TextureFormat,
    ) -> Result<Pixels, GpuError> {
        let (width, height) = (self.texture.width(), self.texture.height());
        let stride = (width * 4).next_multiple_of(ROW_ALIGNMENT);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read back"),
            size: u64::from(stride) * u64::from(height),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut commands =
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read back") });
        commands.copy_texture_to_buffer(
            self.texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(stride),
                    rows_per_image: None,
                },
            },
            self.texture.size(),
        );
        queue.submit([commands.finish()]);

        let unread = |why: &dyn std::fmt::Display| GpuError::Unread(why.to_string());
        let (done, is_done) = mpsc::channel();
        buffer.slice(..).map_async(wgpu::MapMode::Read, move |result| {
            // Nobody listens only when `poll` failed below, and then that is the error.
            let _ = done.send(result);
        });
        device.poll(wgpu::PollType::wait_indefinitely()).map_err(|error| unread(&error))?;
        is_done.recv().map_err(|error| unread(&error))?.map_err(|error| unread(&error))?;
        let mapped = buffer.slice(..).get_mapped_range().map_err(|error| unread(&error))?;

        let mut pixels = Pixels::new(width, height);
        let rows = pixels.bytes.chunks_exact_mut(width as usize * 4);
        for (row, padded) in rows.zip(mapped.chunks_exact(stride as usize)) {
            row.copy_from_slice(&padded[..row.len()]);
        }
        if format == wgpu::TextureFormat::Bgra8Unorm {
            for pixel in pixels.bytes.chunks_exact_mut(4) {
                pixel.swap(0, 2);
            }
        }
        Ok(pixels)
    }
}
