//! The service as it speaks TLS: which certificate a client is shown, and what becomes of a pair that cannot be used.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use crate::shell::service::{PATIENCE, Service};

/// A certificate for `localhost` that signs itself.
struct Pair {
    certificate: CertificateDer<'static>,
    pem: String,
    key: String,
}

fn pair() -> Pair {
    let CertifiedKey::<KeyPair> { cert, signing_key } = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    Pair { certificate: cert.der().clone(), pem: cert.pem(), key: signing_key.serialize_pem() }
}

/// The files of a test.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn of(name: &str, pair: &Pair) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let files = Self { certificate: folder.join("tls.crt"), key: folder.join("tls.key") };
        files.hold(&pair.pem, &pair.key);
        files
    }

    fn hold(&self, certificate: &str, key: &str) {
        std::fs::write(&self.certificate, certificate).unwrap();
        std::fs::write(&self.key, key).unwrap();
    }

    fn flags(&self) -> [&str; 4] {
        ["--tls-cert", self.certificate.to_str().unwrap(), "--tls-key", self.key.to_str().unwrap()]
    }
}

/// What a client that trusts this certificate alone is answered, and the protocol agreed on.
fn asked(service: &Service, trusted: &Pair) -> Result<(String, Option<Vec<u8>>), std::io::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.certificate.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut client = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect(&service.address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut stream = Stream::new(&mut client, &mut socket);
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok((answer, client.alpn_protocol().map(<[u8]>::to_vec)))
}

#[test]
fn a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_changes_nothing() {
    let (first, second) = (pair(), pair());
    let files = Files::of("tls-renewed", &first);
    let service = Service::start(&files.flags());
    let (answer, protocol) = asked(&service, &first).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\"status\":\"ok\""), "{answer}");
    assert_eq!(protocol.as_deref(), Some(&b"http/1.1"[..]));
    assert!(asked(&service, &second).is_err(), "the other certificate is not shown");

    files.hold(&second.pem, &second.key);
    service.wait("the new certificate", || asked(&service, &second).is_ok());
    assert!(asked(&service, &first).is_err(), "the old certificate is not shown any longer");

    let refused =
        |what: &str| service.log().lines().filter(|l| l.contains("the old one stays") && l.contains(what)).count();
    files.hold(&second.pem, &first.key);
    service.wait("a key of another certificate is told", || refused("does not belong to") == 1);
    files.hold("no certificate", &second.key);
    service.wait("a file that is none is told", || refused("there is no certificate in") == 1);
    assert!(asked(&service, &second).is_ok(), "the last good pair stays");
    assert_eq!((refused("does not belong to"), refused("there is no certificate in")), (1, 1), "each is told once");
    assert!(!service.log().contains("PRIVATE KEY"), "no secret is logged");
}

#[test]
fn a_pair_that_does_not_fit_keeps_the_service_from_starting() {
    let (first, second) = (pair(), pair());
    let files = Files::of("tls-mismatched", &first);
    files.hold(&first.pem, &second.key);
    let started = Command::new(env!("CARGO_BIN_EXE_ashore"))
        .args(["serve", "--rules", "rules", "--bind", "127.0.0.1:0"])
        .args(files.flags())
        .output()
        .unwrap();
    let said = String::from_utf8(started.stderr).unwrap();
    assert_eq!(started.status.code(), Some(4), "{said}");
    assert!(said.contains("does not belong to the certificate in") && said.contains("不属于"), "{said}");

    let alone = Command::new(env!("CARGO_BIN_EXE_ashore"))
        .args(["serve", "--rules", "rules", "--bind", "127.0.0.1:0", "--tls-cert", files.certificate.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(alone.status.code(), Some(2), "a certificate without a key is a misuse");
    assert!(String::from_utf8(alone.stderr).unwrap().contains("--tls-key"));
}

#[test]
fn a_client_that_never_agrees_on_tls_is_cut_off() {
    let only = pair();
    let files = Files::of("tls-silent", &only);
    let mut flags = files.flags().to_vec();
    flags.extend(["--header-timeout-ms", "500"]);
    let service = Service::start(&flags);
    let mut silent = TcpStream::connect(&service.address).unwrap();
    silent.set_read_timeout(Some(PATIENCE)).unwrap();
    silent.write_all(&[0x16]).unwrap();
    assert!(matches!(silent.read(&mut [0; 64]), Ok(0) | Err(_)), "it ends without an answer");
    assert!(asked(&service, &only).is_ok());
}
