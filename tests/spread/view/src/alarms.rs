//! The stand-alone spelling of a block: its name inside the braces, as Rust has it.

use spread_record::Reading;
use spread_store::Readings;

tongue::parseltongue! {
    #![crate(tongue)]

    /// A reading that was too high.
    define_record Loud {
        reading: uuid key,
        sensor: string,
    }
}

tongue::slytherin! {
    #![crate(tongue)]
    /// The alarms.
    <Alarms>
    keep_in: memory,
    uses: Readings,

    /// What was too high.
    stream Rung of Loud { key: .sensor, partitions: 1 }

    consume Rung as "forget" (loud) retries 3 {
        let_var reading: optional<Reading> = find Reading with loud.reading or_none;
        if reading.is_some_and(|it| it.level == 0) {
            remove Reading with loud.reading;
        }
    }
}
