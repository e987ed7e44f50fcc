//! What a log must bear: a file for each fear.

mod backward_compatibility;
mod corruption;
mod crash_consistency;
mod encoding;
mod handed;
mod retention;
mod stubborn_disk;
mod support;
