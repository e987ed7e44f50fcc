//! The trading desk: one file that is a whole application.
//!
//! `cargo run --release -p trading_desk` serves it; the book's tour walks through it.

use parseltongue::prelude::*;

#[cfg(test)]
mod worlds;

use parseltongue::{cores, records, service, store, streams, view};

// define_record Order at examples/trading_desk/src/main.rs:12
/// One order as a trader places it.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct Order {
    pub id: records::Uuid,
    pub symbol: String,
    pub side: Side,
    pub quantity: i64,
    pub price: records::Decimal,
    pub note: Option<String>,
    pub placed_at: records::Timestamp,
}

/// What a client may send for a new [`Order`].
#[allow(missing_docs)]
pub struct OrderDraft {
    pub symbol: String,
    pub side: Side,
    pub quantity: i64,
    pub price: records::Decimal,
    pub note: Option<String>,
}

/// What a client may send to change an existing [`Order`].
#[allow(missing_docs)]
pub struct OrderChanges {
    pub symbol: Option<String>,
    pub side: Option<Side>,
    pub quantity: Option<i64>,
    pub price: Option<records::Decimal>,
    pub note: Option<Option<String>>,
}

/// The columns of [`Order`].
#[allow(missing_docs)]
pub struct OrderColumns {
    pub id: records::Column<Order, records::Uuid>,
    pub symbol: records::Column<Order, String>,
    pub side: records::Column<Order, Side>,
    pub quantity: records::Column<Order, i64>,
    pub price: records::Column<Order, records::Decimal>,
    pub note: records::Column<Order, Option<String>>,
    pub placed_at: records::Column<Order, records::Timestamp>,
}

impl records::Record for Order {
    type Draft = OrderDraft;
    type Changes = OrderChanges;
    type Columns = OrderColumns;
    const TABLE: &'static str = "Order";
    const SELECT: &'static str = r#""id", "symbol", "side", "quantity", "price", "note", "placed_at""#;
    const COLUMNS: OrderColumns = OrderColumns {
        id: records::Column::new(0, "id"),
        symbol: records::Column::new(1, "symbol"),
        side: records::Column::new(2, "side"),
        quantity: records::Column::new(3, "quantity"),
        price: records::Column::new(4, "price"),
        note: records::Column::new(5, "note"),
        placed_at: records::Column::new(6, "placed_at"),
    };
}

impl records::Keyed for Order {
    type Key = records::Uuid;
    const KEY: usize = 0;
    const KEY_NAME: &'static str = "id";

    fn key(&self) -> &Self::Key {
        &self.id
    }
}

const _: () = {
    const FIELDS: &[records::Field] = &[
        records::Field::new("id", <records::Uuid as records::Value>::KIND).key().generated(),
        records::Field::new("symbol", <String as records::Value>::KIND)
            .indexed()
            .rules(&[records::Rule::Length(1, 8), records::Rule::Matches("^[A-Z]+$")]),
        records::Field::new("side", <Side as records::Value>::KIND),
        records::Field::new("quantity", <i64 as records::Value>::KIND).rules(&[records::Rule::AtLeast("1")]),
        records::Field::new("price", <records::Decimal as records::Value>::KIND)
            .rules(&[records::Rule::MoreThan("0")]),
        records::Field::new("note", <Option<String> as records::Value>::KIND)
            .rules(&[records::Rule::Length(0, 200)]),
        records::Field::new("placed_at", <records::Timestamp as records::Value>::KIND).generated(),
    ];

    impl records::Fields for Order {
        const LIST: records::FieldList = records::FieldList::whole("Order", FIELDS);

        fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
            match index {
                0 => show.field(&self.id),
                1 => show.field(&self.symbol),
                2 => show.field(&self.side),
                3 => show.field(&self.quantity),
                4 => show.field(&self.price),
                5 => show.field(&self.note),
                6 => show.field(&self.placed_at),
                _ => {}
            }
        }

        fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
            Ok(Self {
                id: source.field(0)?,
                symbol: source.field(1)?,
                side: source.field(2)?,
                quantity: source.field(3)?,
                price: source.field(4)?,
                note: source.field(5)?,
                placed_at: source.field(6)?,
            })
        }
    }
};

impl records::Fields for OrderDraft {
    const LIST: records::FieldList = records::FieldList::draft(<Order as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            1 => show.field(&self.symbol),
            2 => show.field(&self.side),
            3 => show.field(&self.quantity),
            4 => show.field(&self.price),
            5 => show.field(&self.note),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Self {
            symbol: source.field(1)?,
            side: source.field(2)?,
            quantity: source.field(3)?,
            price: source.field(4)?,
            note: source.field(5)?,
        })
    }
}

impl records::Draft for OrderDraft {
    type Record = Order;

    fn into_record(self) -> Order {
        Order {
            id: records::fields::generated(),
            symbol: self.symbol,
            side: self.side,
            quantity: self.quantity,
            price: self.price,
            note: self.note,
            placed_at: records::fields::generated(),
        }
    }
}

