use parseltongue::prelude::*;

parseltongue! {
    define_record Reading { id: uuid key generated, sensor: string, celsius: decimal scale 2, at: timestamp generated }
    define_record Alarm { reading: uuid key, sensor: string indexed, celsius: decimal }
    define_store Alarms { keep_in: sqlite "data/alarms.db", holds: Alarm }
    slytherin!<House> {
        keep_in: directory "data/house",
        uses: Alarms,
        stream Readings of Reading { key: .sensor, partitions: 2, retain: 30 days up_to 1 GiB }
        stream Unread of Reading,
        consume Readings as "alarms" (reading) retries 5 then_to Unread {
            let_var known: optional<Alarm> = find Alarm with reading.id or_none;
            if known.is_none() && reading.celsius > Decimal::from(60) {
                insert new Alarm { reading: reading.id, sensor: reading.sensor, celsius: reading.celsius };
            }
        }
        consume Readings as "report" (readings) in_batches_of 100 within 1 s { println!("{}", readings.len()); }
    }
    basilisk!<Sensors> {
        listen_on: "127.0.0.1:8081",
        uses: Alarms,
        post "/readings" (body draft: ReadingDraft) -> created Reading {
            let_var reading: Reading = draft.into_record();
            publish reading to House::Readings;
            finish_with reading;
        }
        events "/readings" from House::Readings,
        resource Alarm at "/alarms" { list, read }
    }
    define_program HouseProgram { housekeeping: 1 core, House: 1 core, Sensors: 1 core }
}
