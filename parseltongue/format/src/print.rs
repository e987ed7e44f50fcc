//! Lays out rows: on one line where they fit, opened up at their last brackets where they do not.

use crate::body::Bodies;
use crate::lex::{Before, Comment, Kind, Leaf};
use crate::role::{Role, of_group};
use crate::rows::{is_head, is_rust_item, rows};
use crate::space::{between, columns, line_indent, moved, width};
use crate::style::Style;
use crate::tree::{Group, Node};

pub(crate) struct Printer<'s> {
    pub(crate) source: &'s str,
    pub(crate) style: &'s Style,
    pub(crate) bodies: &'s Bodies,
    /// Items that hold one of these places stay as they are: something is wrong with them.
    pub(crate) left: &'s [usize],
}

/// Where a row is put.
#[derive(Clone, Copy)]
struct Place {
    /// The column that its line begins at.
    indent: usize,
    /// The columns of what stands before it on that line.
    lead: usize,
    /// The columns of what will stand behind it.
    tail: usize,
}

impl Place {
    fn begin(self) -> usize {
        self.indent + self.lead
    }
}

impl Printer<'_> {
    /// The group opened up: its first line goes on where it is put, its last one is at `indent`.
    pub(crate) fn opened(&self, role: Role, group: &Group<'_>, indent: usize) -> String {
        let (open, close) = (group.open.text, group.close.text);
        if group.nodes.is_empty() && group.close.before.comments.is_empty() {
            return format!("{open}{close}");
        }
        let inner = indent + self.style.tab;
        let margin = self.style.indent(indent);
        if role == Role::Body || role == Role::Rust && open == "{" {
            let body = self.body(group, inner);
            return format!("{open}\n{}{body}\n{margin}{close}", self.style.indent(inner));
        }
        if let Some(text) = self.around_the_last(role, group, indent) {
            return text;
        }
        let rows = self.rows(role, group, inner);
        format!("{open}{rows}\n{margin}{close}")
    }

    /// `("Add", pressed: {` … `})`: only the last argument is opened up.
    fn around_the_last(&self, role: Role, group: &Group<'_>, indent: usize) -> Option<String> {
        let Role::Arguments(_) = role else { return None };
        let end = group.nodes.len() - usize::from(group.nodes.last()?.is(","));
        let nodes = &group.nodes[..end];
        let ranges = rows(role, nodes);
        let last = ranges.last()?.clone();
        let braces = last.end.checked_sub(1)?;
        let Some(Node::Group(body)) = nodes.get(braces).filter(|node| node.is_braces()) else { return None };
        let row = &nodes[last.clone()];
        if of_group(role, row, row.len() - 1) != Role::Body || !group.close.before.comments.is_empty() {
            return None;
        }
        let mut text = group.open.text.to_owned();
        for range in &ranges[..ranges.len() - 1] {
            let flat = self.flat(role, &nodes[range.clone()], self.style.width)?;
            text.push_str(&flat);
            text.push(' ');
        }
        let has_comments = ranges.iter().any(|range| !nodes[range.start].first().before.comments.is_empty());
        text.push_str(&self.flat_range(role, row, 0..row.len() - 1, self.style.width)?);
        // An argument without a name is nothing but its braces.
        if row.len() > 1 {
            text.push_str(&gap(row, row.len() - 1)?);
        }
        if has_comments || indent + width(&text) + 1 > self.style.width {
            return None;
        }
        Some(format!("{text}{}{}", self.opened(Role::Body, body, indent), group.close.text))
    }

    /// The rows of a group, each on its own line, with the comments between them.
    fn rows(&self, role: Role, group: &Group<'_>, indent: usize) -> String {
        let mut text = String::new();
        let mut is_first = true;
        let ranges = rows(role, &group.nodes);
        let is_list = matches!(role, Role::Lines(_) | Role::Arguments(_));
        for (number, range) in ranges.iter().enumerate() {
            let row = &group.nodes[range.clone()];
            if self.is_left(role, row) {
                let before =
                    range.start.checked_sub(1).map_or(&group.open, |index| group.nodes[index].last());
                text.push_str(&self.source[before.end()..row[row.len() - 1].last().end()]);
                is_first = false;
                continue;
            }
            let before = &row[0].first().before;
            let (own, leading) = before.comments.split_at(leading(before));
            let lines = leading.first().map_or(before.lines, |comment| comment.lines);
            self.comments(own, lines, &mut text, &mut is_first, indent);
            self.line_end(lines, &mut text, &mut is_first, indent);
            let lead: String = leading.iter().map(|comment| format!("{} ", comment.text)).collect();
            text.push_str(&lead);
            let is_last = number + 1 == ranges.len();
            let is_due = is_last && is_list && !is_head(row) && wants_a_comma(role, row);
            let place = Place { indent, lead: width(&lead), tail: usize::from(is_due) };
            text.push_str(&self.row(role, row, place));
            if is_due {
                text.push(',');
            }
        }
        let before = &group.close.before;
        self.comments(&before.comments, before.lines, &mut text, &mut is_first, indent);
        text
    }

    /// Rows of `nodes` that stand in no brackets of ours: what a file's block holds.
    pub(crate) fn block(&self, role: Role, group: &Group<'_>, indent: usize) -> String {
        let flat = self.flat_group(role, group, self.style.width.saturating_sub(indent));
        flat.unwrap_or_else(|| self.opened(role, group, indent))
    }

    /// Goes to a new line, past an empty one if the writer left one.
    fn line_end(&self, lines: usize, text: &mut String, is_first: &mut bool, indent: usize) {
        text.push_str(if lines > 1 && !*is_first { "\n\n" } else { "\n" });
        text.push_str(&self.style.indent(indent));
        *is_first = false;
    }

    /// The comments before a leaf: those on the line of what stands before stay there, the others get lines.
    /// `lines` is how many line ends follow the last one.
    fn comments(
        &self,
        comments: &[Comment<'_>],
        lines: usize,
        text: &mut String,
        is_first: &mut bool,
        indent: usize,
    ) {
        let mut stays = true;
        for (number, comment) in comments.iter().enumerate() {
            let ends_its_line = comments.get(number + 1).map_or(lines, |next| next.lines) > 0;
            stays &= comment.lines == 0 && (comment.is_line || ends_its_line);
            if stays {
                text.push(' ');
                text.push_str(comment.text);
            } else {
                self.line_end(comment.lines, text, is_first, indent);
                text.push_str(&self.comment(comment, indent));
            }
        }
    }

    fn comment(&self, comment: &Comment<'_>, indent: usize) -> String {
        let from = line_indent(self.source, comment.start, self.style);
        moved(comment.text, from, indent, &[], self.style)
    }

    /// A row where it is put.
    fn row(&self, parent: Role, row: &[Node<'_>], place: Place) -> String {
        if parent == Role::Items && !is_head(row) && is_rust_item(row) {
            return self.as_it_is(row, place.indent);
        }
        let is_let = row[0].word().is_some_and(|word| word.starts_with("let_"));
        if parent == Role::Elements
            && is_let
            && row.last().is_some_and(|node| node.is(";"))
            && let Some(statement) = self.bodies.statement(self, row, place.indent)
        {
            return statement;
        }
        let room = self.style.width.saturating_sub(place.begin() + place.tail);
        self.flat(parent, row, room).unwrap_or_else(|| self.split(parent, row, row.len(), place))
    }

    /// The first `end` nodes of a row on more than one line.
    fn split(&self, parent: Role, row: &[Node<'_>], end: usize, place: Place) -> String {
        let is_branch = parent == Role::Elements && row[0].is("if");
        if !is_branch && let Some(text) = self.with_a_flat_end(parent, row, end, place) {
            return text;
        }
        // A list of Rust's inside of a line is opened up only where it does not fit by itself.
        let opens = |index: &usize| {
            let Node::Group(group) = &row[*index] else { return false };
            let holds = !group.nodes.is_empty() || !group.close.before.comments.is_empty();
            holds && (group.open.is("{") || of_group(parent, row, *index) != Role::Rust)
        };
        let Some((last, group)) =
            (0..end).rev().filter(opens).find_map(|at| Some((at, row[at].any_group()?)))
        else {
            return self.filled(parent, row, 0..end, place);
        };
        let room = self.style.width.saturating_sub(place.begin());
        let flat = if is_branch && row[..last].iter().any(Node::is_braces) {
            None
        } else {
            self.flat_range(parent, row, 0..last, room)
        };
        let space = if last == 0 { Some(String::new()) } else { gap(row, last) };
        let fits = |text: &str| width(text) + space.as_deref().map_or(0, width) < room;
        let mut text = match flat {
            Some(prefix) if fits(&prefix) => prefix,
            _ if last == 0 => String::new(),
            _ => self.split(parent, row, last, Place { tail: 2, ..place }),
        };
        match space {
            Some(space) => text.push_str(&space),
            None => {
                self.broken(row, last, place.indent, &mut text);
            }
        }
        text.push_str(&self.opened(of_group(parent, row, last), group, place.indent));
        if last + 1 < end {
            // Behind the closing bracket, which stands at the front of its line.
            text.push_str(&self.filled(parent, row, last + 1..end, Place { lead: 1, ..place }));
        }
        text
    }

    /// The same where what stands behind the last comment that ends its line fits on one.
    fn with_a_flat_end(&self, parent: Role, row: &[Node<'_>], end: usize, place: Place) -> Option<String> {
        let at = (1..end).rfind(|index| gap(row, *index).is_none())?;
        let room = self.style.width.saturating_sub(place.indent + self.style.tab + place.tail);
        let flat = self.flat_range(parent, row, at..end, room)?;
        let place = Place { tail: 0, ..place };
        let mut text = self
            .flat_range(parent, row, 0..at, self.style.width.saturating_sub(place.begin()))
            .unwrap_or_else(|| self.split(parent, row, at, place));
        self.broken(row, at, place.indent, &mut text);
        Some(text + &flat)
    }

    /// As many words on each line as fit.
    fn filled(&self, parent: Role, row: &[Node<'_>], range: std::ops::Range<usize>, place: Place) -> String {
        let inner = place.indent + self.style.tab;
        let mut text = String::new();
        let mut column = place.begin();
        for index in range.clone() {
            let piece = match &row[index] {
                Node::Leaf(leaf) => leaf.text.to_owned(),
                Node::Group(group) => {
                    let role = of_group(parent, row, index);
                    let flat = self.flat_group(role, group, self.style.width);
                    flat.unwrap_or_else(|| self.opened(role, group, inner))
                }
            };
            match if index == 0 { Some(String::new()) } else { gap(row, index) } {
                Some(gap) => {
                    let glued = glued(row, index, range.end, place.tail);
                    let first_line = width(piece.lines().next().unwrap_or_default());
                    let is_too_far = column + width(&gap) + first_line + glued > self.style.width;
                    if index > 0 && !gap.is_empty() && column > inner && is_too_far {
                        text.push_str(gap.trim_end());
                        text.push('\n');
                        text.push_str(&self.style.indent(inner));
                        column = inner;
                    } else {
                        text.push_str(&gap);
                        column += width(&gap);
                    }
                }
                None => column = self.broken(row, index, place.indent, &mut text),
            }
            text.push_str(&piece);
            column = match piece.rsplit_once('\n') {
                Some((_, last)) => columns(last, self.style) + width(last.trim_start()),
                None => column + width(&piece),
            };
        }
        text
    }

    /// The comments before a node, one of which ends its line, and the new line that the node stands on; tells
    /// its column.
    fn broken(&self, row: &[Node<'_>], index: usize, indent: usize, text: &mut String) -> usize {
        let begins_a_block = row[index].is_braces() || row[index].is("else");
        let column = if begins_a_block { indent } else { indent + self.style.tab };
        let line_end = format!("\n{}", self.style.indent(column));
        for comment in &row[index].first().before.comments {
            if comment.lines == 0 {
                text.push(' ');
                text.push_str(comment.text);
            } else {
                text.push_str(&line_end);
                text.push_str(&self.comment(comment, column));
            }
        }
        text.push_str(&line_end);
        column
    }

    /// The row on one line of at most `room` columns, if it may be one.
    fn flat(&self, parent: Role, row: &[Node<'_>], room: usize) -> Option<String> {
        if let [Node::Leaf(leaf)] = row
            && leaf.kind == Kind::Doc
        {
            return Some(leaf.text.to_owned());
        }
        self.flat_range(parent, row, 0..row.len(), room)
    }

    /// A stretch of Rust on one line, if it may be one.
    pub(crate) fn flat_of(&self, nodes: &[Node<'_>]) -> Option<String> {
        self.flat_range(Role::Rust, nodes, 0..nodes.len(), usize::MAX)
    }

    fn flat_range(
        &self,
        parent: Role,
        row: &[Node<'_>],
        range: std::ops::Range<usize>,
        room: usize,
    ) -> Option<String> {
        let mut text = String::new();
        for index in range.clone() {
            if index > range.start {
                text.push_str(&gap(row, index)?);
            }
            match &row[index] {
                Node::Leaf(leaf) if leaf.kind == Kind::Doc || leaf.text.contains('\n') => return None,
                Node::Leaf(leaf) => text.push_str(leaf.text),
                Node::Group(group) => {
                    let role = of_group(parent, row, index);
                    text.push_str(&self.flat_group(role, group, room.checked_sub(width(&text))?)?);
                }
            }
            if text.len() > room && width(&text) > room {
                return None;
            }
        }
        Some(text)
    }

    fn flat_group(&self, role: Role, group: &Group<'_>, room: usize) -> Option<String> {
        let (open, close) = (group.open.text, group.close.text);
        if group.nodes.is_empty() && group.close.before.comments.is_empty() {
            return Some(format!("{open}{close}"));
        }
        let is_braces = open == "{";
        let has_comment_first = !group.nodes.is_empty() && !group.inner().before.comments.is_empty();
        if has_comment_first && role == Role::Body || is_braces && group.is_opened_up() {
            return None;
        }
        // The comments of a body with statements are a part of its text.
        let is_text = role == Role::Body && !group.nodes.is_empty();
        let comments = if is_text { String::new() } else { flat_comments(&group.close.before)? };
        if group.nodes.is_empty() {
            let space = if comments.is_empty() { "" } else { " " };
            return Some(format!("{open}{comments}{space}{close}"));
        }
        let inside = match role {
            Role::Body => self.flat_body(group)?,
            Role::Rust => {
                flat_leading(&group.inner().before)?
                    + &self.flat_range(role, &group.nodes, 0..group.nodes.len(), room)?
            }
            _ => self.flat_rows(role, group, room)?,
        };
        let space = if is_braces { " " } else { "" };
        let text = format!("{open}{space}{inside}{comments}{space}{close}");
        (width(&text) <= room).then_some(text)
    }

    fn flat_rows(&self, role: Role, group: &Group<'_>, room: usize) -> Option<String> {
        let mut text = String::new();
        let ranges = rows(role, &group.nodes);
        for range in &ranges {
            let row = &group.nodes[range.clone()];
            let is_rust = role == Role::Items && !is_head(row) && is_rust_item(row);
            let is_doc = matches!(&row[0], Node::Leaf(leaf) if leaf.kind == Kind::Doc);
            if is_rust || is_doc || self.is_left(role, row) {
                return None;
            }
            if range.start > 0 {
                text.push(' ');
            }
            text.push_str(&flat_leading(&row[0].first().before)?);
            text.push_str(&self.flat(role, row, room.checked_sub(width(&text))?)?);
        }
        let is_list = matches!(role, Role::Lines(_) | Role::Arguments(_));
        let ends_in_comma = group.nodes.last().is_some_and(|node| node.is(","));
        if is_list && ends_in_comma && ranges.last().is_some_and(|row| row.len() > 1) {
            text.pop();
        }
        Some(text)
    }

    /// The statements of a body on one line, where they are one.
    fn flat_body(&self, group: &Group<'_>) -> Option<String> {
        let inside = inside(self.source, group);
        // A comment up to the end of the line would take the bracket with it.
        let ends_in_comment = group.close.before.comments.iter().any(|comment| comment.is_line)
            || group.nodes.last().is_some_and(|node| node.last().kind == Kind::Doc);
        if ends_in_comment || inside.contains('\n') {
            return None;
        }
        let laid_out = self.bodies.of_group(self, group, self.style.tab);
        let text = laid_out.unwrap_or_else(|| inside.to_owned());
        (!text.contains('\n')).then_some(text)
    }

    /// The statements of a body, the first line of which is put at `indent`.
    fn body(&self, group: &Group<'_>, indent: usize) -> String {
        self.bodies.of_group(self, group, indent).unwrap_or_else(|| {
            let text = inside(self.source, group);
            let start = group.open.end() + offset_of(&self.source[group.open.end()..], text);
            self.shifted(start..start + text.len(), indent)
        })
    }

    /// The row as it is written, its first line at `indent`.
    fn as_it_is(&self, row: &[Node<'_>], indent: usize) -> String {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { return String::new() };
        self.shifted(first.first().start..last.last().end(), indent)
    }

    /// A stretch of the file, moved so that its first line begins at `indent`.
    fn shifted(&self, range: std::ops::Range<usize>, indent: usize) -> String {
        let text = &self.source[range.clone()];
        let kept = texts(text);
        let begins_its_line = {
            let line = self.source[..range.start].rfind('\n').map_or(0, |end| end + 1);
            self.source[line..range.start].trim().is_empty()
        };
        let from = if begins_its_line {
            line_indent(self.source, range.start, self.style)
        } else {
            least_indent(text, &kept, self.style).unwrap_or(indent)
        };
        moved(text, from, indent, &kept, self.style)
    }

    fn is_left(&self, role: Role, row: &[Node<'_>]) -> bool {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { return false };
        let range = first.first().start..last.last().end();
        role == Role::Items && self.left.iter().any(|place| range.contains(place))
    }
}

/// What stands between the nodes at `index - 1` and `index` of a row; none if a comment there needs lines.
fn gap(row: &[Node<'_>], index: usize) -> Option<String> {
    if row[index - 1].last().kind == Kind::Doc || row[index].first().kind == Kind::Doc {
        return None;
    }
    let comments = flat_comments(&row[index].first().before)?;
    let is_apart = match comments.as_str() {
        "" => between(&row[index - 1], &row[index]) && !is_call(row, index),
        _ => !row[index].is(",") && !row[index].is(";"),
    };
    Some(comments + if is_apart { " " } else { "" })
}

/// The parameters of `define_function name(…)` and `component Name(…)`.
fn is_call(row: &[Node<'_>], index: usize) -> bool {
    let first = row[0].word().unwrap_or_default();
    let names_one = first == "component" || first.starts_with("define_") && first.ends_with("_function");
    names_one && index == 2 && row[index].group("(").is_some()
}

/// How many comments stand before those that are on the line of the leaf itself: `/* so */ many: i64`.
fn leading(before: &Before<'_>) -> usize {
    let mut first = before.comments.len();
    let mut lines = before.lines;
    while first > 0 && lines == 0 && !is_long(&before.comments[first - 1]) {
        first -= 1;
        lines = before.comments[first].lines;
    }
    first
}

/// The comments with a space behind each; none if one of them is not on the line of the leaf itself.
fn flat_leading(before: &Before<'_>) -> Option<String> {
    let comments = before.comments.iter().map(|comment| format!("{} ", comment.text));
    (leading(before) == 0).then(|| comments.collect())
}

/// It cannot stand between two leaves of a line.
fn is_long(comment: &Comment<'_>) -> bool {
    comment.is_line || comment.text.contains('\n')
}

/// The comments on one line, a space before each; none if one of them needs more.
fn flat_comments(before: &Before<'_>) -> Option<String> {
    if before.comments.iter().any(is_long) {
        return None;
    }
    Some(before.comments.iter().map(|comment| format!(" {}", comment.text)).collect())
}

/// The width of what follows the node at `index` without a space in between, up to `end` and the `tail` behind it.
fn glued(row: &[Node<'_>], index: usize, end: usize, tail: usize) -> usize {
    let mut total = 0;
    for next in index + 1..end {
        if gap(row, next).is_none_or(|gap| !gap.is_empty()) {
            return total;
        }
        total += match &row[next] {
            Node::Leaf(leaf) => width(leaf.text),
            Node::Group(_) => 1,
        };
    }
    total + tail
}

/// A comma is due behind the row: it has none, and does not end in the braces of a declaration.
fn wants_a_comma(role: Role, row: &[Node<'_>]) -> bool {
    let Some(last) = row.last() else { return false };
    let is_label = row.get(1).is_some_and(|node| node.is(":"));
    let ends_in_braces = last.is_braces() && matches!(role, Role::Lines(_)) && !is_label;
    !last.is(",") && !ends_in_braces && last.last().kind != Kind::Doc
}

/// What stands between the brackets, comments included, without the white space around it.
pub(crate) fn inside<'s>(source: &'s str, group: &Group<'_>) -> &'s str {
    source[group.open.end()..group.close.start].trim()
}

/// Where `part`, a piece of `text`, begins in it.
fn offset_of(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// Where the literals and doc comments of more than one line stand in `text`.
pub(crate) fn texts(text: &str) -> Vec<std::ops::Range<usize>> {
    let Ok(leaves) = crate::lex::leaves_of_part(text) else { return Vec::new() };
    let is_kept = |leaf: &&Leaf<'_>| leaf.text.contains('\n');
    leaves.iter().filter(is_kept).map(|leaf| leaf.start..leaf.end()).collect()
}

/// The least white space that a further line of `text` begins with.
fn least_indent(text: &str, kept: &[std::ops::Range<usize>], style: &Style) -> Option<usize> {
    let mut at = 0;
    let mut least = None;
    for line in text.split_inclusive('\n') {
        let is_kept = kept.iter().any(|range| range.start < at && at < range.end);
        if at > 0 && !is_kept && !line.trim().is_empty() {
            let found = columns(line, style);
            least = Some(least.map_or(found, |least: usize| least.min(found)));
        }
        at += line.len();
    }
    least
}
