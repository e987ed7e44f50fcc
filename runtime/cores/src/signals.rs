//! SIGTERM and SIGINT: the first stops the program in order, the second ends it at once.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::core_thread::Event;

/// Listens from now on, on a thread of its own, so that a second signal is heard even while a
/// block that closes holds the housekeeping thread.
pub(crate) fn listen(events: mpsc::UnboundedSender<Event>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut terminate, mut interrupt) = {
        let _inside = runtime.enter();
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
    };
    let heed = async move {
        let mut is_first = true;
        loop {
            let (why, number) = tokio::select! {
                _ = terminate.recv() => ("asked to by SIGTERM", SignalKind::terminate().as_raw_value()),
                _ = interrupt.recv() => ("asked to by SIGINT", SignalKind::interrupt().as_raw_value()),
            };
            if !is_first {
                // What a shell gives for a process that a signal has ended.
                std::process::exit(128 + number);
            }
            is_first = false;
            // A conductor that has ended needs no telling; the process is about to end.
            let _ = events.send(Event::StopRequested { why });
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(heed))?;
    Ok(())
}
