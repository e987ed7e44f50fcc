//! `llms.txt` and `llms-full.txt`, which stand beside the book for models that read it: an index of its pages, and the
//! card with the pages of the guide one after another (<https://llmstxt.org>).

use std::fmt::Write as _;

use crate::card::card;

/// The part of the book that is read from the first page to the last.
const GUIDE: &str = "Guide";

/// A page of the book as its summary lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The heading of the summary under which it stands.
    pub part: String,
    /// Its title.
    pub title: String,
    /// Its file below `book/src`.
    pub path: String,
}

/// The pages that a `SUMMARY.md` lists, in its order.
#[must_use]
pub fn chapters(summary: &str) -> Vec<Chapter> {
    let mut part = String::new();
    let mut chapters = Vec::new();
    for line in summary.lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            part = heading.to_owned();
        }
        let link =
            line.trim_start_matches([' ', '-']).strip_prefix('[').and_then(|rest| rest.split_once("]("));
        if let Some((title, rest)) = link {
            let path = rest.trim_end_matches(')').to_owned();
            chapters.push(Chapter { part: part.clone(), title: title.to_owned(), path });
        }
    }
    chapters
}

/// The index: what the language is, and where each page is. `text` gives the text of a page.
#[must_use]
pub fn index(chapters: &[Chapter], text: &dyn Fn(&str) -> String) -> String {
    let mut index = "# Parseltongue\n\n> Services, streams and views declared in whole words inside Rust; each block becomes plain \
                     Rust while compiling.\n\nThe [card](card.html) is the language on one page and enough to write correct \
                     programs; [llms-full.txt](llms-full.txt) holds it and the book's guide. `parseltongue check \
                     --message-format json` tells what is wrong with a program, `parseltongue check --fix` mends slips.\n"
        .to_owned();
    let mut part = None;
    for chapter in chapters {
        if part != Some(&chapter.part) {
            let heading = if chapter.part == "Summary" { "Introduction" } else { &chapter.part };
            let _ = write!(index, "\n## {heading}\n\n");
            part = Some(&chapter.part);
        }
        let page = chapter.path.replace(".md", ".html");
        let about = first_sentence(&text(&chapter.path));
        let _ = writeln!(index, "- [{}]({page}){about}", chapter.title);
    }
    index
}

/// The card, then every page of the guide. The reference says what the card says, the pages of problems what
/// `parseltongue explain` prints.
#[must_use]
pub fn full(chapters: &[Chapter], text: &dyn Fn(&str) -> String) -> String {
    let mut full = card(None).unwrap_or_default();
    for chapter in chapters.iter().filter(|chapter| chapter.part == GUIDE) {
        let _ = write!(full, "\n---\n\n<!-- {} -->\n\n{}", chapter.path, text(&chapter.path));
    }
    full
}

/// `: what the page begins with`, if it begins with a sentence.
fn first_sentence(page: &str) -> String {
    let mut lines =
        page.lines().filter(|line| !line.starts_with("<!--")).skip_while(|line| !line.starts_with("# "));
    lines.next();
    let paragraph: Vec<&str> =
        lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    let is_prose = paragraph.starts_with(|first: char| first.is_alphabetic() || first == '`')
        && !paragraph.starts_with("```");
    let sentence = paragraph.split_inclusive(". ").next().filter(|_| is_prose).unwrap_or_default();
    if sentence.is_empty() {
        String::new()
    } else {
        format!(": {}", sentence.trim_end().trim_end_matches(['.', ':']))
    }
}
