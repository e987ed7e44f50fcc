//! A certificate and its key, read from their files, and the one that the next handshake shows.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::validity::Validity;

/// Where a certificate and its key stand.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Files {
    /// When each was written, and how long it is; a file that is put in the other's place differs in one of them.
    pub(super) fn state(&self) -> [Option<(SystemTime, u64)>; 2] {
        [&self.certificate, &self.key].map(|path| {
            let about = std::fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        })
    }
}

/// The certificate that the next handshake shows.
pub(super) struct Certificate(RwLock<Arc<CertifiedKey>>);

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}

impl Certificate {
    pub(super) fn read(files: &Files) -> Result<Certificate, String> {
        read(files).map(|key| Certificate(RwLock::new(Arc::new(key))))
    }

    /// Shows what the files hold now; what would not do changes nothing.
    pub(super) fn read_again(&self, files: &Files) -> Result<(), String> {
        let key = Arc::new(read(files)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = key;
        Ok(())
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn read(files: &Files) -> Result<CertifiedKey, String> {
    let Files { certificate, key } = files;
    let (chain_shown, key_shown) = (certificate.display(), key.display());
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(&bytes(certificate, "certificate")?)
            .collect::<Result<_, _>>()
            .map_err(|error| format!("{chain_shown} is no certificate in PEM: {}", told(&error)))?;
    let Some(first) = chain.first() else {
        return Err(format!("{chain_shown} holds no certificate in PEM (`-----BEGIN CERTIFICATE-----`)"));
    };
    let Some(validity) = Validity::of(first) else {
        return Err(format!("what {chain_shown} holds is no certificate as X.509 has it"));
    };
    validity
        .check(SystemTime::now())
        .map_err(|reason| format!("the certificate in {chain_shown} {reason}"))?;
    // Of the key nothing is ever told but which file it is.
    let private = PrivateKeyDer::from_pem_slice(&bytes(key, "key")?).map_err(|_| {
        format!(
            "{key_shown} holds no private key in PEM (`-----BEGIN PRIVATE KEY-----`), or one with a password"
        )
    })?;
    let private = any_supported_type(&private).map_err(|_| {
        format!("the key in {key_shown} is none that TLS can use: RSA of 2048 bits and more, P-256, P-384, Ed25519")
    })?;
    let certified = CertifiedKey::new(chain, private);
    match certified.keys_match() {
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => Err(format!(
            "the key in {key_shown} is not that of the certificate in {chain_shown}; of several certificates the \
             service's own comes first"
        )),
        Err(rustls::Error::InconsistentKeys(_)) | Ok(()) => Ok(certified),
        Err(error) => Err(format!("the certificate in {chain_shown} cannot be used: {error}")),
    }
}

fn bytes(path: &Path, what: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file {} for the {what}", path.display()),
        _ => format!("the file {} of the {what} cannot be read: {error}", path.display()),
    })
}

fn told(error: &PemError) -> &'static str {
    match error {
        PemError::MissingSectionEnd { .. } => "it is cut off",
        PemError::Base64Decode(_) => "it is garbled",
        _ => "it is in another form",
    }
}
