//! What a formatter owes, asked of every example there is and of what becomes of them by mistake.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::lex::leaves;
use crate::{AsWritten, Style, format, same_tokens};

/// Every file of this repository that holds blocks.
fn examples() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for directory in
        ["examples", "tests/hygiene", "tests/spread", "tests/mistakes", "parseltongue/cli/templates"]
    {
        collect(&root.join(directory), &mut files);
    }
    let texts = files.into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).expect("it is text");
        (path, text.replace("{{program}}", "Tasks").replace("{{title}}", "Tasks"))
    });
    texts.filter(|(_, text)| text.contains("define_") || text.contains("!<")).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("it can be read") {
            collect(&entry.expect("it can be read").path(), files);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        files.push(path.to_path_buf());
    }
}

fn style() -> Style {
    Style { width: 110, ..Style::default() }
}

fn laid_out(source: &str, style: &Style) -> String {
    format(source, style, &[], &mut AsWritten).expect("it is a row of tokens")
}

/// What a formatter owes; nothing of a text that is no row of tokens.
fn check(source: &str, style: &Style) -> Result<(), String> {
    let Ok(once) = format(source, style, &[], &mut AsWritten) else { return Ok(()) };
    if !same_tokens(source, &once) {
        return Err(format!("tokens changed\n{source}\n-----\n{once}"));
    }
    let twice = format(&once, style, &[], &mut AsWritten).map_err(|error| format!("{error}\n{once}"))?;
    let same = once.lines().zip(twice.lines()).take_while(|(once, twice)| once == twice).count();
    let lines = |text: &str| text.lines().skip(same.saturating_sub(3)).take(9).collect::<Vec<_>>().join("\n");
    match once == twice {
        true => Ok(()),
        false => Err(format!("not the same again\n{}\n-----\n{}", lines(&once), lines(&twice))),
    }
}

