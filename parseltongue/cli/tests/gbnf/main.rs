//! The grammar in GBNF describes whole programs: every program of the repository and of the book is of it, programs
//! with a mistake are not, and it knows every word of the tables.

mod accepts;

use std::path::{Path, PathBuf};

use accepts::Grammar;
use parseltongue_cli::grammar::grammar;
use parseltongue_cli::rooms::ROOMS;
use parseltongue_syntax::Role;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The programs of the examples, of new projects, of the card and of the book, with where they stand.
fn programs() -> Vec<(String, String)> {
    let mut programs = Vec::new();
    for path in [
        "examples/trading_desk/src/main.rs",
        "parseltongue/cli/templates/service.rs",
        "parseltongue/cli/templates/with_view.rs",
    ] {
        programs.push((path.to_owned(), text(&root().join(path)).replace("{{program}}", "Program")));
    }
    for page in std::fs::read_dir(root().join("book/src")).expect("it is there") {
        let path = page.expect("it is read").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let page = text(&path);
            let fences = page.split("```rust").skip(1).filter_map(|rest| rest.split_once('\n'));
            // What is to be ignored is a piece of a program.
            let fences = fences.filter(|(options, _)| !options.contains("ignore"));
            let listings = fences.filter_map(|(_, rest)| rest.split("```").next());
            let whole = listings.filter(|listing| {
                listing.contains("use parseltongue::prelude") && listing.contains("parseltongue! {")
            });
            programs.extend(
                whole.enumerate().map(|(number, listing)| {
                    (format!("{} {number}", path.display()), shown_or_hidden(listing))
                }),
            );
        }
    }
    programs
}

/// A listing with the lines that the book hides behind `# `.
fn shown_or_hidden(listing: &str) -> String {
    let lines =
        listing.lines().map(|line| line.strip_prefix("# ").unwrap_or(if line == "#" { "" } else { line }));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn every_program_is_of_the_grammar() {
    let grammar = Grammar::read(&grammar());
    let programs = programs();
    assert!(programs.len() > 10, "only {} programs", programs.len());
    let wrong: Vec<String> = programs
        .iter()
        .filter_map(|(name, program)| {
            grammar.accepts(program).err().map(|reason| format!("{name}: {reason}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_program_with_a_mistake_is_not() {
    let grammar = Grammar::read(&grammar());
    let program = text(&root().join("examples/trading_desk/src/main.rs"));
    assert_eq!(grammar.accepts(&program), Ok(()));
    for (right, wrong) in [
        ("define_record Order", "define_rekord Order"),
        ("define_record Order", "define_record order"),
        ("id: uuid key generated", "id: uiud key generated"),
        ("length 1..=8", "lenght 1..=8"),
        ("length 1..=8", "length 8"),
        ("quantity: i64 at_least 1,", "quantity: i64 at_least 1"),
        ("optional<string>", "Option<String"),
        ("is conflict", "is confused"),
        ("retain: 7 days", "retain: 7"),
        ("deadline: 50 ms,", "deadline: 50 cores,"),
        ("deadline: 50 ms,", "deadline: 50ms,"),
        ("deadline: 50 ms,", "dedline: 50 ms,"),
        ("deadline: 50 ms,", "deadline = 50 ms,"),
        ("uses: Books,\n        deadline", "uses: \"Books\",\n        deadline"),
        ("post \"/orders/{id}/fill\" (id: uuid)", "post (id: uuid)"),
        ("-> created Trade", "-> cerated Trade"),
        ("events \"/trades\" from", "events from"),
        ("sized 1280 by 800", "sized 1280"),
        ("keyed_by trade.id", "{"),
        ("housekeeping: 1 core,", "housekeeping: 1,"),
        ("Desk: main_thread,", "Desk: main,"),
        (
            "publish trade to Market::Trades;\n            finish_with trade;\n        }",
            "publish trade to Market::Trades;\n            finish_with trade;",
        ),
    ] {
        let broken = program.replacen(right, wrong, 1);
        assert_ne!(broken, program, "{right}");
        // It is refused at the mistake, not at the end of the program: a model could not go on from there.
        let refused = grammar.accepts(&broken).expect_err(wrong);
        let is_a_bracket = wrong.ends_with("finish_with trade;");
        assert!(is_a_bracket || refused.starts_with("line "), "{wrong}: {refused}");
    }
}

#[test]
fn every_word_outside_of_bodies_is_in_the_grammar() {
    let grammar = grammar();
    for room in ROOMS {
        let begins_lines = [
            Role::Item,
            Role::Setting,
            Role::Declaration,
            Role::Handler,
            Role::Type,
            Role::Unit,
            Role::FieldRule,
            Role::Element,
        ];
        for word in room.vocabulary.of(&begins_lines) {
            let is_there =
                ["\"", " ", "!\""].iter().any(|end| grammar.contains(&format!("\"{}{end}", word.word)));
            assert!(is_there, "`{}` of {} is not in the grammar", word.word, room.vocabulary.room);
        }
    }
}
