//! Meaning within the block: names, doubles, what contradicts what.

use parseltongue_syntax::{LetLine, Problems, problems as base};
use proc_macro2::Ident;

use crate::problems;
use crate::tree::{Consumer, Durability, KeepIn, Retain, Stream, Tree};

/// The longest name of a group; a file is called after it.
const GROUP_BYTES_MAX: usize = 64;
/// The least that `up_to` may say: room for one record of the largest size.
const RETAIN_BYTES_MIN: u64 = 1 << 20;
/// The least time that `retain` may say.
const RETAIN_NANOSECONDS_MIN: u64 = 1_000_000_000;

/// A block whose names lead somewhere. What was wrong has been told and is left out.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) tree: Tree,
    /// For each consumer the places of its streams.
    pub(crate) links: Vec<Links>,
}

/// Where a consumer reads, and where it sets records aside to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    pub(crate) stream: usize,
    pub(crate) then_to: Option<usize>,
}

/// Checks a block.
pub(crate) fn streams(mut tree: Tree, problems: &mut Problems) -> Checked {
    if !tree.says_keep_in && !problems.suggest("keep_in") {
        problems.push(problems::no_place(&tree.header.name));
    }
    let is_memory = matches!(tree.keep_in.value(), Some(KeepIn::Memory));
    if is_memory && let Some(durability) = tree.durability.value() {
        problems.push(problems::durability_in_memory(durability.place));
    }
    tree.streams = without_doubles(std::mem::take(&mut tree.streams), problems);
    for stream in &tree.streams {
        check_stream(stream, is_memory, problems);
    }
    tree.lets = variables(std::mem::take(&mut tree.lets), problems);
    let names: Vec<String> = tree.streams.iter().map(|stream| stream.name.to_string()).collect();
    let (mut consumers, mut links): (Vec<Consumer>, Vec<Links>) = (Vec::new(), Vec::new());
    for consumer in std::mem::take(&mut tree.consumers) {
        let Some(found) = link(&consumer, &tree, &names, problems) else { continue };
        check_group(&consumer, problems);
        if let Some(record) = &consumer.record
            && tree.lets.iter().any(|line| line.name == *record)
        {
            problems.push(base::duplicate("the variable", &record.to_string(), record));
        }
        let is_double = consumers
            .iter()
            .zip(&links)
            .any(|(other, links)| links.stream == found.stream && other.group.value == consumer.group.value);
        if is_double {
            problems.push(problems::group_twice(&consumer.group, &consumer.stream));
            continue;
        }
        consumers.push(consumer);
        links.push(found);
    }
    tree.consumers = consumers;
    Checked { tree, links }
}

fn without_doubles(streams: Vec<Stream>, problems: &mut Problems) -> Vec<Stream> {
    let mut kept: Vec<Stream> = Vec::with_capacity(streams.len());
    for stream in streams {
        if kept.iter().any(|other| other.name == stream.name) {
            problems.push(base::duplicate("the stream", &stream.name.to_string(), &stream.name));
        } else {
            kept.push(stream);
        }
    }
    kept
}

fn variables(lets: Vec<LetLine>, problems: &mut Problems) -> Vec<LetLine> {
    let mut kept: Vec<LetLine> = Vec::with_capacity(lets.len());
    for line in lets {
        if kept.iter().any(|other| other.name == line.name) {
            problems.push(base::duplicate("the variable", &line.name.to_string(), &line.name));
        } else {
            kept.push(line);
        }
    }
    kept
}

fn check_stream(stream: &Stream, is_memory: bool, problems: &mut Problems) {
    if let (true, Some(Durability { place, .. })) = (is_memory, stream.durability.value()) {
        problems.push(problems::durability_in_memory(place));
    }
    let Some(Retain { age, size }) = stream.retain.value() else { return };
    if let Some(age) = age.filter(|age| age.nanoseconds < RETAIN_NANOSECONDS_MIN) {
        problems.push(problems::retains_nothing(age.place, "`1 s`"));
    }
    if let Some(size) = size.filter(|size| size.bytes < RETAIN_BYTES_MIN) {
        problems.push(problems::retains_nothing(size.place, "`1 MiB`"));
    }
}

fn check_group(consumer: &Consumer, problems: &mut Problems) {
    if consumer.group.value.is_empty() || consumer.group.value.len() > GROUP_BYTES_MAX {
        problems.push(problems::group_name_length(&consumer.group, GROUP_BYTES_MAX));
    }
    if let Some(then_to) = consumer.then_to.value()
        && *then_to == consumer.stream
    {
        problems.push(problems::set_aside_to_itself(then_to));
    }
}

fn link(consumer: &Consumer, tree: &Tree, names: &[String], problems: &mut Problems) -> Option<Links> {
    let mut place = |word: &Ident| {
        let found = names.iter().position(|name| word == name);
        if found.is_none() && !tree.unread.contains(&word.to_string()) {
            problems.push(problems::no_such_stream(word, &tree.header.name, names));
        }
        found
    };
    let stream = place(&consumer.stream);
    let then_to = consumer.then_to.value().and_then(&mut place);
    Some(Links { stream: stream?, then_to })
}
