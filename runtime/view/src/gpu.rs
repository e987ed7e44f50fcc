//! Paints a scene with wgpu: one instanced draw call for each batch of like primitives.
//!
//! The picture stays in a texture; a frame paints only the damaged rectangles into it and then
//! copies it to the window. Colours are blended in gamma space on a `Unorm` format, so that a
//! window, a PNG and the [CPU painter](crate::painter) show the same.

mod device;
mod pipelines;
mod target;

use thiserror::Error;

pub(crate) use self::device::Gpu;
use self::pipelines::Pipelines;
use self::target::Target;
use crate::geometry::Size;
use crate::painter::{Pixels, Work, device_size};
use crate::scene::{Batches, Damage, Scene, device_damage};
use crate::text::GlyphAtlas;

/// Why the GPU cannot draw.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum GpuError {
    /// No driver was found, not even one in software.
    #[error("no Vulkan driver (on Debian, `apt-get install mesa-vulkan-drivers` has one in software)")]
    NoDriver,
    /// A driver was found, and refused.
    #[error("the graphics driver refused: {0}")]
    NoDevice(String),
    /// The picture has more pixels on a side than the device can draw.
    #[error("a picture of {width} by {height} pixels: this graphics device draws up to {most}")]
    TooLarge {
        /// In device pixels.
        width: u32,
        /// In device pixels.
        height: u32,
        /// What the device draws.
        most: u32,
    },
    /// The picture could not be read back.
    #[error("the picture could not be read back from the graphics device: {0}")]
    Unread(String),
}

/// Paints scenes on one graphics device and keeps the last picture there, so that only damage is
/// painted again.
#[derive(Debug)]
pub struct Renderer {
    gpu: Gpu,
    pipelines: Pipelines,
    format: wgpu::TextureFormat,
    atlas: GlyphAtlas,
    atlas_texture: wgpu::Texture,
    frame: wgpu::Buffer,
    bindings: wgpu::BindGroup,
    instances: wgpu::Buffer,
    staged: Vec<u8>,
    target: Option<Target>,
    has_told: bool,
}

/// Room for 1,500 glyphs; more is made when it is needed.
const INSTANCES_FIRST_BYTES: u64 = 64 * 1024;

impl Renderer {
    /// A renderer without a window, for pictures and tests.
    pub fn headless() -> Result<Self, GpuError> {
        Ok(Self::new(Gpu::headless()?, wgpu::TextureFormat::Rgba8Unorm))
    }

    pub(crate) fn new(gpu: Gpu, format: wgpu::TextureFormat) -> Self {
        let pipelines = Pipelines::new(&gpu.device, format);
        let atlas = GlyphAtlas::new();
        let atlas_texture = atlas_texture(&gpu.device, atlas.side());
        let frame = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("frame"),
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bindings = bind(&gpu.device, &pipelines.bindings, &frame, &atlas_texture);
        let instances = instance_buffer(&gpu.device, INSTANCES_FIRST_BYTES);
        Self {
            gpu,
            pipelines,
            format,
            atlas,
            atlas_texture,
            frame,
            bindings,
            instances,
            staged: Vec::new(),
            target: None,
            has_told: false,
        }
    }

    /// The device's name, for people.
    #[must_use]
    pub fn adapter(&self) -> &str {
        &self.gpu.name
    }

    /// Brings the picture up to date: all of it when its size or scale is new, else what is
    /// damaged.
    pub fn paint(
        &mut self,
        scene: &Scene,
        damage: &Damage,
        size: Size,
        scale: f32,
    ) -> Result<Work, GpuError> {
        let (width, height) = device_size(size, scale);
        let most = self.gpu.device.limits().max_texture_dimension_2d;
        if width.max(height) > most {
            return Err(GpuError::TooLarge { width, height, most });
        }
        let is_new = !self.target.as_ref().is_some_and(|target| target.is_of(width, height, scale));
        if is_new {
            self.target = Some(Target::new(&self.gpu.device, self.format, width, height, scale));
            let frame = [width as f32, height as f32, 0.0, 0.0];
            self.gpu.queue.write_buffer(&self.frame, 0, bytemuck::bytes_of(&frame));
        }
        let all = Damage::everything();
        let damage = if is_new { &all } else { damage };
        let mut work = Work::default();
        for rect in device_damage(damage, width, height, scale) {
            let batches = Batches::build(scene, &mut self.atlas, scale, rect);
            work.count(&batches, rect);
            self.upload_atlas();
            self.draw(&batches);
        }
        work.tell(&mut self.has_told);
        Ok(work)
    }