impl records::Fields for OrderChanges {
    const LIST: records::FieldList = records::FieldList::changes(<Order as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            1 => show.change(&self.symbol),
            2 => show.change(&self.side),
            3 => show.change(&self.quantity),
            4 => show.change(&self.price),
            5 => show.change(&self.note),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Self {
            symbol: source.change(1)?,
            side: source.change(2)?,
            quantity: source.change(3)?,
            price: source.change(4)?,
            note: source.change(5)?,
        })
    }
}

impl records::Changes for OrderChanges {
    type Record = Order;

    fn apply(self, record: &mut Order, report: &mut records::Report) {
        records::fields::change(&mut record.symbol, self.symbol);
        records::fields::change(&mut record.side, self.side);
        records::fields::change(&mut record.quantity, self.quantity);
        records::fields::change(&mut record.price, self.price);
        records::fields::change(&mut record.note, self.note);
        records::Record::check_whole(record, report);
    }
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        records::fields::equal(self, other)
    }
}

#[allow(clippy::expl_impl_clone_on_copy)]
impl Clone for OrderColumns {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for OrderColumns {}

impl core::fmt::Debug for OrderColumns {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("OrderColumns")
    }
}

impl records::Value for Order {
    const KIND: records::Kind = records::Kind::Record(&records::Shape {
        name: "Order",
        doc: "One order as a trader places it.",
        fields: <Order as records::Fields>::LIST.fields,
    });

    fn empty() -> Self {
        records::fields::empty()
    }

    fn write_json(&self, out: &mut Vec<u8>) -> records::json::Written {
        records::fields::write_json(self, out)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        records::fields::encode(self, out);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, records::DecodeError> {
        records::fields::decode(input)
    }

    fn to_column(&self, _: &records::Field) -> records::ColumnValue<'_> {
        records::fields::to_column(self)
    }

    fn from_column(
        value: records::ColumnValue<'_>,
        field: &records::Field,
    ) -> Result<Self, records::ColumnError> {
        records::fields::from_column(&value, field)
    }

    fn check(&self, _: &records::Field, at: &records::At<'_>, report: &mut records::Report) {
        records::fields::check(self, at, report);
    }

    fn explain(json: &records::Json, at: &records::At<'_>, report: &mut records::Report) -> Option<Self> {
        records::fields::explain(json, at, report)
    }
}

impl records::serde::Serialize for Order {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::fields::serialize(self, serializer)
    }
}

