//! The view of a program whose record, store, stream and service come from four other crates.

use spread_record::Reading;
use spread_store::Readings;
use spread_stream::Arrivals;
use spread_view::{Alarms, Loud, Wall, Watching};
use tongue::cores::Launch;
use tongue::records::Keyed;
use tongue::streams::publish;

#[test]
fn readings_and_alarms_of_other_crates_are_on_show() {
    let running = Launch::of::<Watching>().on_free_ports().start().expect("a world");
    running.run(async {
        let reading = Reading { id: tongue::prelude::Uuid::now_v7(), sensor: "north".to_owned(), level: 7 };
        tongue::store::insert::<Readings, _>(&reading).await.expect("a reading is kept");
        let kept = tongue::store::find::<Readings, Reading>(reading.key()).await.expect("and found");
        publish(Arrivals::Fresh, &kept).await.expect("memory takes it");
        let alarm = Loud { reading: reading.id, sensor: reading.sensor.clone() };
        publish(Alarms::Rung, &alarm).await.expect("memory takes it");

        let mut wall = Wall::test();
        wall.settle().await;
        assert_eq!(wall.texts(), ["1 alarms", "north: 7"]);
    });
    assert!(running.stop().is_clean());
}
