use std::sync::Arc;

use winit::event_loop::ActiveEventLoop;
use winit::window::Window;

use super::{WindowApp, WindowError};
use crate::geometry::Size;
use crate::gpu::{Gpu, Renderer};
use crate::input::InputEvent;

/// A window, the surface that it shows, and the renderer that paints for it.
pub(super) struct Shown {
    window: Arc<Window>,
    surface: wgpu::Surface<'static>,
    configuration: wgpu::SurfaceConfiguration,
    renderer: Renderer,
    /// Whether the window has a new size that nothing was painted for.
    is_resized: bool,
}

impl Shown {
    pub(super) fn new(event_loop: &ActiveEventLoop, window: Arc<Window>) -> Result<Self, WindowError> {
        let refused = |error: &dyn std::fmt::Display| WindowError::Refused(error.to_string());
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_with_display_handle(Box::new(
            event_loop.owned_display_handle(),
        )));
        let surface = instance.create_surface(Arc::clone(&window)).map_err(|it| refused(&it))?;
        let (gpu, adapter) = Gpu::open(&instance, Some(&surface)).map_err(|it| refused(&it))?;
        let offered = surface.get_capabilities(&adapter);
        // Not sRGB: colours are blended in gamma space, as in pictures.
        let format = [wgpu::TextureFormat::Bgra8Unorm, wgpu::TextureFormat::Rgba8Unorm]
            .into_iter()
            .find(|format| offered.formats.contains(format))
            .ok_or_else(|| refused(&"the graphics driver shows no plain 8-bit colours"))?;
        if !offered.usages.contains(wgpu::TextureUsages::COPY_DST) {
            return Err(refused(&"the graphics driver cannot copy a picture onto a window"));
        }
        let mut configuration = surface
            .get_default_config(&adapter, 1, 1)
            .ok_or_else(|| refused(&"the graphics driver cannot show this window"))?;
        configuration.format = format;
        configuration.usage = wgpu::TextureUsages::COPY_DST;
        configuration.present_mode = wgpu::PresentMode::AutoVsync;
        // One frame of delay instead of two: a view draws when something changed, not always.
        configuration.desired_maximum_frame_latency = 1;
        let renderer = Renderer::new(gpu, format);
        let mut shown = Self { window, surface, configuration, renderer, is_resized: true };
        shown.configure();
        Ok(shown)
    }

    pub(super) fn window(&self) -> &Window {
        &self.window
    }

    /// Fits the surface to the window.
    pub(super) fn configure(&mut self) {
        let size = self.window.inner_size();
        // A minimised window has no size, and a surface must have one.
        self.configuration.width = size.width.max(1);
        self.configuration.height = size.height.max(1);
        self.surface.configure(self.renderer.device(), &self.configuration);
        self.is_resized = true;
    }

    /// The window's size and scale as an event.
    pub(super) fn resized(&self) -> InputEvent {
        InputEvent::Resized { size: self.size(), scale: self.scale() }
    }

    /// Paints what the app says is out of date, and shows the picture: also an unchanged one, for
    /// a display that has forgotten what was on it asks in the same way.
    pub(super) fn draw(&mut self, app: &mut impl WindowApp) -> Result<(), WindowError> {
        let (size, scale) = (self.size(), self.scale());
        if app.needs_frame() || self.is_resized {
            self.is_resized = false;
            let frame = app.frame(size, scale);
            self.renderer
                .paint(frame.scene, &frame.damage, size, scale)
                .map_err(|error| WindowError::Refused(error.to_string()))?;
        }
        match self.surface.get_current_texture() {
            wgpu::CurrentSurfaceTexture::Success(texture)
            | wgpu::CurrentSurfaceTexture::Suboptimal(texture) => {
                self.window.pre_present_notify();
                self.renderer.present(texture);
            }
            // The picture is painted; it is shown when the window is seen again.
            wgpu::CurrentSurfaceTexture::Occluded => {}
            wgpu::CurrentSurfaceTexture::Timeout => self.window.request_redraw(),
            wgpu::CurrentSurfaceTexture::Outdated => {
                self.configure();
                self.window.request_redraw();
            }
            wgpu::CurrentSurfaceTexture::Lost => {
                return Err(WindowError::Refused("the graphics device was lost".to_owned()));
            }
            wgpu::CurrentSurfaceTexture::Validation => {
                return Err(WindowError::Refused("the window's surface is not valid".to_owned()));
            }
        }
        Ok(())
    }

    fn scale(&self) -> f32 {
        self.window.scale_factor() as f32
    }

    fn size(&self) -> Size {
        let scale = self.scale();
        Size::new(self.configuration.width as f32 / scale, self.configuration.height as f32 / scale)
    }
}
