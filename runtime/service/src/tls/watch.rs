//! Looks at the files of a certificate, on a thread of its own: disks and parsers are nothing for a core.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};

use parseltongue_cores::helper_thread;

use super::certificate::{Certificate, Files};
use crate::limits::CERTIFICATE_LOOK_INTERVAL;

/// The thread ends when this is dropped.
pub(super) struct Watch(SyncSender<()>);

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

impl Watch {
    pub(super) fn begin(
        service: &'static str,
        files: Files,
        certificate: Arc<Certificate>,
    ) -> Result<Arc<Watch>, String> {
        let (ask, asked) = sync_channel(1);
        helper_thread("certificate", move || watch(service, &files, &certificate, &asked))
            .map_err(|error| format!("`tls`: there is no thread to look at the certificate: {error}"))?;
        Ok(Arc::new(Watch(ask)))
    }

    /// Has the files looked at now. A look that is asked for already will do.
    pub(super) fn look_now(&self) {
        let _ = self.0.try_send(());
    }
}

fn watch(service: &str, files: &Files, certificate: &Certificate, asked: &Receiver<()>) {
    // What was read at the start; a change between that and this is seen at the first look.
    let mut state = None;
    loop {
        match asked.recv_timeout(CERTIFICATE_LOOK_INTERVAL) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = files.state();
        if state == Some(now) {
            continue;
        }
        let is_first = state.replace(now).is_none();
        match certificate.read_again(files) {
            Ok(()) if is_first => {}
            Ok(()) => log::info!(target: service, "the next connections get the new certificate"),
            // Two files are not replaced at one instant: the next look may find them good.
            Err(reason) => log::error!(target: service, "the certificate stays as it is: {reason}"),
        }
    }
}
