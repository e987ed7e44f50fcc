//! `tls`: the service proves who it is and speaks in secret, by rustls, with HTTP/2 and HTTP/1.1 by ALPN.
//!
//! The files of the certificate are looked at every [`crate::limits::CERTIFICATE_LOOK_INTERVAL`] and at SIGHUP; what
//! has changed is taken for the next handshakes, and nothing that is open is touched. What would not do is told in
//! the log, and the certificate before stays.

#[cfg(feature = "tls")]
mod certificate;
#[cfg(feature = "tls")]
mod validity;
#[cfg(feature = "tls")]
mod watch;

/// What is in a file whose path the service says, or a variable of the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// `"certificate.pem"`
    Path(&'static str),
    /// `env "CERTIFICATE_FILE"`
    Variable(&'static str),
}

/// `tls: certificate "desk.pem" key "desk.key",`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The file of the certificate and those that vouch for it, as PEM.
    pub(crate) certificate: Named,
    /// The file of its key.
    pub(crate) key: Named,
}

/// With what a service proves who it is.
#[cfg(feature = "tls")]
#[must_use]
pub const fn tls(certificate: Named, key: Named) -> Option<Tls> {
    Some(Tls { certificate, key })
}

/// Stops the build of a service that speaks TLS without the feature that can.
#[cfg(not(feature = "tls"))]
#[must_use]
pub const fn tls(_: Named, _: Named) -> Option<Tls> {
    panic!("`tls` needs the feature `tls` of parseltongue: add it in Cargo.toml")
}

#[cfg(feature = "tls")]
pub(crate) use with::{Secured, handshake, heed_hangup, open};
#[cfg(not(feature = "tls"))]
pub(crate) use without::{Secured, handshake, heed_hangup, open};

#[cfg(feature = "tls")]
mod with {
    use std::future::poll_fn;
    use std::path::PathBuf;
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::Poll;

    use parseltongue_cores::Opening;
    use rustls::ServerConfig;
    use rustls::crypto::ring;
    use tokio::net::TcpStream;
    use tokio::signal::unix::{SignalKind, signal};
    use tokio::task::spawn_local;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::server::TlsStream;

    use super::certificate::{Certificate, Files};
    use super::watch::Watch;
    use super::{Named, Tls};
    use crate::Service;
    use crate::core::{Core, count};
    use crate::pulse::Pulse;

    /// What handshakes are made with.
    pub(crate) struct Secured {
        acceptor: TlsAcceptor,
        watch: Arc<Watch>,
    }

    /// What a service makes handshakes with, or why it cannot.
    pub(crate) fn open<S: Service>(opening: &Opening) -> Result<Option<Secured>, String> {
        let Some(Tls { certificate, key }) = S::TLS else { return Ok(None) };
        let path = |named: Named| match named {
            Named::Path(path) => Ok(PathBuf::from(path)),
            Named::Variable(variable) => opening
                .variable(variable)
                .map(PathBuf::from)
                .ok_or_else(|| format!("`tls` wants the variable {variable}, which is not set")),
        };
        let files = Files { certificate: path(certificate)?, key: path(key)? };
        let certificate = Arc::new(Certificate::read(&files).map_err(|reason| format!("`tls`: {reason}"))?);
        let told = |error: rustls::Error| format!("`tls`: {error}");
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(told)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&certificate) as _);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // A client that comes back shows what it was given, so that the service keeps nothing for it.
        config.ticketer = ring::Ticketer::new().map_err(told)?;
        let watch = Watch::begin(S::NAME, files, certificate)?;
        Ok(Some(Secured { acceptor: TlsAcceptor::from(Arc::new(config)), watch }))
    }

    /// The socket in secret; none when the handshake fails, takes too long, or the service stops.
    pub(crate) async fn handshake<S: Service>(
        secured: &Secured,
        core: &Core<S>,
        pulse: &Pulse,
        socket: TcpStream,
    ) -> Option<TlsStream<TcpStream>> {
        let mut accepting = pin!(secured.acceptor.accept(socket));
        let socket = poll_fn(|cx| {
            pulse.attend(cx.waker());
            if pulse.verdict().is_some() {
                return Poll::Ready(None);
            }
            match accepting.as_mut().poll(cx) {
                Poll::Pending if pulse.is_stopping() => Poll::Ready(None),
                polled => polled.map(Result::ok),
            }
        })
        .await;
        if socket.is_none() {
            // What clients get wrong is nothing for the log; it is counted.
            count(&core.common.counters.handshakes);
        }
        socket
    }

    /// Has the files looked at when the process is told so.
    pub(crate) fn heed_hangup(secured: &Option<Secured>) {
        let Some(Secured { watch, .. }) = secured else { return };
        // A system that gives no signals still has the files looked at in time.
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        let watch = Arc::downgrade(watch);
        spawn_local(async move {
            while hangup.recv().await.is_some() {
                let Some(watch) = watch.upgrade() else { return };
                watch.look_now();
            }
        });
    }
}

#[cfg(not(feature = "tls"))]
mod without {
    use std::convert::Infallible;

    use parseltongue_cores::Opening;
    use tokio::net::TcpStream;

    use crate::Service;
    use crate::core::Core;
    use crate::pulse::Pulse;

    /// There is none.
    pub(crate) struct Secured(Infallible);

    pub(crate) fn open<S: Service>(_: &Opening) -> Result<Option<Secured>, String> {
        Ok(None)
    }

    pub(crate) async fn handshake<S: Service>(
        secured: &Secured,
        _: &Core<S>,
        _: &Pulse,
        _: TcpStream,
    ) -> Option<TcpStream> {
        match secured.0 {}
    }

    pub(crate) fn heed_hangup(_: &Option<Secured>) {}
}
