//! What `define_record`, `define_choice` and `define_error` write, written by hand: the model that
//! the compilers follow, and the proof that it works.
//!
//! The compilers write `::parseltongue::records` for `records`, and `::core` and `::std` paths for
//! what the prelude names here.
#![forbid(unsafe_code)]
// The compilers do not know which types are `Copy`.
#![allow(clippy::clone_on_copy)]
// The compilers write a doc comment for each field and case; here they would hide the shape.
#![allow(missing_docs)]

use parseltongue_records as records;

/// One order as a trader places it.
///
/// ```text
/// define_record Order {
///     id: uuid key generated,
///     symbol: string length 1..=8 matches "^[A-Z]+$" indexed,
///     side: Side,
///     quantity: i64 at_least 1 default 1,
///     price: decimal more_than 0,
///     note: optional<string> length 0..=200,
///     placed_at: timestamp generated,
///     check .quantity < 10 or .price < 1000 otherwise "is too large an order",
/// }
/// ```
pub struct Order {
    pub id: records::Uuid,
    pub symbol: String,
    pub side: Side,
    pub quantity: i64,
    pub price: records::Decimal,
    pub note: Option<String>,
    pub placed_at: records::Timestamp,
}

/// What a client may send to make an [`Order`].
pub struct OrderDraft {
    pub symbol: String,
    pub side: Side,
    pub quantity: i64,
    pub price: records::Decimal,
    pub note: Option<String>,
}

/// What a client may send to change an [`Order`]; what is not sent stays as it is.
pub struct OrderChanges {
    pub symbol: Option<String>,
    pub side: Option<Side>,
    pub quantity: Option<i64>,
    pub price: Option<records::Decimal>,
    pub note: Option<Option<String>>,
}

/// The columns of [`Order`].
#[derive(Clone, Copy, Debug)]
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
    const SELECT: &'static str =
        "\"id\", \"symbol\", \"side\", \"quantity\", \"price\", \"note\", \"placed_at\"";
    const COLUMNS: OrderColumns = OrderColumns {
        id: records::Column::new(0, "id"),
        symbol: records::Column::new(1, "symbol"),
        side: records::Column::new(2, "side"),
        quantity: records::Column::new(3, "quantity"),
        price: records::Column::new(4, "price"),
        note: records::Column::new(5, "note"),
        placed_at: records::Column::new(6, "placed_at"),
    };

    // Only where the record has `check` lines.
    fn check_whole(&self, report: &mut records::Report) {
        let holds = self.quantity < 10 || self.price < 1000;
        records::rules::require(holds, "is too large an order", report);
    }
}

impl records::Keyed for Order {
    type Key = records::Uuid;

    const KEY: usize = 0;
    const KEY_NAME: &'static str = "id";

    fn key(&self) -> &records::Uuid {
        &self.id
    }
}

impl records::Fields for Order {
    const LIST: records::FieldList = records::FieldList::whole(
        "Order",
        &[
            records::Field::new("id", <records::Uuid as records::Value>::KIND).key().generated(),
            records::Field::new("symbol", <String as records::Value>::KIND)
                .indexed()
                .rules(&[records::Rule::Length(1, 8), records::Rule::Matches("^[A-Z]+$")]),
            records::Field::new("side", <Side as records::Value>::KIND),
            records::Field::new("quantity", <i64 as records::Value>::KIND)
                .default(records::Default::Literal("1"))
                .rules(&[records::Rule::AtLeast("1")]),
            records::Field::new("price", <records::Decimal as records::Value>::KIND)
                .rules(&[records::Rule::MoreThan("0")]),
            records::Field::new("note", <Option<String> as records::Value>::KIND)
                .rules(&[records::Rule::Length(0, 200)]),
            records::Field::new("placed_at", <records::Timestamp as records::Value>::KIND).generated(),
        ],
    );

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
        Ok(Order {
            id: source.field(0)?,
            symbol: source.field(1)?,
            side: source.field(2)?,
            quantity: source.field_or(3, || 1)?,
            price: source.field(4)?,
            note: source.field(5)?,
            placed_at: source.field(6)?,
        })
    }
}

