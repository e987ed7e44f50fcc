tongue::parseltongue! {
    #![crate(tongue)]

    use spread_record::Reading;
    use spread_service::Api;
    use spread_stream::Arrivals;

    use crate::Alarms;

    /// The screen on the wall.
    nagini!<Wall> {
        window: "Sensors" sized 640 by 480,
        shows: Sensors,

        /// The newest readings, and how many alarms rang.
        component Sensors() {
            let_stream_var readings: list<Reading> = newest 10 of Arrivals::Fresh;
            let_stream_var alarms: list<crate::Loud> = newest 10 of Alarms::Rung;

            column(gap: 8) {
                heading("{alarms.get().len()} alarms")
                for_each reading in readings.get() keyed_by reading.id {
                    Line(reading: reading)
                }
            }
        }

        /// One reading.
        component Line(reading: Reading) {
            text("{reading.sensor}: {reading.level}")
        }
    }

    /// All of it on one machine.
    define_program Watching {
        housekeeping: 1 core,
        Arrivals: 1 core,
        Alarms: 1 core,
        Api: 1 core,
        Wall: main_thread,
    }
}
