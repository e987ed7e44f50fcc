use std::cell::RefCell;

use parseltongue_view::geometry::{Color, Point, Rect, Size};
use parseltongue_view::painter::Painter;
use parseltongue_view::scene::{Damage, Quad, Scene, Slot, Text};
use parseltongue_view::text::{Fonts, Shaper, TextStyle};
use proptest::prelude::*;

const SIZE: Size = Size::new(90.0, 70.0);

fn rects() -> impl Strategy<Value = Rect> {
    (-20.0..90.0f32, -20.0..70.0f32, 0.0..60.0f32, 0.0..60.0f32)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height))
}

fn quads() -> impl Strategy<Value = Quad> {
    (rects(), any::<u32>(), 0..3u8, 0.0..9.0f32, 0.0..3.0f32).prop_map(
        |(rect, color, alpha, radius, border)| {
            let color = Color::hex(color).with_alpha([255, 255, 90][usize::from(alpha)]);
            match alpha {
                0 => Quad::filled(rect, color),
                _ => Quad::filled(rect, color).rounded(radius).bordered(border, Color::BLACK),
            }
        },
    )
}

fn scales() -> impl Strategy<Value = f32> {
    prop_oneof![Just(1.0f32), Just(1.25), Just(1.5), Just(2.0)]
}

fn scene_of(quads: &[Quad], clip: Rect) -> (Scene, Vec<Slot>, Slot) {
    let mut scene = Scene::new(Color::WHITE);
    let half = quads.len() / 2;
    let mut slots: Vec<Slot> = quads[..half].iter().map(|quad| scene.quad(*quad)).collect();
    scene.push_clip(clip);
    let text = scene.text(words("before", Point::new(8.0, 9.0)));
    slots.extend(quads[half..].iter().map(|quad| scene.quad(*quad)));
    scene.pop_clip();
    (scene, slots, text)
}

thread_local! {
    /// Reading the fonts is most of what a case would cost.
    static SHAPER: RefCell<Shaper> = RefCell::new(Shaper::new(Fonts::bundled()));
}

fn words(text: &str, origin: Point) -> Text {
    let layout = SHAPER.with_borrow_mut(|shaper| shaper.layout(text, &TextStyle::BODY, None));
    Text::new(layout, origin, Color::hex(0x20_40c0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The heart of drawing only what changed: nobody can tell.
    #[test]
    fn damage_painted_over_an_old_picture_equals_a_new_picture(
        before in prop::collection::vec(quads(), 1..12),
        changes in prop::collection::vec((any::<prop::sample::Index>(), quads()), 1..12),
        clip in rects(),
        moved_to in (0.0..60.0f32, 0.0..50.0f32),
        scale in scales(),
    ) {
        let (mut scene, slots, text) = scene_of(&before, clip);
        let mut kept = Painter::new();
        let damage = scene.take_damage();
        kept.paint(&scene, &damage, SIZE, scale);
        for (which, quad) in &changes {
            scene.replace_quad(*which.get(&slots), *quad);
        }
        scene.replace_text(text, words("after", Point::new(moved_to.0, moved_to.1)));
        let damage = scene.take_damage();
        kept.paint(&scene, &damage, SIZE, scale);

        let mut anew = Painter::new();
        anew.paint(&scene, &Damage::everything(), SIZE, scale);
        prop_assert_eq!(&kept.pixels().bytes, &anew.pixels().bytes);
    }

    #[test]
    fn damage_is_at_most_eight_rectangles_that_cover_all_and_do_not_overlap(
        added in prop::collection::vec(rects(), 0..40),
    ) {
        let mut damage = Damage::nothing();
        for rect in &added {
            damage.add(*rect);
        }
        let rects = damage.rects();
        prop_assert!(rects.len() <= 8);
        for (at, rect) in rects.iter().enumerate() {
            prop_assert!(rects[at + 1..].iter().all(|other| !rect.intersects(other)));
        }
        // Edges are sums of `f32`: a hair may be missing, and the painters add a pixel.
        let holds = |outer: &Rect, inner: &Rect| {
            outer.x <= inner.x + 1.0e-3
                && outer.y <= inner.y + 1.0e-3
                && outer.right() >= inner.right() - 1.0e-3
                && outer.bottom() >= inner.bottom() - 1.0e-3
        };
        for rect in added.iter().filter(|rect| !rect.is_empty()) {
            prop_assert!(rects.iter().any(|it| holds(it, rect)), "{:?} in {:?}", rect, rects);
        }
    }

    #[test]
    fn what_two_rectangles_share_lies_in_both_and_their_union_holds_both(
        one in rects(), other in rects(), x in -30.0..100.0f32, y in -30.0..100.0f32,
    ) {
        let point = Point::new(x, y);
        let shared = one.intersection(&other);
        prop_assert_eq!(shared, other.intersection(&one));
        prop_assert_eq!(shared.is_empty(), !one.intersects(&other));
        let is_in_both = one.contains(point) && other.contains(point);
        let near_an_edge = |rect: &Rect| {
            [rect.x - x, rect.right() - x, rect.y - y, rect.bottom() - y]
                .iter()
                .any(|apart| apart.abs() < 1.0e-3)
        };
        if !near_an_edge(&one) && !near_an_edge(&other) {
            prop_assert_eq!(shared.contains(point), is_in_both);
            if one.contains(point) || other.contains(point) {
                prop_assert!(one.union(&other).contains(point));
            }
        }
    }

    #[test]
    fn a_colour_reads_back_as_it_is_written(red: u8, green: u8, blue: u8, alpha: u8) {
        let color = Color::rgba(red, green, blue, alpha);
        prop_assert_eq!(color.to_string().parse::<Color>().unwrap(), color);
    }
}

#[test]
fn what_is_no_colour_is_refused_with_the_right_spelling() {
    for text in ["", "red", "#12345", "#1234567", "#+12345", "123456", "#ünïcö"] {
        let refused = text.parse::<Color>().unwrap_err().to_string();
        assert_eq!(refused, format!("`{text}` is not a colour: write `#rrggbb` or `#rrggbbaa`"));
    }
}

#[test]
fn a_change_that_changes_nothing_damages_nothing() {
    let quad = Quad::filled(Rect::new(1.0, 1.0, 5.0, 5.0), Color::BLACK);
    let mut scene = Scene::new(Color::WHITE);
    let slot = scene.quad(quad);
    let text = words("same", Point::ZERO);
    let text_slot = scene.text(text.clone());
    scene.take_damage();
    scene.replace_quad(slot, quad);
    scene.replace_text(text_slot, text);
    assert!(scene.damage().is_nothing());
}
