use crate::accessibility::Role;
use crate::driver::TestView;
use crate::element::{Kind, Ui, argument, show};
use crate::signal::Signal;
use crate::view::View;

thread_local! {
    static CELL: std::cell::Cell<Option<Signal<String>>> = const { std::cell::Cell::new(None) };
}

fn cell() -> Signal<String> {
    CELL.get().expect("the view has been opened")
}

/// A thousand rows of ten cells; one cell of one row follows a signal.
struct Sheet;

impl View for Sheet {
    const NAME: &'static str = "Sheet";
    const TITLE: &'static str = "Sheet";
    const SIZE: (u32, u32) = (1280, 800);

    fn show(ui: &Ui) {
        let cell = ui.signal("cell", "12".to_owned());
        CELL.set(Some(cell));
        ui.element(Kind::Column).holds(|ui| {
            ui.element(Kind::Heading).set(argument::TEXT, "Sheet").done();
            ui.element(Kind::Scroll).set(argument::LABEL, "rows").holds(|ui| {
                for row in 0..1_000 {
                    ui.element(Kind::Row).set(argument::GAP, 8).holds(|ui| {
                        for column in 0..10 {
                            let text = ui.element(Kind::Text);
                            if (row, column) == (3, 4) {
                                text.bind(argument::TEXT, move || show(&cell.get())).done();
                            } else {
                                text.set(argument::TEXT, format!("{}", 10 + column)).done();
                            }
                        }
                    });
                }
            });
        });
    }
}

#[test]
fn one_signal_among_ten_thousand_elements_costs_one_binding_and_one_record() {
    let mut view = TestView::open::<Sheet>();
    assert!(view.live_nodes() > 11_000);
    let work = view.work_of(|view| {
        // As wide as before: figures are.
        cell().set("34".to_owned());
        view.update();
    });
    assert_eq!((work.bindings_run, work.nodes_painted, work.scenes_built), (1, 1, 0));
    assert!(work.nodes_laid_out <= 6, "only the cell is asked again: {work:?}");
}

#[test]
fn a_wider_cell_moves_its_row_and_nothing_else() {
    let mut view = TestView::open::<Sheet>();
    let work = view.work_of(|view| {
        cell().set("123456".to_owned());
        view.update();
    });
    assert_eq!(work.bindings_run, 1);
    assert!(work.nodes_laid_out <= 20, "one row is laid out: {work:?}");
    assert_eq!(work.nodes_painted, 6, "the cell and the five behind it");
}

#[test]
fn nothing_changed_costs_nothing() {
    let mut view = TestView::open::<Sheet>();
    let work = view.work_of(TestView::update);
    assert_eq!(work, crate::element::Work::default());
}

#[test]
fn only_what_is_seen_is_painted() {
    let mut view = TestView::open::<Sheet>();
    let first = view.work();
    assert!(first.nodes_painted < 600, "{first:?}");
    let at = view.find(Role::ScrollView, "rows").node().bounds.center();
    let work = view.work_of(|view| view.scroll_at(at, 10_000.0));
    assert!(work.nodes_painted < 1_200 && work.nodes_laid_out == 0, "{work:?}");
}

/// Boxes whose places can be worked out by hand.
struct Boxes;

impl View for Boxes {
    const NAME: &'static str = "Boxes";
    const TITLE: &'static str = "Boxes";
    const SIZE: (u32, u32) = (400, 300);

    fn show(ui: &Ui) {
        let fixed = |ui: &Ui, label: &str| {
            let row = ui.element(Kind::Row).set(argument::LABEL, label);
            row.set(argument::WIDTH, 40).set(argument::HEIGHT, 20).done();
        };
        ui.element(Kind::Column).set(argument::PADDING, 10).set(argument::GAP, 5).holds(|ui| {
            ui.element(Kind::Row).set(argument::LABEL, "line").set(argument::GAP, 5).holds(|ui| {
                fixed(ui, "a");
                ui.element(Kind::Spacer).done();
                fixed(ui, "b");
            });
            ui.element(Kind::Divider).done();
            ui.element(Kind::Row).set(argument::LABEL, "shares").holds(|ui| {
                let share = |label: &str, grow: i32| {
                    let row = ui.element(Kind::Row).set(argument::LABEL, label);
                    row.set(argument::GROW, grow).set(argument::HEIGHT, 30).done();
                };
                share("one", 1);
                share("two", 2);
            });
        });
    }
}

