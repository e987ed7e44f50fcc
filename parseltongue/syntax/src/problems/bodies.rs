//! Problems of bodies: `let_…` words, leaving words, words that wait.

use proc_macro2::Ident;

use crate::let_words::LetWord;
use crate::vocabulary::{Nearest, foreign_word};
use crate::{Place, Problem};

/// `let_mutable_var`.
pub fn unknown_let_word(word: &Ident) -> Problem {
    let name = word.to_string();
    let nearest = LetWord::nearest(&name).or_else(|| foreign_word(&name).map(Nearest::guess));
    Problem::new("PT0030", word, format!("`{name}` is no word of the language"))
        .instead(nearest)
        .with_help("the words are `let_var`, `let_mut_var`, `let_cow_var`, `let_shared_var`, `let_mut_shared_var`, `let_local_shared_var`, `let_mut_local_shared_var`, `let_lazy_var`, `let_constant_var`; in a component also `let_signal_var`, `let_derived_var`, `let_stream_var`")
        .completing("language", word)
}

/// A `let_…` word that does not belong here.
pub fn let_word_elsewhere(word: &Ident, here: &[&str]) -> Problem {
    let listed: Vec<String> = here.iter().map(|word| format!("`{word}`")).collect();
    Problem::new("PT0031", word, format!("`{word}` has no place here"))
        .with_help(format!("here stand {}", listed.join(", ")))
}

/// `let_var x = 3;`
pub fn let_without_type(name: &Ident, keyword: &str) -> Problem {
    Problem::new("PT0032", name, format!("the variable `{name}` has no type"))
        .expecting(format!("`{keyword} {name}: type = …`"))
        .with_help("a type of Rust that the language does not have is `rust<path::Type>`; where Rust shall find the type by itself, write Rust's own `let`")
}

/// A leaving word inside a closure or an async block.
pub fn leaving_in_closure(word: &Ident, inside: &str) -> Problem {
    Problem::new("PT0033", word, format!("`{word}` stands inside {inside} and would leave only that"))
        .with_help("give a value out of it and leave the body behind it; a `for` loop in place of the closure leaves at once")
}

/// A word that begins a statement, in the middle of an expression.
pub fn statement_word_inside(word: &Ident) -> Problem {
    Problem::new("PT0034", word, format!("`{word}` begins a statement and stands inside an expression"))
        .with_help(format!("put it in braces of its own: `{{ {word} …; }}`"))
}

/// A statement without its semicolon.
pub fn semicolon_missing(place: impl Into<Place>) -> Problem {
    Problem::new("PT0035", place, "a semicolon is due after this").expecting("`;`").add_behind(";")
}

/// A word where a body has nothing to leave with.
pub fn nothing_to_leave(word: &Ident, body: &str) -> Problem {
    Problem::new("PT0036", word, format!("`{word}` has no meaning in {body}"))
        .with_help("`finish_with` and `fail_with` leave the body of a handler or a function with a result")
}

/// An error where the body declares none.
pub fn cannot_fail(word: &Ident) -> Problem {
    Problem::new("PT0037", word, format!("`{word}` needs an error type, and the body declares none"))
        .with_help("say which errors it ends with: `-> type fails_with SomeError`")
}

/// A word that waits where a body may not.
pub fn cannot_wait(word: &Ident, place: &str) -> Problem {
    let problem = Problem::new("PT0038", word, format!("`{word}` waits, and {place} may not"));
    match place {
        "a closure" => problem.with_help("a `for` loop in place of the closure may wait"),
        "a function" => problem.with_help("declare it with `define_async_function`"),
        _ => problem,
    }
}

/// A word that has no place in a transaction.
pub fn not_in_transaction(word: &Ident) -> Problem {
    let problem = Problem::new("PT0039", word, format!("`{word}` has no place in a transaction"));
    match word.to_string().as_str() {
        "in_transaction" => problem.with_help("one transaction holds everything already: take the inner braces away"),
        _ => problem.with_help("let the transaction give the value, `let_var x: T = in_transaction { …; value };`, and leave the body behind it"),
    }
}

/// A body whose value stands at its end as in Rust.
pub fn value_without_word(place: impl Into<Place>) -> Problem {
    Problem::new("PT0040", place, "a body gives its value with `finish_with`")
        .expecting("`finish_with value;`")
        .with_help("a body may end in success or failure, so it says which: `finish_with value;` or `fail_with Error::Case;`")
}

/// `new Order` without its fields.
pub fn new_without_fields(word: &Ident, place: impl Into<Place>, record: &str) -> Problem {
    Problem::new("PT0041", place, format!("`{word} {record}` is followed by its fields"))
        .instead(format!("{word} {record} {{ … }}"))
        .with_help("generated, defaulted and optional fields may be left out")
}

/// A field of `new` that is no `name: value` and no `name`.
pub fn new_field(place: impl Into<Place>) -> Problem {
    Problem::new("PT0042", place, "a field of a new record is `name: value` or `name`").with_help(
        "what is left out fills itself if it is generated, defaulted or optional; there is no `..rest`",
    )
}

/// Two words side by side of which the first is no word of the language, but nearly one.
pub fn unknown_statement(word: &Ident, meant: Nearest<'_>) -> Problem {
    Problem::new("PT0043", word, format!("`{word}` is no word of the language"))
        .instead(meant)
        .completing("language", word)
}

/// `enqueue SendReceipt { … } delay 5 s`.
pub fn unknown_term_of_a_job(word: &Ident, meant: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT0047", word, format!("`{word}` says nothing about a job")).instead(meant).with_help(
        "behind a job may stand `after 5 minutes` or `at moment`, `priority high`, `unique_for 1 hour`",
    )
}

/// `enqueue SendReceipt { … } after 5 s after 6 s`, or `after 5 s at moment`.
pub fn term_of_a_job_twice(word: &Ident, before: &Ident) -> Problem {
    let message = if word == before {
        format!("`{word}` stands behind this job already")
    } else {
        format!("`{before}` and `{word}` both say when the job is due")
    };
    Problem::new("PT0048", word, message).with_help("take one of the two out")
}

/// `let_var mut x`.
pub fn mut_in_let(word: &Ident, keyword: &str) -> Problem {
    Problem::new("PT0044", word, "whether a variable changes is said by the first word")
        .instead("let_mut_var".to_owned())
        .with_help(format!("`{keyword}` and `mut` do not go together: the whole words are `let_mut_var`, `let_mut_shared_var`, `let_mut_local_shared_var`"))
}

/// `return value;`
pub fn return_in_a_body(word: &Ident) -> Problem {
    Problem::new("PT0046", word, "a body is left with a word that says how it ends")
        .instead("finish_with".to_owned())
        .with_help("`finish_with value;` ends it with its value, `fail_with Error::Case;` with an error")
}

/// A body with a result that runs to its end.
pub fn value_never_given(place: impl Into<Place>) -> Problem {
    Problem::new("PT0045", place, "the body ends here without a value")
        .expecting("`finish_with value;`")
        .with_help(
            "a body whose result is not `nothing` gives one with `finish_with`, or fails with `fail_with`",
        )
}