    /// The picture as it was last painted; one invisible pixel if nothing was.
    pub fn read_pixels(&self) -> Result<Pixels, GpuError> {
        match &self.target {
            Some(target) => target.read(&self.gpu.device, &self.gpu.queue, self.format),
            None => Ok(Pixels::new(1, 1)),
        }
    }

    #[cfg(feature = "window")]
    pub(crate) fn device(&self) -> &wgpu::Device {
        &self.gpu.device
    }

    /// Copies the picture onto a window's texture of the same size and shows it.
    #[cfg(feature = "window")]
    pub(crate) fn present(&self, shown: wgpu::SurfaceTexture) {
        if let Some(target) = &self.target {
            target.copy_to(&self.gpu.device, &self.gpu.queue, &shown.texture);
        }
        self.gpu.queue.present(shown);
    }

    fn draw(&mut self, batches: &Batches) {
        let Some(target) = &self.target else { return };
        self.staged.clear();
        let mut starts = Vec::with_capacity(batches.batches.len());
        for batch in &batches.batches {
            starts.push(self.staged.len() as u64);
            self.staged.extend_from_slice(batch.bytes());
        }
        let needed = self.staged.len() as u64;
        if self.instances.size() < needed {
            self.instances = instance_buffer(&self.gpu.device, needed.next_power_of_two());
        }
        self.gpu.queue.write_buffer(&self.instances, 0, &self.staged);

        let mut commands =
            self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("scene") });
        {
            let mut pass = commands.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("scene"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: target.view(),
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
                })],
                depth_stencil_attachment: None,
                timestamp_writes: None,
                occlusion_query_set: None,
                multiview_mask: None,
            });
            pass.set_bind_group(0, &self.bindings, &[]);
            for (batch, start) in batches.batches.iter().zip(starts) {
                pass.set_pipeline(self.pipelines.of(batch));
                pass.set_vertex_buffer(0, self.instances.slice(start..));
                pass.draw(0..4, 0..batch.len() as u32);
            }
        }
        self.gpu.queue.submit([commands.finish()]);
    }

    /// Fetches the rows of the atlas that changed; all of it into a larger texture if it grew.
    fn upload_atlas(&mut self) {
        let Some((mut first, mut past)) = self.atlas.take_changed_rows() else { return };
        let side = self.atlas.side();
        if self.atlas_texture.width() != side {
            self.atlas_texture = atlas_texture(&self.gpu.device, side);
            self.bindings =
                bind(&self.gpu.device, &self.pipelines.bindings, &self.frame, &self.atlas_texture);
            (first, past) = (0, side);
        }
        let mut place = self.atlas_texture.as_image_copy();
        place.origin.y = first;
        self.gpu.queue.write_texture(
            place,
            &self.atlas.pixels()[(first * side) as usize..(past * side) as usize],
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(side), rows_per_image: None },
            wgpu::Extent3d { width: side, height: past - first, depth_or_array_layers: 1 },
        );
    }
}

fn atlas_texture(device: &wgpu::Device, side: u32) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some("glyphs"),
        size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::R8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

fn bind(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    frame: &wgpu::Buffer,
    atlas: &wgpu::Texture,
) -> wgpu::BindGroup {
    let view = atlas.create_view(&wgpu::TextureViewDescriptor::default());
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("frame and atlas"),
        layout,
        entries: &[
            wgpu::BindGroupEntry { binding: 0, resource: frame.as_entire_binding() },
            wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(&view) },
        ],
    })
}

fn instance_buffer(device: &wgpu::Device, bytes: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("instances"),
        size: bytes,
        usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
