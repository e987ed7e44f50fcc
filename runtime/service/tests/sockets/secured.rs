//! `tls`: over real sockets, with a client of rustls.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use parseltongue_cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue_service as service;
use parseltongue_service::{Call, Entry, Named, Outcome, Tls, Verb, counts};
use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};

use crate::client::PATIENCE;

/// More than TLS and both sockets hold.
const TREASURE: usize = 8 << 20;

struct Vault;

impl service::Service for Vault {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const TLS: Option<Tls> = service::tls(Named::Variable("CERTIFICATE"), Named::Variable("KEY"));
    const TABLE: &'static [Entry] = &[];

    type Shared = ();
    type Local = ();

    fn shared() {}

    fn local() {}

    async fn answer(call: &Call<'_, Self>) -> Outcome {
        match *call.segments::<2>().as_slice() {
            ["open"] if call.verb() == Verb::Get => call.json("sesame".to_owned()),
            ["treasure"] if call.verb() == Verb::Get => call.json("g".repeat(TREASURE)),
            _ => call.not_found(),
        }
    }
}

impl Block for Vault {
    const NAME: &'static str = "Vault";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        service::run::<Self>(core)
    }
}

struct Bank;

impl Program for Bank {
    const NAME: &'static str = "Bank";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Vault>(1)];
}

/// A certificate and its key in files of their own.
struct Papers {
    directory: tempfile::TempDir,
}

impl Papers {
    fn new() -> Papers {
        Papers { directory: tempfile::tempdir().unwrap() }
    }

    fn certificate(&self) -> PathBuf {
        self.directory.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.directory.path().join("key.pem")
    }

    /// Writes a new certificate and its key; gives the certificate.
    fn issue(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(self.certificate(), cert.pem()).unwrap();
        std::fs::write(self.key(), signing_key.serialize_pem()).unwrap();
        cert.der().clone()
    }

    fn start(&self) -> Result<Running, String> {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        Launch::of::<Bank>()
            .on_free_ports()
            .with_variable("CERTIFICATE", text(&self.certificate()))
            .with_variable("KEY", text(&self.key()))
            .start()
            .map_err(|error| error.to_string())
    }
}

