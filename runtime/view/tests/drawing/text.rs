use std::cell::RefCell;

use parseltongue_view::geometry::Point;
use parseltongue_view::text::{Family, Fonts, Shaper, TextStyle, Weight};
use proptest::prelude::*;

fn shaper() -> Shaper {
    Shaper::new(Fonts::bundled())
}

#[test]
fn a_text_is_shaped_once_for_each_style_and_width() {
    let mut shaper = shaper();
    let first = shaper.layout("ACME", &TextStyle::BODY, None);
    let again = shaper.layout("ACME", &TextStyle::BODY, None);
    assert!(std::rc::Rc::ptr_eq(&first, &again));
    assert_eq!(shaper.shaped_count(), 1);
    shaper.layout("ACME", &TextStyle::HEADING, None);
    shaper.layout("ACME", &TextStyle::BODY, Some(10.0));
    shaper.layout("ACM", &TextStyle::BODY, None);
    assert_eq!(shaper.shaped_count(), 4);
}

#[test]
fn remembered_texts_are_bounded() {
    let mut shaper = shaper();
    let kept = shaper.layout("kept", &TextStyle::BODY, None);
    for number in 0..20_000 {
        shaper.layout(&number.to_string(), &TextStyle::BODY, None);
    }
    assert!(std::rc::Rc::ptr_eq(&kept, &shaper.layout("kept", &TextStyle::BODY, None)));
    assert_eq!(shaper.shaped_count(), 20_001, "what is in use is not forgotten");
    let debug = format!("{shaper:?}");
    let remembered: usize =
        debug.split("remembered: ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    assert!(remembered <= 8_192, "{debug}");
}

#[test]
fn figures_of_a_column_are_equally_wide() {
    let mut shaper = shaper();
    let mut widths = |style: &TextStyle| {
        (0..10)
            .map(|digit| shaper.layout(&digit.to_string().repeat(20), style, None).size().width)
            .collect::<Vec<_>>()
    };
    let tabular = widths(&TextStyle::FIGURES);
    assert!(tabular.iter().all(|width| *width == tabular[0]), "{tabular:?}");
    let proportional = widths(&TextStyle::BODY);
    assert!(proportional.iter().any(|width| *width != proportional[0]), "1 is narrower");
    let monospace = widths(&TextStyle { family: Family::Monospace, ..TextStyle::BODY });
    assert!(monospace.iter().all(|width| *width == monospace[0]));
}

#[test]
fn a_heavier_weight_is_another_cut_and_not_a_smear() {
    let mut shaper = shaper();
    let text = "Trading desk";
    let regular = shaper.measure(text, &TextStyle::BODY.with_size(40.0), None);
    let bold = TextStyle::BODY.with_size(40.0).with_weight(Weight::BOLD);
    assert!(shaper.measure(text, &bold, None).width > regular.width);
}

#[test]
fn a_narrow_width_breaks_lines_and_a_long_word() {
    let mut shaper = shaper();
    let one = shaper.layout("one two three", &TextStyle::BODY, None);
    assert_eq!(one.line_count(), 1);
    let three = shaper.layout("one two three", &TextStyle::BODY, Some(45.0));
    assert_eq!(three.line_count(), 3);
    assert!(three.size().width <= 45.0);
    let word = shaper.layout("incomprehensible", &TextStyle::BODY, Some(45.0));
    assert!(word.line_count() > 1 && word.size().width <= 45.0);
}

#[test]
fn right_to_left_text_runs_to_the_left() {
    let mut shaper = shaper();
    // Shin, lamed, vav, mem: in the string the first letter is shin, on the screen it is rightmost.
    let hebrew = shaper.layout("שלום", &TextStyle::BODY, None);
    let place = |index| hebrew.caret(index, 1.0).x;
    assert!(place(0) > place(2) && place(2) > place(4) && place(4) > place(6));
    assert_eq!(hebrew.hit(Point::new(hebrew.size().width + 9.0, 5.0)), 0);
    assert_eq!(hebrew.left_of(0), 2);
    assert_eq!(hebrew.after(0), 2);
    let mixed = shaper.layout("ab שלום cd", &TextStyle::BODY, None);
    assert_eq!(mixed.selection(0..mixed.text().len()).len(), 1);
    assert!(mixed.selection(0..5).len() > 1, "a range across directions is two blocks");
}

#[test]
fn an_empty_text_has_a_line_height_and_a_caret() {
    let mut shaper = shaper();
    let empty = shaper.layout("", &TextStyle::BODY, None);
    assert!(empty.size().height >= 19.0, "{:?}", empty.size());
    let caret = empty.caret(0, 1.0);
    assert_eq!(caret.x, 0.0);
    assert!(caret.height > 10.0);
    assert_eq!((empty.before(0), empty.after(0), empty.hit(Point::new(50.0, 5.0))), (0, 0, 0));
}

#[test]
fn letters_that_are_drawn_as_one_are_crossed_as_one() {
    let mut shaper = shaper();
    // A family of four, joined: 25 bytes, one letter to the person who deletes it.
    let text = "a👨\u{200d}👩\u{200d}👧\u{200d}👦b";
    let layout = shaper.layout(text, &TextStyle::BODY, None);
    assert_eq!(layout.after(1), text.len() - 1);
    assert_eq!(layout.before(text.len() - 1), 1);
    assert_eq!(layout.right_of(1), text.len() - 1);
}

thread_local! {
    /// Reading the fonts is most of what a case would cost.
    static SHAPER: RefCell<Shaper> = RefCell::new(shaper());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is typed and wherever one clicks, byte indices lie on letters' boundaries.
    #[test]
    fn hits_and_moves_land_on_boundaries(
        text in "[a-zA-Zéüß 0-9€漢שלוםعरि👩🏽\u{301}\n]{0,24}",
        x in -20.0..300.0f32,
        y in -20.0..80.0f32,
        index in 0..120usize,
        width in prop::option::of(1.0..200.0f32),
    ) {
        let layout =
            SHAPER.with_borrow_mut(|shaper| shaper.layout(&text, &TextStyle::BODY, width));
        let ends = [
            layout.hit(Point::new(x, y)),
            layout.after(index),
            layout.before(index),
            layout.left_of(index),
            layout.right_of(index),
            layout.next_word(index),
            layout.previous_word(index),
        ];
        for end in ends {
            prop_assert!(text.is_char_boundary(end), "{} in {:?}, of {:?}", end, text, ends);
        }
        let caret = layout.caret(index, 1.0);
        prop_assert!(caret.x.is_finite() && caret.y.is_finite());
        for rect in layout.selection(0..index) {
            prop_assert!(rect.width.is_finite() && rect.height > 0.0);
        }
    }

    /// A click on a caret puts the caret back where it was.
    #[test]
    fn a_click_on_the_caret_of_a_letter_hits_that_letter(
        text in "[a-zA-Z0-9 .,]{1,30}",
        which in any::<prop::sample::Index>(),
    ) {
        let index = which.index(text.len() + 1);
        let layout = SHAPER.with_borrow_mut(|shaper| shaper.layout(&text, &TextStyle::BODY, None));
        let caret = layout.caret(index, 0.0);
        prop_assert_eq!(layout.hit(Point::new(caret.x, caret.y + caret.height / 2.0)), index);
    }
}

#[test]
fn the_fonts_of_the_system_are_asked_once_and_only_for_what_is_lacking() {
    let mut shaper = Shaper::new(Fonts::bundled().with_system_fallback());
    let alone = Shaper::new(Fonts::bundled()).layout("Trades → 42 €", &TextStyle::BODY, None);
    let beside = shaper.layout("Trades → 42 €", &TextStyle::BODY, None);
    assert_eq!(alone.glyphs(), beside.glyphs());
    assert_eq!(shaper.shaped_count(), 1);
    // Noncharacters: no font has them.
    shaper.layout("\u{10fffe}", &TextStyle::BODY, None);
    assert_eq!(shaper.shaped_count(), 3, "once without and once with the system's fonts");
    shaper.layout("\u{10ffff}", &TextStyle::BODY, None);
    assert_eq!(shaper.shaped_count(), 4);
    let again = shaper.layout("Trades → 42 € again", &TextStyle::BODY, None);
    let first = alone.glyphs().len();
    assert_eq!(again.glyphs()[..first], alone.glyphs()[..], "our fonts still come first");
}
