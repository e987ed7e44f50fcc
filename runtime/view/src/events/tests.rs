use crate::accessibility::Role;
use crate::driver::TestView;
use crate::element::{Kind, Ui, argument, show};
use crate::geometry::Point;
use crate::input::{InputEvent, Key, Modifiers};
use crate::view::View;
use crate::window::PointerShape;

const SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::NONE };
const CONTROL: Modifiers = Modifiers { control: true, ..Modifiers::NONE };

/// A counter, a field and what it holds, a disabled button, and a list that scrolls.
struct Form;

impl View for Form {
    const NAME: &'static str = "Form";
    const TITLE: &'static str = "Form";
    const SIZE: (u32, u32) = (400, 300);

    fn show(ui: &Ui) {
        let count = ui.signal("count", 0_i64);
        let name = ui.signal("name", "Ada".to_owned());
        let sent = ui.signal("sent", String::new());
        ui.element(Kind::Column).set(argument::PADDING, 10).set(argument::GAP, 6).holds(|ui| {
            ui.element(Kind::Text)
                .bind(argument::TEXT, move || show(&format!("count {}", count.get())))
                .done();
            ui.element(Kind::Button).set(argument::TEXT, "Add").pressed(move || count.add(1)).done();
            let off = ui.element(Kind::Button).set(argument::TEXT, "Off").set(argument::DISABLED, true);
            off.pressed(move || count.set(-1)).done();
            let field = ui.element(Kind::TextInput).set(argument::LABEL, "Name");
            field.both_ways(name).submitted(move || sent.set(name.get())).done();
            ui.element(Kind::Text).bind(argument::TEXT, move || show(&format!("name {}", name.get()))).done();
            ui.element(Kind::Text).bind(argument::TEXT, move || show(&format!("sent {}", sent.get()))).done();
            ui.element(Kind::Scroll).set(argument::LABEL, "list").holds(|ui| {
                for line in 0..100 {
                    ui.element(Kind::Text).set(argument::TEXT, format!("line {line}")).done();
                }
                ui.element(Kind::Button).set(argument::TEXT, "Last").pressed(move || count.set(100)).done();
            });
        });
    }
}

fn form() -> TestView {
    TestView::open::<Form>()
}

fn field(view: &TestView) -> String {
    view.find_all(Role::TextInput)[0].value.clone().unwrap_or_default()
}

/// Puts the keyboard into the field, the caret behind its text.
fn editing() -> TestView {
    let mut view = form();
    view.find(Role::TextInput, "Name").click();
    view.press(Key::End);
    view
}

#[test]
fn a_click_presses_a_button_and_one_text_follows() {
    let mut view = form();
    let work = view.work_of(|view| view.find(Role::Button, "Add").click());
    assert!(view.has(Role::Label, "count 1"));
    assert_eq!(work.bindings_run, 1);
    assert_eq!(work.scenes_built, 0, "nothing moves: {work:?}");
}

#[test]
fn a_button_let_go_elsewhere_is_not_pressed_and_a_disabled_one_never() {
    let mut view = form();
    let at = view.find(Role::Button, "Add").node().bounds.center();
    let (button, modifiers) = (crate::input::PointerButton::Left, Modifiers::NONE);
    view.event(InputEvent::PointerPressed { at, button, modifiers });
    view.event(InputEvent::PointerReleased { at: Point::new(390.0, 5.0), button, modifiers });
    view.find(Role::Button, "Off").click();
    assert!(view.has(Role::Label, "count 0"));
}

#[test]
fn hovering_repaints_the_button_alone() {
    let mut view = form();
    let at = view.find(Role::Button, "Add").node().bounds.center();
    let work = view.work_of(|view| view.event(InputEvent::PointerMoved(at)));
    assert_eq!((work.nodes_painted, work.bindings_run, work.scenes_built), (1, 0, 0));
    assert_eq!(view.pointer_shape(), PointerShape::Hand);
    view.event(InputEvent::PointerLeft);
    assert_eq!(view.pointer_shape(), PointerShape::Arrow);
}

