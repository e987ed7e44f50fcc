//! A scene like a real one: a table with a heading, stripes, rounded controls and text.

use parseltongue_view::geometry::{Point, Rect, Size};
use parseltongue_view::scene::{Quad, Scene, Text};
use parseltongue_view::text::{Fonts, Shaper, TextStyle, Weight};
use parseltongue_view::theme::Theme;

pub(crate) const SIZE: Size = Size::new(400.0, 240.0);
pub(crate) const ROW_HEIGHT: f32 = 24.0;

/// A table of `rows` rows, most of them below the window's edge when there are many.
pub(crate) fn desk(rows: usize) -> Scene {
    let theme = Theme::DARK;
    let mut shaper = Shaper::new(Fonts::bundled());
    let mut scene = Scene::new(theme.background);
    let heading = shaper.layout("Trades", &TextStyle::HEADING, None);
    scene.text(Text::new(heading, Point::new(16.0, 8.0), theme.text));
    let button = Rect::new(300.0, 8.0, 84.0, 28.0);
    scene.quad(Quad::filled(button, theme.accent).rounded(6.0));
    let label = shaper.layout("Place order", &TextStyle::BODY.with_weight(Weight::MEDIUM), None);
    scene.text(Text::new(label, Point::new(304.0, 12.0), theme.on_accent));
    let card = Rect::new(16.0, 44.0, 368.0, 190.0);
    scene.quad(Quad::filled(card, theme.surface).rounded(8.0).bordered(1.0, theme.border));
    scene.push_clip(card.outset(-1.0));
    for row in 0..rows {
        let top = 45.0 + ROW_HEIGHT * row as f32;
        if row % 2 == 1 {
            let stripe = Rect::new(17.0, top, 366.0, ROW_HEIGHT);
            scene.quad(Quad::filled(stripe, theme.stripe));
        }
        let symbol = shaper.layout(["ACME", "GLOBEX"][row % 2], &TextStyle::BODY, None);
        scene.text(Text::new(symbol, Point::new(24.0, top + 2.0), theme.text));
        let price = shaper.layout(&format!("{}.50", 100 + row), &TextStyle::FIGURES, None);
        let left = 370.0 - price.size().width;
        scene.text(Text::new(price, Point::new(left, top + 2.0), theme.positive));
    }
    scene.pop_clip();
    let bar = Rect::new(376.0, 50.0, 5.0, 60.0);
    scene.quad(Quad::filled(bar, theme.scroll_bar).rounded(2.5));
    scene
}
