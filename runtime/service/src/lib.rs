//! HTTP on cores: admission, problems, resources, events.
