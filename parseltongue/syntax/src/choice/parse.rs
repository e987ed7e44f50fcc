//! Grammar of `define_choice Name { Case, Case { field: type } }`.

use proc_macro2::{Delimiter, Ident, TokenStream};

use crate::cases::{CaseTree, begins_a_case, case};
use crate::items::Item;
use crate::{Cursor, LineEnd, Parsed, Place, Problems, lines};

/// A choice as written.
#[derive(Debug)]
pub(super) struct ChoiceTree {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) cases: Vec<CaseTree>,
    /// Its braces.
    pub(super) place: Place,
    /// Nothing stands between them.
    pub(super) is_empty: bool,
}

/// Reads a choice. A case that is wrong is told of and left out.
pub(super) fn choice(item: &Item<'_>, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<ChoiceTree> {
    let name = cursor.expect_name("the choice's name", problems)?;
    let braces = cursor.expect_group(Delimiter::Brace, "`{ Case, Case, … }`", problems)?;
    let mut cases = Vec::new();
    lines(&mut Cursor::inside(&braces), &begins_a_case, problems, |start, cursor, problems| {
        let case = case(start, cursor, problems)?;
        let end = if case.has_braces { LineEnd::Braces } else { LineEnd::Comma };
        cases.push(case);
        Ok(end)
    });
    let is_empty = braces.stream().is_empty();
    Ok(ChoiceTree { name, attributes: item.attributes.clone(), cases, place: Place::from(&braces), is_empty })
}
