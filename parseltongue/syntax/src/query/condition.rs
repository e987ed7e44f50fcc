//! What a condition is, and how it is read: `or` binds loosest, then `and`, then `not`, then comparisons.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::ValueReader;
use crate::body::Stops;
use crate::{Cursor, Mode, Parsed, Place, problems};

/// A condition on the record at hand.
#[derive(Clone, Debug)]
pub enum Condition {
    /// one of these holds
    Or(Vec<Condition>),
    /// all of these hold
    And(Vec<Condition>),
    /// it does not hold
    Not(Box<Condition>),
    /// `.quantity > 10`
    Compare(Operand, Comparison, Operand),
    /// `.done`: a field that is true or false
    Holds(Ident),
    /// `.note is_missing`
    IsMissing(Ident),
    /// `.symbol is_in symbols`
    IsIn(Ident, TokenStream),
    /// `.note contains text`
    Contains(Ident, TokenStream),
    /// `.note starts_with text`
    StartsWith(Ident, TokenStream),
    /// `exists Favourite by .article where .user == user`
    Exists(Box<Related>),
    /// `.author == author if_given author`: it holds of every record when `author` is none
    IfGiven(Box<Condition>, Ident),
}

/// Records of another table that belong to the one at hand.
#[derive(Clone, Debug)]
pub struct Related {
    /// The other record.
    pub(crate) record: TokenStream,
    /// The field of the other record that names this one.
    pub(crate) by: Ident,
    /// The field of this record that it names; the key unless said.
    pub(crate) of: Option<Ident>,
    /// Which of them.
    pub(crate) condition: Option<Condition>,
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    /// `.symbol`: a field of the record
    Field(Ident),
    /// an expression of the writer's
    Value(TokenStream),
}

/// How two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// How deep parentheses and `not` may nest.
const DEEPEST: usize = 64;

/// Reads a condition up to one of `ends`, or to what ends any value.
pub(crate) fn read(cursor: &mut Cursor, ends: Stops, values: &mut dyn ValueReader) -> Parsed<Condition> {
    Reader { ends, depth: 0, values }.or(cursor)
}

struct Reader<'v> {
    ends: Stops,
    depth: usize,
    values: &'v mut dyn ValueReader,
}

