//! The trading desk: one file that is a whole application.
//!
//! `cargo run --release -p trading_desk` serves it; the book's tour walks through it.

use parseltongue::prelude::*;

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
        price: decimal,
        quantity: i64,
        traded_at: timestamp generated,
    }

    define_error ExchangeError {
        UnknownSymbol { symbol: string } is not_found "nobody trades {symbol} here",
        MarketClosed is conflict "the market is closed",
    }

    define_store Books { keep_in: sqlite "data/books.db", holds: Order }

    slytherin!<Market> {
        keep_in: directory "data/market",

        stream Trades of Trade { key: .symbol, partitions: 4, retain: 7 days }
    }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:8080",
        uses: Books,
        deadline: 50 ms,

        resource Order at "/orders" { list, read, create, change, delete }

        /// Fills an order at its own price: the trade is on disk when this is answered.
        post "/orders/{id}/fill" (id: uuid) -> created Trade fails_with ExchangeError {
            let_var order: Order = find Order with id;
            let_var trade: Trade = new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };
            publish trade to Market::Trades;
            finish_with trade;
        }

        events "/trades" from Market::Trades,
    }

    nagini!<Desk> {
        window: "Trading desk" sized 1280 by 800,
        shows: Board,

        component Board() {
            let_stream_var trades: list<Trade> = newest 1_000 of Market::Trades;

            column(gap: 8, padding: 16) {
                heading("Trades")
                for_each trade in trades.get() keyed_by trade.id {
                    row(gap: 12) {
                        text(trade.symbol)
                        text(trade.price, color: if trade.quantity > 100 { color::GREEN } else { color::TEXT })
                    }
                }
            }
        }
    }

    define_program TradingDesk {
        housekeeping: 1 core,
        Market: 1 core,
        Exchange: 2 cores,
        Desk: main_thread,
    }
}
