//! The measured service as a user of Parseltongue writes it.

use parseltongue::prelude::*;

parseltongue! {
    define_record Item {
        id: i64 key,
        symbol: string length 1..=8,
        quantity: i64 at_least 1,
        price: decimal,
        note: optional<string>,
        placed_at: timestamp generated,
    }

    define_record Greeting {
        message: string,
    }

    define_error ItemError {
        UnknownItem { id: i64 } is not_found "no item has the id {id}",
    }

    define_function ten_thousand_items() -> list<Item> {
        finish_with (0..10_000)
            .map(|id| new Item {
                id: id,
                symbol: "ACME".to_owned(),
                quantity: 100 + id,
                price: Decimal::new(1_012_500 + id, 4),
                note: Some("placed by the measuring program".to_owned()),
            })
            .collect();
    }

    basilisk!<Items> {
        listen_on: "127.0.0.1:8082",
        deadline: 50 ms,
        body_limit: 64 KiB,

        let_mut_local_shared_var items: list<Item> = ten_thousand_items(),

        get "/plaintext" () -> string {
            finish_with "Hello, World!".to_owned();
        }

        get "/json" () -> Greeting {
            finish_with new Greeting { message: "Hello, World!".to_owned() };
        }

        get "/items/{id}" (id: i64) -> Item fails_with ItemError {
            let_var found: optional<Item> = items.read(|items| items.get(id as usize).cloned());
            finish_with found.ok_or(ItemError::UnknownItem { id })?;
        }

        post "/items" (body draft: ItemDraft) -> created Item {
            finish_with draft.into_record();
        }
    }

    define_program Measured {
        housekeeping: 1 core,
        Items: 1 core,
    }
}