impl Reader<'_> {
    fn or(&mut self, cursor: &mut Cursor) -> Parsed<Condition> {
        let mut parts = vec![self.and(cursor)?];
        while self.junction(cursor, "or", "||", "OR") {
            parts.push(self.and(cursor)?);
        }
        Ok(one_or(parts, Condition::Or))
    }

    fn and(&mut self, cursor: &mut Cursor) -> Parsed<Condition> {
        let mut parts = vec![self.given(cursor)?];
        while self.junction(cursor, "and", "&&", "AND") {
            parts.push(self.given(cursor)?);
        }
        Ok(one_or(parts, Condition::And))
    }

    /// `condition if_given name`: around `not`, so that what is not given asks for nothing either way.
    fn given(&mut self, cursor: &mut Cursor) -> Parsed<Condition> {
        let mut condition = self.not(cursor)?;
        while let Some(word) = cursor.take_word("if_given") {
            self.values.problems().seen("language", &word);
            let name = cursor.expect_name("the name of an optional value", self.values.problems())?;
            condition = Condition::IfGiven(Box::new(condition), name);
        }
        Ok(condition)
    }

    /// Reads `word`, or tells of what Rust and SQL write for it and reads that.
    fn junction(&mut self, cursor: &mut Cursor, word: &str, sign: &str, foreign: &str) -> bool {
        if let Some(word) = cursor.take_word(word) {
            self.values.problems().seen("language", &word);
            return true;
        }
        let place = match cursor.take_sign(sign) {
            Some(place) => Some((place, sign)),
            None => cursor.take_word(foreign).map(|word| (Place::from(&word), foreign)),
        };
        if let Some((place, written)) = place {
            self.values.problems().push(problems::foreign_sign(place, written, word));
        }
        place.is_some()
    }

    fn not(&mut self, cursor: &mut Cursor) -> Parsed<Condition> {
        if self.depth >= DEEPEST {
            return Err(self.values.problems().push(problems::left_over(cursor)));
        }
        self.depth += 1;
        let is_bang = cursor.is_sign("!") && (cursor.is_sign_at(1, ".") || is_parentheses(cursor.peek_at(1)));
        let condition = if let Some(word) = cursor.take_word("not") {
            self.values.problems().seen("language", &word);
            self.not(cursor).map(|inner| Condition::Not(Box::new(inner)))
        } else if is_bang {
            let place = cursor.place();
            cursor.next();
            self.values.problems().push(problems::foreign_sign(place, "!", "not"));
            self.not(cursor).map(|inner| Condition::Not(Box::new(inner)))
        } else {
            self.comparison(cursor)
        };
        self.depth -= 1;
        condition
    }

    /// `R by .field of .field where condition`, behind the word that asks for them.
    fn related(&mut self, cursor: &mut Cursor) -> Parsed<Related> {
        let related = related(cursor, self.values)?;
        let condition = match cursor.take_word("where") {
            Some(word) => {
                self.values.problems().seen("language", &word);
                Some(self.or(cursor)?)
            }
            None => None,
        };
        Ok(Related { condition, ..related })
    }

    fn comparison(&mut self, cursor: &mut Cursor) -> Parsed<Condition> {
        if let Some(group) = self.parenthesised(cursor) {
            let mut inside = Cursor::inside(&group);
            let outer = std::mem::replace(&mut self.ends, Stops::NONE);
            let condition = self.or(&mut inside);
            self.ends = outer;
            let condition = condition?;
            inside.expect_end(self.values.problems());
            return Ok(condition);
        }
        if cursor.is_word("exists")
            && matches!(cursor.peek_at(1), Some(TokenTree::Ident(_)))
            && let Some(word) = cursor.take_word("exists")
        {
            self.values.problems().seen("language", &word);
            return Ok(Condition::Exists(Box::new(self.related(cursor)?)));
        }
        let start = cursor.position();
        let left = self.operand(cursor)?;
        if let Some(word) = cursor.take_word_or_slip("is_missing", self.values.problems()) {
            self.values.problems().seen("language", &word);
            return match left {
                Operand::Field(field) => Ok(Condition::IsMissing(field)),
                Operand::Value(_) => Err(self
                    .values
                    .problems()
                    .push(problems::comparison_without_field(cursor.place_since(start)))),
            };
        }
        if let Some(word) = ["is_in", "contains", "starts_with"].iter().find_map(|it| cursor.take_word(it)) {
            self.values.problems().seen("language", &word);
            let Operand::Field(field) = left else {
                let place = cursor.place_since(start);
                return Err(self.values.problems().push(problems::comparison_without_field(place)));
            };
            let value = self.values.value(cursor, self.ends.or(Stops::OPERAND));
            if value.is_empty() {
                return Err(self.values.problems().push(problems::value_expected(cursor, &word)));
            }
            return Ok(match word.to_string().as_str() {
                "is_in" => Condition::IsIn(field, value),
                "contains" => Condition::Contains(field, value),
                _ => Condition::StartsWith(field, value),
            });
        }
        let Some(comparison) = self.sign(cursor) else {
            return match left {
                Operand::Field(field) if self.is_done(cursor) && !super::lacks_comparison(cursor) => {
                    Ok(Condition::Holds(field))
                }
                left => {
                    let told = self.values.problems().push(problems::comparison_expected(cursor));
                    match (self.values.problems().mode(), left) {
                        // What was read of it stays in sight, so that it can be completed.
                        (Mode::Editor, Operand::Field(field)) => Ok(Condition::Holds(field)),
                        _ => Err(told),
                    }
                }
            };
        };
        let right = self.operand(cursor)?;
        if let (Operand::Value(value), Operand::Value(_)) = (&left, &right) {
            // `notx .field == 1` reads as a field of a variable.
            let mut value = Cursor::new(value.clone(), proc_macro2::Span::call_site());
            if let (Some(meant), Some(word)) = (value.slip_of("not"), value.take_ident()) {
                return Err(self.values.problems().push(problems::misspelt(&word, meant)));
            }
            return Err(self
                .values
                .problems()
                .push(problems::comparison_without_field(cursor.place_since(start))));
        }
        let mut ahead = cursor.clone();
        if self.sign(&mut ahead).is_some() {
            return Err(self.values.problems().push(problems::chained_comparison(ahead.place_since(start))));
        }
        Ok(Condition::Compare(left, comparison, right))
    }

    /// Parentheses around conditions, not around a value that is compared with something.
    fn parenthesised(&mut self, cursor: &mut Cursor) -> Option<proc_macro2::Group> {
        let group = cursor.peek_group(Delimiter::Parenthesis)?.clone();
        let inside = Cursor::inside(&group);
        let asks_others = inside.is_word("exists") && matches!(inside.peek_at(1), Some(TokenTree::Ident(_)));
        let holds_conditions =
            inside.is_sign(".") || inside.is_word("not") || asks_others || is_parentheses(inside.peek());
        let mut behind = cursor.clone();
        behind.next();
        if !holds_conditions || !self.is_done(&behind) {
            return None;
        }
        *cursor = behind;
        Some(group)
    }

    /// A condition is complete before the next token.
    fn is_done(&self, cursor: &Cursor) -> bool {
        let ends = self.ends.or(Stops::VALUE).or(Stops::JUNCTION).or(Stops::CLAUSE).or(Stops::BRACES);
        cursor.is_at_end() || ends.at(cursor, usize::MAX)
    }

    fn operand(&mut self, cursor: &mut Cursor) -> Parsed<Operand> {
        if cursor.is_sign(".") {
            return cursor
                .expect_field("a field such as `.symbol`", self.values.problems())
                .map(Operand::Field);
        }
        let value = self.values.value(cursor, self.ends.or(Stops::OPERAND));
        if value.is_empty() {
            return Err(self.values.problems().push(problems::condition_expected(cursor)));
        }
        Ok(Operand::Value(value))
    }

    fn sign(&mut self, cursor: &mut Cursor) -> Option<Comparison> {
        const SIGNS: &[(&str, Comparison)] = &[
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
        ];
        for (sign, comparison) in SIGNS {
            if cursor.take_sign(sign).is_some() {
                return Some(*comparison);
            }
        }
        if let Some(place) = cursor.take_sign("<>") {
            self.values.problems().push(problems::foreign_sign(place, "<>", "!="));
            return Some(Comparison::NotEqual);
        }
        if cursor.is_sign("=>") {
            return None;
        }
        if let Some(place) = cursor.take_sign("=") {
            self.values.problems().push(problems::foreign_sign(place, "=", "=="));
            return Some(Comparison::Equal);
        }
        if cursor.take_sign("<").is_some() {
            return Some(Comparison::Less);
        }
        cursor.take_sign(">").map(|_| Comparison::Greater)
    }
}

