//! A program with one of everything that has no window, and what it has to do whichever of its parts were ejected.

use parseltongue::prelude::*;

parseltongue! {
    /// A note.
    define_record Note {
        id: uuid key generated,
        title: string length 1..=80,
        mood: Mood default Mood::Calm,
        stars: i64 at_least 0 at_most 5 default 3, // none is a verdict, too
        written_at: timestamp generated,
    }

    define_choice Mood { Calm, Cross }

    define_error NoteError {
        Empty is conflict "there are no notes",
        Odd { stars: i64 } is invalid "{stars} stars",
    }

    // Gone when the program ends.
    define_store Notes { keep_in: memory, holds: Note }

    slytherin!<Feed> {
        keep_in: memory,
        uses: Notes,

        stream Written of Note { key: .id, partitions: 2 }

        consume Written as "stars" (note) retries 2 {
            change Note with note.id set .stars = 5;
        }
    }

    basilisk!<Api> {
        listen_on: "127.0.0.1:0",
        uses: Notes,
        deadline: 5 s,

        let_mut_shared_var asked: i64 = 0,

        resource Note at "/notes" { list, read, create, change, delete }

        // The sum is asked for often.
        get "/average" () -> f64 fails_with NoteError {
            asked.add(1);
            let_var notes: list<Note> = find_all Note limit 1_000;
            require !notes.is_empty() otherwise NoteError::Empty;
            finish_with average(notes);
        }

        post "/notes/{id}/tell" (id: uuid) -> created Note {
            let_var note: Note = find Note with id;
            publish note to Feed::Written;
            finish_with note;
        }

        events "/written" from Feed::Written,
    }

    define_function average(notes: list<Note>) -> f64 {
        let_var sum: i64 = notes.iter().map(|note| note.stars).sum();
        finish_with sum as f64 / notes.len() as f64;
    }

    define_program Program {
        housekeeping: 1 core,
        Feed: 1 core,
        Api: 1 core,
    }
}

#[cfg(test)]
#[test]
fn it_does_the_same() {
    let directory = tempfile::tempdir().expect("the system has room");
    let launch = parseltongue::cores::Launch::of::<Program>().in_directory(directory.path()).on_free_ports();
    let running = launch.start().expect("it starts");
    let address = running.address::<Api>();
    assert!(crate::ask(address, "GET", "/average", "").contains("there are no notes"));
    assert!(crate::ask(address, "POST", "/notes", r#"{"title": "", "stars": 9}"#).starts_with("HTTP/1.1 422"));
    let made = crate::ask(address, "POST", "/notes", r#"{"title": "one"}"#);
    assert!(made.contains(r#""mood":"Calm""#) && made.contains(r#""stars":3"#), "{made}");
    assert!(crate::ask(address, "GET", "/average", "").ends_with("3.0"));
    let place = made.lines().find_map(|line| line.strip_prefix("location: ")).expect("it has a place");
    assert!(crate::ask(address, "POST", &format!("{place}/tell"), "").starts_with("HTTP/1.1 201"));
    // The consumer comes by when it does.
    while !crate::ask(address, "GET", place, "").contains(r#""stars":5"#) {
        std::thread::yield_now();
    }
    let described = crate::ask(address, "GET", "/openapi.json", "");
    assert!(described.contains("/notes/{id}/tell"), "{described}");
    assert!(running.stop().is_clean());
}
