//! What work on a list of 1,000 rows (a number, a text, two buttons) costs until the scene is
//! ready: `cargo run --release -p parseltongue-view --example rows`.

use std::cell::Cell;
use std::time::{Duration, Instant};

use parseltongue_view::{Kind, Signal, TestView, Ui, View, argument, show};

thread_local! {
    static ROWS: Cell<Option<Signal<Vec<Row>>>> = const { Cell::new(None) };
    static SELECTED: Cell<Option<Signal<i64>>> = const { Cell::new(None) };
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    id: i64,
    text: String,
}

struct Rows;

impl View for Rows {
    const NAME: &'static str = "Rows";
    const TITLE: &'static str = "Rows";
    const SIZE: (u32, u32) = (1280, 800);

    fn show(ui: &Ui) {
        let rows = ui.signal("rows", Vec::<Row>::new());
        let selected = ui.signal("selected", -1_i64);
        ROWS.set(Some(rows));
        SELECTED.set(Some(selected));
        ui.element(Kind::Scroll).holds(|ui| {
            ui.for_each(
                move || rows.get(),
                |row| row.id,
                move |ui, row| {
                    let is_selected =
                        ui.derived("is_selected", move || row.read(|row| row.id) == selected.get());
                    let line = ui.element(Kind::Row).set(argument::GAP, 8).set(argument::PADDING, 4);
                    line.holds(|ui| {
                        let id = ui.element(Kind::Text).set(argument::WIDTH, 60);
                        id.bind(argument::TEXT, move || show(&row.read(|row| row.id))).done();
                        let text = ui.element(Kind::Text).set(argument::WIDTH, 300);
                        let color = move || {
                            if is_selected.get() {
                                parseltongue_view::color::GREEN
                            } else {
                                parseltongue_view::color::TEXT
                            }
                        };
                        text.bind(argument::TEXT, move || row.read(|row| show(&row.text)))
                            .bind(argument::COLOR, color)
                            .done();
                        ui.element(Kind::Button)
                            .set(argument::TEXT, "Select")
                            .pressed(move || selected.set(row.read(|row| row.id)))
                            .done();
                        ui.element(Kind::Button)
                            .set(argument::TEXT, "Remove")
                            .pressed(move || {
                                rows.update(|rows| rows.retain(|it| it.id != row.read(|row| row.id)))
                            })
                            .done();
                    });
                },
            );
        });
    }
}

fn rows(from: i64, count: i64) -> Vec<Row> {
    (from..from + count).map(|id| Row { id, text: format!("pretty red table {id}") }).collect()
}

fn main() {
    let mut view = TestView::open::<Rows>();
    let list = ROWS.get().expect("the view is open");
    let selected = SELECTED.get().expect("the view is open");
    let mut from = 0;
    println!("{:<24}{:>10}   work", "1,000 rows", "ms (min of 5)");
    let mut measure = |name: &str, prepare: &dyn Fn(i64), act: &dyn Fn(i64)| {
        let mut best = Duration::MAX;
        let mut work = None;
        for _ in 0..5 {
            from += 10_000;
            prepare(from);
            view.update();
            let before = view.work();
            let started = Instant::now();
            act(from);
            view.update();
            best = best.min(started.elapsed());
            work = Some(view.work() - before);
        }
        println!(
            "{name:<24}{:>10.3}   {}",
            best.as_secs_f64() * 1e3,
            work.map(|work| format!("{work:?}")).unwrap_or_default()
        );
    };
    let fresh = move |from: i64| list.set(rows(from, 1_000));
    measure("create", &|_| list.set(Vec::new()), &fresh);
    measure("replace", &|from| list.set(rows(from + 5_000, 1_000)), &fresh);
    measure("update every tenth", &fresh, &|_| {
        list.update(|rows| rows.iter_mut().step_by(10).for_each(|row| row.text.push_str(" !!!")));
    });
    measure("select", &fresh, &|from| selected.set(from + 3));
    measure("swap", &fresh, &|_| list.update(|rows| rows.swap(1, 998)));
    measure("remove", &fresh, &|_| drop(list.update(|rows| rows.remove(3))));
    measure("append 1,000", &fresh, &|from| list.update(|list| list.extend(rows(from + 1_000, 1_000))));
    measure("clear", &fresh, &|_| list.set(Vec::new()));
    measure("nothing changed", &fresh, &|_| {});
}