/// Takes that one certificate and no other, whoever has signed it.
#[derive(Debug)]
struct Only(CertificateDer<'static>);

impl ServerCertVerifier for Only {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let is_same = *shown == self.0;
        is_same
            .then(ServerCertVerified::assertion)
            .ok_or_else(|| rustls::Error::General("another".to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

type Secret = StreamOwned<ClientConnection, TcpStream>;

/// A connection whose handshake is done; none when the service shows another certificate.
fn connect(address: SocketAddr, certificate: &CertificateDer<'static>, protocols: &[&str]) -> Option<Secret> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Only(certificate.clone())))
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    let socket = TcpStream::connect(address).expect("the service listens");
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut secret = StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), socket);
    while secret.conn.is_handshaking() {
        secret.conn.complete_io(&mut secret.sock).ok()?;
    }
    Some(secret)
}

fn open(secret: &mut Secret) -> String {
    secret.write_all(b"GET /open HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let mut bytes = [0; 1024];
    while !answer.ends_with(b"\"sesame\"") {
        let count = secret.read(&mut bytes).expect("an answer");
        assert!(count > 0, "the connection ended in {:?}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&bytes[..count]);
    }
    String::from_utf8(answer).unwrap()
}

#[test]
fn both_protocols_are_spoken_in_secret() {
    let papers = Papers::new();
    let certificate = papers.issue();
    let running = papers.start().unwrap();
    let address = running.address::<Vault>();
    for protocols in [&["http/1.1"][..], &[]] {
        let mut secret = connect(address, &certificate, protocols).unwrap();
        for _ in 0..2 {
            assert!(open(&mut secret).starts_with("HTTP/1.1 200 OK\r\n"));
        }
    }
    let mut secret = connect(address, &certificate, &["h2", "http/1.1"]).unwrap();
    assert_eq!(secret.conn.alpn_protocol(), Some(&b"h2"[..]));
    // The preface, and SETTINGS that say nothing; the service's own come first.
    secret.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").unwrap();
    let mut frame = [0; 9];
    secret.read_exact(&mut frame).unwrap();
    assert_eq!(frame[3], 4, "SETTINGS");
}

#[test]
fn a_long_answer_comes_whole_and_its_end_is_said() {
    let papers = Papers::new();
    let certificate = papers.issue();
    let running = papers.start().unwrap();
    let mut secret = connect(running.address::<Vault>(), &certificate, &[]).unwrap();
    for connection in ["", "connection: close\r\n"] {
        let request = format!("GET /treasure HTTP/1.1\r\nhost: localhost\r\n{connection}\r\n");
        secret.write_all(request.as_bytes()).unwrap();
    }
    let mut answers = Vec::new();
    // An end that TLS does not say would be an error.
    secret.read_to_end(&mut answers).expect("both answers and their end");
    assert_eq!(answers.iter().filter(|byte| **byte == b'g').count() / TREASURE, 2);
}

#[test]
fn who_speaks_without_tls_is_cut_off_and_counted() {
    let papers = Papers::new();
    let certificate = papers.issue();
    let running = papers.start().unwrap();
    let address = running.address::<Vault>();
    let mut plain = TcpStream::connect(address).unwrap();
    plain.set_read_timeout(Some(PATIENCE)).unwrap();
    plain.write_all(b"GET /open HTTP/1.1\r\nhost: h\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // An alert, and then the end, however the kernel tells it.
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    assert!(connect(address, &certificate, &["gopher"]).is_none());
    open(&mut connect(address, &certificate, &[]).unwrap());
    assert_eq!(counts::<Vault>(running.world()).failed_handshakes, 2);
}

#[test]
fn a_renewed_certificate_is_shown_to_who_comes_next() {
    let papers = Papers::new();
    let first = papers.issue();
    let running = papers.start().unwrap();
    let address = running.address::<Vault>();
    let mut before = connect(address, &first, &[]).unwrap();
    open(&mut before);
    let second = papers.issue();
    let asked = Instant::now();
    let mut after = loop {
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::HUP).unwrap();
        if let Some(after) = connect(address, &second, &[]) {
            break after;
        }
        assert!(asked.elapsed() < PATIENCE, "the new certificate is never shown");
        std::thread::yield_now();
    };
    open(&mut after);
    // What was open goes on.
    open(&mut before);
    // Half of a renewal changes nothing.
    std::fs::write(papers.key(), "garbled").unwrap();
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::HUP).unwrap();
    open(&mut connect(address, &second, &[]).unwrap());
}

#[test]
fn what_would_not_do_is_told_at_start() {
    let told = |papers: &Papers| papers.start().expect_err("it does not start");
    let papers = Papers::new();
    assert!(told(&papers).contains("`tls`: there is no file "), "{}", told(&papers));
    papers.issue();
    let other = Papers::new();
    other.issue();
    std::fs::copy(other.key(), papers.key()).unwrap();
    assert!(told(&papers).contains("is not that of the certificate in "), "{}", told(&papers));
    std::fs::write(papers.key(), "no key").unwrap();
    assert!(told(&papers).contains("holds no private key in PEM"), "{}", told(&papers));
    std::fs::write(papers.certificate(), "no certificate").unwrap();
    assert!(told(&papers).contains("holds no certificate in PEM"), "{}", told(&papers));
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(2001, 9, 9);
    std::fs::write(papers.certificate(), params.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(papers.key(), key.serialize_pem()).unwrap();
    assert!(told(&papers).contains("was good until Sun, 09 Sep 2001 00:00:00 GMT"), "{}", told(&papers));
    let missing = Launch::of::<Bank>().on_free_ports().start().expect_err("it does not start").to_string();
    assert!(missing.contains("`tls` wants the variable CERTIFICATE, which is not set"), "{missing}");
}