impl core::fmt::Debug for Order {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("Order", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for Order {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

impl Clone for OrderDraft {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl core::fmt::Debug for OrderDraft {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("OrderDraft", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for OrderDraft {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

impl Clone for OrderChanges {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl core::fmt::Debug for OrderChanges {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("OrderChanges", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for OrderChanges {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

// define_choice Side at examples/trading_desk/src/main.rs:22
/// One of the cases of `Side`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Side {
    Buy,
    Sell,
}

impl records::Key for Side {}

impl core::fmt::Display for Side {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.pad(records::choice::name(self))
    }
}

impl core::str::FromStr for Side {
    type Err = records::choice::NoSuchCase;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        records::choice::parse(text)
    }
}

const _: () = {
    const CASES: &[records::Case] = &[
        records::Case { name: "Buy", doc: "", fields: &[] },
        records::Case { name: "Sell", doc: "", fields: &[] },
    ];

    impl records::Choice for Side {
        const SHAPE: records::ChoiceShape = records::ChoiceShape { name: "Side", doc: "", cases: CASES };

        fn case(&self) -> usize {
            match self {
                Self::Buy => 0,
                Self::Sell => 1,
            }
        }

        fn build<S: records::CaseSource>(case: usize, _: &mut S) -> Result<Option<Self>, S::Error> {
            Ok(match case {
                0 => Some(Self::Buy),
                1 => Some(Self::Sell),
                _ => None,
            })
        }
    }
};

impl records::Value for Side {
    const KIND: records::Kind = records::Kind::Choice(&<Side as records::Choice>::SHAPE);

    fn empty() -> Self {
        records::choice::empty()
    }

    fn write_json(&self, out: &mut Vec<u8>) -> records::json::Written {
        records::choice::write_json(self, out)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        records::choice::encode(self, out);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, records::DecodeError> {
        records::choice::decode(input)
    }

    fn to_column(&self, _: &records::Field) -> records::ColumnValue<'_> {
        records::choice::to_column(self)
    }

    fn from_column(
        value: records::ColumnValue<'_>,
        field: &records::Field,
    ) -> Result<Self, records::ColumnError> {
        records::choice::from_column(value, field)
    }

    fn check(&self, _: &records::Field, at: &records::At<'_>, report: &mut records::Report) {
        records::choice::check(self, at, report);
    }

    fn explain(json: &records::Json, at: &records::At<'_>, report: &mut records::Report) -> Option<Self> {
        records::choice::explain(json, at, report)
    }
}

impl records::serde::Serialize for Side {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::choice::serialize(self, serializer)
    }
}

impl<'de> records::serde::Deserialize<'de> for Side {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::choice::deserialize(deserializer)
    }
}

// define_record Trade at examples/trading_desk/src/main.rs:25
/// One order that found its price.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct Trade {
    pub id: records::Uuid,
    pub symbol: String,
    pub side: Side,
    pub price: records::Decimal,
    pub quantity: i64,
    pub traded_at: records::Timestamp,
}

/// What a client may send for a new [`Trade`].
#[allow(missing_docs)]
pub struct TradeDraft {
    pub symbol: String,
    pub side: Side,
    pub price: records::Decimal,
    pub quantity: i64,
}

/// What a client may send to change an existing [`Trade`].
#[allow(missing_docs)]
pub struct TradeChanges {
    pub symbol: Option<String>,
    pub side: Option<Side>,
    pub price: Option<records::Decimal>,
    pub quantity: Option<i64>,
}

/// The columns of [`Trade`].
#[allow(missing_docs)]
pub struct TradeColumns {
    pub id: records::Column<Trade, records::Uuid>,
    pub symbol: records::Column<Trade, String>,
    pub side: records::Column<Trade, Side>,
    pub price: records::Column<Trade, records::Decimal>,
    pub quantity: records::Column<Trade, i64>,
    pub traded_at: records::Column<Trade, records::Timestamp>,
}

impl records::Record for Trade {
    type Draft = TradeDraft;
    type Changes = TradeChanges;
    type Columns = TradeColumns;
    const TABLE: &'static str = "Trade";
    const SELECT: &'static str = r#""id", "symbol", "side", "price", "quantity", "traded_at""#;
    const COLUMNS: TradeColumns = TradeColumns {
        id: records::Column::new(0, "id"),
        symbol: records::Column::new(1, "symbol"),
        side: records::Column::new(2, "side"),
        price: records::Column::new(3, "price"),
        quantity: records::Column::new(4, "quantity"),
        traded_at: records::Column::new(5, "traded_at"),
    };
}

impl records::Keyed for Trade {
    type Key = records::Uuid;
    const KEY: usize = 0;
    const KEY_NAME: &'static str = "id";

    fn key(&self) -> &Self::Key {
        &self.id
    }
}

const _: () = {
    const FIELDS: &[records::Field] = &[
        records::Field::new("id", <records::Uuid as records::Value>::KIND).key().generated(),
        records::Field::new("symbol", <String as records::Value>::KIND),
        records::Field::new("side", <Side as records::Value>::KIND),
        records::Field::new("price", <records::Decimal as records::Value>::KIND),
        records::Field::new("quantity", <i64 as records::Value>::KIND),
        records::Field::new("traded_at", <records::Timestamp as records::Value>::KIND).generated(),
    ];

    impl records::Fields for Trade {
        const LIST: records::FieldList = records::FieldList::whole("Trade", FIELDS);

        fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
            match index {
                0 => show.field(&self.id),
                1 => show.field(&self.symbol),
                2 => show.field(&self.side),
                3 => show.field(&self.price),
                4 => show.field(&self.quantity),
                5 => show.field(&self.traded_at),
                _ => {}
            }
        }

        fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
            Ok(Self {
                id: source.field(0)?,
                symbol: source.field(1)?,
                side: source.field(2)?,
                price: source.field(3)?,
                quantity: source.field(4)?,
                traded_at: source.field(5)?,
            })
        }
    }
};

impl records::Fields for TradeDraft {
    const LIST: records::FieldList = records::FieldList::draft(<Trade as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            1 => show.field(&self.symbol),
            2 => show.field(&self.side),
            3 => show.field(&self.price),
            4 => show.field(&self.quantity),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Self {
            symbol: source.field(1)?,
            side: source.field(2)?,
            price: source.field(3)?,
            quantity: source.field(4)?,
        })
    }
}

impl records::Draft for TradeDraft {
    type Record = Trade;

    fn into_record(self) -> Trade {
        Trade {
            id: records::fields::generated(),
            symbol: self.symbol,
            side: self.side,
            price: self.price,
            quantity: self.quantity,
            traded_at: records::fields::generated(),
        }
    }
}

impl records::Fields for TradeChanges {
    const LIST: records::FieldList = records::FieldList::changes(<Trade as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            1 => show.change(&self.symbol),
            2 => show.change(&self.side),
            3 => show.change(&self.price),
            4 => show.change(&self.quantity),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Self {
            symbol: source.change(1)?,
            side: source.change(2)?,
            price: source.change(3)?,
            quantity: source.change(4)?,
        })
    }
}

impl records::Changes for TradeChanges {
    type Record = Trade;

    fn apply(self, record: &mut Trade, report: &mut records::Report) {
        records::fields::change(&mut record.symbol, self.symbol);
        records::fields::change(&mut record.side, self.side);
        records::fields::change(&mut record.price, self.price);
        records::fields::change(&mut record.quantity, self.quantity);
        records::Record::check_whole(record, report);
    }
}

impl PartialEq for Trade {
    fn eq(&self, other: &Self) -> bool {
        records::fields::equal(self, other)
    }
}

#[allow(clippy::expl_impl_clone_on_copy)]
impl Clone for TradeColumns {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for TradeColumns {}

impl core::fmt::Debug for TradeColumns {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("TradeColumns")
    }
}

impl records::Value for Trade {
    const KIND: records::Kind = records::Kind::Record(&records::Shape {
        name: "Trade",
        doc: "One order that found its price.",
        fields: <Trade as records::Fields>::LIST.fields,
    });

