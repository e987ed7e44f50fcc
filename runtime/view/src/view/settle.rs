//! Bringing a view to rest: everything that has come is shown, and nothing is left to run.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::element::Shell;
use crate::signal;
use crate::window::Waker;

/// Rung when something has come for the view.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    pub(crate) fn waker(&self) -> Waker {
        let bell = Arc::clone(&self.0);
        Waker::new(move || bell.notify_one())
    }
}

impl Shell {
    /// Takes what has come from streams. Says whether readers still owe something.
    pub(crate) fn take_news(&self) -> bool {
        let taken = self.streams.borrow_mut().take();
        let is_behind = taken.is_behind();
        for report in taken.reports {
            self.tree.borrow_mut().report(report);
        }
        is_behind
    }

    /// Runs the bindings that changes have marked.
    pub(crate) fn run_bindings(&self) {
        match signal::run_pending() {
            Ok(runs) => self.tree.borrow_mut().work.bindings_run += runs,
            Err(cycle) => self.tree.borrow_mut().report(format!("{cycle}; it was stopped")),
        }
    }
}

/// Waits until the view shows everything that stood in its streams when this was called.
pub(crate) async fn settle(shell: &Shell, bell: &Bell) {
    // What a component follows only once other records have come is settled by the next turn.
    loop {
        shell.streams.borrow_mut().draw_ticket();
        let followed = shell.streams.borrow().followed();
        while shell.take_news() {
            bell.0.notified().await;
        }
        shell.run_bindings();
        if shell.streams.borrow().followed() == followed {
            return;
        }
    }
}
