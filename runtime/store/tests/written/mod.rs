//! Records, stores and programs for tests, in a few words each: a small stand-in for the language.
//! `runtime/records/tests/handwritten.rs` shows what the compilers really write.
// Each test file uses a part of it.
#![allow(dead_code, unused_macros, unused_imports)]

/// `record!(Account in "Account" { 0 id: i64 = key, 1 mail: String = unique, … })`: the first field is the key,
/// each `=` is followed by [`parseltongue_records::Field`] builders. A leading `generated` makes keys.
macro_rules! record {
    ($name:ident, $draft:ident, $changes:ident, $columns:ident, $table:literal, $select:literal {
        $key_index:literal $key:ident: $key_type:ty = $($key_word:ident($($key_arg:expr),*)).*;
        $($index:literal $field:ident: $type:ty = $($word:ident($($arg:expr),*)).*;)*
    }) => {
        pub struct $name { pub $key: $key_type, $(pub $field: $type),* }
        pub struct $draft { $(pub $field: $type),* }
        pub struct $changes { $(pub $field: Option<$type>),* }
        #[derive(Clone, Copy)]
        pub struct $columns {
            pub $key: parseltongue_records::Column<$name, $key_type>,
            $(pub $field: parseltongue_records::Column<$name, $type>),*
        }

        impl parseltongue_records::Fields for $name {
            const LIST: parseltongue_records::FieldList = parseltongue_records::FieldList::whole(stringify!($name), &[
                parseltongue_records::Field::new(stringify!($key), <$key_type as parseltongue_records::Value>::KIND)
                    .key().$($key_word($($key_arg),*)).*,
                $(parseltongue_records::Field::new(stringify!($field), <$type as parseltongue_records::Value>::KIND)
                    .$($word($($arg),*)).*),*
            ]);
            fn at<'a>(&'a self, index: usize, show: &mut parseltongue_records::Show<'_, 'a>) {
                match index {
                    $key_index => show.field(&self.$key),
                    $($index => show.field(&self.$field),)*
                    _ => {}
                }
            }
            fn build(source: &mut parseltongue_records::Source<'_>) -> Result<Self, parseltongue_records::Stop> {
                Ok($name { $key: source.field($key_index)?, $($field: source.field($index)?),* })
            }
        }
        impl parseltongue_records::Fields for $draft {
            const LIST: parseltongue_records::FieldList =
                parseltongue_records::FieldList::draft(<$name as parseltongue_records::Fields>::LIST);
            fn at<'a>(&'a self, index: usize, _show: &mut parseltongue_records::Show<'_, 'a>) {
                match index {
                    $($index => _show.field(&self.$field),)*
                    _ => {}
                }
            }
            fn build(_source: &mut parseltongue_records::Source<'_>) -> Result<Self, parseltongue_records::Stop> {
                Ok($draft { $($field: _source.field($index)?),* })
            }
        }
        impl parseltongue_records::Fields for $changes {
            const LIST: parseltongue_records::FieldList =
                parseltongue_records::FieldList::changes(<$name as parseltongue_records::Fields>::LIST);
            fn at<'a>(&'a self, index: usize, _show: &mut parseltongue_records::Show<'_, 'a>) {
                match index {
                    $($index => _show.change(&self.$field),)*
                    _ => {}
                }
            }
            fn build(_source: &mut parseltongue_records::Source<'_>) -> Result<Self, parseltongue_records::Stop> {
                Ok($changes { $($field: _source.change($index)?),* })
            }
        }
        impl parseltongue_records::Draft for $draft {
            type Record = $name;
            fn into_record(self) -> $name {
                $name { $($field: self.$field,)* ..parseltongue_records::fields::template() }
            }
        }
        impl parseltongue_records::Changes for $changes {
            type Record = $name;
            fn apply(self, _record: &mut $name, _: &mut parseltongue_records::Report) {
                $(parseltongue_records::fields::change(&mut _record.$field, self.$field);)*
            }
        }
        impl parseltongue_records::Record for $name {
            type Draft = $draft;
            type Changes = $changes;
            type Columns = $columns;
            const TABLE: &'static str = $table;
            const SELECT: &'static str = $select;
            const COLUMNS: $columns = $columns {
                $key: parseltongue_records::Column::new($key_index, stringify!($key)),
                $($field: parseltongue_records::Column::new($index, stringify!($field))),*
            };
        }
        impl parseltongue_records::Keyed for $name {
            type Key = $key_type;
            const KEY: usize = $key_index;
            const KEY_NAME: &'static str = stringify!($key);
            fn key(&self) -> &$key_type {
                &self.$key
            }
        }
        impl parseltongue_records::Value for $name {
            const KIND: parseltongue_records::Kind = parseltongue_records::Kind::Record(&parseltongue_records::Shape {
                name: stringify!($name),
                doc: "",
                fields: <$name as parseltongue_records::Fields>::LIST.fields,
            });
            fn empty() -> Self {
                parseltongue_records::fields::empty()
            }
            fn encode(&self, out: &mut Vec<u8>) {
                parseltongue_records::fields::encode(self, out);
            }
            fn decode(input: &mut &[u8]) -> Result<Self, parseltongue_records::DecodeError> {
                parseltongue_records::fields::decode(input)
            }
            fn to_column(&self, _: &parseltongue_records::Field) -> parseltongue_records::ColumnValue<'_> {
                parseltongue_records::json::to_column(self)
            }
            fn from_column(
                value: parseltongue_records::ColumnValue<'_>,
                field: &parseltongue_records::Field,
            ) -> Result<Self, parseltongue_records::ColumnError> {
                parseltongue_records::json::from_column(&value, field)
            }
        }
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                parseltongue_records::fields::equal(self, other)
            }
        }
        written!(@plain $name);
        written!(@plain $draft);
        written!(@plain $changes);
        impl parseltongue_records::serde::Serialize for $name {
            fn serialize<S: parseltongue_records::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                parseltongue_records::fields::serialize(self, to)
            }
        }
    };
}