// Indices are those of the record's fields, in the draft and in the changes too.
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
        Ok(OrderDraft {
            symbol: source.field(1)?,
            side: source.field(2)?,
            quantity: source.field_or(3, || 1)?,
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
        Ok(OrderChanges {
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

// From here on nothing depends on the fields: the same lines for every record, and below for its
// draft and its changes.

impl records::Value for Order {
    const KIND: records::Kind = records::Kind::Record(&records::Shape {
        name: "Order",
        doc: "One order as a trader places it.",
        fields: <Order as records::Fields>::LIST.fields,
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

    fn check(&self, _: &records::Field, at: &records::At<'_>, report: &mut records::Report) {
        records::fields::check(self, at, report);
    }

    fn explain(json: &records::Json, at: &records::At<'_>, report: &mut records::Report) -> Option<Self> {
        records::fields::explain(json, at, report)
    }
}

impl Clone for Order {
    fn clone(&self) -> Self {
        Order {
            id: self.id.clone(),
            symbol: self.symbol.clone(),
            side: self.side.clone(),
            quantity: self.quantity.clone(),
            price: self.price.clone(),
            note: self.note.clone(),
            placed_at: self.placed_at.clone(),
        }
    }
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        records::fields::equal(self, other)
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        records::fields::debug("Order", self, f)
    }
}

impl records::serde::Serialize for Order {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::fields::serialize(self, serializer)
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

impl std::fmt::Debug for OrderDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        records::fields::debug("OrderDraft", self, f)
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

impl std::fmt::Debug for OrderChanges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        records::fields::debug("OrderChanges", self, f)
    }
}

impl<'de> records::serde::Deserialize<'de> for OrderChanges {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::fields::deserialize(deserializer)
    }
}

/// ```text
/// define_choice Side { Buy, Sell }
/// ```
///
/// Copy, Eq, Ord and Hash only where no case carries fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Buy,
    Sell,
}

impl records::Choice for Side {
    const SHAPE: records::ChoiceShape = records::ChoiceShape {
        name: "Side",
        doc: "",
        cases: &[
            records::Case { name: "Buy", doc: "", fields: &[] },
            records::Case { name: "Sell", doc: "", fields: &[] },
        ],
    };

    fn case(&self) -> usize {
        match self {
            Side::Buy => 0,
            Side::Sell => 1,
        }
    }

    fn build<S: records::CaseSource>(case: usize, _: &mut S) -> Result<Option<Self>, S::Error> {
        Ok(match case {
            0 => Some(Side::Buy),
            1 => Some(Side::Sell),
            _ => None,
        })
    }
}

// Key, Display and FromStr only where no case carries fields: they make it fit for paths and keys.
impl records::Key for Side {}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(records::choice::name(self))
    }
}

impl std::str::FromStr for Side {
    type Err = records::choice::NoSuchCase;

    fn from_str(text: &str) -> Result<Self, records::choice::NoSuchCase> {
        records::choice::parse(text)
    }
}

impl records::Value for Side {
    const KIND: records::Kind = records::Kind::Choice(&<Side as records::Choice>::SHAPE);

    fn empty() -> Self {
        records::choice::empty()
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

/// A choice whose cases carry fields differs in these lines only.
///
/// ```text
/// define_choice Kind { Market, Limit { price: decimal more_than 0 } }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Market,
    Limit { price: records::Decimal },
}

impl records::Choice for Kind {
    const SHAPE: records::ChoiceShape = records::ChoiceShape {
        name: "Kind",
        doc: "",
        cases: &[
            records::Case { name: "Market", doc: "", fields: &[] },
            records::Case {
                name: "Limit",
                doc: "",
                fields: &[records::Field::new("price", <records::Decimal as records::Value>::KIND)
                    .rules(&[records::Rule::MoreThan("0")])],
            },
        ],
    };

    fn case(&self) -> usize {
        match self {
            Kind::Market => 0,
            Kind::Limit { .. } => 1,
        }
    }

    fn each<V: records::CaseVisitor>(&self, visitor: &mut V) -> Result<(), V::Stop> {
        match self {
            Kind::Market => {}
            Kind::Limit { price } => {
                visitor.field(0, price)?;
            }
        }
        Ok(())
    }

    fn build<S: records::CaseSource>(case: usize, source: &mut S) -> Result<Option<Self>, S::Error> {
        Ok(match case {
            0 => Some(Kind::Market),
            1 => Some(Kind::Limit { price: source.field(0)? }),
            _ => None,
        })
    }
}

impl records::Value for Kind {
    const KIND: records::Kind = records::Kind::Choice(&<Kind as records::Choice>::SHAPE);

    fn empty() -> Self {
        records::choice::empty()
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

impl records::serde::Serialize for Kind {
    fn serialize<S: records::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        records::choice::serialize(self, serializer)
    }
}

impl<'de> records::serde::Deserialize<'de> for Kind {
    fn deserialize<D: records::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        records::choice::deserialize(deserializer)
    }
}

/// ```text
/// define_error ExchangeError {
///     UnknownSymbol { symbol: string } is not_found "nobody trades {symbol} here",
///     MarketClosed is conflict "the market is closed",
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum ExchangeError {
    UnknownSymbol { symbol: String },
    MarketClosed,
}

impl std::fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ExchangeError::UnknownSymbol { symbol } => write!(f, "nobody trades {symbol} here"),
            ExchangeError::MarketClosed => f.write_str("the market is closed"),
        }
    }
}

impl std::error::Error for ExchangeError {}

impl records::Meaning for ExchangeError {
    fn meaning(&self) -> records::HttpMeaning {
        match self {
            ExchangeError::UnknownSymbol { .. } => records::HttpMeaning::NotFound,
            ExchangeError::MarketClosed => records::HttpMeaning::Conflict,
        }
    }

    fn case(&self) -> &'static str {
        match self {
            ExchangeError::UnknownSymbol { .. } => "UnknownSymbol",
            ExchangeError::MarketClosed => "MarketClosed",
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

/// `new Order { symbol, side: Side::Buy, price: 5 }` is this.
fn new_order(symbol: String) -> Order {
    const _: () = records::fields::given(
        "Order",
        <Order as records::Fields>::LIST.fields,
        &["symbol", "side", "price"],
    );
    Order { symbol, side: Side::Buy, price: 5.into(), ..records::fields::template() }
}

#[path = "handwritten/behaviour.rs"]
mod behaviour;
