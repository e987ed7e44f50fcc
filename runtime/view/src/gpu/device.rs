use super::GpuError;

/// One graphics device, opened.
#[derive(Debug)]
pub(crate) struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    /// Its name and driver, for people.
    pub(super) name: String,
}

impl Gpu {
    /// Opens the first device that Vulkan (on Apple's systems Metal) offers, without a window.
    pub(super) fn headless() -> Result<Self, GpuError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        Ok(Self::open(&instance, None)?.0)
    }

    /// Opens the device that can show on `surface`.
    pub(crate) fn open(
        instance: &wgpu::Instance,
        surface: Option<&wgpu::Surface<'_>>,
    ) -> Result<(Self, wgpu::Adapter), GpuError> {
        let adapter = pollster::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
            // A table does not need the big GPU of a laptop.
            power_preference: wgpu::PowerPreference::LowPower,
            compatible_surface: surface,
            ..wgpu::RequestAdapterOptions::default()
        }))
        .map_err(|_| GpuError::NoDriver)?;
        let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("parseltongue"),
            required_limits: wgpu::Limits::downlevel_defaults().using_resolution(adapter.limits()),
            ..wgpu::DeviceDescriptor::default()
        }))
        .map_err(|error| GpuError::NoDevice(error.to_string()))?;
        let name = adapter.get_info().name;
        Ok((Self { device, queue, name }, adapter))
    }
}
