//! A small dialect that uses every part of the base, so that the base is tested by itself.

use parseltongue_syntax::{
    Cursor, Expansion, LetEnd, LetLine, LetWord, LineEnd, LineStart, Mode, Names, Parsed, Problems, Role,
    Setting, Signature, Type, Vocabulary, Word, header, lines, problems, settings, units, vocabulary,
};
use proc_macro2::{Delimiter, Span, TokenStream};
use quote::quote;

const fn word(word: &'static str, role: Role) -> Word {
    vocabulary::word(role, word, "", "", "")
}

pub(crate) static CLOCK: Vocabulary = Vocabulary {
    room: "clock",
    tables: &[&[
        word("limit", Role::Setting),
        word("every", Role::Setting),
        word("size", Role::Setting),
        word("runs_on", Role::Setting),
        word("rate", Role::Setting),
        word("by", Role::Setting),
        word("loud", Role::Setting),
        word("shown_as", Role::Setting),
        word("holds", Role::Setting),
        word("tick", Role::Declaration),
        word("take", Role::Handler),
    ]],
    later: &[],
};

#[derive(Default)]
struct Clock {
    limit: Setting<settings::Whole>,
    every: Setting<units::Time>,
    size: Setting<units::Size>,
    runs_on: Setting<units::Count>,
    rate: Setting<units::Rate>,
    by: Setting<proc_macro2::Ident>,
    loud: Setting<bool>,
    shown_as: Setting<&'static str>,
    holds: Setting<Vec<TokenStream>>,
    written: Vec<String>,
}

pub(crate) fn compile(tokens: TokenStream, mode: Mode) -> Expansion {
    let mut problems = Problems::new(mode);
    let mut cursor = Cursor::new(tokens, Span::call_site());
    let mut clock = Clock::default();
    if let Ok(header) = header(&mut cursor, "clock", &mut problems) {
        clock.written.push(format!("{} {}", header.name, header.names.runtime()));
        lines(&mut cursor, &begins_a_line, &mut problems, |start, cursor, problems| {
            clock.line(start, cursor, problems)
        });
    }
    let written = clock.written;
    Expansion::new(quote!(const WRITTEN: &[&str] = &[#(#written),*];), problems)
}

fn begins_a_line(word: &str) -> bool {
    CLOCK.words().any(|entry| entry.word == word) || LetWord::of(word).is_some()
}

impl Clock {
    fn line(&mut self, start: LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<LineEnd> {
        let (word, name) = (&start.word, start.word.to_string());
        if CLOCK.find(&[Role::Setting], &name).is_some() && !start.has_colon {
            problems.push(problems::setting_without_colon(word));
        }
        match name.as_str() {
            "limit" => {
                self.limit.set(word, settings::whole_number(cursor, "a limit", 1, 1_000, problems)?, problems)
            }
            "every" => self.every.set(word, units::time(cursor, problems)?, problems),
            "size" => self.size.set(word, units::size(cursor, problems)?, problems),
            "runs_on" => self.runs_on.set(word, units::count(cursor, "core", "cores", problems)?, problems),
            "rate" => self.rate.set(word, units::rate(cursor, problems)?, problems),
            "by" => self.by.set(word, cursor.expect_field("a field such as `.symbol`", problems)?, problems),
            "loud" => self.loud.set(word, settings::flag(cursor, problems)?.0, problems),
            "shown_as" => {
                self.shown_as.set(word, settings::one_of(cursor, &["hands", "digits"], problems)?.0, problems)
            }
            "holds" => {
                self.holds.set(word, settings::paths(cursor, "a record", &begins_a_line, problems)?, problems)
            }
            "tick" => {
                cursor.expect_name("the tick's name", problems)?;
                cursor.expect_group(Delimiter::Brace, "`{ … }`", problems)?;
                return Ok(LineEnd::Braces);
            }
            "take" => return self.take(cursor, problems),
            _ if name.starts_with("let_") => {
                let allowed = [LetWord::MutShared, LetWord::MutLocalShared];
                let line = LetLine::parse(word, &allowed, LetEnd::Comma, cursor, problems)?;
                self.written.push(line.statement(&Names::default()).to_string());
            }
            _ if start.has_colon => {
                return Err(problems.push(problems::unknown_setting(word, "a clock", &CLOCK)));
            }
            _ => {
                let roles = [Role::Declaration, Role::Handler, Role::Setting];
                return Err(problems.push(problems::unknown_word(word, "a clock", &CLOCK, &roles)));
            }
        }
        Ok(LineEnd::Comma)
    }

    fn take(&mut self, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<LineEnd> {
        let group = cursor.expect_group(Delimiter::Parenthesis, "`(parameters)`", problems)?;
        let signature = Signature { marks: &["body", "header"], untyped: &["children"], has_rules: false };
        for parameter in signature.parse(&group, problems) {
            let kind = parameter.kind.as_ref();
            self.written.push(format!(
                "{} {}: {} = {} as {} in {:?} {}",
                parameter.mark.map_or(String::new(), |mark| mark.word.to_string()),
                parameter.name,
                kind.map_or(String::new(), Type::written),
                parameter.default.unwrap_or_default(),
                kind.map_or(TokenStream::new(), |kind| kind.tokens(&Names::default())),
                parameter.inside.map(|text| text.value),
                parameter.attributes,
            ));
        }
        Ok(LineEnd::Comma)
    }
}
