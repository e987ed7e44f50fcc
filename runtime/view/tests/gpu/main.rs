//! What the GPU draws: that it agrees with the CPU, and how much work it takes.
//!
//! These tests have a harness of their own, because only at run time is it known whether there is
//! a driver: without one they are counted as ignored.

#[path = "../drawing/desk.rs"]
mod desk;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use parseltongue_view::geometry::{Color, Point, Rect, Size};
use parseltongue_view::gpu::{GpuError, Renderer};
use parseltongue_view::painter::{Painter, Pixels};
use parseltongue_view::picture::{self, PaintedBy, PictureError};
use parseltongue_view::scene::{Damage, Quad, Scene, Slot};

use desk::{SIZE, desk};

/// The GPU and the CPU do the same arithmetic in different widths: a unit or two of 255 apart.
const APART_MOST: u8 = 2;

/// Whether there is a driver to test; where drivers are required there has to be.
fn has_driver() -> bool {
    match Renderer::headless() {
        Ok(_) => true,
        Err(GpuError::NoDriver) => {
            let required = std::env::var("PARSELTONGUE_REQUIRE").unwrap_or_default();
            assert!(
                !required.split(',').any(|it| it.trim() == "vulkan"),
                "PARSELTONGUE_REQUIRE names vulkan, and there is no Vulkan driver"
            );
            eprintln!("SKIPPED: no Vulkan driver; these tests are counted as ignored");
            false
        }
        Err(other) => panic!("{other}"),
    }
}

fn renderer() -> Renderer {
    Renderer::headless().expect("a driver")
}

fn main() -> ExitCode {
    let is_ignored = !has_driver();
    let tests: &[(&str, fn())] = &[
        (
            "the_gpu_and_the_cpu_paint_the_same_picture_at_every_scale",
            the_gpu_and_the_cpu_paint_the_same_picture_at_every_scale,
        ),
        (
            "a_damaged_row_is_painted_alone_and_the_picture_is_as_if_painted_anew",
            a_damaged_row_is_painted_alone_and_the_picture_is_as_if_painted_anew,
        ),
        (
            "ten_thousand_rectangles_of_two_kinds_are_two_draw_calls",
            ten_thousand_rectangles_of_two_kinds_are_two_draw_calls,
        ),
        ("a_picture_says_who_painted_it", a_picture_says_who_painted_it),
        (
            "a_picture_without_size_or_without_folder_is_refused",
            a_picture_without_size_or_without_folder_is_refused,
        ),
        ("a_window_that_grows_is_painted_anew", a_window_that_grows_is_painted_anew),
    ];
    let trial = |&(name, test): &(&'static str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
        .with_ignored_flag(is_ignored)
    };
    libtest_mimic::run(&Arguments::from_args(), tests.iter().map(trial).collect()).exit_code()
}

fn apart(one: &Pixels, other: &Pixels) -> u8 {
    assert_eq!((one.width, one.height), (other.width, other.height));
    one.bytes.iter().zip(&other.bytes).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

fn the_gpu_and_the_cpu_paint_the_same_picture_at_every_scale() {
    let mut renderer = renderer();
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

fn a_damaged_row_is_painted_alone_and_the_picture_is_as_if_painted_anew() {
    let mut renderer = renderer();
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

fn ten_thousand_rectangles_of_two_kinds_are_two_draw_calls() {
    let mut renderer = renderer();
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

fn a_picture_says_who_painted_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.png");
    let painted_by = picture::write_png(&desk(8), SIZE, 2.0, &path).unwrap();
    match painted_by {
        PaintedBy::Gpu(adapter) => assert_eq!(adapter, renderer().adapter()),
        PaintedBy::Cpu(why) => panic!("{why}"),
    }
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let picture = png::Decoder::new(file).read_info().unwrap();
    assert_eq!((picture.info().width, picture.info().height), (800, 480));
}

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

fn a_window_that_grows_is_painted_anew() {
    let mut renderer = renderer();
    let mut scene = Scene::new(Color::WHITE);
    scene.line(Point::new(0.0, 10.0), Point::new(50.0, 10.0), Color::BLACK);
    renderer.paint(&scene, &Damage::everything(), Size::new(20.0, 20.0), 1.0).unwrap();
    let work = renderer.paint(&scene, &Damage::nothing(), Size::new(40.0, 20.0), 1.0).unwrap();
    assert_eq!(work.pixels, 800);
    assert_eq!(renderer.read_pixels().unwrap().at(39, 10), [0, 0, 0, 255]);
    let work = renderer.paint(&scene, &Damage::nothing(), Size::new(40.0, 20.0), 1.0).unwrap();
    assert_eq!(work.pixels, 0, "nothing is damaged, nothing is painted");
}
