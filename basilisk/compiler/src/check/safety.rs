//! Meaning of who may call, and how often.

use parseltongue_syntax::query::{Condition, Operand};
use parseltongue_syntax::{Place, Problems};
use proc_macro2::{TokenStream, TokenTree};

use crate::problems;
use crate::tree::{Action, Callers, Guard, RateLimit, Resource, Route, Whose};

/// What a service knows of its callers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// `authenticate_with` stands there.
    pub(super) has_tokens: bool,
    pub(super) has_store: bool,
    /// `callers` stands there.
    pub(super) has_record: bool,
    /// It says which field is the role.
    pub(super) has_role: bool,
}

impl Known {
    pub(super) fn of(callers: Option<&Callers>, has_tokens: bool, has_store: bool) -> Known {
        let has_role = callers.is_some_and(|callers| callers.role.is_some());
        Known { has_tokens, has_store, has_record: callers.is_some(), has_role }
    }
}

/// The setting `callers` by itself.
pub(super) fn callers(callers: &Callers, known: Known, problems: &mut Problems) {
    let place = Place::of_all(&callers.record, proc_macro2::Span::call_site());
    if !known.has_tokens {
        problems.push(problems::caller_of_nobody(place));
    } else if !known.has_store {
        problems.push(problems::caller_without_store(place));
    }
}

/// Limits that count something.
pub(super) fn rate_limit(limit: &RateLimit, known: Known, problems: &mut Problems) {
    if limit.rate.count == 0 || limit.rate.count > u64::from(u32::MAX) {
        problems.push(problems::nothing_allowed(limit.rate.place, "rate_limit", problems::Refused::Request));
    }
    if limit.whose == Whose::Caller && !known.has_tokens {
        problems.push(problems::caller_of_nobody(&limit.word));
    }
}

/// The guards of a resource's actions.
pub(super) fn resource(resource: &Resource, known: Known, problems: &mut Problems) {
    let rule_of_reading = resource
        .actions
        .iter()
        .find(|allowed| allowed.action == Action::Read)
        .is_some_and(|allowed| allowed.guard.allow.is_some());
    for allowed in &resource.actions {
        role(&allowed.guard, known, problems);
        match &allowed.guard.allow {
            Some((word, _)) if allowed.action == Action::List => {
                problems.push(problems::rule_of_a_list(word));
            }
            Some((word, condition)) if speaks_of_caller(condition) && !known.has_record => {
                problems.push(problems::callers_unknown(word, "allow when"));
            }
            None if allowed.action == Action::List && rule_of_reading && allowed.guard.roles.is_empty() => {
                problems.push(problems::list_shows_all(&allowed.word));
            }
            _ => {}
        }
    }
}

/// The guard of a route.
pub(super) fn route(route: &Route, known: Known, problems: &mut Problems) {
    role(&route.guard, known, problems);
    if let Some(limit) = &route.rate_limit {
        rate_limit(limit, known, problems);
    }
    let caller = route.parameters.iter().find(|it| it.mark.as_ref().is_some_and(|it| it.word == "caller"));
    if let Some(limit) = route.rate_limit.as_ref().filter(|limit| limit.whose == Whose::Caller)
        && caller.is_none()
        && route.guard.word.is_none()
        && known.has_tokens
    {
        problems.push(problems::limit_of_nobody(&limit.word));
    }
    let Some(word) = &route.guard.word else { return };
    if caller.and_then(|caller| caller.kind.as_ref()).is_some_and(|kind| kind.is_optional()) {
        problems.push(problems::role_of_nobody(word));
    }
}

fn role(guard: &Guard, known: Known, problems: &mut Problems) {
    let Some(word) = &guard.word else { return };
    if !known.has_record {
        problems.push(problems::callers_unknown(word, "role"));
    } else if !known.has_role {
        problems.push(problems::callers_without_role(word));
    }
}

/// Whether a condition asks who calls.
pub(crate) fn speaks_of_caller(condition: &Condition) -> bool {
    let of_value = |value: &TokenStream| names_caller(value.clone());
    let of_operand = |operand: &Operand| matches!(operand, Operand::Value(value) if of_value(value));
    match condition {
        Condition::Or(parts) | Condition::And(parts) => parts.iter().any(speaks_of_caller),
        Condition::Not(inner) | Condition::IfGiven(inner, _) => speaks_of_caller(inner),
        Condition::Compare(left, _, right) => of_operand(left) || of_operand(right),
        Condition::IsIn(_, value) | Condition::Contains(_, value) | Condition::StartsWith(_, value) => {
            of_value(value)
        }
        Condition::Holds(_) | Condition::IsMissing(_) | Condition::Exists(_) => false,
    }
}

fn names_caller(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "caller",
        TokenTree::Group(group) => names_caller(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
