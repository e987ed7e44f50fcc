//! Parseltongue: services, streams and views declared in whole words, compiled into plain Rust.
//!
//! A user's `Cargo.toml` has one line, `parseltongue`, and a file begins with
//! `use parseltongue::prelude::*;`. The book explains the language; `parseltongue explain WORD`
//! explains a word of it; `parseltongue expand` shows the Rust that a block became.
//!
//! The modules are the runtime that the generated code calls, each behind the feature of the
//! dialect that needs it, so that a service without a window compiles no GPU code.

pub use parseltongue_cores as cores;
pub use parseltongue_records as records;
#[cfg(feature = "basilisk")]
pub use parseltongue_service as service;
#[cfg(feature = "store")]
pub use parseltongue_store as store;
#[cfg(feature = "slytherin")]
pub use parseltongue_streams as streams;
#[cfg(feature = "nagini")]
pub use parseltongue_view as view;

#[cfg(feature = "basilisk")]
pub use basilisk::basilisk;
#[cfg(feature = "nagini")]
pub use nagini::nagini;
#[cfg(feature = "derive")]
pub use parseltongue_derive::Record;
pub use parseltongue_macros::{
    let_constant_var, let_cow_var, let_lazy_var, let_local_shared_var, let_mut_local_shared_var,
    let_mut_shared_var, let_mut_var, let_shared_var, let_var, parseltongue,
};
/// What a record is, and with the feature `derive` the macro that makes one of a struct.
pub use parseltongue_records::Record;
#[cfg(feature = "slytherin")]
pub use slytherin::slytherin;

/// What a file of the language begins with: `use parseltongue::prelude::*;`.
///
/// The macros, the types behind the language's own type names, and the traits whose methods
/// bodies call. Nothing in lower case but macros and `color`, so that `bytes::Bytes` and
/// `uuid::Uuid` keep their meaning.
pub mod prelude {
    pub use crate::records::{
        Bytes, Changes, Decimal, Draft, Duration, Json, Keyed, Record, Timestamp, Uuid,
    };
    #[cfg(feature = "nagini")]
    pub use crate::view::color;
    pub use crate::{
        let_constant_var, let_cow_var, let_lazy_var, let_local_shared_var, let_mut_local_shared_var,
        let_mut_shared_var, let_mut_var, let_shared_var, let_var, parseltongue,
    };
    #[cfg(feature = "derive")]
    pub use parseltongue_derive::Record;

    #[cfg(feature = "basilisk")]
    pub use crate::basilisk;
    #[cfg(feature = "nagini")]
    pub use crate::nagini;
    #[cfg(feature = "slytherin")]
    pub use crate::slytherin;
}

/// The words of the language as items, their meaning as doc comments: what editors show as hover texts.
#[doc(hidden)]
#[allow(missing_docs)]
pub mod __words {
    /// Of all rooms: what an editor completes where any of them may be due. A word of two rooms is never named here.
    #[allow(ambiguous_glob_reexports)]
    pub mod any {
        #[cfg(feature = "basilisk")]
        pub use super::basilisk::*;
        pub use super::language::*;
        #[cfg(feature = "nagini")]
        pub use super::nagini::*;
        #[cfg(feature = "slytherin")]
        pub use super::slytherin::*;
    }
    pub mod language {
        ::parseltongue_macros::words! {}
    }
    #[cfg(feature = "basilisk")]
    pub mod basilisk {
        ::basilisk::words! {}
    }
    #[cfg(feature = "slytherin")]
    pub mod slytherin {
        ::slytherin::words! {}
    }
    #[cfg(feature = "nagini")]
    pub mod nagini {
        ::nagini::words! {}
    }
}
