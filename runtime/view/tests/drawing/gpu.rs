use std::io::Write as _;

use parseltongue_view::geometry::{Color, Point, Rect, Size};
use parseltongue_view::gpu::{GpuError, Renderer};
use parseltongue_view::painter::{Painter, Pixels};
use parseltongue_view::picture::{self, PaintedBy, PictureError};
use parseltongue_view::scene::{Damage, Quad, Scene, Slot};

use crate::desk::{SIZE, desk};

/// The GPU and the CPU do the same arithmetic in different widths: a unit or two of 255 apart.
const APART_MOST: u8 = 2;

/// A renderer; nothing where no driver is installed, unless drivers are required.
fn renderer() -> Option<Renderer> {
    match Renderer::headless() {
        Ok(renderer) => Some(renderer),
        Err(GpuError::NoDriver) => {
            let required = std::env::var("PARSELTONGUE_REQUIRE").unwrap_or_default();
            assert!(
                !required.split(',').any(|it| it.trim() == "vulkan"),
                "PARSELTONGUE_REQUIRE names vulkan, and there is no Vulkan driver"
            );
            // Not `eprintln!`: the harness swallows that of a test that passes.
            std::io::stderr().write_all(b"SKIPPED: no Vulkan driver\n").unwrap();
            None
        }
        Err(other) => panic!("{other}"),
    }
}

fn apart(one: &Pixels, other: &Pixels) -> u8 {
    assert_eq!((one.width, one.height), (other.width, other.height));
    one.bytes.iter().zip(&other.bytes).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

#[test]
fn the_gpu_and_the_cpu_paint_the_same_picture_at_every_scale() {
    let Some(mut renderer) = renderer() else { return };
    let scene = desk(20);
    for scale in [1.0, 1.25, 1.5, 2.0] {
        let mut painter = Painter::new();
        let by_cpu = painter.paint(&scene, &Damage::everything(), SIZE, scale);
        let by_gpu = renderer.paint(&scene, &Damage::everything(), SIZE, scale).unwrap();
        assert_eq!(by_gpu, by_cpu, "the same work at scale {scale}");
        let worst = apart(&renderer.read_pixels().unwrap(), painter.pixels());
        assert!(worst <= APART_MOST, "{worst} of 255 apart at scale {scale}");
    }
}

#[test]
fn a_damaged_row_is_painted_alone_and_the_picture_is_as_if_painted_anew() {
    let Some(mut renderer) = renderer() else { return };
    let mut scene = Scene::new(Color::WHITE);
    let rows: Vec<Slot> = (0..100)
        .map(|row| {
            let rect = Rect::new(0.0, row as f32 * 10.0, 200.0, 10.0);
            scene.quad(Quad::filled(rect, Color::hex(0xe0_e0e0)))
        })
        .collect();
    let size = Size::new(200.0, 1_000.0);
    let damage = scene.take_damage();
    let all = renderer.paint(&scene, &damage, size, 1.0).unwrap();
    assert_eq!((all.batches, all.instances, all.pixels), (1, 101, 200_000));

    let rect = Rect::new(0.0, 500.0, 200.0, 10.0);
    scene.replace_quad(rows[50], Quad::filled(rect, Color::hex(0x40_80ff)));
    let damage = scene.take_damage();
    let one = renderer.paint(&scene, &damage, size, 1.0).unwrap();
    // The row, the background, and one pixel of each neighbour for what snapping may move.
    assert_eq!((one.batches, one.instances, one.pixels), (1, 4, 200 * 12));

    let kept = renderer.read_pixels().unwrap();
    let mut painter = Painter::new();
    painter.paint(&scene, &Damage::everything(), size, 1.0);
    assert_eq!(apart(&kept, painter.pixels()), 0);
    assert_eq!(kept.at(100, 505), [0x40, 0x80, 0xff, 0xff]);
}

#[test]
fn ten_thousand_rectangles_of_two_kinds_are_two_draw_calls() {
    let Some(mut renderer) = renderer() else { return };
    let mut scene = Scene::new(Color::BLACK);
    for row in 0..5_000 {
        let (column, line) = (row % 50, row / 50);
        let cell = Rect::new(column as f32 * 8.0, line as f32 * 8.0, 8.0, 8.0);
        scene.quad(Quad::filled(cell, Color::hex(0x20_2020)));
        scene.quad(Quad::filled(cell.outset(-1.0), Color::hex(0x40_c080)).rounded(2.0));
    }
    let work = renderer.paint(&scene, &Damage::everything(), Size::new(400.0, 800.0), 1.0).unwrap();
    assert_eq!((work.batches, work.instances), (2, 10_001));
}

#[test]
fn a_picture_says_who_painted_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.png");
    let painted_by = picture::write_png(&desk(8), SIZE, 2.0, &path).unwrap();
    match (renderer(), painted_by) {
        (Some(renderer), PaintedBy::Gpu(adapter)) => assert_eq!(adapter, renderer.adapter()),
        (None, PaintedBy::Cpu(why)) => assert_eq!(why, GpuError::NoDriver),
        (_, painted_by) => panic!("{painted_by}"),
    }
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let picture = png::Decoder::new(file).read_info().unwrap();
    assert_eq!((picture.info().width, picture.info().height), (800, 480));
}

#[test]
fn a_picture_without_size_or_without_folder_is_refused() {
    let scene = Scene::new(Color::WHITE);
    for size in [Size::ZERO, Size::new(9_000.0, 10.0), Size::new(f32::NAN, 10.0)] {
        let refused = picture::draw(&scene, size, 1.0).map(|_| ());
        assert!(matches!(refused, Err(PictureError::Size { .. })), "{size:?}");
    }
    let nowhere = std::path::Path::new("no such folder/desk.png");
    let refused = picture::write_png(&scene, Size::new(4.0, 4.0), 1.0, nowhere);
    assert!(refused.unwrap_err().to_string().starts_with("no such folder/desk.png: "));
}

#[test]
fn a_window_that_grows_is_painted_anew() {
    let Some(mut renderer) = renderer() else { return };
    let mut scene = Scene::new(Color::WHITE);
    scene.line(Point::new(0.0, 10.0), Point::new(50.0, 10.0), Color::BLACK);
    renderer.paint(&scene, &Damage::everything(), Size::new(20.0, 20.0), 1.0).unwrap();
    let work = renderer.paint(&scene, &Damage::nothing(), Size::new(40.0, 20.0), 1.0).unwrap();
    assert_eq!(work.pixels, 800);
    assert_eq!(renderer.read_pixels().unwrap().at(39, 10), [0, 0, 0, 255]);
    let work = renderer.paint(&scene, &Damage::nothing(), Size::new(40.0, 20.0), 1.0).unwrap();
    assert_eq!(work.pixels, 0, "nothing is damaged, nothing is painted");
}
