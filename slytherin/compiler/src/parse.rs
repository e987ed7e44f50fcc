//! Grammar: tokens in, [`Tree`] out.

use parseltongue_syntax::attributes::{Carrier, carried};
use parseltongue_syntax::{
    Cursor, LetEnd, LetLine, LetWord, LineEnd, LineStart, Parsed, Place, Problems, Role, Setting, header,
    lines, parameters, problems as base, settings, units,
};
use proc_macro2::{Delimiter, Group, Span, TokenStream};

use crate::problems;
use crate::tree::{Consumer, Durability, DurabilityKind, KeepIn, Retain, Stream, Tree};
use crate::vocabulary::{BLOCK, CONSUMER, STREAM, WORDS};

/// The `let_` words that may be lines of a block of streams.
const LET_WORDS: &[LetWord] =
    &[LetWord::Shared, LetWord::MutShared, LetWord::LocalShared, LetWord::MutLocalShared];

/// The most records in a batch.
pub(crate) const BATCH_RECORDS_MAX: u64 = 100_000;
/// The most retries.
pub(crate) const RETRIES_MAX: u64 = 1_000_000;
/// The most partitions; the runtime's own limit.
pub(crate) const PARTITIONS_MAX: u64 = 256;

/// Reads a whole block.
pub(crate) fn streams(block: TokenStream, problems: &mut Problems) -> Parsed<Tree> {
    let mut cursor = Cursor::new(block, Span::call_site());
    let header = header(&mut cursor, WORDS.room, problems)?;
    let mut tree = Tree {
        header,
        keep_in: Setting::default(),
        says_keep_in: false,
        unread: Vec::new(),
        durability: Setting::default(),
        uses: Setting::default(),
        streams: Vec::new(),
        consumers: Vec::new(),
        lets: Vec::new(),
    };
    let begins_a_line = |word: &str| {
        let roles = [Role::Setting, Role::Declaration, Role::Handler];
        let is_let = LetWord::of(word).is_some();
        is_let || BLOCK.find(&roles, word).is_some() || BLOCK.find_later(&roles, word).is_some()
    };
    lines(&mut cursor, &begins_a_line, problems, |start, cursor, problems| {
        tree.line(start, cursor, problems)
    });
    Ok(tree)
}