#[test]
fn every_example_keeps_its_tokens_at_every_width() {
    let examples = examples();
    assert!(examples.len() > 6, "the examples are lost");
    for (path, text) in examples {
        for width in [20, 40, 60, 80, 110, 200] {
            let style = Style { width, ..Style::default() };
            check(&text, &style).unwrap_or_else(|error| panic!("{} at {width}: {error}", path.display()));
        }
        let tabs = Style { hard_tabs: true, ..style() };
        check(&text, &tabs).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// Each leaf left out, doubled, exchanged with the next, put on a line of its own, or behind a comment.
#[test]
fn every_small_mistake_keeps_its_tokens() {
    for (path, text) in examples() {
        let ends: Vec<(usize, usize)> = leaves(&text)
            .expect("it is a row of tokens")
            .iter()
            .map(|leaf| (leaf.start, leaf.end()))
            .collect();
        // A mutation in every place of every file would take minutes.
        let step = ends.len() / 150 + 1;
        for (index, (start, end)) in ends.iter().copied().enumerate().step_by(step) {
            let (before, leaf, after) = (&text[..start], &text[start..end], &text[end..]);
            let next = ends.get(index + 1).map_or("", |(start, end)| &text[*start..*end]);
            let rest = ends.get(index + 1).map_or("", |(_, end)| &text[*end..]);
            for mutation in [
                format!("{before}{after}"),
                format!("{before}{leaf} {leaf}{after}"),
                format!("{before}{next} {leaf} {rest}"),
                format!("{before}\n\n\n{leaf}\n{after}"),
                format!("{before}// why\n{leaf}{after}"),
                format!("{before}/* one\n  two */{leaf} // three\n{after}"),
            ] {
                check(&mutation, &style()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
        }
    }
}

/// Pieces that texts are put together from.
const PIECES: &[&str] = &[
    "define_record",
    "define_choice",
    "define_function",
    "basilisk!",
    "nagini!",
    "<A>",
    "component",
    "get",
    "\"/a\"",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ",",
    ";",
    ":",
    "::",
    ".",
    "=>",
    "->",
    "=",
    "==",
    "|",
    "<",
    ">",
    "&",
    "-",
    "!",
    "#[a]",
    "#![b]",
    "'a",
    "'b'",
    "1",
    "1.5",
    "..=",
    "text",
    "if",
    "else",
    "match",
    "for_each",
    "in",
    "keyed_by",
    "let_var",
    "let_signal_var",
    "finish_with",
    "find",
    "new",
    "a",
    "B",
    "is",
    "50",
    "ms",
    "\n",
    "\n\n\n",
    "// c\n",
    "/* d */",
    "/* e\n f */",
    "/// g\n",
    "/** h\n i */",
    "\"x\ny\"",
    "r#\"z\"#",
    " ",
    "    ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_row_of_pieces_keeps_its_tokens(
        picks in prop::collection::vec((0..PIECES.len(), any::<bool>()), 0..60),
        block in prop::sample::select(vec!["parseltongue", "basilisk", "nagini", "slytherin"]),
        width in 10_usize..120,
    ) {
        let inside: String = picks.iter().map(|(index, apart)| format!("{}{}", if *apart { " " } else { "" }, PIECES[*index])).collect();
        let source = format!("{block}! {{ {} }}\n", balanced(&inside));
        if let Err(error) = check(&source, &Style { width, ..Style::default() }) {
            return Err(TestCaseError::fail(error));
        }
    }
}

/// With the brackets that are missing at the end, so that most rows are worth something.
fn balanced(text: &str) -> String {
    let mut open = Vec::new();
    let mut output = String::new();
    for character in text.chars() {
        match character {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.last() != Some(&character) => continue,
            ')' | ']' | '}' => drop(open.pop()),
            _ => {}
        }
        output.push(character);
    }
    output.push('\n');
    output.extend(open.into_iter().rev());
    output
}

#[test]
fn a_block_of_five_thousand_lines_is_laid_out() {
    let route = "get \"/a\"(id:uuid)->i64 { finish_with 1; }\n resource Order at \"/o\"{list,read}\n";
    let source = format!("basilisk! {{ <Big> {} }}", route.repeat(2_500));
    assert_eq!(laid_out(&source, &style()).lines().count(), 5_003);
}

#[test]
fn what_is_no_block_stays_byte_for_byte() {
    let source = "#!/usr/bin/env run\nfn  f( ) { vec!{ define_record } }\nmacro_rules! m { () => { parseltongue!{ a:b } } }\n";
    assert_eq!(laid_out(source, &style()), source);
}

#[test]
fn an_item_with_a_problem_stays_and_the_others_are_laid_out() {
    let source = "parseltongue! {\n  define_choice A{B}\n  define_choice   C{  D }\n}\n";
    let at = source.find("D").expect("it is there");
    let text = format(source, &style(), &[at], &mut AsWritten).expect("it is a row of tokens");
    assert_eq!(text, "parseltongue! {\n    define_choice A { B }\n  define_choice   C{  D }\n}\n");
}

#[test]
fn a_comment_in_an_empty_body_stays() {
    let source = "parseltongue! {\n    define_function f() { /* nothing yet */ }\n}\n";
    assert_eq!(laid_out(source, &style()), source);
}

#[test]
fn a_range_and_a_name_before_its_parameters_are_closed_up() {
    let source = "parseltongue! {\n    define_record A { a: i64 length 1 ..= 8, b: i64 1. ..= 2., c: i64 length ..= 4 }\n    define_function f (a: i64) {}\n}\n";
    let wanted = "parseltongue! {\n    define_record A { a: i64 length 1..=8, b: i64 1. ..=2., c: i64 length ..=4 }\n    define_function f(a: i64) {}\n}\n";
    assert_eq!(laid_out(source, &style()), wanted);
}

#[test]
fn an_argument_that_is_nothing_but_a_body_is_laid_out() {
    let source = "nagini! {\n    <D>\n    component C() {\n        button({\n            a();\n            b();\n        })\n    }\n}\n";
    assert_eq!(laid_out(source, &style()), source);
}

#[test]
fn a_block_behind_the_end_of_another_begins_where_that_one_is_put() {
    let source =
        "parseltongue! {\n        define_choice A{B}\n        } parseltongue! {\n define_choice C{D}\n }\n";
    let wanted =
        "parseltongue! {\n    define_choice A { B }\n} parseltongue! {\n    define_choice C { D }\n}\n";
    assert_eq!(laid_out(source, &style()), wanted);
    assert_eq!(laid_out(wanted, &style()), wanted);
}

#[test]
fn a_comment_before_a_row_stays_on_its_line() {
    let source = "parseltongue! {\n  define_record A { /*a*/ a:i64, // of a\n /*c*/ /*d*/ c:i64 }\n  define_choice B { /*c*/ C,  /*d*/ D }\n}\n";
    let wanted = "parseltongue! {\n    define_record A {\n        /*a*/ a: i64, // of a\n        /*c*/ /*d*/ c: i64,\n    }\n    define_choice B { /*c*/ C, /*d*/ D }\n}\n";
    assert_eq!(laid_out(source, &style()), wanted);
    assert_eq!(laid_out(wanted, &style()), wanted);
}

#[test]
fn a_row_with_comments_that_end_lines_is_laid_out() {
    let source = r#"basilisk! {
  <A>
  listen_on:   // where
      "127.0.0.1:8080",
  get "/a"(a:i64)->i64 // why
  { finish_with 1; }
    post "/b" // first
    // second
    /* third
       and more */ (a:i64  )  -> i64 { finish_with 1; }
  deadline: 50 // milliseconds
  ms
  ,
}
nagini! {
  <B>
  component C() {
     if a { text("a") } // otherwise
     else { text( // shown
"b") }
  }
}
"#;
    let wanted = r#"basilisk! {
    <A>
    listen_on: // where
        "127.0.0.1:8080",
    get "/a" (a: i64) -> i64 // why
    { finish_with 1; }
    post "/b" // first
        // second
        /* third
           and more */
        (a: i64) -> i64 { finish_with 1; }
    deadline: 50 // milliseconds
        ms,
}
nagini! {
    <B>
    component C() {
        if a {
            text("a")
        } // otherwise
        else {
            text( // shown
                "b",
            )
        }
    }
}
"#;
    assert_eq!(laid_out(source, &style()), wanted);
    assert_eq!(laid_out(wanted, &style()), wanted);
}