#[test]
fn tab_goes_round_the_usable_controls_and_enter_and_space_press() {
    let mut view = form();
    let mut order = Vec::new();
    for _ in 0..4 {
        view.press(Key::Tab);
        order.push(view.focused().map(|node| node.label).unwrap_or_default());
    }
    assert_eq!(order, ["Add", "Name", "Last", "Add"]);
    view.press(Key::Enter);
    view.press(Key::Space);
    assert!(view.has(Role::Label, "count 2"));
    view.press_with(Key::Tab, SHIFT);
    assert_eq!(view.focused().map(|node| node.label), Some("Last".to_owned()));
    view.press(Key::Escape);
    assert_eq!(view.focused(), None);
}

#[test]
fn tab_scrolls_what_it_reaches_into_sight() {
    let mut view = form();
    view.press_with(Key::Tab, SHIFT);
    let list = view.find(Role::ScrollView, "list").node().bounds;
    let last = view.find(Role::Button, "Last").node().bounds;
    assert!(last.y >= list.y && last.bottom() <= list.bottom(), "{last:?} in {list:?}");
}

#[test]
fn typing_goes_both_ways() {
    let mut view = editing();
    view.type_text(" L");
    assert_eq!(field(&view), "Ada L");
    assert!(view.has(Role::Label, "name Ada L"));
    view.press(Key::Enter);
    assert!(view.has(Role::Label, "sent Ada L"));
    view.find(Role::TextInput, "Name").type_text("Bob");
    assert!(view.has(Role::Label, "name Bob"), "what had come in by Tab is replaced");
}

#[test]
fn the_caret_moves_by_letters_words_and_to_the_ends() {
    let mut view = editing();
    view.type_text(" de Veere");
    view.press(Key::Home);
    view.type_text("x");
    view.press_with(Key::Right, CONTROL);
    view.type_text("y");
    view.press(Key::End);
    view.press(Key::Left);
    view.press(Key::Backspace);
    view.press(Key::Delete);
    assert_eq!(field(&view), "xAday de Vee".replace("Aday ", "Ada y"));
    view.press_with(Key::Backspace, CONTROL);
    assert_eq!(field(&view), "xAda yde ");
}

#[test]
fn what_is_selected_is_replaced_cut_and_pasted() {
    let mut view = editing();
    view.press_with(Key::Left, SHIFT);
    view.press_with(Key::Left, SHIFT);
    view.press_with(Key::Character("x".into()), CONTROL);
    assert_eq!(field(&view), "A");
    view.press(Key::Home);
    view.press_with(Key::Character("v".into()), CONTROL);
    view.press_with(Key::Character("v".into()), CONTROL);
    assert_eq!(field(&view), "dadaA");
    view.press_with(Key::Character("a".into()), CONTROL);
    view.press_with(Key::Character("c".into()), CONTROL);
    view.type_text("é");
    assert_eq!(field(&view), "é");
    view.press_with(Key::Character("v".into()), CONTROL);
    assert_eq!(field(&view), "édadaA");
}

#[test]
fn an_input_method_composes_and_commits() {
    let mut view = editing();
    view.event(InputEvent::Composing { text: "に".into(), caret: Some((0, 3)) });
    assert_eq!(field(&view), "Ada", "what is composed is not there yet");
    view.event(InputEvent::Text("日本".into()));
    view.press(Key::Backspace);
    assert_eq!(field(&view), "Ada日");
    view.event(InputEvent::Text("a\nb\u{7}".into()));
    assert_eq!(field(&view), "Ada日a b", "one line, nothing that cannot be seen");
}