impl Tree {
    fn line(&mut self, start: LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<LineEnd> {
        let LineStart { attributes, word, has_colon } = start;
        let name = word.to_string();
        let is_let = name.starts_with("let_") && !has_colon;
        let is_setting = is_let || BLOCK.find(&[Role::Setting], &name).is_some();
        let carrier = if is_setting { Carrier::Nothing } else { Carrier::Item };
        let attributes = carried(&attributes, carrier, problems);
        if is_let {
            let line = LetLine::parse(&word, LET_WORDS, LetEnd::Comma, cursor, problems);
            // What is left of a wrong one has the form of a setting, and would be told of as such.
            self.lets.push(line.inspect_err(|_| drop(cursor.take_value()))?);
            return Ok(LineEnd::Comma);
        }
        let roles = [Role::Setting, Role::Declaration, Role::Handler];
        if let Some(later) = BLOCK.find_later(&roles, &name) {
            return Err(problems.push(base::not_in_this_version(&word, later, WORDS.room)));
        }
        if BLOCK.find(&[Role::Setting], &name).is_some() && !has_colon {
            problems.push(base::setting_without_colon(&word));
        }
        self.says_keep_in |= name == "keep_in";
        match name.as_str() {
            "keep_in" => self.keep_in.set(&word, keep_in(cursor, problems)?, problems),
            "durability" => self.durability.set(&word, durability(cursor, problems)?, problems),
            "uses" => self.uses.set(&word, cursor.expect_path("a store", problems)?, problems),
            "stream" => {
                let name = cursor.peek_word().map(ToString::to_string);
                let (stream, end) =
                    stream(attributes, cursor, problems).inspect_err(|_| self.unread.extend(name))?;
                self.streams.push(stream);
                problems.seen(WORDS.room, &word);
                return Ok(end);
            }
            "consume" => {
                let consumer = consumer(attributes, word.clone(), cursor, problems)?;
                self.consumers.push(consumer);
                problems.seen(WORDS.room, &word);
                return Ok(LineEnd::Braces);
            }
            _ if has_colon => {
                return Err(problems.push(base::unknown_setting(&word, "a block of streams", &BLOCK)));
            }
            _ => return Err(problems.push(base::unknown_word(&word, "a block of streams", &BLOCK, &roles))),
        }
        problems.seen(WORDS.room, &word);
        Ok(LineEnd::Comma)
    }
}

/// `memory` or `directory "…"`
fn keep_in(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<KeepIn> {
    if let Some(word) = cursor.peek_word().cloned()
        && let Some(later) = WORDS.find_later(&[Role::Inner], &word.to_string())
    {
        return Err(problems.push(base::not_in_this_version(&word, later, WORDS.room)));
    }
    let (place, word) = settings::one_of(cursor, &["memory", "directory"], problems)?;
    problems.seen(WORDS.room, &word);
    match place {
        "memory" => Ok(KeepIn::Memory),
        _ => {
            let text = cursor.expect_text("a directory such as `\"data/market\"`", problems)?;
            if text.value.is_empty() {
                return Err(problems.push(problems::directory_without_name(&text)));
            }
            Ok(KeepIn::Directory(text))
        }
    }
}

/// `every_message`, `every 5 ms` or `page_cache`
fn durability(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Durability> {
    let start = cursor.position();
    let words = ["every_message", "every", "page_cache"];
    let (found, word) = settings::one_of(cursor, &words, problems)?;
    problems.seen(WORDS.room, &word);
    let kind = match found {
        "every_message" => DurabilityKind::EveryMessage,
        "page_cache" => DurabilityKind::PageCache,
        _ => DurabilityKind::Every(units::time(cursor, problems)?.nanoseconds),
    };
    Ok(Durability { kind, place: cursor.place_since(start) })
}

/// `S of R { … }` or `S of R`
fn stream(
    attributes: TokenStream,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<(Stream, LineEnd)> {
    let name = cursor.expect_name("the stream's name", problems)?;
    let of = cursor.expect_word("of", problems)?;
    problems.seen(WORDS.room, &of);
    let record = cursor.expect_path("a record", problems)?;
    let mut stream = Stream {
        attributes,
        name,
        record,
        key: Setting::default(),
        partitions: Setting::default(),
        retain: Setting::default(),
        durability: Setting::default(),
    };
    let Some(group) = cursor.take_group(Delimiter::Brace) else { return Ok((stream, LineEnd::Comma)) };
    let mut inside = Cursor::inside(&group);
    let begins_a_line = |word: &str| STREAM.find(&[Role::Setting], word).is_some();
    lines(&mut inside, &begins_a_line, problems, |start, cursor, problems| {
        stream.line(&start, cursor, problems)
    });
    Ok((stream, LineEnd::Braces))
}

impl Stream {
    fn line(&mut self, start: &LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<LineEnd> {
        let (word, name) = (&start.word, start.word.to_string());
        carried(&start.attributes, Carrier::Nothing, problems);
        if let Some(later) = STREAM.find_later(&[Role::Setting], &name) {
            return Err(problems.push(base::not_in_this_version(word, later, WORDS.room)));
        }
        if STREAM.find(&[Role::Setting], &name).is_some() && !start.has_colon {
            problems.push(base::setting_without_colon(word));
        }
        match name.as_str() {
            "key" => {
                let key = cursor.expect_field("a field of the record such as `.symbol`", problems)?;
                self.key.set(word, key, problems);
            }
            "partitions" => {
                let what = "a number of partitions";
                let partitions = settings::whole_number(cursor, what, 1, PARTITIONS_MAX, problems)?;
                self.partitions.set(word, partitions, problems);
            }
            "retain" => self.retain.set(word, retain(cursor, problems)?, problems),
            "durability" => self.durability.set(word, durability(cursor, problems)?, problems),
            _ => return Err(problems.push(base::unknown_setting(word, "a stream", &STREAM))),
        }
        problems.seen(WORDS.room, word);
        Ok(LineEnd::Comma)
    }
}

/// `7 days`, `7 days up_to 10 GiB` or `up_to 10 GiB`
fn retain(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Retain> {
    let age = if cursor.is_word_or_slip("up_to") { None } else { Some(units::time(cursor, problems)?) };
    let size = match cursor.take_word_or_slip("up_to", problems) {
        Some(word) => {
            problems.seen(WORDS.room, &word);
            Some(units::size(cursor, problems)?)
        }
        None => None,
    };
    Ok(Retain { age, size })
}

/// `S as "group" (record) in_batches_of 500 within 5 ms retries 3 then_to Dead { … }`
fn consumer(
    attributes: TokenStream,
    keyword: proc_macro2::Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<Consumer> {
    let stream = own_stream(cursor, problems)?;
    cursor.expect_word("as", problems)?;
    let group = cursor.expect_text("the group's name, such as `\"billing\"`", problems)?;
    let parameters =
        cursor.expect_group(Delimiter::Parenthesis, "the record's name, such as `(trade)`", problems)?;
    let record = record_name(&parameters, problems);
    let mut consumer = Consumer {
        attributes,
        keyword,
        stream,
        group,
        record,
        // Replaced below: a consumer without its braces is none.
        body: Group::new(Delimiter::Brace, TokenStream::new()),
        batches: Setting::default(),
        retries: Setting::default(),
        then_to: Setting::default(),
        fails_with: Setting::default(),
    };
    loop {
        if let Some(body) = cursor.take_group(Delimiter::Brace) {
            return Ok(Consumer { body, ..consumer });
        }
        let Some(word) = cursor.peek_word().cloned() else {
            return Err(problems.push(base::expected(cursor, "`{ … }`")));
        };
        if CONSUMER.find(&[Role::Inner], &word.to_string()).is_none() {
            return Err(problems.push(problems::unknown_consumer_word(&word)));
        }
        cursor.next();
        problems.seen(WORDS.room, &word);
        consumer.option(&word, cursor, problems)?;
    }
}

impl Consumer {
    fn option(
        &mut self,
        word: &proc_macro2::Ident,
        cursor: &mut Cursor,
        problems: &mut Problems,
    ) -> Parsed<()> {
        match word.to_string().as_str() {
            "in_batches_of" => {
                let what = "a number of records";
                let records = settings::whole_number(cursor, what, 1, BATCH_RECORDS_MAX, problems)?;
                let within = cursor.expect_word("within", problems)?;
                problems.seen(WORDS.room, &within);
                self.batches.set(word, (records, units::time(cursor, problems)?), problems);
            }
            "retries" => {
                let retries =
                    settings::whole_number(cursor, "a number of retries", 0, RETRIES_MAX, problems)?;
                self.retries.set(word, retries, problems);
            }
            "then_to" => self.then_to.set(word, own_stream(cursor, problems)?, problems),
            "fails_with" => self.fails_with.set(word, cursor.expect_path("an error", problems)?, problems),
            _ => return Err(problems.push(problems::unknown_consumer_word(word))),
        }
        Ok(())
    }
}

/// The name of one of the block's own streams.
fn own_stream(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<proc_macro2::Ident> {
    let start = cursor.position();
    let name = cursor.expect_name("a stream of this block", problems)?;
    if cursor.is_sign("::") {
        cursor.take_path();
        let place = Place::between(&name, cursor.place_since(start));
        return Err(problems.push(problems::stream_of_another_block(place)));
    }
    Ok(name)
}

fn record_name(parameters: &Group, problems: &mut Problems) -> Option<proc_macro2::Ident> {
    let before = problems.count();
    let mut names = parameters::names(parameters, "the record's name", problems).into_iter();
    match (names.next(), names.next()) {
        (Some(name), None) => Some(name),
        _ => {
            if problems.count() == before {
                problems.push(problems::not_one_record(parameters));
            }
            None
        }
    }
}
