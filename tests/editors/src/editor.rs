//! A person at the keyboard.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::server::{Server, uri};
use crate::{Project, installed};

/// Where the cursor stands in a piece of text that a test writes.
const CURSOR: &str = "$0";

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Mark {
    file: String,
    line: usize,
    column: usize,
}

/// Where a name is declared or used: the file, the whole line, and the name in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The file, below the project's root; whole for a file outside.
    pub file: String,
    /// The line, without the blanks around it.
    pub line: String,
    /// The characters that are meant.
    pub word: String,
}

/// One thing that the server says is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The line, without the blanks around it.
    pub line: String,
    /// The characters that are underlined.
    pub word: String,
    /// What it says.
    pub message: String,
}

/// The open files of one project and the server that reads them.
#[derive(Debug)]
pub struct Editor {
    project: Project,
    server: Server,
    /// What stands in the editor, which need not be what is on disk.
    open: BTreeMap<String, String>,
    version: i64,
}

impl Editor {
    /// Opens every file of `project`. `None` when no server is installed.
    #[must_use]
    pub fn open(project: Project, target: &Path) -> Option<Editor> {
        let server = Server::start(&installed()?, project.root(), target);
        let open = project.files().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        let mut editor = Editor { project, server, open, version: 0 };
        let files: Vec<(String, String)> = editor.open.clone().into_iter().collect();
        for (file, text) in files {
            let uri = editor.uri(&file);
            let document = json!({ "uri": uri, "languageId": "rust", "version": 0, "text": text });
            editor.server.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        }
        Some(editor)
    }

    fn uri(&self, file: &str) -> String {
        uri(&self.project.root().join(file))
    }

    /// Ends the server.
    pub fn close(self) {
        self.server.stop();
    }

    /// Every file as it was written first.
    pub fn restore(&mut self) {
        for (file, text) in self.open.clone() {
            let original = self.project.text(&file).to_owned();
            if original != text {
                self.set(&file, original);
            }
        }
    }

    /// Replaces `old`, which stands in `file` once, by `new`. A `$0` in `new` is the cursor: it is taken out, and
    /// the mark stands there; without one the mark stands behind what was written.
    pub fn write(&mut self, file: &str, old: &str, new: &str) -> Mark {
        let text = self.open[file].clone();
        let at = the_only(&text, old);
        let cursor = new.find(CURSOR).unwrap_or(new.len());
        let mut written = text;
        written.replace_range(at..at + old.len(), &new.replacen(CURSOR, "", 1));
        let mark = mark(file, &written, at + cursor);
        self.set(file, written);
        mark
    }

    /// The place of the `$0` in `pattern`, which otherwise stands in `file` once.
    #[must_use]
    pub fn at(&self, file: &str, pattern: &str) -> Mark {
        let text = &self.open[file];
        let cursor = pattern.find(CURSOR).expect("a pattern with a cursor");
        mark(file, text, the_only(text, &pattern.replacen(CURSOR, "", 1)) + cursor)
    }

    fn set(&mut self, file: &str, text: String) {
        self.version += 1;
        let document = json!({ "uri": self.uri(file), "version": self.version });
        let changes = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.server.notify("textDocument/didChange", &changes);
        self.open.insert(file.to_owned(), text);
    }

    fn ask(&mut self, method: &str, at: &Mark, more: Value) -> Value {
        let mut parameters = json!({
            "textDocument": { "uri": self.uri(&at.file) },
            "position": { "line": at.line, "character": at.column },
        });
        if let (Value::Object(parameters), Value::Object(more)) = (&mut parameters, more) {
            parameters.extend(more);
        }
        self.server.request(method, &parameters)
    }

    /// The words that are offered at a place.
    pub fn completions(&mut self, at: &Mark) -> Vec<String> {
        let answer = self.ask("textDocument/completion", at, Value::Null);
        let items = answer.get("items").unwrap_or(&answer).as_array().cloned().unwrap_or_default();
        // Methods are labelled `get(…)`, what comes from a trait says so behind the name.
        let word = |label: &str| label.split(['(', ' ', '<', '!']).next().unwrap_or(label).to_owned();
        items.iter().filter_map(|item| item["label"].as_str()).map(word).collect()
    }

