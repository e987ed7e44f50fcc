//! Every problem of `slytherin!`, as named constructors: code, message, help. What each means at
//! length stands in [`crate::catalogue`].

use parseltongue_syntax::vocabulary::nearest;
use parseltongue_syntax::{Place, Problem, Role, Text};
use proc_macro2::{Group, Ident};

use crate::vocabulary::CONSUMER;

/// `consume Trads …`
pub(crate) fn no_such_stream(word: &Ident, block: &Ident, streams: &[String]) -> Problem {
    let name = word.to_string();
    let meant = nearest(&name, streams.iter().map(String::as_str));
    let problem = Problem::new("PT3001", word, format!("`{block}` has no stream `{name}`")).instead(meant);
    if streams.is_empty() {
        return problem.with_help(format!("declare it first: `stream {name} of Record {{ … }}`"));
    }
    let listed: Vec<String> = streams.iter().map(|stream| format!("`{stream}`")).collect();
    problem.with_help(format!("its streams are {}", listed.join(", ")))
}

/// Two consumers of one stream with one name.
pub(crate) fn group_twice(group: &Text, stream: &Ident) -> Problem {
    let name = &group.value;
    Problem::new("PT3002", group, format!("the group \"{name}\" consumes `{stream}` a second time"))
        .with_help("the members of a group share out the records: for a second body that sees all of them, give the group another name")
}

/// A block without `keep_in`.
pub(crate) fn no_place(block: &Ident) -> Problem {
    Problem::new("PT3003", block, format!("`{block}` does not say where its streams are kept"))
        .expecting("`keep_in: memory,` or `keep_in: directory \"…\",`")
        .with_help("in memory they are gone with the program, in a directory they survive it")
}

/// `consume Trades … then_to Trades`
pub(crate) fn set_aside_to_itself(word: &Ident) -> Problem {
    Problem::new("PT3004", word, format!("`{word}` would get its own broken records back, for ever"))
        .with_help(format!(
            "declare a second stream of the same record for them, such as `stream Dead{word} of …`"
        ))
}

/// A durability where nothing is kept.
pub(crate) fn durability_in_memory(place: impl Into<Place>) -> Problem {
    Problem::new("PT3005", place, "in memory nothing is durable")
        .with_help("take the setting out, or keep the streams in a directory: `keep_in: directory \"…\",`")
}

/// `retain: 0 days`
pub(crate) fn retains_nothing(place: impl Into<Place>, least: &str) -> Problem {
    Problem::new("PT3006", place, format!("the least that a stream can retain is {least}"))
        .with_help("a stream without `retain` keeps everything in files, and the newest 64 MiB in memory")
}

/// `consume Trades as "billing" ()`
pub(crate) fn not_one_record(parameters: &Group) -> Problem {
    Problem::new("PT3007", parameters, "a consumer gives one name to what it gets")
        .expecting("`(record)`")
        .with_help("with `in_batches_of` it is the name of a list")
}

/// A group whose name is too long, or empty.
pub(crate) fn group_name_length(group: &Text, most: usize) -> Problem {
    Problem::new(
        "PT3008",
        group,
        format!("a group's name has 1 to {most} bytes, this one has {}", group.value.len()),
    )
}

/// `keep_in: directory ""`
pub(crate) fn directory_without_name(text: &Text) -> Problem {
    Problem::new("PT3009", text, "the directory has no name")
        .instead("\"data\"".to_owned())
        .with_help("a relative path begins at the program's directory")
}

/// `consume Market::Trades …`
pub(crate) fn stream_of_another_block(place: impl Into<Place>) -> Problem {
    Problem::new("PT3010", place, "a consumer reads a stream of its own block, by its name")
        .expecting("the name alone, such as `Trades`")
        .with_help(
            "consumers run on the cores of the block that keeps the stream: move the `consume` line there",
        )
}

/// A word between a consumer's parameters and its body that is none of its own.
pub(crate) fn unknown_consumer_word(word: &Ident) -> Problem {
    let name = word.to_string();
    let words: Vec<String> = CONSUMER.of(&[Role::Inner]).map(|entry| format!("`{}`", entry.word)).collect();
    Problem::new("PT3011", word, format!("a consumer has no word `{name}`"))
        .instead(CONSUMER.nearest(&[Role::Inner], &name))
        .with_help(format!("before its body stand {}", words.join(", ")))
        .completing(crate::vocabulary::WORDS.room, word)
}
