use parseltongue_view::geometry::{Color, Corners, Point, Rect, Size};
use parseltongue_view::painter::{Painter, Pixels};
use parseltongue_view::scene::{Damage, Quad, Scene, Text};
use parseltongue_view::text::{Fonts, Shaper, TextStyle};

use crate::desk::{SIZE, desk};

const RED: Color = Color::rgb(255, 0, 0);

fn painted(scene: &Scene, size: Size, scale: f32) -> Pixels {
    let mut painter = Painter::new();
    painter.paint(scene, &Damage::everything(), size, scale);
    painter.pixels().clone()
}

#[test]
fn a_rounded_corner_is_cut_and_its_edge_is_smooth() {
    let mut scene = Scene::new(Color::WHITE);
    scene.quad(Quad::filled(Rect::new(2.0, 2.0, 16.0, 16.0), RED).rounded(6.0));
    let pixels = painted(&scene, Size::new(20.0, 20.0), 1.0);
    assert_eq!(pixels.at(2, 2), [255, 255, 255, 255], "outside of the arc");
    assert_eq!(pixels.at(10, 2), [255, 0, 0, 255], "the straight edge is sharp");
    assert_eq!(pixels.at(10, 1), [255, 255, 255, 255]);
    let [_, green, _, _] = pixels.at(3, 4);
    assert!((1..255).contains(&green), "a pixel on the arc is partly covered, green is {green}");
    let mirrored = [pixels.at(16, 4), pixels.at(3, 15), pixels.at(16, 15), pixels.at(4, 3)];
    assert_eq!(mirrored, [pixels.at(3, 4); 4], "all four corners are alike");
}

#[test]
fn a_border_lies_inside_and_a_transparent_middle_shows_what_is_behind() {
    let mut scene = Scene::new(Color::WHITE);
    let rect = Rect::new(1.0, 1.0, 8.0, 8.0);
    scene.quad(Quad::filled(rect, Color::TRANSPARENT).bordered(2.0, RED));
    let pixels = painted(&scene, Size::new(10.0, 10.0), 1.0);
    let row: Vec<bool> = (0..10).map(|x| pixels.at(x, 5) == [255, 0, 0, 255]).collect();
    let (no, yes) = (false, true);
    assert_eq!(row, [no, yes, yes, no, no, no, no, yes, yes, no]);
    assert_eq!(pixels.at(5, 5), [255, 255, 255, 255]);
}

#[test]
fn a_divider_is_one_sharp_line_at_every_scale_and_never_vanishes() {
    for (scale, thick) in [(0.4, 1), (1.0, 1), (1.25, 1), (2.0, 2), (3.0, 3)] {
        let mut scene = Scene::new(Color::WHITE);
        scene.line(Point::new(0.0, 10.3), Point::new(40.0, 10.3), Color::BLACK);
        let pixels = painted(&scene, Size::new(40.0, 40.0), scale);
        let column: Vec<u8> = (0..pixels.height).map(|y| pixels.at(3, y)[0]).collect();
        assert!(column.iter().all(|it| *it == 0 || *it == 255), "no grey at scale {scale}");
        let black = column.iter().filter(|it| **it == 0).count();
        assert_eq!(black, thick, "scale {scale}");
    }
}

#[test]
fn nothing_is_painted_outside_of_a_clip() {
    let mut scene = Scene::new(Color::WHITE);
    let mut shaper = Shaper::new(Fonts::bundled());
    let clip = Rect::new(10.0, 10.0, 20.0, 8.0);
    scene.push_clip(Rect::new(10.0, 0.0, 100.0, 18.0));
    scene.push_clip(Rect::new(0.0, 10.0, 30.0, 100.0));
    let all = Rect::new(0.0, 0.0, 60.0, 40.0);
    scene.quad(Quad::filled(all, Color::rgba(0, 0, 255, 40)));
    scene.quad(Quad::filled(all.outset(-4.0), RED).rounded(9.0));
    let text = shaper.layout("MMMM\nMMMM", &TextStyle::BODY, None);
    scene.text(Text::new(text, Point::new(2.0, 0.0), Color::BLACK));
    scene.pop_clip();
    scene.pop_clip();
    let pixels = painted(&scene, Size::new(60.0, 40.0), 1.0);
    for (x, y) in (0..60).flat_map(|x| (0..40).map(move |y| (x, y))) {
        let is_inside = clip.contains(Point::new(x as f32 + 0.5, y as f32 + 0.5));
        assert_eq!(pixels.at(x, y) != [255; 4], is_inside, "at {x}, {y}");
    }
}

