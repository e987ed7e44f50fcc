use crate::accessibility::Role;
use crate::driver::TestView;
use crate::element::{Kind, Ui, argument, show};
use crate::signal::{self, Signal};
use crate::view::View;

/// Shows each number of a list as a text.
struct Numbers;

thread_local! {
    static LIST: std::cell::Cell<Option<Signal<Vec<i64>>>> = const { std::cell::Cell::new(None) };
}

fn list() -> Signal<Vec<i64>> {
    LIST.get().expect("the view has been opened")
}

impl View for Numbers {
    const NAME: &'static str = "Numbers";
    const TITLE: &'static str = "Numbers";
    const SIZE: (u32, u32) = (400, 300);

    fn show(ui: &Ui) {
        let list = ui.signal("list", vec![1, 2, 3, 4, 5]);
        LIST.set(Some(list));
        ui.element(Kind::Column).set(argument::GAP, 4).holds(|ui| {
            ui.element(Kind::Heading).set(argument::TEXT, "Numbers").done();
            ui.for_each(
                move || list.get(),
                |number| *number % 100,
                move |ui, number| {
                    ui.element(Kind::Text).bind(argument::TEXT, move || show(&number.get())).done();
                },
            );
            ui.when(
                move || list.read(Vec::is_empty),
                |ui| ui.element(Kind::Text).set(argument::TEXT, "nothing").done(),
                |ui| ui.element(Kind::Text).set(argument::TEXT, "the end").done(),
            );
        });
    }
}

#[test]
fn a_list_is_shown_in_its_order_with_what_stands_around_it() {
    let view = TestView::open::<Numbers>();
    assert_eq!(view.texts(), ["Numbers", "1", "2", "3", "4", "5", "the end"]);
}

#[test]
fn a_kept_item_is_moved_and_not_made_again() {
    let mut view = TestView::open::<Numbers>();
    let work = view.work_of(|view| {
        list().set(vec![5, 1, 2, 3, 4]);
        view.update();
    });
    assert_eq!(view.texts(), ["Numbers", "5", "1", "2", "3", "4", "the end"]);
    assert_eq!((work.nodes_moved, work.nodes_made), (1, 0));
}

#[test]
fn items_come_go_and_change_places_at_once() {
    let mut view = TestView::open::<Numbers>();
    let work = view.work_of(|view| {
        list().set(vec![9, 4, 2, 8, 1]);
        view.update();
    });
    assert_eq!(view.texts(), ["Numbers", "9", "4", "2", "8", "1", "the end"]);
    assert_eq!(work.nodes_made, 4, "a group and a text for each of the two new items");
    list().set(vec![]);
    view.update();
    assert_eq!(view.texts(), ["Numbers", "nothing"]);
    list().set(vec![7]);
    view.update();
    assert_eq!(view.texts(), ["Numbers", "7", "the end"]);
}

#[test]
fn every_order_of_a_small_list_comes_out_right() {
    let mut view = TestView::open::<Numbers>();
    let mut orders = vec![vec![]];
    for number in 1..=5_i64 {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<i64>| {
                (0..=order.len()).map(move |place| {
                    let mut order = order.clone();
                    order.insert(place, number);
                    order
                })
            })
            .collect();
    }
    for order in orders {
        list().set(order.clone());
        view.update();
        let texts = view.texts();
        let shown: Vec<i64> = texts[1..6].iter().map(|text| text.parse().unwrap_or(-1)).collect();
        assert_eq!(shown, order);
    }
}

#[test]
fn an_item_with_the_same_key_sees_its_new_value() {
    let mut view = TestView::open::<Numbers>();
    let work = view.work_of(|view| {
        list().set(vec![1, 102, 3, 4, 5]);
        view.update();
    });
    assert_eq!(view.texts(), ["Numbers", "1", "102", "3", "4", "5", "the end"]);
    assert_eq!(work.nodes_made, 0);
    assert_eq!(work.bindings_run, 3, "the list, one text, and the branch, which chooses the same");
}

#[test]
fn a_second_item_with_the_same_key_is_reported_and_left_out() {
    let mut view = TestView::open::<Numbers>();
    list().set(vec![1, 2, 101]);
    view.update();
    assert_eq!(view.texts(), ["Numbers", "1", "2", "the end"]);
    assert_eq!(view.reports(), ["two items of a `for_each` have the key 1; only the first of them is shown"]);
}

#[test]
fn nothing_is_left_when_items_and_views_go() {
    let before = signal::live();
    let mut view = TestView::open::<Numbers>();
    list().set(vec![1]);
    view.update();
    let (few_nodes, few_slots) = (view.live_nodes(), signal::live());
    list().set((0..50).collect());
    view.update();
    assert!(view.live_nodes() > few_nodes && signal::live() > few_slots);
    list().set(vec![1]);
    view.update();
    assert_eq!((view.live_nodes(), signal::live()), (few_nodes, few_slots));
    drop(view);
    assert_eq!(signal::live(), before);
}

#[test]
fn an_unlabelled_row_only_arranges() {
    let view = TestView::open::<Numbers>();
    assert!(view.find_all(Role::Group).is_empty());
}
