//! Where a store's PostgreSQL is, and whether it can be reached.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// After an attempt to connect that failed, the next one waits this long: those that ask meanwhile are told at once.
pub(super) const RETRY: Duration = Duration::from_millis(250);

/// A database, by its URL.
pub(crate) struct Target {
    store: &'static str,
    pub(super) config: Config,
    /// The schema in which a test keeps its tables.
    pub(super) schema: Option<String>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Why it cannot be reached, since it could not.
    trouble: Option<String>,
    next_attempt: Option<Instant>,
}

impl Target {
    /// The database of that URL, which is never shown: it may hold a password.
    pub(crate) fn new(
        store: &'static str,
        variable: &str,
        url: &str,
        schema: Option<String>,
    ) -> Result<Target, String> {
        let parsed = url.parse().ok().filter(|config: &Config| !config.get_hosts().is_empty());
        let mut config = parsed.ok_or_else(|| {
            format!(
                "the variable {variable} holds no address of a PostgreSQL database, such as \
                 `postgres://user:password@host:5432/database`"
            )
        })?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(format!(
                "the variable {variable} asks for TLS (`sslmode=require`), which connections to PostgreSQL do not have \
                 in this version: reach the database through a socket, a private network or a tunnel, with \
                 `sslmode=prefer`"
            ));
        }
        if config.get_application_name().is_none() {
            config.application_name(format!("parseltongue {store}"));
        }
        Ok(Target { store, config, schema, state: Mutex::default() })
    }

    /// Where it is, without anything secret.
    pub(crate) fn shown(&self) -> String {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            Some(Host::Unix(path)) => path.display().to_string(),
            None => "localhost".to_owned(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        let user = self.config.get_user().unwrap_or_default();
        format!("PostgreSQL at {host}:{port}/{}", self.config.get_dbname().unwrap_or(user))
    }

    /// What keeps the store from being used.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.state().trouble.clone()
    }

    /// Why there is no attempt to connect now, if there is none.
    pub(super) fn refusal(&self) -> Option<String> {
        let mut state = self.state();
        let now = Instant::now();
        if state.next_attempt.is_some_and(|next| now < next) {
            return state.trouble.clone();
        }
        // Whoever asks next while this attempt lasts is told at once, too.
        if state.trouble.is_some() {
            state.next_attempt = Some(now + RETRY);
        }
        None
    }

    /// An attempt to connect ended so.
    pub(super) fn note(&self, outcome: Result<(), String>) {
        let mut state = self.state();
        match outcome {
            Ok(()) => {
                state.next_attempt = None;
                if state.trouble.take().is_some() {
                    log::info!("{}: {} is reached again", self.store, self.shown());
                }
            }
            Err(reason) => {
                state.next_attempt = Some(Instant::now() + RETRY);
                if state.trouble.is_none() {
                    log::error!("{}: {} cannot be reached: {reason}", self.store, self.shown());
                }
                state.trouble = Some(reason);
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&self.shown()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_never_shown() {
        let url = "postgres://ann:hush@db.example:6000/books";
        let target = Target::new("Books", "DATABASE_URL", url, None).unwrap();
        assert_eq!(target.shown(), "PostgreSQL at db.example:6000/books");
        assert!(!format!("{target:?}").contains("hush"));
        for wrong in ["postgres://ann:hush@db:port/x", "mysql:hush", ""] {
            let said = Target::new("Books", "DATABASE_URL", wrong, None).unwrap_err();
            assert!(said.contains("DATABASE_URL") && !said.contains("hush"), "{said}");
        }
        let said = Target::new("Books", "DATABASE_URL", &format!("{url}?sslmode=require"), None).unwrap_err();
        assert!(said.contains("sslmode=require") && !said.contains("hush"), "{said}");
    }
}