#[test]
fn letters_stand_on_one_row_of_pixels() {
    let mut shaper = Shaper::new(Fonts::bundled());
    let text = shaper.layout("HHHH", &TextStyle::BODY, None);
    for (top, scale) in [(3.0, 1.0), (3.3, 1.0), (3.7, 1.5), (3.2, 2.0)] {
        let mut scene = Scene::new(Color::WHITE);
        scene.text(Text::new(text.clone(), Point::new(4.0, top), Color::BLACK));
        let pixels = painted(&scene, Size::new(60.0, 30.0), scale);
        let ink = |y: u32| (0..pixels.width).filter(|x| pixels.at(*x, y)[0] < 128).count();
        let rows: Vec<usize> = (0..pixels.height).map(ink).collect();
        let last = rows.iter().rposition(|ink| *ink > 0).unwrap();
        let baseline = ((top + text.baseline()) * scale).round() as usize;
        assert_eq!(last + 1, baseline, "the stems end on the baseline, scale {scale}");
        assert_eq!(rows[last], rows[last - 1], "and end sharply, scale {scale}");
    }
}

#[test]
fn a_table_is_few_batches_and_rows_out_of_sight_cost_nothing() {
    let mut painter = Painter::new();
    let few = painter.paint(&desk(8), &Damage::everything(), SIZE, 1.0);
    let mut painter = Painter::new();
    let many = painter.paint(&desk(5_000), &Damage::everything(), SIZE, 1.0);
    assert_eq!(few.batches, 7);
    assert_eq!(many, few, "row 9 and after are below the edge");
}

#[test]
fn a_scene_of_more_glyphs_than_one_atlas_holds_says_so() {
    let mut shaper = Shaper::new(Fonts::bundled());
    let mut scene = Scene::new(Color::WHITE);
    for size in 1..40 {
        let style = TextStyle::BODY.with_size(500.0 + size as f32);
        let text = shaper.layout("ABC", &style, None);
        scene.text(Text::new(text, Point::ZERO, Color::BLACK));
    }
    let mut painter = Painter::new();
    let size = Size::new(1_200.0, 700.0);
    let work = painter.paint(&scene, &Damage::everything(), size, 1.0);
    assert!(work.glyphs_left_out);
    let mut huge = Scene::new(Color::WHITE);
    let text = shaper.layout("A", &TextStyle::BODY.with_size(1.0e6), None);
    huge.text(Text::new(text, Point::ZERO, Color::BLACK));
    assert!(painter.paint(&huge, &Damage::everything(), size, 1.0).glyphs_left_out);
    // The next scene has room again.
    let work = painter.paint(&desk(3), &Damage::everything(), size, 1.0);
    assert!(!work.glyphs_left_out);
}

#[test]
fn stripes_in_a_round_card_do_not_stick_out_of_it() {
    let card = Rect::new(5.0, 5.0, 60.0, 60.0);
    for color in [RED, RED.with_alpha(128)] {
        let mut by_stripes = Scene::new(Color::WHITE);
        by_stripes.push_rounding(card, Corners::all(12.0));
        for row in 0..8 {
            let stripe = Rect::new(0.0, row as f32 * 10.0 - 3.0, 80.0, 10.0);
            by_stripes.quad(Quad::filled(stripe, color));
        }
        by_stripes.pop_clip();
        let mut at_once = Scene::new(Color::WHITE);
        at_once.quad(Quad::filled(card, color).rounded(12.0));
        for scale in [1.0, 2.0] {
            let size = Size::new(70.0, 70.0);
            assert_eq!(painted(&by_stripes, size, scale).bytes, painted(&at_once, size, scale).bytes);
        }
    }
}
