//! Records kept in SQLite: derived migrations, one writer that groups commits.