/// Reads `R by .field of .field`, without a condition.
pub(super) fn related(cursor: &mut Cursor, values: &mut dyn ValueReader) -> Parsed<Related> {
    let start = cursor.position();
    let record = super::record(cursor, values.problems())?;
    let Some(by) = cursor.take_word_or_slip("by", values.problems()) else {
        let place = cursor.place_since(start);
        let name = record.to_string().replace(' ', "");
        return Err(values.problems().push(problems::related_without_by(place, &name)));
    };
    values.problems().seen("language", &by);
    let by = cursor.expect_field("the field that names the record, such as `.article`", values.problems())?;
    let of = if cursor.is_sign_at(1, ".") { cursor.take_word_or_slip("of", values.problems()) } else { None };
    let of = match of {
        Some(word) => {
            values.problems().seen("language", &word);
            Some(cursor.expect_field("a field of the record, such as `.author`", values.problems())?)
        }
        None => None,
    };
    Ok(Related { record, by, of, condition: None })
}

impl Condition {
    /// It asks about other records.
    pub(super) fn asks_others(&self) -> bool {
        match self {
            Condition::Or(parts) | Condition::And(parts) => parts.iter().any(Condition::asks_others),
            Condition::Not(inner) | Condition::IfGiven(inner, _) => inner.asks_others(),
            Condition::Exists(_) => true,
            _ => false,
        }
    }

    /// The optional values that it depends on, each once, in their order.
    pub(super) fn givens(&self, found: &mut Vec<Ident>) {
        match self {
            Condition::Or(parts) | Condition::And(parts) => {
                parts.iter().for_each(|part| part.givens(found));
            }
            Condition::Not(inner) => inner.givens(found),
            Condition::IfGiven(inner, name) => {
                if !found.contains(name) {
                    found.push(name.clone());
                }
                inner.givens(found);
            }
            Condition::Exists(related) => {
                related.condition.iter().for_each(|condition| condition.givens(found));
            }
            _ => {}
        }
    }
}

fn one_or(mut parts: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

fn is_parentheses(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}
