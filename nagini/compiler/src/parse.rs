//! Reads a block into its tree. Knows grammar only.

mod component;
mod element;
mod flow;

use std::collections::BTreeSet;

use parseltongue_syntax::attributes::{Carrier, carried};
use parseltongue_syntax::settings::whole_number;
use parseltongue_syntax::{
    Cursor, LineEnd, LineStart, Parsed, Problems, Role, Setting, header, lines, problems as shared,
};
use proc_macro2::{Span, TokenStream};

use crate::tree::{View, Window};
use crate::vocabulary::WORDS;

/// Width and height of a window are at most this many logical pixels: more than any screen has.
const WINDOW_SIDE_MAX: u64 = 16_384;

/// What a line of a block may begin with.
const LINES: &[Role] = &[Role::Setting, Role::Declaration];

/// Reads a whole block; none without a name.
pub(crate) fn view(tokens: TokenStream, problems: &mut Problems) -> Option<View> {
    let mut cursor = Cursor::new(tokens, Span::call_site());
    let header = header(&mut cursor, "nagini", problems).ok()?;
    let mut view = View {
        header,
        window: Setting::default(),
        shows: Setting::default(),
        said: BTreeSet::new(),
        unread: BTreeSet::new(),
        components: Vec::new(),
    };
    let begins_a_line =
        |word: &str| WORDS.find(LINES, word).is_some() || WORDS.find_later(LINES, word).is_some();
    lines(&mut cursor, &begins_a_line, problems, |start, cursor, problems| {
        line(start, cursor, &mut view, problems)
    });
    Some(view)
}

fn line(start: LineStart, cursor: &mut Cursor, view: &mut View, problems: &mut Problems) -> Parsed<LineEnd> {
    let word = &start.word;
    let name = word.to_string();
    let is_setting = WORDS.find(&[Role::Setting], &name).is_some();
    let carrier = if is_setting { Carrier::Nothing } else { Carrier::Item };
    let attributes = carried(&start.attributes, carrier, problems);
    if matches!(name.as_str(), "window" | "shows") {
        view.said.insert(name.clone());
    }
    match name.as_str() {
        "window" | "shows" if !start.has_colon => {
            return Err(problems.push(shared::setting_without_colon(word)));
        }
        "window" => {
            let window = window(cursor, problems)?;
            view.window.set(word, window, problems);
        }
        "shows" => {
            let root = cursor.expect_name("the name of a component", problems)?;
            view.shows.set(word, root, problems);
        }
        "component" => {
            problems.seen(WORDS.room, word);
            let name = cursor.peek_word().map(ToString::to_string);
            let component = component::component(attributes, cursor, problems)
                .inspect_err(|_| view.unread.extend(name))?;
            view.components.push(component);
            return Ok(LineEnd::Braces);
        }
        _ => {
            let problem = match WORDS.find_later(LINES, &name) {
                Some(later) => shared::not_in_this_version(word, later, WORDS.room),
                None if start.has_colon => shared::unknown_setting(word, "a view", &WORDS),
                None => shared::unknown_word(word, "a view", &WORDS, LINES),
            };
            return Err(problems.push(problem));
        }
    }
    problems.seen(WORDS.room, word);
    Ok(LineEnd::Comma)
}

fn window(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Window> {
    let title = cursor.expect_text("the window's title, a text", problems)?;
    let sized = cursor.expect_word("sized", problems)?;
    let width = whole_number(cursor, "the window's width in pixels", 1, WINDOW_SIDE_MAX, problems)?;
    let by = cursor.expect_word("by", problems)?;
    let height = whole_number(cursor, "the window's height in pixels", 1, WINDOW_SIDE_MAX, problems)?;
    problems.seen(WORDS.room, &sized);
    problems.seen(WORDS.room, &by);
    Ok(Window { title, width, height })
}
