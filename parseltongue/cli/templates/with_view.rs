//! Tasks over HTTP, and a window that shows which ones are finished.
//!
//! `cargo run` starts it; `parseltongue expand` shows the Rust that each block becomes.

use parseltongue::prelude::*;

parseltongue! {
    /// Something to do.
    define_record Task {
        id: uuid key generated,
        title: string length 1..=80,
        added_at: timestamp generated,
    }

    /// Something that is done.
    define_record Finished {
        id: uuid key generated,
        title: string,
        finished_at: timestamp generated,
    }

    define_store Tasks { keep_in: sqlite "data/tasks.db", holds: Task }

    slytherin!<Progress> {
        keep_in: directory "data/progress",

        stream Done of Finished { key: .id, partitions: 1, retain: 30 days }
    }

    basilisk!<Api> {
        listen_on: "127.0.0.1:8080",
        uses: Tasks,
        deadline: 200 ms,

        resource Task at "/tasks" { list, read, create, delete }

        /// Takes a task off the list.
        post "/tasks/{id}/finish" (id: uuid) -> created Finished {
            let_var task: Task = find Task with id;
            remove Task with id;
            let_var finished: Finished = new Finished { title: task.title };
            publish finished to Progress::Done;
            finish_with finished;
        }

        events "/finished" from Progress::Done,
    }

    nagini!<Desk> {
        window: "{{title}}" sized 640 by 480,
        shows: Board,

        component Board() {
            let_stream_var finished: list<Finished> = newest 100 of Progress::Done;

            column(gap: 8, padding: 16) {
                heading("Finished")
                for_each task in finished.get() keyed_by task.id {
                    text(task.title)
                }
            }
        }
    }

    define_program {{program}} {
        housekeeping: 1 core,
        Progress: 1 core,
        Api: 1 core,
        Desk: main_thread,
    }
}

#[cfg(test)]
mod tests;