    fn empty() -> Self {
        records::fields::empty()
    }

    fn write_json(&self, out: &mut Vec<u8>) -> records::json::Written {
        records::fields::write_json(self, out)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        records::fields::encode(self, out);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, records::DecodeError> {
        records::fields::decode(input)
    }

    fn to_column(&self, _: &records::Field) -> records::ColumnValue<'_> {
        records::fields::to_column(self)
    }

    fn from_column(
        value: records::ColumnValue<'_>,
        field: &records::Field,
    ) -> Result<Self, records::ColumnError> {
        records::fields::from_column(&value, field)
    }

    fn check(&self, _: &records::Field, at: &records::At<'_>, report: &mut records::Report) {
        records::fields::check(self, at, report);
    }

    fn explain(json: &records::Json, at: &records::At<'_>, report: &mut records::Report) -> Option<Self> {
        records::fields::explain(json, at, report)
    }
}

impl records::serde::Serialize for Trade {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::fields::serialize(self, serializer)
    }
}

impl core::fmt::Debug for Trade {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("Trade", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for Trade {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

impl Clone for TradeDraft {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl core::fmt::Debug for TradeDraft {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("TradeDraft", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for TradeDraft {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

impl Clone for TradeChanges {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl core::fmt::Debug for TradeChanges {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("TradeChanges", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for TradeChanges {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

// define_record Entry at examples/trading_desk/src/main.rs:35
/// One line of the ledger: a trade as the books know it.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct Entry {
    pub trade: records::Uuid,
    pub symbol: String,
    pub amount: records::Decimal,
}

/// What a client may send for a new [`Entry`].
#[allow(missing_docs)]
pub struct EntryDraft {
    pub trade: records::Uuid,
    pub symbol: String,
    pub amount: records::Decimal,
}

/// What a client may send to change an existing [`Entry`].
#[allow(missing_docs)]
pub struct EntryChanges {
    pub symbol: Option<String>,
    pub amount: Option<records::Decimal>,
}

/// The columns of [`Entry`].
#[allow(missing_docs)]
pub struct EntryColumns {
    pub trade: records::Column<Entry, records::Uuid>,
    pub symbol: records::Column<Entry, String>,
    pub amount: records::Column<Entry, records::Decimal>,
}

impl records::Record for Entry {
    type Draft = EntryDraft;
    type Changes = EntryChanges;
    type Columns = EntryColumns;
    const TABLE: &'static str = "Entry";
    const SELECT: &'static str = r#""trade", "symbol", "amount""#;
    const COLUMNS: EntryColumns = EntryColumns {
        trade: records::Column::new(0, "trade"),
        symbol: records::Column::new(1, "symbol"),
        amount: records::Column::new(2, "amount"),
    };
}

impl records::Keyed for Entry {
    type Key = records::Uuid;
    const KEY: usize = 0;
    const KEY_NAME: &'static str = "trade";

    fn key(&self) -> &Self::Key {
        &self.trade
    }
}

const _: () = {
    const FIELDS: &[records::Field] = &[
        records::Field::new("trade", <records::Uuid as records::Value>::KIND).key(),
        records::Field::new("symbol", <String as records::Value>::KIND).indexed(),
        records::Field::new("amount", <records::Decimal as records::Value>::KIND),
    ];

    impl records::Fields for Entry {
        const LIST: records::FieldList = records::FieldList::whole("Entry", FIELDS);

        fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
            match index {
                0 => show.field(&self.trade),
                1 => show.field(&self.symbol),
                2 => show.field(&self.amount),
                _ => {}
            }
        }

        fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
            Ok(Self { trade: source.field(0)?, symbol: source.field(1)?, amount: source.field(2)? })
        }
    }
};

impl records::Fields for EntryDraft {
    const LIST: records::FieldList = records::FieldList::draft(<Entry as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            0 => show.field(&self.trade),
            1 => show.field(&self.symbol),
            2 => show.field(&self.amount),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Self { trade: source.field(0)?, symbol: source.field(1)?, amount: source.field(2)? })
    }
}

impl records::Draft for EntryDraft {
    type Record = Entry;

    fn into_record(self) -> Entry {
        Entry { trade: self.trade, symbol: self.symbol, amount: self.amount }
    }
}

impl records::Fields for EntryChanges {
    const LIST: records::FieldList = records::FieldList::changes(<Entry as records::Fields>::LIST);

    fn at<'a>(&'a self, index: usize, show: &mut records::Show<'_, 'a>) {
        match index {
            1 => show.change(&self.symbol),
            2 => show.change(&self.amount),
            _ => {}
        }
    }

    fn build(source: &mut records::Source<'_>) -> Result<Self, records::Stop> {
        Ok(Self { symbol: source.change(1)?, amount: source.change(2)? })
    }
}

impl records::Changes for EntryChanges {
    type Record = Entry;

    fn apply(self, record: &mut Entry, report: &mut records::Report) {
        records::fields::change(&mut record.symbol, self.symbol);
        records::fields::change(&mut record.amount, self.amount);
        records::Record::check_whole(record, report);
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        records::fields::equal(self, other)
    }
}

#[allow(clippy::expl_impl_clone_on_copy)]
impl Clone for EntryColumns {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for EntryColumns {}

impl core::fmt::Debug for EntryColumns {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("EntryColumns")
    }
}

impl records::Value for Entry {
    const KIND: records::Kind = records::Kind::Record(&records::Shape {
        name: "Entry",
        doc: "One line of the ledger: a trade as the books know it.",
        fields: <Entry as records::Fields>::LIST.fields,
    });

    fn empty() -> Self {
        records::fields::empty()
    }

    fn write_json(&self, out: &mut Vec<u8>) -> records::json::Written {
        records::fields::write_json(self, out)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        records::fields::encode(self, out);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, records::DecodeError> {
        records::fields::decode(input)
    }

    fn to_column(&self, _: &records::Field) -> records::ColumnValue<'_> {
        records::fields::to_column(self)
    }

    fn from_column(
        value: records::ColumnValue<'_>,
        field: &records::Field,
    ) -> Result<Self, records::ColumnError> {
        records::fields::from_column(&value, field)
    }

    fn check(&self, _: &records::Field, at: &records::At<'_>, report: &mut records::Report) {
        records::fields::check(self, at, report);
    }

    fn explain(json: &records::Json, at: &records::At<'_>, report: &mut records::Report) -> Option<Self> {
        records::fields::explain(json, at, report)
    }
}

impl records::serde::Serialize for Entry {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::fields::serialize(self, serializer)
    }
}

impl core::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("Entry", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for Entry {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

impl Clone for EntryDraft {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl core::fmt::Debug for EntryDraft {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("EntryDraft", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for EntryDraft {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

impl Clone for EntryChanges {
    fn clone(&self) -> Self {
        records::fields::clone(self)
    }
}

impl core::fmt::Debug for EntryChanges {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        records::fields::debug("EntryChanges", self, formatter)
    }
}

impl<'de> records::serde::Deserialize<'de> for EntryChanges {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

// define_error ExchangeError at examples/trading_desk/src/main.rs:41
/// One of the cases of `ExchangeError`.
#[derive(Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ExchangeError {
    UnknownSymbol { symbol: String },
    MarketClosed,
}

impl core::fmt::Debug for ExchangeError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::UnknownSymbol { symbol } => {
                formatter.debug_struct("UnknownSymbol").field("symbol", symbol).finish()
            }
            Self::MarketClosed => formatter.write_str("MarketClosed"),
        }
    }
}

impl core::fmt::Display for ExchangeError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::UnknownSymbol { symbol, .. } => {
                write!(formatter, "nobody trades {symbol} here")
            }
            Self::MarketClosed => formatter.write_str("the market is closed"),
        }
    }
}

impl core::error::Error for ExchangeError {}

impl records::Meaning for ExchangeError {
    fn meaning(&self) -> records::HttpMeaning {
        match self {
            Self::UnknownSymbol { .. } => records::HttpMeaning::NotFound,
            Self::MarketClosed => records::HttpMeaning::Conflict,
        }
    }

    fn case(&self) -> &'static str {
        match self {
            Self::UnknownSymbol { .. } => "UnknownSymbol",
            Self::MarketClosed => "MarketClosed",
        }
    }

    fn cases() -> &'static [(&'static str, records::HttpMeaning, &'static str)] {
        &[
            ("UnknownSymbol", records::HttpMeaning::NotFound, "nobody trades {symbol} here"),
            ("MarketClosed", records::HttpMeaning::Conflict, "the market is closed"),
        ]
    }
}

impl From<ExchangeError> for records::Failure<ExchangeError> {
    fn from(error: ExchangeError) -> Self {
        records::Failure::Declared(error)
    }
}

impl records::HasCaseFor<ExchangeError> for ExchangeError {
    fn failure(error: ExchangeError) -> records::Failure<ExchangeError> {
        records::Failure::Declared(error)
    }
}

// define_store Books at examples/trading_desk/src/main.rs:46
/// Where records are kept.
pub struct Books;

impl store::Store for Books {
    const LOCATION: store::Location = store::Location::File("data/books.db");
    const HELD: &'static [store::Held] =
        &[store::Held::in_store::<Books, Order>(), store::Held::in_store::<Books, Entry>()];
}

impl records::Stored<Books> for Order {}

impl records::Stored<Books> for Entry {}

impl cores::Block for Books {
    const NAME: &'static str = "Books";
    const KIND: cores::BlockKind = cores::BlockKind::Store;

    fn open(opening: &mut cores::Opening) -> Result<(), cores::StartError> {
        store::open::<Self>(opening)
    }

    fn close() {
        store::close::<Self>();
    }
}

impl<P> cores::FitsIn<P> for Books {}

// slytherin!<Market> at examples/trading_desk/src/main.rs:48
/// Streams, and who consumes them.
pub struct Market;

impl Market {
    /// The stream of [`Trade`].
    #[allow(non_upper_case_globals)]
    pub const Trades: streams::Stream<Market, Trade> =
        streams::Stream::new(0).keyed(<Trade as records::Record>::COLUMNS.symbol);

    /// Writes each trade into the ledger. It is handed over at least once, also after a crash,
    /// so one that stands there already is left alone.
    async fn consume_trades_as_ledger(trade: Trade) -> Result<(), records::Failure<records::NoError>> {
        let known: Option<Entry> =
            store::find_or_none::<Books, Entry>(&records::key::<Entry, _>(&trade.id)).await?;
        if known.is_none() {
            store::insert::<Books, _>(&{
                const _: () = records::fields::given(
                    "Entry",
                    <Entry as records::Record>::FIELDS,
                    &["trade", "symbol", "amount"],
                );
                #[allow(clippy::needless_update)]
                let made = Entry {
                    trade: trade.id,
                    symbol: trade.symbol,
                    amount: trade.price * trade.quantity,
                    ..records::fields::template()
                };
                made
            })
            .await?;
        }
        Ok(())
    }
}

impl streams::Streams for Market {
    const KEEP_IN: streams::KeepIn = streams::KeepIn::Directory("data/market");
    const STREAMS: &'static [streams::StreamTable] = &[streams::StreamTable::of::<Trade>("Trades")
        .with_partitions(4)
        .with_age(core::time::Duration::from_secs(604800))];
    const GROUPS: &'static [streams::GroupTable] = &[streams::GroupTable::of("ledger", 0).with_retries(3)];
}

impl cores::Block for Market {
    const NAME: &'static str = "Market";
    const KIND: cores::BlockKind = cores::BlockKind::Streams;

