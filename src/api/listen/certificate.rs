//! The certificate of the service, from files that may be renewed while it runs. A pair that cannot be used changes
//! nothing; it is logged once.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, ServerConfig};

use crate::diagnostic::Text;
use crate::stamp::Stamp;

/// How often the files are looked at. What changed is taken up once it has stayed the same for that long, for two files
/// are never written at the same moment.
const LOOK: Duration = Duration::from_secs(1);

/// The files of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those between it and its root, in PEM, its own first.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// What the two files were when they were looked at; nothing where one could not be seen.
type Seen = Option<[Stamp; 2]>;

/// A certificate that is followed.
pub(in crate::api) struct Certificate {
    files: TlsFiles,
    config: Arc<ServerConfig>,
    current: Arc<Current>,
    looked: Mutex<Looked>,
}

struct Looked {
    last: Seen,
    /// What was last taken up, or refused.
    settled: Seen,
}

impl Certificate {
    /// Reads the files and follows them from now on.
    pub(in crate::api) fn follow(files: &TlsFiles) -> Result<Arc<Self>, Text> {
        let seen = seen(files);
        let current = Arc::new(Current(ArcSwap::from_pointee(read(files)?)));
        let config = config(current.clone())
            .map_err(|error| Text::new(format!("TLS 无法启用：{error}"), format!("TLS cannot be used: {error}")))?;
        let looked = Mutex::new(Looked { last: seen.clone(), settled: seen });
        let certificate = Arc::new(Self { files: files.clone(), config: Arc::new(config), current, looked });
        let follower = Arc::downgrade(&certificate);
        let thread = std::thread::Builder::new().name("certificate".into()).spawn(move || look(&follower));
        thread.map_err(|error| {
            Text::new(format!("无法跟踪证书文件：{error}"), format!("the certificate cannot be followed: {error}"))
        })?;
        Ok(certificate)
    }

    /// How TLS is spoken.
    pub(super) fn config(&self) -> &Arc<ServerConfig> {
        &self.config
    }

    /// Takes the files up as they are, or keeps the old certificate and says why.
    pub(in crate::api) fn renew(&self) {
        match read(&self.files) {
            Ok(key) => {
                self.current.0.store(Arc::new(key));
                tracing::info!("the certificate was read anew and is in use");
            }
            Err(why) => tracing::error!("the certificate cannot be used, the old one stays: {}", why.en),
        }
    }

    fn look(&self) {
        let now = seen(&self.files);
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let rests = looked.last == now;
        looked.last.clone_from(&now);
        if rests && looked.settled != now {
            looked.settled = now;
            drop(looked);
            self.renew();
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

fn look(certificate: &Weak<Certificate>) {
    while let Some(certificate) = certificate.upgrade() {
        certificate.look();
        drop(certificate);
        std::thread::sleep(LOOK);
    }
}

/// The certificate that the next client is shown.
struct Current(ArcSwap<CertifiedKey>);

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Current")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

fn provider() -> CryptoProvider {
    ring::default_provider()
}

fn config(current: Arc<Current>) -> Result<ServerConfig, rustls::Error> {
    let builder = ServerConfig::builder_with_provider(Arc::new(provider())).with_safe_default_protocol_versions()?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(current);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn read(files: &TlsFiles) -> Result<CertifiedKey, Text> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes(&files.certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|error| not_pem(&files.certificate, &error))?;
    if chain.is_empty() {
        let path = files.certificate.display();
        return Err(Text::new(
            format!("{path} 里没有证书；需要 PEM 格式，即 `-----BEGIN CERTIFICATE-----`"),
            format!("there is no certificate in {path}: it has to be PEM, `-----BEGIN CERTIFICATE-----`"),
        ));
    }
    let key = PrivateKeyDer::from_pem_slice(&bytes(&files.key)?).map_err(|error| not_pem(&files.key, &error))?;
    let (certificate_path, key_path) = (files.certificate.display(), files.key.display());
    CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => Text::new(
            format!("{key_path} 里的私钥不属于 {certificate_path} 里的证书"),
            format!("the key in {key_path} does not belong to the certificate in {certificate_path}"),
        ),
        other => Text::new(
            format!("{certificate_path} 和 {key_path} 不能使用：{other}"),
            format!("{certificate_path} and {key_path} cannot be used: {other}"),
        ),
    })
}

fn not_pem(path: &Path, error: &rustls::pki_types::pem::Error) -> Text {
    let path = path.display();
    // The error names a line or a kind of section, never what stands in it.
    let what = match error {
        rustls::pki_types::pem::Error::NoItemsFound => "no item of this kind in PEM".to_owned(),
        _ => "it is not PEM".to_owned(),
    };
    Text::new(format!("{path} 无法读取：不是所需的 PEM"), format!("{path} cannot be read: {what}"))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Text> {
    #[expect(clippy::disallowed_methods, reason = "a file the operator named, read as the door is opened")]
    std::fs::read(path).map_err(|error| {
        let path = path.display();
        Text::new(format!("{path} 无法读取：{error}"), format!("{path} cannot be read: {error}"))
    })
}

fn seen(files: &TlsFiles) -> Seen {
    Some([Stamp::of(&files.certificate)?, Stamp::of(&files.key)?])
}
