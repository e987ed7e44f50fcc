//! The trading desk: one file that is a whole application.
//!
//! `cargo run --release -p trading_desk` serves it; the book's tour walks through it.

use parseltongue::prelude::*;

#[cfg(test)]
mod worlds;

parseltongue! {
    /// One order as a trader places it.
    define_record Order {
        id: uuid key generated,
        symbol: string length 1..=8 matches "^[A-Z]+$" indexed,
        side: Side,
        quantity: i64 at_least 1,
        price: decimal more_than 0,
        note: optional<string> length 0..=200,
        placed_at: timestamp generated,
    }

    define_choice Side { Buy, Sell }

    /// One order that found its price.
    define_record Trade {
        id: uuid key generated,
        symbol: string,
        side: Side,
        price: decimal,
        quantity: i64,
        traded_at: timestamp generated,
    }

    /// One line of the ledger: a trade as the books know it.
    define_record Entry {
        trade: uuid key,
        symbol: string indexed,
        amount: decimal,
    }

    define_error ExchangeError {
        UnknownSymbol { symbol: string } is not_found "nobody trades {symbol} here",
        MarketClosed is conflict "the market is closed",
    }

    define_store Books { keep_in: sqlite "data/books.db", holds: Order, Entry }

    slytherin!<Market> {
        keep_in: directory "data/market",
        uses: Books,

        stream Trades of Trade { key: .symbol, partitions: 4, retain: 7 days }

        /// Writes each trade into the ledger. It is handed over at least once, also after a crash,
        /// so one that stands there already is left alone.
        consume Trades as "ledger" (trade) retries 3 {
            let_var known: optional<Entry> = find Entry with trade.id or_none;
            if known.is_none() {
                insert new Entry {
                    trade: trade.id,
                    symbol: trade.symbol,
                    amount: trade.price * trade.quantity,
                };
            }
        }
    }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:8080",
        uses: Books,
        deadline: 50 ms,

        resource Order at "/orders" { list, read, create, change, delete }

        /// Fills an order at its own price: the trade is on disk when this is answered.
        post "/orders/{id}/fill" (id: uuid) -> created Trade fails_with ExchangeError {
            let_var order: Order = find Order with id;
            let_var trade: Trade = new Trade {
                symbol: order.symbol,
                side: order.side,
                price: order.price,
                quantity: order.quantity,
            };
            publish trade to Market::Trades;
            finish_with trade;
        }

        resource Entry at "/ledger" { list, read }

        events "/trades" from Market::Trades,
    }

    nagini!<Desk> {
        window: "Trading desk" sized 1280 by 800,
        shows: Board,

        component Board() {
            let_stream_var trades: list<Trade> = newest 1_000 of Market::Trades;
            let_signal_var filter: string = String::new();
            let_derived_var shown: list<Trade> = matching(trades.get(), filter.get());

            column(gap: 16, padding: 24) {
                row(gap: 12, align: center) {
                    heading("Trades")
                    text("{shown.get().len()} shown, the newest first", color: color::MUTED, grow: 1)
                    text_input(value: bind filter, label: "Symbol", placeholder: "All symbols", width: 220)
                }
                column(grow: 1, background: color::SURFACE, border: color::BORDER, corner: 8) {
                    row(gap: 16, padding: 12) {
                        text("Time", width: 180, color: color::MUTED)
                        text("Symbol", grow: 1, color: color::MUTED)
                        text("Side", width: 60, color: color::MUTED)
                        text("Quantity", width: 120, align: end, color: color::MUTED)
                        text("Price", width: 140, align: end, color: color::MUTED)
                        text("Amount", width: 180, align: end, color: color::MUTED)
                    }
                    divider()
                    if shown.get().is_empty() {
                        row(padding: 24) { text("Waiting for a trade", color: color::MUTED) }
                    }
                    scroll(grow: 1) {
                        for_each trade in shown.get() keyed_by trade.id {
                            Line(trade: trade)
                        }
                    }
                }
            }
        }

        component Line(trade: Trade) {
            row(gap: 16, padding: 12) {
                text("{trade.traded_at:.19}", width: 180, color: color::MUTED)
                text(trade.symbol, weight: semibold, grow: 1)
                text(
                    "{trade.side}",
                    width: 60,
                    color: if trade.side == Side::Buy { color::GREEN } else { color::RED },
                )
                text(trade.quantity, width: 120, align: end)
                text("{trade.price:.2}", width: 140, align: end)
                text("{trade.price * trade.quantity:.2}", width: 180, align: end)
            }
            divider()
        }
    }

    /// The trades whose symbol contains what was typed, the newest first.
    define_function matching(trades: list<Trade>, typed: string) -> list<Trade> {
        let_var typed: string = typed.to_uppercase();
        finish_with trades.into_iter().rev().filter(|trade| trade.symbol.contains(&typed)).collect();
    }

    define_program TradingDesk {
        housekeeping: 1 core,
        Market: 1 core,
        Exchange: 2 cores,
        Desk: main_thread,
    }
}