/// What records, drafts and changes have alike.
macro_rules! written {
    (@plain $name:ident) => {
        impl Clone for $name {
            fn clone(&self) -> Self {
                parseltongue_records::fields::clone(self)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                parseltongue_records::fields::debug(stringify!($name), self, f)
            }
        }
        impl<'de> parseltongue_records::serde::Deserialize<'de> for $name {
            fn deserialize<D: parseltongue_records::serde::Deserializer<'de>>(
                from: D,
            ) -> Result<Self, D::Error> {
                parseltongue_records::fields::deserialize(from)
            }
        }
    };
}

/// `store!(Books, Library: File("books.db"), holds Account, Order)`: a store, and a program with a
/// service that opens it.
macro_rules! store {
    ($store:ident, $program:ident: $location:expr, holds $($record:ty),* $(; $($name:literal $sql:literal),*)?) => {
        pub(crate) struct $store;
        impl parseltongue_store::Store for $store {
            const LOCATION: parseltongue_store::Location = $location;
            const HELD: &'static [parseltongue_store::Held] = &[$(parseltongue_store::Held::of::<$record>()),*];
            $(const MIGRATIONS: &'static [parseltongue_store::Migration] =
                &[$(parseltongue_store::Migration::new($name, $sql)),*];)?
        }
        $(impl parseltongue_records::Stored<$store> for $record {})*
        impl parseltongue_cores::Block for $store {
            const NAME: &'static str = stringify!($store);
            const KIND: parseltongue_cores::BlockKind = parseltongue_cores::BlockKind::Store;
            fn open(opening: &mut parseltongue_cores::Opening) -> Result<(), parseltongue_cores::StartError> {
                parseltongue_store::open::<Self>(opening)
            }
            fn close() {
                parseltongue_store::close::<Self>();
            }
        }

        /// The program, and the service in it that uses the store.
        pub(crate) struct $program;
        impl parseltongue_cores::Block for $program {
            const NAME: &'static str = stringify!($program);
            const KIND: parseltongue_cores::BlockKind = parseltongue_cores::BlockKind::Service;
            fn open(opening: &mut parseltongue_cores::Opening) -> Result<(), parseltongue_cores::StartError> {
                opening.open::<$store>()
            }
            fn run(_: usize) -> parseltongue_cores::LocalFuture<()> {
                Box::pin(parseltongue_cores::stopping())
            }
        }
        impl parseltongue_cores::Program for $program {
            const NAME: &'static str = stringify!($program);
            const PLAN: &'static [parseltongue_cores::Line] =
                &[parseltongue_cores::Line::housekeeping(1), parseltongue_cores::Line::cores::<$program>(1)];
        }
        #[allow(dead_code)]
        impl $program {
            pub(crate) fn try_start(
                directory: &std::path::Path,
            ) -> Result<parseltongue_cores::Running, parseltongue_cores::StartError> {
                let launch = parseltongue_cores::Launch::of::<$program>().in_directory(directory);
                $crate::cluster::launched(launch, <$store as parseltongue_store::Store>::LOCATION).start()
            }

            pub(crate) fn start(directory: &std::path::Path) -> parseltongue_cores::Running {
                Self::try_start(directory).expect("the store opens")
            }
        }
    };
}

pub(crate) use {record, store, written};
