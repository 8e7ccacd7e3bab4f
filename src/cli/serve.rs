//! `ashore serve`.

use std::io::{ErrorKind, IsTerminal};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;

use validator::Validate;

use super::{Context, Ended, complain};
use crate::api::{Bounds, Settings, TlsFiles, serve};
use crate::diagnostic::Text;
use crate::fact::{LIMITS, Limits};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to listen
    #[arg(long, env = "ASHORE_BIND", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    bind: String,
    /// Listen on an address others can reach, though this service has no keys of its own: only behind a gateway that
    /// asks for them
    #[arg(long, env = "ASHORE_WITHOUT_KEYS", value_parser = clap::value_parser!(bool), default_value = "false", num_args = 0..=1, default_missing_value = "true")]
    without_keys: bool,
    /// Worker threads
    #[arg(long, env = "ASHORE_WORKERS", default_value_t = 2)]
    workers: usize,
    /// The largest body that is read, in bytes
    #[arg(long, env = "ASHORE_BODY_LIMIT_BYTES", default_value_t = 4_194_304)]
    body_limit_bytes: usize,
    /// The most debts in one portfolio
    #[arg(long, env = "ASHORE_MAX_DEBTS", default_value_t = LIMITS.debts)]
    max_debts: usize,
    /// The most contacts in one portfolio
    #[arg(long, env = "ASHORE_MAX_CONTACTS", default_value_t = LIMITS.contacts)]
    max_contacts: usize,
    /// The most characters of one text in a portfolio
    #[arg(long, env = "ASHORE_MAX_TEXT_CHARS", default_value_t = LIMITS.text_chars)]
    max_text_chars: usize,
    #[command(flatten)]
    bounds: Bounds,
    /// The certificate to speak TLS with, in PEM, its own first; taken up anew when the file changes
    #[arg(long, env = "ASHORE_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long, env = "ASHORE_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// How long requests are still taken after a stop, while the service says that it is not ready, in seconds [default:
    /// 5; 0 on an address of this machine]
    #[arg(long, env = "ASHORE_DRAIN_SECONDS", value_name = "SECONDS")]
    drain_seconds: Option<u64>,
    /// How long requests in flight may take after a stop, in seconds
    #[arg(long, env = "ASHORE_SHUTDOWN_TIMEOUT_SECONDS", default_value_t = 30)]
    shutdown_timeout_seconds: u64,
    /// Take up changes of the rule folder; rules with mistakes are refused and the old ones keep answering
    #[arg(long, env = "ASHORE_WATCH", value_parser = clap::value_parser!(bool), default_value = "false", num_args = 0..=1, default_missing_value = "true")]
    watch: bool,
    /// How often a watched folder is looked at even if the system tells of no change, in seconds
    #[arg(long, env = "ASHORE_WATCH_SECONDS", default_value_t = 2)]
    watch_seconds: u64,
    /// Log lines as JSON
    #[arg(long, env = "ASHORE_LOG_JSON", value_parser = clap::value_parser!(bool), default_value = "false", num_args = 0..=1, default_missing_value = "true")]
    log_json: bool,
    /// The least that is logged
    #[arg(long, env = "ASHORE_LOG", default_value = "info")]
    log: Level,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Level {
    /// Failures
    Error,
    /// Failures and what may become one
    Warn,
    /// A line for each request as well
    Info,
    /// Everything
    Debug,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let settings = Settings {
        bind: args.bind.clone(),
        workers: args.workers,
        body_limit_bytes: args.body_limit_bytes,
        shutdown_timeout_seconds: args.shutdown_timeout_seconds,
        drain_seconds: args.drain_seconds,
        tls: args.tls_cert.clone().zip(args.tls_key.clone()).map(|(certificate, key)| TlsFiles { certificate, key }),
        bounds: args.bounds,
        watch: args.watch,
        watch_seconds: args.watch_seconds,
        limits: Limits {
            debts: args.max_debts,
            contacts: args.max_contacts,
            text_chars: args.max_text_chars,
            ..LIMITS
        },
    };
    // Those of the bounds by themselves, because the library keeps the errors of a part apart.
    for checked in [settings.validate(), settings.bounds.validate()] {
        if let Err(errors) = checked
            && !errors.field_errors().is_empty()
        {
            complain(&readable(&errors));
            return Ended::Misused;
        }
    }
    if let Err(message) = allowed(context, args) {
        complain(&message);
        return Ended::Misused;
    }
    let engine = match context.engine() {
        Ok(engine) => Arc::new(engine),
        Err(ended) => return ended,
    };
    start_log(args);
    let (version, digest) = (engine.rules().pack.version.clone(), engine.rules().digest.clone());
    let served = actix_web::rt::System::new().block_on(async {
        let service = serve(engine, context.rules.clone(), settings)?;
        tracing::info!(bind = ?service.addresses, ruleset.version = %version, ruleset.digest = %digest, watch = args.watch, "listening");
        service.run().await
    });
    match served {
        Ok(()) => Ended::Well,
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            complain(&format!("{}: {error}", context.say("服务没有启动", "the service was not started")));
            Ended::Outside
        }
        Err(error) => {
            complain(&format!("{} {}: {error}", context.say("无法监听", "cannot listen on"), args.bind));
            Ended::Outside
        }
    }
}

/// Without keys only this machine may be served, unless the operator says otherwise in so many words.
fn allowed(context: &Context, args: &Args) -> Result<(), String> {
    let addresses: Vec<SocketAddr> = args.bind.to_socket_addrs().map_err(|e| format!("{}: {e}", args.bind))?.collect();
    let public: Vec<IpAddr> = addresses.iter().map(SocketAddr::ip).filter(|ip| !ip.is_loopback()).collect();
    match public.first() {
        Some(ip) if !args.without_keys => Err(Text::new(
            format!("{ip} 不是本机地址，而本服务没有密钥。请监听 127.0.0.1，或在有鉴权的网关后面加上 --without-keys"),
            format!("{ip} can be reached by others, and this service has no keys: listen on 127.0.0.1, or say --without-keys behind a gateway that asks for them"),
        )
        .in_language(context.language)
        .to_owned()),
        _ => Ok(()),
    }
}

/// The problems of the settings, sorted: the library keeps them without order.
fn readable(errors: &validator::ValidationErrors) -> String {
    let mut lines: Vec<String> = errors
        .field_errors()
        .into_iter()
        .flat_map(|(field, errors)| {
            let name = field.replace('_', "-");
            errors
                .iter()
                .map(move |e| format!("--{name}: {}", e.message.as_deref().unwrap_or("is out of range")))
                .collect::<Vec<_>>()
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

fn start_log(args: &Args) {
    let level = match args.log {
        Level::Error => tracing::Level::ERROR,
        Level::Warn => tracing::Level::WARN,
        Level::Info => tracing::Level::INFO,
        Level::Debug => tracing::Level::DEBUG,
    };
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        // A log that cannot be written, on a full disk, would end each request with a panic about that.
        .log_internal_errors(false);
    if args.log_json { log.json().init() } else { log.init() }
}
