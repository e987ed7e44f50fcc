use crate::accessibility::Role;
use crate::driver::TestView;
use crate::element::{Kind, Ui, argument};
use crate::geometry::Color;
use crate::signal::Signal;
use crate::view::View;

thread_local! {
    static RED: std::cell::Cell<Option<Signal<bool>>> = const { std::cell::Cell::new(None) };
}

/// Two swatches; the colour of one follows a signal.
struct Swatches;

const BLUE: Color = Color::rgb(10, 20, 200);
const GREEN: Color = Color::rgb(10, 200, 20);
const CRIMSON: Color = Color::rgb(200, 20, 10);

impl View for Swatches {
    const NAME: &'static str = "Swatches";
    const TITLE: &'static str = "Swatches";
    const SIZE: (u32, u32) = (100, 60);

    fn show(ui: &Ui) {
        let red = ui.signal("red", false);
        RED.set(Some(red));
        ui.element(Kind::Row).holds(|ui| {
            let swatch = |label: &str| {
                let row = ui.element(Kind::Row).set(argument::LABEL, label);
                row.set(argument::WIDTH, 20).set(argument::HEIGHT, 20)
            };
            swatch("fixed").set(argument::BACKGROUND, BLUE).done();
            swatch("follows")
                .bind(argument::BACKGROUND, move || if red.get() { CRIMSON } else { GREEN })
                .done();
        });
    }
}

#[test]
fn a_changed_colour_damages_its_own_rectangle() {
    let mut view = TestView::open::<Swatches>();
    let bounds = view.find(Role::Group, "follows").node().bounds;
    let (x, y) = (bounds.center().x as u32, bounds.center().y as u32);
    assert_eq!(view.pixels().at(x, y), GREEN.to_bytes());
    assert!(view.damage().is_nothing());
    RED.get().expect("the view is open").set(true);
    view.update();
    assert_eq!(view.damage().rects(), [bounds]);
    assert_eq!(view.pixels().at(x, y), CRIMSON.to_bytes());
    assert_eq!(view.pixels().at(x - 20, y), BLUE.to_bytes());
}

#[test]
fn a_window_of_another_size_is_painted_whole() {
    let mut view = TestView::open::<Swatches>();
    view.resize(120.0, 80.0);
    let pixels = view.pixels();
    assert_eq!((pixels.width, pixels.height), (120, 80));
}
