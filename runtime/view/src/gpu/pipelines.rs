use std::mem::size_of;

use crate::scene::{Batch, Block, Rounded, Stamp};

/// One pipeline for each kind of batch.
#[derive(Debug)]
pub(super) struct Pipelines {
    opaque: wgpu::RenderPipeline,
    translucent: wgpu::RenderPipeline,
    rounded: wgpu::RenderPipeline,
    stamps: wgpu::RenderPipeline,
    pub(super) bindings: wgpu::BindGroupLayout,
}

/// Where the front colour is premultiplied.
const LAY_OVER: wgpu::BlendState = wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING;

impl Pipelines {
    pub(super) fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let shaders = device.create_shader_module(wgpu::include_wgsl!("shaders.wgsl"));
        let bindings = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("frame and atlas"),
            entries: &[
                wgpu::BindGroupLayoutEntry {
                    binding: 0,
                    visibility: wgpu::ShaderStages::VERTEX,
                    ty: wgpu::BindingType::Buffer {
                        ty: wgpu::BufferBindingType::Uniform,
                        has_dynamic_offset: false,
                        min_binding_size: None,
                    },
                    count: None,
                },
                wgpu::BindGroupLayoutEntry {
                    binding: 1,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: false },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                    count: None,
                },
            ],
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("batches"),
            bind_group_layouts: &[Some(&bindings)],
            immediate_size: 0,
        });
        let block = wgpu::vertex_attr_array![0 => Float32x4, 1 => Unorm8x4];
        let rounded = wgpu::vertex_attr_array![
            0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32, 4 => Unorm8x4, 5 => Unorm8x4
        ];
        let stamp = wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x2, 2 => Unorm8x4];
        let pipeline = |name: &str, shader: &str, blend, stride: usize, attributes| {
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(name),
                layout: Some(&layout),
                vertex: wgpu::VertexState {
                    module: &shaders,
                    entry_point: Some(&format!("{shader}_vertex")),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &[Some(wgpu::VertexBufferLayout {
                        array_stride: stride as wgpu::BufferAddress,
                        step_mode: wgpu::VertexStepMode::Instance,
                        attributes,
                    })],
                },
                primitive: wgpu::PrimitiveState {
                    topology: wgpu::PrimitiveTopology::TriangleStrip,
                    ..wgpu::PrimitiveState::default()
                },
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &shaders,
                    entry_point: Some(&format!("{shader}_fragment")),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format,
                        blend,
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        Self {
            opaque: pipeline("opaque", "block", None, size_of::<Block>(), &block),
            translucent: pipeline("translucent", "block", Some(LAY_OVER), size_of::<Block>(), &block),
            rounded: pipeline("rounded", "rounded", Some(LAY_OVER), size_of::<Rounded>(), &rounded),
            stamps: pipeline("stamps", "stamp", Some(LAY_OVER), size_of::<Stamp>(), &stamp),
            bindings,
        }
    }

    pub(super) fn of(&self, batch: &Batch) -> &wgpu::RenderPipeline {
        match batch {
            Batch::Opaque(_) => &self.opaque,
            Batch::Translucent(_) => &self.translucent,
            Batch::Rounded(_) => &self.rounded,
            Batch::Stamps(_) => &self.stamps,
        }
    }
}