    /// What is shown over a place, as Markdown; empty when nothing is.
    pub fn hover(&mut self, at: &Mark) -> String {
        let answer = self.ask("textDocument/hover", at, Value::Null);
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Where the name at a place is declared.
    pub fn definitions(&mut self, at: &Mark) -> Vec<Target> {
        let answer = self.ask("textDocument/definition", at, Value::Null);
        self.targets(&answer)
    }

    /// Where the thing at a place is used, its declaration left out.
    pub fn references(&mut self, at: &Mark) -> Vec<Target> {
        let context = json!({ "context": { "includeDeclaration": false } });
        let answer = self.ask("textDocument/references", at, context);
        self.targets(&answer)
    }

    /// Gives the thing at a place another name, in every open file.
    pub fn rename(&mut self, at: &Mark, name: &str) {
        let answer = self.ask("textDocument/rename", at, json!({ "newName": name }));
        let mut changes: Vec<(String, Vec<Value>)> = Vec::new();
        for change in answer["documentChanges"].as_array().into_iter().flatten() {
            let file = self.file(change["textDocument"]["uri"].as_str().unwrap_or_default());
            changes.push((file, change["edits"].as_array().cloned().unwrap_or_default()));
        }
        for (uri, edits) in answer["changes"].as_object().into_iter().flatten() {
            changes.push((self.file(uri), edits.as_array().cloned().unwrap_or_default()));
        }
        for (file, mut edits) in changes {
            let mut text = self.open[&file].clone();
            // From the end to the front, so that no edit moves another's place.
            edits.sort_by_key(|edit| std::cmp::Reverse(span(&text, &edit["range"]).0));
            for edit in edits {
                let (start, end) = span(&text, &edit["range"]);
                text.replace_range(start..end, edit["newText"].as_str().unwrap_or_default());
            }
            self.set(&file, text);
        }
    }

    /// What the server takes the word at a place for: `struct`, `variable`. Empty when it says nothing of it.
    pub fn kind(&mut self, at: &Mark) -> String {
        let document = json!({ "textDocument": { "uri": self.uri(&at.file) } });
        let answer = self.server.request("textDocument/semanticTokens/full", &document);
        let numbers: Vec<usize> = answer["data"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|number| usize::try_from(number.as_u64()?).ok())
            .collect();
        let (mut line, mut start) = (0, 0);
        // Each token: lines and columns since the one before, its length, its kind, and what we do not ask for.
        for token in numbers.chunks_exact(5) {
            start = if token[0] == 0 { start + token[1] } else { token[1] };
            line += token[0];
            if line == at.line && (start..start + token[2]).contains(&at.column) {
                return self.server.kinds[token[3]].clone();
            }
        }
        String::new()
    }

    /// What the server says is wrong with a file, in the order of the lines; hints and warnings left out.
    pub fn problems(&mut self, file: &str) -> Vec<Problem> {
        let document = json!({ "textDocument": { "uri": self.uri(file) } });
        let answer = self.server.request("textDocument/diagnostic", &document);
        let text = &self.open[file];
        let mut problems: Vec<(usize, Problem)> = answer["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|item| item["severity"] == 1)
            .map(|item| {
                let (start, end) = span(text, &item["range"]);
                let message = item["message"].as_str().unwrap_or_default().to_owned();
                (start, Problem { line: line_of(text, start), word: text[start..end].to_owned(), message })
            })
            .collect();
        problems.sort();
        problems.into_iter().map(|(_, problem)| problem).collect()
    }

    /// The text of a file as it stands in the editor.
    #[must_use]
    pub fn text(&self, file: &str) -> &str {
        &self.open[file]
    }

    fn file(&self, uri: &str) -> String {
        let root = format!("{}/", crate::server::uri(self.project.root()));
        uri.strip_prefix(&root).or(uri.strip_prefix("file://")).unwrap_or(uri).to_owned()
    }

    fn targets(&self, answer: &Value) -> Vec<Target> {
        let one = answer.is_object().then(|| vec![answer.clone()]);
        let locations = one.or_else(|| answer.as_array().cloned()).unwrap_or_default();
        let mut targets: Vec<Target> = locations
            .iter()
            .map(|location| {
                let file = self.file(location["uri"].as_str().unwrap_or_default());
                let outside = || std::fs::read_to_string(&file).unwrap_or_default();
                let text = self.open.get(&file).cloned().unwrap_or_else(outside);
                let (start, end) = span(&text, &location["range"]);
                Target { file, line: line_of(&text, start), word: text[start..end].to_owned() }
            })
            .collect();
        targets.sort();
        targets.dedup();
        targets
    }
}

/// Where `piece` stands in `text`.
fn the_only(text: &str, piece: &str) -> usize {
    let mut places = text.match_indices(piece);
    let (at, _) = places.next().unwrap_or_else(|| panic!("`{piece}` stands nowhere"));
    assert!(places.next().is_none(), "`{piece}` stands in more than one place");
    at
}

fn mark(file: &str, text: &str, at: usize) -> Mark {
    let before = &text[..at];
    let line = before.matches('\n').count();
    let column = at - before.rfind('\n').map_or(0, |newline| newline + 1);
    Mark { file: file.to_owned(), line, column }
}

/// The bytes between the two ends of a range of the protocol; columns are counted in bytes here.
fn span(text: &str, range: &Value) -> (usize, usize) {
    let place = |end: &str| {
        let number =
            |name: &str| range[end][name].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        (start + number("character")).min(text.len())
    };
    (place("start"), place("end"))
}

fn line_of(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    text[start..end].trim().to_owned()
}
