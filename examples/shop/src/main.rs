//! A shop that answers at once, sends its receipts afterwards, and has work of its own.

use parseltongue::prelude::*;

#[cfg(test)]
mod duties;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod worlds;

parseltongue! {
    /// What a customer has bought.
    define_record Order {
        id: uuid key generated,
        mail: string email,
        amount: decimal scale 2 more_than 0,
        placed_at: timestamp generated,
    }

    /// That a customer was told.
    define_record Receipt {
        order: uuid key,
        text: string,
        sent_at: timestamp generated,
    }

    /// What happened to the shop itself.
    define_record Event {
        id: uuid key generated,
        what: string,
    }

    define_error MailError {
        Refused { mail: string } is bad_request "nobody reads {mail}",
    }

    define_error ShopError {
        Banned is forbidden "not in this shop",
    }

    define_store Books { keep_in: sqlite "data/books.db", holds: Order, Receipt, Event }

    basilisk!<Shop> {
        listen_on: "127.0.0.1:8080",
        uses: Books,
        deadline: 2 s,

        let_mut_shared_var sent: i64 = 0,
        let_mut_shared_var beats: i64 = 0,

        resource Order at "/orders" { list, read }
        resource Receipt at "/receipts" { list, read }
        resource Event at "/events" { list }

        /// Takes an order. Its receipt is sent if the order is kept, and only then.
        post "/orders" (body draft: OrderDraft) -> created Order {
            let_var order: Order = draft.into_record();
            let_var kept: Order = order.clone();
            in_transaction {
                insert kept;
                enqueue SendReceipt { order: kept.id };
            }
            finish_with order;
        }

        /// Reminds a customer, once an hour at most, when nothing else is to be done.
        post "/orders/{id}/remind" (id: uuid, after_ms: i64 = 0 at_least 0) -> uuid {
            let_var order: Order = find Order with id;
            let_var moment: timestamp = Timestamp::now() + Duration::from_milliseconds(after_ms);
            finish_with enqueue Remind { order: order.id } at moment priority low unique_for 1 hour;
        }

        /// Sends a receipt; a second one for the same order changes nothing.
        job SendReceipt (
            order: uuid,
            greeting: string = "Thank you",
        ) retries 3 backoff 20 ms deadline 10 s fails_with MailError {
            let_var order: Order = find Order with order;
            require !order.mail.ends_with("@nowhere.example")
                otherwise MailError::Refused { mail: order.mail };
            if find Receipt with order.id or_none == None {
                insert new Receipt { order: order.id, text: format!("{greeting}: {}", order.amount) };
            }
            sent.add(1);
        }

        job Remind (order: uuid) at_once 1 {
            let_var receipt: optional<Receipt> = find Receipt with order or_none;
            assert!(receipt.is_some(), "a customer is reminded of a receipt");
        }

        every 50 ms within 5 s {
            beats.add(1);
        }

        every "0 3 * * *" {
            insert new Event { what: "night".to_owned() };
        }

        on_start {
            insert new Event { what: "opened".to_owned() };
        }

        on_stop {
            insert new Event { what: "closed".to_owned() };
        }

        before_each (request) fails_with ShopError {
            require request.header("x-banned").is_none() otherwise ShopError::Banned;
            if request.path() == "/old" {
                request.answer_with(410, &"moved to /orders".to_owned());
            }
        }

        after_each (request, answer) {
            assert!(request.path() != "/broken", "as a test wants");
            answer.set_header("x-status", &answer.status().to_string());
        }

        /// How often this program has kept the beat.
        get "/beats" () -> i64 {
            finish_with beats.get();
        }

        /// How many receipts this program has sent.
        get "/sent" () -> i64 {
            finish_with sent.get();
        }
    }

    define_program Shopping {
        housekeeping: 1 core,
        Shop: 2 cores,
    }
}
