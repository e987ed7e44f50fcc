//! State that follows from itself.

/// A binding or derived value that changes what it depends on, so that it would never come to rest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} depends on itself", .path.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → "))]
pub struct Cycle {
    /// The names along the way, the first one again at the end.
    pub path: Vec<&'static str>,
}