#[test]
fn keys_that_come_while_composing_leave_what_is_not_there_alone() {
    for key in [Key::Delete, Key::Backspace, Key::Left, Key::Right, Key::End] {
        let mut view = editing();
        view.find(Role::TextInput, "Name").type_text("é");
        view.event(InputEvent::Composing { text: "にほ".into(), caret: None });
        view.press(key.clone());
        assert_eq!(field(&view), if key == Key::Backspace { "" } else { "é" }, "{key:?}");
        view.event(InputEvent::Text("日".into()));
        assert!(field(&view).contains('日'), "{key:?}");
    }
}

#[test]
fn the_wheel_scrolls_as_far_as_there_is_content() {
    let mut view = form();
    let at = view.find(Role::ScrollView, "list").node().bounds.center();
    let first =
        |view: &TestView| view.nodes().into_iter().find(|node| node.label == "line 0").map(|it| it.bounds.y);
    let before = first(&view);
    view.scroll_at(at, 50.0);
    assert_eq!(first(&view), before.map(|y| y - 50.0));
    view.scroll_at(at, -1_000.0);
    assert_eq!(first(&view), before);
    view.scroll_at(at, 1.0e6);
    let list = view.find(Role::ScrollView, "list").node().bounds;
    let last = view.find(Role::Button, "Last").node().bounds;
    assert!((last.bottom() - list.bottom()).abs() < 1.0, "{last:?} ends with {list:?}");
    view.find(Role::Button, "Last").click();
    assert!(view.has(Role::Label, "count 100"));
}

#[test]
fn keys_scroll_too_and_the_bar_can_be_dragged() {
    let mut view = form();
    let y = |view: &TestView| {
        view.nodes().into_iter().find(|it| it.label == "line 0").map_or(0.0, |it| it.bounds.y)
    };
    let start = y(&view);
    view.press(Key::PageDown);
    assert!(y(&view) < start);
    view.press(Key::Home);
    assert_eq!(y(&view), start);
    let list = view.find(Role::ScrollView, "list").node().bounds;
    let (button, modifiers) = (crate::input::PointerButton::Left, Modifiers::NONE);
    let at = Point::new(list.right() - 4.0, list.y + 6.0);
    view.event(InputEvent::PointerPressed { at, button, modifiers });
    view.event(InputEvent::PointerMoved(Point::new(at.x, list.bottom() + 50.0)));
    view.event(InputEvent::PointerReleased { at, button, modifiers });
    let last = view.find(Role::Button, "Last").node().bounds;
    assert!((last.bottom() - list.bottom()).abs() < 1.0, "{last:?} ends with {list:?}");
}

/// More lines than fit, and no scroll around them.
struct Long;

impl View for Long {
    const NAME: &'static str = "Long";
    const TITLE: &'static str = "Long";
    const SIZE: (u32, u32) = (400, 300);

    fn show(ui: &Ui) {
        ui.element(Kind::Column).holds(|ui| {
            for line in 0..100 {
                ui.element(Kind::Text).set(argument::TEXT, format!("line {line}")).done();
            }
        });
    }
}

#[test]
fn what_does_not_fit_into_the_window_is_reached_by_scrolling_it() {
    let mut view = TestView::open::<Long>();
    let y = |view: &mut TestView| view.find(Role::Label, "line 99").node().bounds.bottom();
    assert!(y(&mut view) > 300.0);
    view.press(Key::End);
    assert_eq!(y(&mut view), 300.0);
    view.scroll_at(Point::new(200.0, 100.0), -40.0);
    assert_eq!(y(&mut view), 340.0);
}

#[test]
fn a_page_goes_down_in_a_window_lower_than_a_line_too() {
    let mut view = TestView::open::<Long>();
    view.resize(400.0, 30.0);
    let y = |view: &mut TestView| view.find(Role::Label, "line 99").node().bounds.y;
    view.press(Key::PageDown);
    view.press(Key::PageDown);
    let before = y(&mut view);
    view.press(Key::PageDown);
    assert!(y(&mut view) < before);
    view.press(Key::PageUp);
    assert_eq!(y(&mut view), before);
}
