//! The front end that Parseltongue's dialects share: grammar, problems, vocabulary.
