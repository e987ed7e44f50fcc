//! Queries whose conditions ask only of what is given: `.author == author if_given author`.

use crate::ColumnValue;

/// Which text of a query is asked, and with what. A query has a text for each set of optional values that may be
/// there, each fixed when the program compiles, so that a database plans each for what it asks.
#[derive(Debug)]
pub struct Asked {
    /// Bit `n` says whether the `n`th optional value is there.
    there: usize,
    binds: Vec<ColumnValue<'static>>,
}

impl Asked {
    /// A query of optional values; `given` says of each whether it is there.
    #[must_use]
    pub fn new(given: &[bool]) -> Asked {
        let there = given.iter().enumerate().map(|(bit, is_there)| usize::from(*is_there) << bit).sum();
        Asked { there, binds: Vec::new() }
    }

    /// Binds the next value.
    pub fn bind(&mut self, value: ColumnValue<'_>) {
        self.binds.push(value.into_owned());
    }

    /// The text for what is there, out of those for every set.
    ///
    /// # Panics
    /// When there are fewer texts than sets.
    #[must_use]
    pub fn text<T: Copy>(&self, texts: &[T]) -> T {
        texts[self.there]
    }

    /// The values of that text.
    #[must_use]
    pub fn binds(&self) -> &[ColumnValue<'static>] {
        &self.binds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_values_has_its_text() {
        let texts = ["neither", "first", "second", "both"];
        let text = |given: &[bool]| Asked::new(given).text(&texts);
        assert_eq!(text(&[false, false]), "neither");
        assert_eq!(text(&[true, false]), "first");
        assert_eq!(text(&[false, true]), "second");
        assert_eq!(text(&[true, true]), "both");
    }
}
