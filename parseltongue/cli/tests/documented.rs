//! Every doc comment of a file stands at everything that its line becomes, and no attribute is lost on the way.

use std::process::Command;

/// Each doc comment says, behind its colon, before what it is to stand in the Rust.
const FILE: &str = r#"
parseltongue::parseltongue! {
    /// record: pub struct Order
    define_record Order {
        /// field: pub id, pub id
        id: uuid key generated,
        /// sent: pub symbol, pub symbol, pub symbol, pub symbol
        #[deprecated]
        symbol: string,
    }
    /// choice: pub enum How
    define_choice How {
        /// case: Market
        Market,
        /// case with a field: Limit
        #[allow(dead_code)]
        Limit {
            /// field of a case: price
            price: decimal,
        }
    }
    /// error: pub enum Refusal
    define_error Refusal {
        /// case of an error: Closed
        Closed is conflict "closed",
        /// case of an error with a field: Unknown
        Unknown {
            /// field of an error: symbol
            symbol: string,
        } is not_found "no {symbol}",
    }
    /// store: pub struct Books
    define_store Books { keep_in: memory, holds: Order }
    /// function: pub fn double
    #[inline]
    define_function double(number: i64) -> i64 { finish_with number * 2; }
    /// function that waits: pub async fn later
    define_async_function later(number: i64) -> i64 { finish_with number * 2; }
    /// streams: pub struct Market
    slytherin!<Market> {
        keep_in: memory,
        /// stream: pub const Orders
        stream Orders of Order,
        /// consumer: async fn consume_orders_as_copies
        #[expect(unused)]
        consume Orders as "copies" (order) { publish order to Self::Orders; }
    }
    /// service: pub struct Exchange
    #[must_use]
    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        /// resource: doc:
        resource Order at "/orders" { list }
        /// events: doc:
        events "/all" from Market::Orders,
        /// handler: pub async fn get_time
        #[cold]
        get "/time" () -> i64 { finish_with 1; }
    }
    /// view: pub struct Desk
    nagini!<Desk> {
        window: "Desk" sized 800 by 600,
        shows: Board,
        /// component: fn Board
        #[warn(unused)]
        component Board() { text("Hello") }
    }
    /// program: pub struct Whole
    define_program Whole { housekeeping: 1 core, Exchange: 1 core, Market: 1 core, Desk: main_thread }
}
"#;

#[test]
fn a_doc_comment_stands_at_everything_that_its_line_becomes() {
    let expanded = expanded();
    let comments: Vec<&str> = FILE.lines().map(str::trim).filter(|line| line.starts_with("///")).collect();
    assert_eq!(comments.len(), 24, "every kind of line is in the file");
    for comment in comments {
        let (_, places) = comment.split_once(": ").expect("a name and its places");
        let expected: Vec<&str> = places.split(", ").collect();
        let found =
            if places == "doc:" { as_data(comment, &expanded) } else { stands_at(comment, &expanded) };
        let starts = found.iter().zip(&expected).all(|(item, place)| item.starts_with(place));
        assert!(starts && found.len() == expected.len(), "`{comment}` stands at {found:#?}");
    }
}

#[test]
fn an_attribute_stands_where_its_line_went() {
    let expanded = expanded();
    let attributes: Vec<&str> = FILE.lines().map(str::trim).filter(|line| line.starts_with("#[")).collect();
    assert_eq!(attributes.len(), 7);
    for attribute in attributes {
        assert!(expanded.lines().any(|line| line.trim() == attribute), "{attribute} is lost:\n{expanded}");
    }
}

/// The first line of each item below the comment, other comments and attributes left out.
fn stands_at(comment: &str, expanded: &str) -> Vec<String> {
    let lines: Vec<&str> = expanded.lines().map(str::trim).collect();
    let below = |at: usize| {
        let item = lines[at..].iter().find(|line| !line.starts_with("///") && !line.starts_with("#["));
        item.copied().unwrap_or_default().to_owned()
    };
    let places = lines.iter().enumerate().filter(|(_, line)| **line == comment);
    places.map(|(at, _)| below(at)).collect()
}

/// The line of a table that holds the comment's text for clients.
fn as_data(comment: &str, expanded: &str) -> Vec<String> {
    let text = format!("doc: {:?}", comment.trim_start_matches("/// "));
    expanded.lines().map(str::trim).filter(|line| line.starts_with(&text)).map(str::to_owned).collect()
}

fn expanded() -> String {
    let file = tempfile::NamedTempFile::with_suffix(".rs").expect("a place for the file");
    std::fs::write(file.path(), FILE).expect("it is written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
    let output = command.arg("expand").arg(file.path()).output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}
