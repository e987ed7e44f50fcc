//! A record written by hand as `define_record` would write it, its table and its feed in memory.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Mutex;

use parseltongue_cores::World;
use parseltongue_records as records;
use parseltongue_records::{
    Condition, Entry, Feed, Keyed, Position, Report, Repository, StoreError, StreamError,
};
use tokio::sync::Notify;

/// `define_record Note { id: i64 key, text: string length 1..=20, count: i64 at_least 1 default 1 }`
pub(crate) struct Note {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) count: i64,
}

pub(crate) struct NoteDraft {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) count: i64,
}

pub(crate) struct NoteChanges {
    pub(crate) text: Option<String>,
    pub(crate) count: Option<i64>,
}

impl records::Record for Note {
    type Draft = NoteDraft;
    type Changes = NoteChanges;
    type Columns = ();

    const TABLE: &'static str = "Note";
    const SELECT: &'static str = "\"id\", \"text\", \"count\"";
    const COLUMNS: () = ();
}

impl records::Keyed for Note {
    type Key = i64;

    const KEY: usize = 0;
    const KEY_NAME: &'static str = "id";

    fn key(&self) -> &i64 {
        &self.id
    }
}

impl records::Fields for Note {
    const LIST: records::FieldList = records::FieldList::whole(
        "Note",
        &[
            records::Field::new("id", <i64 as records::Value>::KIND).key(),
            records::Field::new("text", <String as records::Value>::KIND)
                .rules(&[records::Rule::Length(1, 20)]),
            records::Field::new("count", <i64 as records::Value>::KIND)
                .default(records::Default::Literal("1"))
                .rules(&[records::Rule::AtLeast("1")]),
        ],
    );

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            0 => show.field(&self.id),
            1 => show.field(&self.text),
            2 => show.field(&self.count),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Note { id: source.field(0)?, text: source.field(1)?, count: source.field_or(2, || 1)? })
    }
}

impl records::Fields for NoteDraft {
    const LIST: records::FieldList = records::FieldList::draft(<Note as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            0 => show.field(&self.id),
            1 => show.field(&self.text),
            2 => show.field(&self.count),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(NoteDraft { id: source.field(0)?, text: source.field(1)?, count: source.field_or(2, || 1)? })
    }
}

impl records::Draft for NoteDraft {
    type Record = Note;

    fn into_record(self) -> Note {
        Note { id: self.id, text: self.text, count: self.count }
    }
}

impl records::Fields for NoteChanges {
    const LIST: records::FieldList = records::FieldList::changes(<Note as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            1 => show.change(&self.text),
            2 => show.change(&self.count),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(NoteChanges { text: source.change(1)?, count: source.change(2)? })
    }
}

impl records::Changes for NoteChanges {
    type Record = Note;

    fn apply(self, record: &mut Note, report: &mut Report) {
        records::fields::change(&mut record.text, self.text);
        records::fields::change(&mut record.count, self.count);
        records::Record::check_whole(record, report);
    }
}

impl records::Value for Note {
    const KIND: records::Kind = records::Kind::Record(&records::Shape {
        name: "Note",
        doc: "Something worth noting.",
        fields: <Note as records::Fields>::LIST.fields,
    });

    fn empty() -> Self {
        records::fields::empty()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        records::fields::encode(self, out);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, records::DecodeError> {
        records::fields::decode(input)
    }

    fn to_column(&self, _: &records::Field) -> records::ColumnValue<'_> {
        records::json::to_column(self)
    }

    fn from_column(
        value: records::ColumnValue<'_>,
        field: &records::Field,
    ) -> Result<Self, records::ColumnError> {
        records::json::from_column(&value, field)
    }

    fn check(&self, _: &records::Field, at: &records::At<'_>, report: &mut Report) {
        records::fields::check(self, at, report);
    }

    fn explain(json: &records::Json, at: &records::At<'_>, report: &mut Report) -> Option<Self> {
        records::fields::explain(json, at, report)
    }
}

impl Clone for Note {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl PartialEq for Note {
    fn eq(&self, other: &Self) -> bool {
        records::fields::equal(self, other)
    }
}

impl records::serde::Serialize for Note {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::fields::serialize(self, serializer)
    }
}