    fn open(opening: &mut cores::Opening) -> Result<(), cores::StartError> {
        opening.open::<Books>()?;
        streams::open::<Market>(opening)
    }

    fn run(core: usize) -> cores::LocalFuture<()> {
        streams::run([streams::consume(core, 0, Market::Trades, None, Market::consume_trades_as_ledger)])
    }

    fn close() {
        streams::close::<Market>();
    }
}

impl<P> cores::FitsIn<P> for Market {}

// basilisk!<Exchange> at examples/trading_desk/src/main.rs:68
/// The service.
pub struct Exchange;

impl Exchange {
    /// Fills an order at its own price: the trade is on disk when this is answered.
    ///
    /// `POST /orders/{id}/fill`
    pub async fn post_orders_id_fill(id: records::Uuid) -> Result<Trade, records::Failure<ExchangeError>> {
        let order: Order = store::find::<Books, Order>(&records::key::<Order, _>(&id)).await?;
        let trade: Trade = {
            const _: () = records::fields::given(
                "Trade",
                <Trade as records::Record>::FIELDS,
                &["symbol", "side", "price", "quantity"],
            );
            #[allow(clippy::needless_update)]
            let made = Trade {
                symbol: order.symbol,
                side: order.side,
                price: order.price,
                quantity: order.quantity,
                ..records::fields::template()
            };
            made
        };
        streams::publish(Market::Trades, &trade).await?;
        Ok(trade)
    }
}

impl service::Service for Exchange {
    const LISTEN_ON: &'static str = "127.0.0.1:8080";
    const DEADLINE: Option<core::time::Duration> = Some(core::time::Duration::from_millis(50));
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const TABLE: &'static [service::Entry] = &[
        service::Entry::Resource(service::Resource::of::<Order>(
            "/orders",
            &[
                service::Action::List,
                service::Action::Read,
                service::Action::Create,
                service::Action::Change,
                service::Action::Delete,
            ],
        )),
        service::Entry::Resource(service::Resource::of::<Entry>(
            "/ledger",
            &[service::Action::List, service::Action::Read],
        )),
        service::Entry::Route(service::Route {
            doc: "Fills an order at its own price: the trade is on disk when this is answered.",
            parameters: &[service::Parameter::path::<records::Uuid>("id")],
            reply: service::Reply::created::<Trade>(),
            failures: <ExchangeError as records::Meaning>::cases,
            ..service::Route::new(service::Verb::Post, "/orders/{id}/fill", "post_orders_id_fill")
        }),
        service::Entry::Events(service::Events::of("/trades", &Market::Trades)),
    ];
    type Shared = ();
    type Local = ();

