//! Two texts that say the same: what a formatter owes.

use crate::lex::{Kind, Leaf, leaves};

/// The texts hold the same tokens and comments in the same order, but for commas before a closing bracket.
/// A text that is no row of tokens says the same as itself only.
#[must_use]
pub fn same_tokens(before: &str, after: &str) -> bool {
    let said = |text| said(text, &|leaf, next| leaf.text == "," && next.kind == Kind::Close);
    before == after || said(before).is_some_and(|before| Some(before) == said(after))
}

/// The texts hold the same words, texts, signs and comments in the same order. rustfmt adds and takes away
/// commas, semicolons and brackets that change nothing; everything else that it might change is seen.
#[must_use]
pub fn same_words(before: &str, after: &str) -> bool {
    let is_optional = |leaf: &Leaf<'_>, _: &Leaf<'_>| {
        matches!(leaf.kind, Kind::Open | Kind::Close) || matches!(leaf.text, "," | ";")
    };
    let said = |text| said(text, &is_optional);
    before == after || said(before).is_some_and(|before| Some(before) == said(after))
}

/// All that a text says, each line of a comment without the white space around it.
fn said(text: &str, is_left_out: &dyn Fn(&Leaf<'_>, &Leaf<'_>) -> bool) -> Option<Vec<String>> {
    let leaves = leaves(text).ok()?;
    let mut said = Vec::new();
    for (index, leaf) in leaves.iter().enumerate() {
        for comment in &leaf.before.comments {
            said.extend(comment.text.lines().map(|line| line.trim().to_owned()));
        }
        if !leaves.get(index + 1).is_some_and(|next| is_left_out(leaf, next)) {
            said.push(leaf.text.to_owned());
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_at_the_end_and_white_space_say_nothing() {
        assert!(same_tokens("a{b,c} // d", "a { b,\n c, }\n// d"));
        assert!(!same_tokens("a{b,c}", "a { b c }"));
        assert!(!same_tokens("a /* b */ c", "a c /* b */"));
        assert!(!same_tokens("a : : b", "a::b"));
        assert!(same_words("|a| { b }", "|a| b"));
        assert!(!same_words("a.b", "a.c"));
    }
}
