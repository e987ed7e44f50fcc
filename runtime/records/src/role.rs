//! What a caller may do, as a field of the caller's record says it.

use crate::choice::{self, Choice};

/// A field that says which roles a caller has: a text, a choice, or a list of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says no role",
    label = "a role is a string, a choice, or a list of either"
)]
pub trait Role {
    /// Whether it is, or holds, the role of that name.
    fn is(&self, name: &str) -> bool;
}

impl Role for String {
    fn is(&self, name: &str) -> bool {
        self == name
    }
}

impl<T: Role> Role for Vec<T> {
    fn is(&self, name: &str) -> bool {
        self.iter().any(|role| role.is(name))
    }
}

impl<T: Role> Role for Option<T> {
    fn is(&self, name: &str) -> bool {
        self.as_ref().is_some_and(|role| role.is(name))
    }
}

#[diagnostic::do_not_recommend]
impl<C: Choice> Role for C {
    fn is(&self, name: &str) -> bool {
        choice::name(self) == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_each_of_its_roles_and_nobody_has_none() {
        let roles = vec!["trader".to_owned(), "clerk".to_owned()];
        assert!(roles.is("clerk") && !roles.is("cler") && !roles.is(""));
        assert!(!None::<String>.is("") && Some("trader".to_owned()).is("trader"));
    }
}