    fn shared() -> Self::Shared {}

    fn local() -> Self::Local {}

    async fn answer(call: &service::Call<'_, Self>) -> service::Outcome {
        match *call.segments::<4>().as_slice() {
            ["health", "live" | "ready"] | ["metrics" | "openapi.json"] => service::built_in(call),
            ["ledger"] => match call.verb() {
                service::Verb::Get => {
                    service::resource::list::<store::Table<Books, Entry>, Self>(call.at(5)).await
                }
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            ["orders"] => match call.verb() {
                service::Verb::Get => {
                    service::resource::list::<store::Table<Books, Order>, Self>(call.at(0)).await
                }
                service::Verb::Post => {
                    service::resource::create::<store::Table<Books, Order>, Self>(call.at(2)).await
                }
                _ => call.not_allowed("GET, HEAD, OPTIONS, POST"),
            },
            ["trades"] => match call.verb() {
                service::Verb::Get => service::events(call.at(8), Market::Trades).await,
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            ["ledger", key] => match call.verb() {
                service::Verb::Get => {
                    service::resource::read::<store::Table<Books, Entry>, Self>(call.at(6), key).await
                }
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            ["orders", key] => match call.verb() {
                service::Verb::Delete => {
                    service::resource::delete::<store::Table<Books, Order>, Self>(call.at(4), key).await
                }
                service::Verb::Get => {
                    service::resource::read::<store::Table<Books, Order>, Self>(call.at(1), key).await
                }
                service::Verb::Patch => {
                    service::resource::change::<store::Table<Books, Order>, Self>(call.at(3), key).await
                }
                _ => call.not_allowed("DELETE, GET, HEAD, OPTIONS, PATCH"),
            },
            ["orders", id, "fill"] => match call.verb() {
                service::Verb::Post => {
                    let mut given = call.at(7).given();
                    let id = given.path::<records::Uuid>("id", id);
                    call.created(Self::post_orders_id_fill(given.take(id)?).await?)
                }
                _ => call.not_allowed("OPTIONS, POST"),
            },
            _ => call.not_found(),
        }
    }
}

impl cores::Block for Exchange {
    const NAME: &'static str = "Exchange";
    const KIND: cores::BlockKind = cores::BlockKind::Service;

    fn open(opening: &mut cores::Opening) -> Result<(), cores::StartError> {
        opening.open::<Books>()?;
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> cores::LocalFuture<()> {
        service::run::<Self>(core)
    }
}

impl<P: cores::Names<Market>> cores::FitsIn<P> for Exchange {}

// nagini!<Desk> at examples/trading_desk/src/main.rs:93
/// The view.
pub struct Desk;

impl Desk {
    /// Opens the view without a window, for a test to drive.
    #[must_use]
    pub fn test() -> view::TestView {
        view::TestView::open::<Desk>()
    }

    #[allow(non_snake_case)]
    fn Board(ui: &view::Ui) {
        let trades: view::StreamSignal<Trade> = ui.newest("trades", 1000, Market::Trades);
        let filter: view::Signal<String> = ui.signal("filter", String::new());
        let shown: view::Derived<Vec<Trade>> =
            ui.derived("shown", move || matching(trades.get(), filter.get()));
        ui.element(view::Kind::Column).set(view::argument::GAP, 16).set(view::argument::PADDING, 24).holds(
            |ui| {
                ui.element(view::Kind::Row)
                    .set(view::argument::GAP, 12)
                    .set(view::argument::ALIGN, view::Align::Center)
                    .holds(|ui| {
                        ui.element(view::Kind::Heading).set(view::argument::TEXT, "Trades").done();
                        ui.element(view::Kind::Text)
                            .bind(view::argument::TEXT, move || {
                                view::show(&format_args!("{} shown, the newest first", shown.get().len()))
                            })
                            .set(view::argument::COLOR, color::MUTED)
                            .set(view::argument::GROW, 1)
                            .done();
                        ui.element(view::Kind::TextInput)
                            .both_ways(filter)
                            .set(view::argument::LABEL, "Symbol")
                            .set(view::argument::PLACEHOLDER, "All symbols")
                            .set(view::argument::WIDTH, 220)
                            .done();
                    });
                ui.element(view::Kind::Column)
                    .set(view::argument::GROW, 1)
                    .set(view::argument::BACKGROUND, color::SURFACE)
                    .set(view::argument::BORDER, color::BORDER)
                    .set(view::argument::CORNER, 8)
                    .holds(|ui| {
                        ui.element(view::Kind::Row)
                            .set(view::argument::GAP, 16)
                            .set(view::argument::PADDING, 12)
                            .holds(|ui| {
                                ui.element(view::Kind::Text)
                                    .set(view::argument::TEXT, "Time")
                                    .set(view::argument::WIDTH, 180)
                                    .set(view::argument::COLOR, color::MUTED)
                                    .done();
                                ui.element(view::Kind::Text)
                                    .set(view::argument::TEXT, "Symbol")
                                    .set(view::argument::GROW, 1)
                                    .set(view::argument::COLOR, color::MUTED)
                                    .done();
                                ui.element(view::Kind::Text)
                                    .set(view::argument::TEXT, "Side")
                                    .set(view::argument::WIDTH, 60)
                                    .set(view::argument::COLOR, color::MUTED)
                                    .done();
                                ui.element(view::Kind::Text)
                                    .set(view::argument::TEXT, "Quantity")
                                    .set(view::argument::WIDTH, 120)
                                    .set(view::argument::ALIGN, view::Align::End)
                                    .set(view::argument::COLOR, color::MUTED)
                                    .done();
                                ui.element(view::Kind::Text)
                                    .set(view::argument::TEXT, "Price")
                                    .set(view::argument::WIDTH, 140)
                                    .set(view::argument::ALIGN, view::Align::End)
                                    .set(view::argument::COLOR, color::MUTED)
                                    .done();
                                ui.element(view::Kind::Text)
                                    .set(view::argument::TEXT, "Amount")
                                    .set(view::argument::WIDTH, 180)
                                    .set(view::argument::ALIGN, view::Align::End)
                                    .set(view::argument::COLOR, color::MUTED)
                                    .done();
                            });
                        ui.element(view::Kind::Divider).done();
                        ui.when(
                            move || shown.get().is_empty(),
                            move |ui| {
                                ui.element(view::Kind::Row).set(view::argument::PADDING, 24).holds(|ui| {
                                    ui.element(view::Kind::Text)
                                        .set(view::argument::TEXT, "Waiting for a trade")
                                        .set(view::argument::COLOR, color::MUTED)
                                        .done();
                                });
                            },
                            |_| {},
                        );
                        ui.element(view::Kind::Scroll).set(view::argument::GROW, 1).holds(|ui| {
                            ui.for_each(
                                move || shown.get(),
                                move |trade| trade.id.clone(),
                                move |ui, trade| {
                                    Self::Line(ui, ui.derived("trade", move || trade.get()));
                                },
                            );
                        });
                    });
            },
        );
    }

    #[allow(non_snake_case)]
    fn Line(ui: &view::Ui, trade: view::Derived<Trade>) {
        ui.element(view::Kind::Row).set(view::argument::GAP, 16).set(view::argument::PADDING, 12).holds(
            |ui| {
                ui.element(view::Kind::Text)
                    .bind(view::argument::TEXT, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        view::show(&format_args!("{:.19}", trade.traded_at))
                    })
                    .set(view::argument::WIDTH, 180)
                    .set(view::argument::COLOR, color::MUTED)
                    .done();
                ui.element(view::Kind::Text)
                    .bind(view::argument::TEXT, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        view::show(&trade.symbol)
                    })
                    .set(view::argument::WEIGHT, view::Weight::SEMIBOLD)
                    .set(view::argument::GROW, 1)
                    .done();
                ui.element(view::Kind::Text)
                    .bind(view::argument::TEXT, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        view::show(&format_args!("{}", trade.side))
                    })
                    .set(view::argument::WIDTH, 60)
                    .bind(view::argument::COLOR, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        if trade.side == Side::Buy { color::GREEN } else { color::RED }
                    })
                    .done();
                ui.element(view::Kind::Text)
                    .bind(view::argument::TEXT, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        view::show(&trade.quantity)
                    })
                    .set(view::argument::WIDTH, 120)
                    .set(view::argument::ALIGN, view::Align::End)
                    .done();
                ui.element(view::Kind::Text)
                    .bind(view::argument::TEXT, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        view::show(&format_args!("{:.2}", trade.price))
                    })
                    .set(view::argument::WIDTH, 140)
                    .set(view::argument::ALIGN, view::Align::End)
                    .done();
                ui.element(view::Kind::Text)
                    .bind(view::argument::TEXT, move || {
                        #[allow(unused_variables)]
                        let trade = trade.get();
                        view::show(&format_args!("{:.2}", trade.price * trade.quantity))
                    })
                    .set(view::argument::WIDTH, 180)
                    .set(view::argument::ALIGN, view::Align::End)
                    .done();
            },
        );
        ui.element(view::Kind::Divider).done();
    }
}

