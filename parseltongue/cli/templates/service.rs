//! Tasks over HTTP.
//!
//! `cargo run` starts it; `parseltongue expand` shows the Rust that each block becomes.

use parseltongue::prelude::*;

parseltongue! {
    /// Something to do.
    define_record Task {
        id: uuid key generated,
        title: string length 1..=80,
        is_done: bool default false,
        added_at: timestamp generated,
    }

    define_store Tasks { keep_in: sqlite "data/tasks.db", holds: Task }

    basilisk!<Api> {
        listen_on: "127.0.0.1:8080",
        uses: Tasks,
        deadline: 200 ms,

        resource Task at "/tasks" { list, read, create, change, delete }

        /// Ticks a task off.
        post "/tasks/{id}/finish" (id: uuid) -> Task {
            let_var task: Task = change Task with id set .is_done = true;
            finish_with task;
        }
    }

    define_program {{program}} {
        housekeeping: 1 core,
        Api: 1 core,
    }
}

#[cfg(test)]
mod tests;