#[test]
fn rows_columns_spacers_and_shares_stand_where_they_should() {
    let mut view = TestView::open::<Boxes>();
    let mut at = |label: &str| {
        let it = view.find(Role::Group, label).node().bounds;
        (it.x.round(), it.y.round(), it.width.round(), it.height.round())
    };
    assert_eq!(at("line"), (10.0, 10.0, 380.0, 20.0));
    assert_eq!(at("a"), (10.0, 10.0, 40.0, 20.0));
    assert_eq!(at("b"), (350.0, 10.0, 40.0, 20.0));
    assert_eq!(at("shares"), (10.0, 41.0, 380.0, 30.0));
    assert_eq!(at("one"), (10.0, 41.0, 127.0, 30.0));
    assert_eq!(at("two"), (137.0, 41.0, 253.0, 30.0));
}

/// A line with more in it than there is room for.
struct Crowded;

impl View for Crowded {
    const NAME: &'static str = "Crowded";
    const TITLE: &'static str = "Crowded";
    const SIZE: (u32, u32) = (200, 100);

    fn show(ui: &Ui) {
        ui.element(Kind::Row).holds(|ui| {
            ui.element(Kind::Text).set(argument::TEXT, "wide").set(argument::WIDTH, 180).done();
            ui.element(Kind::Text).set(argument::TEXT, "several long words").set(argument::GROW, 1).done();
        });
    }
}

#[test]
fn a_text_that_grows_keeps_room_for_its_longest_word() {
    let mut view = TestView::open::<Crowded>();
    let bounds = view.find(Role::Label, "several long words").node().bounds;
    assert!(bounds.width > 40.0 && bounds.width < 60.0, "{bounds:?}");
    view.resize(600.0, 100.0);
    assert_eq!(view.find(Role::Label, "several long words").node().bounds.width, 420.0);
}

thread_local! {
    static TEXTS: std::cell::RefCell<Vec<Signal<String>>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Rows in columns in rows, some that grow, some that scroll, some that come and go.
struct Nested;

impl View for Nested {
    const NAME: &'static str = "Nested";
    const TITLE: &'static str = "Nested";
    const SIZE: (u32, u32) = (500, 400);

    fn show(ui: &Ui) {
        let texts: Vec<Signal<String>> = (0..10).map(|_| ui.signal("text", "x".to_owned())).collect();
        TEXTS.with_borrow_mut(|all| all.clone_from(&texts));
        let text = move |ui: &Ui, number: usize, grow: i32| {
            let text = texts[number];
            let element = ui.element(Kind::Text).set(argument::GROW, grow);
            element.bind(argument::TEXT, move || show(&text.get())).done();
        };
        ui.element(Kind::Column).set(argument::GAP, 3).holds(|ui| {
            ui.element(Kind::Row).set(argument::GAP, 5).holds(|ui| {
                text(ui, 0, 1);
                text(ui, 1, 0);
            });
            ui.element(Kind::Row).set(argument::ALIGN, crate::element::Align::End).holds(|ui| {
                ui.element(Kind::Column).set(argument::PADDING, 4).holds(|ui| {
                    text(ui, 2, 0);
                    text(ui, 3, 0);
                });
                ui.element(Kind::Column).set(argument::GROW, 1).holds(|ui| {
                    text(ui, 4, 0);
                    ui.element(Kind::Row).holds(|ui| {
                        text(ui, 5, 0);
                        ui.element(Kind::Spacer).done();
                        text(ui, 6, 0);
                    });
                    let (text, other) = (text.clone(), text.clone());
                    let chosen = TEXTS.with_borrow(|all| all[6]);
                    ui.when(
                        move || chosen.read(|it| it.len() > 8),
                        move |ui| text(ui, 7, 0),
                        move |ui| {
                            ui.element(Kind::Button).set(argument::TEXT, "short").done();
                            other(ui, 8, 0);
                        },
                    );
                });
            });
            ui.element(Kind::Scroll).set(argument::LABEL, "scroll").holds(|ui| {
                for _ in 0..30 {
                    ui.element(Kind::Row).holds(|ui| {
                        text(ui, 8, 0);
                        text(ui, 9, 2);
                        text(ui, 0, 1);
                    });
                }
            });
        });
    }
}

#[test]
fn after_any_changes_every_place_is_as_if_laid_out_at_once() {
    let mut view = TestView::open::<Nested>();
    let texts = TEXTS.with_borrow(Clone::clone);
    let lines =
        ["", "a", "a few words", "many more words, so many that they need a second line", "one\ntwo\nthree"];
    let mut random: u64 = 7;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for round in 0..150 {
        for _ in 0..=next(3) {
            texts[next(texts.len())].set(lines[next(lines.len())].to_owned());
        }
        view.update();
        let bounds =
            |view: &TestView| view.nodes().into_iter().map(|it| (it.label, it.bounds)).collect::<Vec<_>>();
        let step_by_step = bounds(&view);
        let painted = view.scene().texts().len();
        view.resize(501.0, 400.0);
        view.resize(500.0, 400.0);
        assert_eq!(step_by_step, bounds(&view), "in round {round}");
        assert_eq!(painted, view.scene().texts().len(), "in round {round}");
    }
}
