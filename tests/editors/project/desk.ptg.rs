parseltongue::parseltongue! {
    use parseltongue::prelude::*;

    use crate::{Market, Trade};

    nagini!<Desk> {
        window: "Desk" sized 640 by 480,
        shows: Board,

        component Board() {
            let_stream_var trades: list<Trade> = newest 100 of Market::Trades;
            let_signal_var chosen: optional<Trade> = None;

            column(gap: 8) {
                row(gap: 4) {
                    heading("Trades")
                    text("{trades.get().len()} trades", grow: 1)
                }
                for_each trade in trades.get() keyed_by trade.id {
                    Line(trade: trade, pressed: { chosen.set(Some(trade.clone())); })
                }
            }
        }

        /// One trade.
        component Line(trade: Trade, pressed: action) {
            row(gap: 12) {
                text(trade.symbol, grow: 1)
                text(trade.quantity, width: 80)
                button("Choose", pressed: { pressed.call(); })
            }
        }
    }
}
