//! Where an example of a word may stand: a block around it.

use parseltongue_syntax::{Expansion, Mode, Problem, Word};
use proc_macro2::TokenStream;

type Compile = fn(TokenStream, Mode) -> Expansion;

/// A block with a gap for an example.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    compile: Compile,
    source: String,
}

const GAP: &str = "EXAMPLE";

impl Place {
    fn source(&self, example: &str) -> TokenStream {
        let semicolon = if example.ends_with([';', '}']) { "" } else { ";" };
        let example = example.strip_suffix("},").map_or(example.to_owned(), |front| format!("{front}}}"));
        let source = self.source.replace("EXAMPLE;", &format!("{example}{semicolon}")).replace(GAP, &example);
        source.parse().unwrap_or_else(|error| panic!("{error}: {source}"))
    }

    pub(crate) fn problems(&self, example: &str) -> Vec<Problem> {
        (self.compile)(self.source(example), Mode::Rustc).problems
    }

    /// An editor is told what the word means.
    pub(crate) fn is_seen(&self, example: &str, room: &str, word: &str) -> bool {
        let text = (self.compile)(self.source(example), Mode::Editor).tokens.to_string();
        text.contains(&format!("__words :: {room} :: {word} as _"))
    }
}

fn place(name: &'static str, compile: Compile, source: &str) -> Place {
    Place { name, compile, source: source.to_owned() }
}

pub(crate) fn places(room: &str, word: &Word) -> Vec<Place> {
    match room {
        "language" => language(),
        "basilisk" => basilisk(),
        "slytherin" => slytherin(),
        "nagini" => nagini(),
        _ => panic!("{room} {}", word.word),
    }
}

/// Every place of every room.
pub(crate) fn all() -> Vec<Place> {
    [language(), basilisk(), slytherin(), nagini()].into_iter().flatten().collect()
}

/// Lines in which a word could stand that is of a later version.
pub(crate) fn later_lines(word: &str) -> Vec<String> {
    let forms = [
        "WORD: 1,",
        "WORD 1 after Old { }",
        "WORD \"/a\" sends A receives B { }",
        "WORD Name (a: i64) retries 5 { }",
        "WORD Name of Record { }",
        "WORD { }",
        "WORD()",
        "WORD Order where .a == 1",
        "find_all Order where .a == 1 WORD key",
        "get \"/\" (WORD a: i64) -> i64 { finish_with 1; }",
        "get \"/\" () -> i64 WORD \"a\" { finish_with 1; }",
        "resource Order at \"/orders\" { list WORD .a }",
        "resource Order at \"/orders\" { list } WORD when .a == 1,",
        "events \"/trades\" from Market::Trades WORD .a > 1,",
        "keep_in: WORD \"a\",",
        "define_store It { keep_in: WORD \"a\", holds: Order }",
        "define_program It { housekeeping: 1 core, Exchange: 1 core WORD }",
        "stream Quotes of Quote { WORD: true }",
        "for_each a in b keyed_by a WORD 28 { }",
        "deadline: 1 WORD,",
    ];
    forms.iter().map(|form| form.replace("WORD", word)).collect()
}

fn language() -> Vec<Place> {
    let language = parseltongue_syntax::compile;
    let service = basilisk_compiler::compile;
    let view = nagini_compiler::compile;
    vec![
        place("items", language, GAP),
        place("a field", language, "define_record It { EXAMPLE }"),
        place("a field of a record with a key", language, "define_record It { the_key: i64 key, EXAMPLE }"),
        place(
            "a body",
            service,
            "<It> listen_on: \"[::1]:0\", uses: Books, get \"/\" () -> nothing fails_with ExchangeError { EXAMPLE; finish_with nothing; }",
        ),
        place(
            "the end of a body",
            service,
            "<It> listen_on: \"[::1]:0\", uses: Books, get \"/\" () -> i64 fails_with ExchangeError { EXAMPLE }",
        ),
        place(
            "a component",
            view,
            "<It> window: \"It\" sized 1 by 1, shows: Root, component Root() { EXAMPLE text(\"\") }",
        ),
        place("a deadline", service, "<It> listen_on: \"[::1]:0\", deadline: EXAMPLE,"),
        place("a limit", service, "<It> listen_on: \"[::1]:0\", body_limit: EXAMPLE,"),
        place(
            "a line of a program",
            language,
            "define_program It { housekeeping: 1 core, Exchange: EXAMPLE }",
        ),
    ]
}

fn basilisk() -> Vec<Place> {
    let service = basilisk_compiler::compile;
    vec![
        place("a service", service, "<It> listen_on: \"[::1]:0\", uses: Books, EXAMPLE"),
        place("a service that does not listen yet", service, "<It> uses: Books, EXAMPLE"),
        place("a service without a store", service, "<It> listen_on: \"[::1]:0\", EXAMPLE"),
    ]
}

fn slytherin() -> Vec<Place> {
    let streams = slytherin_compiler::compile;
    vec![
        place("streams", streams, "<It> keep_in: memory, EXAMPLE"),
        place("streams on disk", streams, "<It> keep_in: directory \"data\", EXAMPLE"),
        place("streams that are kept nowhere yet", streams, "<It> EXAMPLE"),
        place("a stream", streams, "<It> keep_in: directory \"data\", stream Trades of Trade { EXAMPLE }"),
        place(
            "consumers",
            streams,
            "<It> keep_in: memory, stream Trades of Trade, stream Dead of Trade, EXAMPLE",
        ),
        place(
            "a consumer",
            streams,
            "<It> keep_in: memory, stream Trades of Trade, stream Dead of Trade, consume Trades as \"billing\" (trade) EXAMPLE { finish_with nothing; }",
        ),
    ]
}

fn nagini() -> Vec<Place> {
    let view = nagini_compiler::compile;
    let shown = |name, shown: &str| {
        place(
            name,
            view,
            &format!(
                "<It> window: \"It\" sized 1 by 1, shows: Root, component Root() {{ let_signal_var count: i64 = 0; let_signal_var filter: string = \"\"; {shown} }}"
            ),
        )
    };
    vec![
        place(
            "a view",
            view,
            "<It> window: \"It\" sized 1 by 1, EXAMPLE component Root() { } component Board() { }",
        ),
        place(
            "a view with a root",
            view,
            "<It> window: \"It\" sized 1 by 1, shows: Root, EXAMPLE component Root() { }",
        ),
        place("a view without a window yet", view, "<It> EXAMPLE shows: Root, component Root() { }"),
        place("a window", view, "<It> window: \"It\" EXAMPLE, shows: Root, component Root() { }"),
        shown("a component", GAP),
        shown("a row", "row(EXAMPLE) { }"),
        shown("a text", "text(\"a\", EXAMPLE)"),
        shown("a button", "button(\"a\", EXAMPLE)"),
        shown("a button that does something", "button(\"a\", pressed: { }, EXAMPLE)"),
        shown("a text input", "text_input(label: \"a\", EXAMPLE)"),
        shown("a text input with its value", "text_input(value: bind filter, EXAMPLE)"),
        shown("a text input with both", "text_input(label: \"a\", value: bind filter, EXAMPLE)"),
        shown("a list", "for_each trade in trades.get() EXAMPLE { }"),
        shown("a stream", "let_stream_var trades: list<Trade> = EXAMPLE; text(\"a\")"),
        place(
            "a stream at first",
            view,
            "<It> window: \"It\" sized 1 by 1, shows: Root, component Root() { let_stream_var trades: list<Trade> = EXAMPLE; }",
        ),
    ]
}