impl view::View for Desk {
    const NAME: &'static str = "Desk";
    const TITLE: &'static str = "Trading desk";
    const SIZE: (u32, u32) = (1280, 800);

    fn show(ui: &view::Ui) {
        Self::Board(ui);
    }
}

impl cores::Block for Desk {
    const NAME: &'static str = "Desk";
    const KIND: cores::BlockKind = cores::BlockKind::View;

    fn open(_: &mut cores::Opening) -> Result<(), cores::StartError> {
        Ok(())
    }

    fn run_main(main: cores::MainThread) -> Result<(), cores::StartError> {
        view::run::<Desk>(main)
    }

    fn picture(path: &std::path::Path) -> Result<(), cores::StartError> {
        view::picture_of::<Desk>(path)
    }
}

impl<P: cores::Names<Market>> cores::FitsIn<P> for Desk {}

// define_function matching at examples/trading_desk/src/main.rs:148
/// The trades whose symbol contains what was typed, the newest first.
pub fn matching(trades: Vec<Trade>, typed: String) -> Vec<Trade> {
    let typed: String = typed.to_uppercase();
    trades.into_iter().rev().filter(|trade| trade.symbol.contains(&typed)).collect()
}

// define_program TradingDesk at examples/trading_desk/src/main.rs:153
/// The program: which block runs on which cores.
pub struct TradingDesk;

impl cores::Program for TradingDesk {
    const NAME: &'static str = "TradingDesk";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const PLAN: &'static [cores::Line] = &[
        cores::Line::housekeeping(1),
        cores::Line::cores_of::<TradingDesk, Market>(1),
        cores::Line::cores_of::<TradingDesk, Exchange>(2),
        cores::Line::main_thread_of::<TradingDesk, Desk>(),
    ];
}

impl cores::Names<Market> for TradingDesk {}

impl cores::Names<Exchange> for TradingDesk {}

impl cores::Names<Desk> for TradingDesk {}

/// Runs the program until it is asked to stop.
#[allow(dead_code)]
pub(crate) fn main() -> std::process::ExitCode {
    cores::main::<TradingDesk>()
}
