//! A durable partitioned log of typed records, consumer groups, retention.