macro_rules! shown_and_read {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                records::fields::debug(stringify!($name), self, f)
            }
        }

        impl<'de> records::serde::Deserialize<'de> for $name {
            fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                records::fields::deserialize(deserializer)
            }
        }
    )*};
}
shown_and_read!(Note NoteDraft NoteChanges);

/// The notes of one world: a table, and a log of those that were published.
#[derive(Default)]
pub(crate) struct Board {
    table: Mutex<BTreeMap<i64, Note>>,
    log: Mutex<Vec<Note>>,
    grown: Notify,
}

impl Board {
    pub(crate) fn current() -> std::sync::Arc<Board> {
        World::current().part().expect("the block has placed its board")
    }

    pub(crate) fn publish(&self, note: Note) {
        self.log.lock().unwrap().push(note);
        self.grown.notify_waiters();
    }
}

/// The table of a [`Board`]. Notes of the text `broken` break it.
pub(crate) struct Notes;

impl Repository for Notes {
    type Record = Note;

    async fn read(key: &i64) -> Result<Option<Note>, StoreError> {
        let board = Board::current();
        let table = board.table.lock().unwrap();
        Ok(table.get(key).cloned())
    }

    async fn page(after: Option<&i64>, limit: usize) -> Result<Vec<Note>, StoreError> {
        let from = after.map_or(Bound::Unbounded, |after| Bound::Excluded(*after));
        let board = Board::current();
        let table = board.table.lock().unwrap();
        Ok(table.range((from, Bound::Unbounded)).take(limit).map(|(_, note)| note.clone()).collect())
    }

    async fn insert(record: Note) -> Result<Note, StoreError> {
        if record.text == "broken" {
            return Err(StoreError::Unavailable("the disk is on fire".to_owned()));
        }
        let board = Board::current();
        let mut table = board.table.lock().unwrap();
        if table.contains_key(record.key()) {
            return Err(StoreError::Taken { record: "Note", field: "id".to_owned() });
        }
        table.insert(record.id, record.clone());
        Ok(record)
    }

    async fn change(key: &i64, changes: NoteChanges, when: Condition<Note>) -> Result<Note, StoreError> {
        let board = Board::current();
        let mut table = board.table.lock().unwrap();
        let Some(note) = table.get_mut(key) else {
            return Err(StoreError::NotFound { record: "Note", key: key.to_string() });
        };
        meet(note, when)?;
        let mut report = Report::default();
        records::Changes::apply(changes, note, &mut report);
        Ok(note.clone())
    }

    async fn remove(key: &i64, when: Condition<Note>) -> Result<bool, StoreError> {
        let board = Board::current();
        let mut table = board.table.lock().unwrap();
        if let Some(note) = table.get(key) {
            meet(note, when)?;
        }
        Ok(table.remove(key).is_some())
    }
}

fn meet(note: &Note, when: Condition<Note>) -> Result<(), StoreError> {
    let is_met = when.is_none_or(|holds| holds(note));
    if is_met { Ok(()) } else { Err(StoreError::Unmet { record: "Note", key: note.id.to_string() }) }
}

/// The log of a [`Board`]; it no longer keeps what stands before offset 1.
#[derive(Clone, Copy)]
pub(crate) struct Log;

impl Feed for Log {
    type Record = Note;

    async fn newest(self, count: usize) -> Result<(Vec<Entry<Note>>, Position), StreamError> {
        let mut position = self.end().await?;
        position.0[0] = position.0[0].saturating_sub(count as u64);
        Ok((self.next(&mut position, count).await?, position))
    }

    async fn next(self, position: &mut Position, limit: usize) -> Result<Vec<Entry<Note>>, StreamError> {
        let board = Board::current();
        loop {
            let grown = board.grown.notified();
            let from = position.0[0];
            if from == 0 {
                return Err(StreamError::Gone { partition: 0, asked: 0, begins: 1 });
            }
            let notes: Vec<_> =
                board.log.lock().unwrap().iter().skip(from as usize).take(limit).cloned().collect();
            if notes.is_empty() {
                grown.await;
                continue;
            }
            *position = Position(vec![from + notes.len() as u64]);
            let offsets = from + 1..;
            return Ok(notes
                .into_iter()
                .zip(offsets)
                .map(|(record, offset)| Entry { record, position: Position(vec![offset]) })
                .collect());
        }
    }

    async fn end(self) -> Result<Position, StreamError> {
        Ok(Position(vec![Board::current().log.lock().unwrap().len() as u64]))
    }
}
