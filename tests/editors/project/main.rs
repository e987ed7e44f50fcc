//! What a user's file looks like in an editor: all three dialects, and a view in a file of its own.

use parseltongue::prelude::*;

#[path = "desk.ptg.rs"]
mod desk;

use desk::Desk;

parseltongue! {
    /// One order as a trader places it.
    define_record Order {
        id: uuid key generated,
        symbol: string length 1..=8 indexed,
        side: Side,
        quantity: i64 at_least 1,
        price: decimal,
    }

    /// To buy or to sell.
    define_choice Side { Buy, Sell }

    /// An order that found its price.
    define_record Trade {
        id: uuid key generated,
        symbol: string,
        price: decimal,
        quantity: i64,
    }

    define_error ExchangeError {
        MarketClosed is conflict "the market is closed",
    }

    define_store Books { keep_in: memory, holds: Order }

    slytherin!<Market> {
        keep_in: memory,
        uses: Books,

        /// What was traded.
        stream Trades of Trade { key: .symbol, partitions: 2 }

        consume Trades as "ledger" (trade) retries 3 {
            let_var known: list<Order> = find_all Order where .symbol == trade.symbol limit 10;
            drop(known);
        }
    }

    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        deadline: 50 ms,

        resource Order at "/orders" { list, read, create }

        post "/orders/{id}/fill" (id: uuid) -> created Trade fails_with ExchangeError {
            let_var order: Order = find Order with id;
            let_var trade: Trade = new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };
            publish trade to Market::Trades;
            finish_with trade;
        }

        get "/found/{symbol}" (symbol: string) -> list<Order> {
            let_var found: list<Order> = find_all Order where .symbol == symbol limit 10;
            finish_with found;
        }

        get "/total" () -> i64 {
            let_var totals: list<i64> = Vec::from([1, 2, 3]);
            finish_with totals.iter().sum();
        }

        events "/trades" from Market::Trades,
    }

    define_function worth(order: Order) -> decimal {
        finish_with order.price * order.quantity;
    }

    define_program Trading {
        housekeeping: 1 core,
        Market: 1 core,
        Exchange: 1 core,
        Desk: main_thread,
    }
}
