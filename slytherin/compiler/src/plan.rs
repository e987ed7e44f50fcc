//! What will exist: plain data, and beside it the tokens that the user wrote.

use std::collections::{BTreeMap, BTreeSet};

use parseltongue_syntax::{Body, BodyContext, Leaving, LetLine, Names, Problems, let_words};
use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::check::{Checked, Links};
use crate::tree::{Consumer, DurabilityKind, KeepIn, Stream};

/// What a block becomes.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The directory; none is memory.
    pub(crate) directory: Option<String>,
    pub(crate) uses_a_store: bool,
    pub(crate) streams: Vec<StreamPlan>,
    pub(crate) consumers: Vec<ConsumerPlan>,
    /// The blocks that bodies publish to, besides this one.
    pub(crate) needs: Vec<String>,
}

/// One stream.
#[derive(Debug)]
pub(crate) struct StreamPlan {
    pub(crate) name: String,
    #[expect(dead_code, reason = "for people who read the plan; what is written has the user's span")]
    pub(crate) key: Option<String>,
    pub(crate) partitions: Option<u64>,
    pub(crate) age_nanoseconds: Option<u64>,
    pub(crate) size_bytes: Option<u64>,
    pub(crate) durability: Option<DurabilityKind>,
}

/// One member of a group on each core.
#[derive(Debug)]
pub(crate) struct ConsumerPlan {
    /// The function that its body becomes.
    pub(crate) function: String,
    pub(crate) group: String,
    /// The stream's place.
    pub(crate) stream: usize,
    /// The place of the stream for what the body cannot do.
    pub(crate) then_to: Option<usize>,
    /// Records, and nanoseconds to wait for them.
    pub(crate) batches: Option<(u64, u64)>,
    pub(crate) retries: Option<u64>,
    /// The variables that its body speaks of, by their places.
    pub(crate) lines: Vec<usize>,
}

/// What the user wrote, named by the places in the plan.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) names: Names,
    pub(crate) attributes: TokenStream,
    pub(crate) block: Ident,
    pub(crate) store: Option<TokenStream>,
    pub(crate) streams: Vec<StreamSource>,
    pub(crate) consumers: Vec<ConsumerSource>,
    /// In the order of [`Plan::needs`].
    pub(crate) needs: Vec<TokenStream>,
    /// The variables that the bodies share.
    pub(crate) lets: Vec<LetLine>,
}

#[derive(Debug)]
pub(crate) struct StreamSource {
    pub(crate) attributes: TokenStream,
    pub(crate) name: Ident,
    pub(crate) record: TokenStream,
    pub(crate) key: Option<Ident>,
}

#[derive(Debug)]
pub(crate) struct ConsumerSource {
    pub(crate) attributes: TokenStream,
    pub(crate) keyword: Ident,
    /// The streams as the line names them.
    pub(crate) stream: Ident,
    pub(crate) then_to: Option<Ident>,
    /// What the body calls its record; none when that was wrong.
    pub(crate) record: Option<Ident>,
    pub(crate) error: Option<TokenStream>,
    pub(crate) body: Body,
}

/// Plans a checked block; the bodies are rewritten on the way.
pub(crate) fn streams(checked: Checked, problems: &mut Problems) -> (Plan, Sources) {
    let Checked { tree, links } = checked;
    let directory = match tree.keep_in.value() {
        Some(KeepIn::Directory(text)) => Some(text.value.clone()),
        Some(KeepIn::Memory) | None => None,
    };
    let is_memory = directory.is_none();
    let usual = tree.durability.value().map(|durability| durability.kind);
    let store = tree.uses.into_value();
    let names = tree.header.names;
    let mut plan = Plan {
        directory,
        uses_a_store: store.is_some(),
        streams: tree
            .streams
            .iter()
            .map(|stream| stream_plan(stream, usual.filter(|_| !is_memory)))
            .collect(),
        consumers: Vec::new(),
        needs: Vec::new(),
    };
    let mut sources = Sources {
        names: names.clone(),
        attributes: tree.header.attributes,
        block: tree.header.name,
        store: store.clone(),
        streams: tree.streams.into_iter().map(stream_source).collect(),
        consumers: Vec::new(),
        needs: Vec::new(),
        lets: tree.lets,
    };
    let mut functions = BTreeSet::new();
    let mut needs = BTreeMap::new();
    for (consumer, links) in tree.consumers.into_iter().zip(links) {
        plan.consumers.push(consumer_plan(&consumer, links, &sources.lets, &mut functions));
        let error = consumer.fails_with.into_value();
        let leaving = Leaving::Result { error: error.clone(), wrap: None };
        let context = BodyContext { names: &names, store: store.clone(), leaving, may_wait: true };
        let body = context.rewrite(&consumer.body, problems);
        for stream in &body.publishes {
            needs.extend(block_of(stream, &sources.block));
        }
        let Consumer { attributes, keyword, stream, then_to, record, .. } = consumer;
        let then_to = then_to.into_value();
        sources.consumers.push(ConsumerSource { attributes, keyword, stream, then_to, record, error, body });
    }
    (plan.needs, sources.needs) = needs.into_iter().unzip();
    (plan, sources)
}

fn stream_plan(stream: &Stream, usual: Option<DurabilityKind>) -> StreamPlan {
    let retain = stream.retain.value().copied().unwrap_or_default();
    StreamPlan {
        name: stream.name.to_string(),
        key: stream.key.value().map(ToString::to_string),
        partitions: stream.partitions.value().map(|partitions| partitions.value),
        age_nanoseconds: retain.age.map(|age| age.nanoseconds),
        size_bytes: retain.size.map(|size| size.bytes),
        durability: stream.durability.value().map(|durability| durability.kind).or(usual),
    }
}

fn stream_source(stream: Stream) -> StreamSource {
    let Stream { attributes, name, record, key, .. } = stream;
    StreamSource { attributes, name, record, key: key.into_value() }
}

fn consumer_plan(
    consumer: &Consumer,
    links: Links,
    lets: &[LetLine],
    functions: &mut BTreeSet<String>,
) -> ConsumerPlan {
    let wanted =
        format!("consume_{}_as_{}", snake(&consumer.stream.to_string()), snake(&consumer.group.value));
    let mut function = wanted.clone();
    let mut count = 1;
    // Two groups may differ in signs that no name has.
    while !functions.insert(function.clone()) {
        count += 1;
        function = format!("{wanted}_{count}");
    }
    ConsumerPlan {
        function,
        group: consumer.group.value.clone(),
        stream: links.stream,
        then_to: links.then_to,
        batches: consumer.batches.value().map(|(records, within)| (records.value, within.nanoseconds)),
        retries: consumer.retries.value().map(|retries| retries.value),
        lines: let_words::spoken_of(lets.iter().map(|line| line.name.to_string()), consumer.body.stream()),
    }
}

/// `Trades` is `trades`, `e-mail out` is `e_mail_out`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        let is_of_a_name = character.is_ascii_alphanumeric();
        snake.push(if is_of_a_name { character.to_ascii_lowercase() } else { '_' });
    }
    snake
}

/// The block that a stream's path names, unless it is `own`: as text to sort by, and as written.
fn block_of(stream: &TokenStream, own: &Ident) -> Option<(String, TokenStream)> {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    // `Market :: Trades`: the last three tokens are `::` and the stream's own name.
    let front = tokens.len().checked_sub(3).filter(|front| *front > 0)?;
    let block: TokenStream = tokens[..front].iter().cloned().collect();
    let text = block.to_string();
    let is_own = *own == text || text == "Self";
    (!is_own).then_some((text, block))
}
