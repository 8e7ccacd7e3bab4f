//! `ashore serve`.

mod gate;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;

use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::{Context, Ended, complain, telemetry};
use crate::api::{Bounds, Settings, TlsFiles, serve};
use crate::diagnostic::Text;
use crate::fact::{LIMITS, Limits};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to listen
    #[arg(long, env = "ASHORE_BIND", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    bind: String,
    #[command(flatten)]
    gate: gate::Args,
    /// Listen on an address others can reach without asking for keys: only behind a gateway that asks for them
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
    #[command(flatten)]
    record: super::record::Kept,
    #[command(flatten)]
    batch: super::batch::ServiceArgs,
    #[command(flatten)]
    telemetry: telemetry::Args,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let telling = match args.telemetry.settings() {
        Ok(telling) => telling,
        Err(problem) => {
            complain(&format!("--otlp-endpoint: {}", problem.in_language(context.language)));
            return Ended::Misused;
        }
    };
    if let Err(errors) = telling.validate() {
        complain(&readable(&errors));
        return Ended::Misused;
    }
    let mut settings = Settings {
        bind: args.bind.clone(),
        workers: args.workers,
        body_limit_bytes: args.body_limit_bytes,
        shutdown_timeout_seconds: args.shutdown_timeout_seconds,
        drain_seconds: args.drain_seconds,
        tls: args.tls_cert.clone().zip(args.tls_key.clone()).map(|(certificate, key)| TlsFiles { certificate, key }),
        bounds: args.bounds,
        watch: args.watch,
        watch_seconds: args.watch_seconds,
        batch: args.batch.settings(),
        gate: args.gate.settings(),
        limits: Limits {
            debts: args.max_debts,
            contacts: args.max_contacts,
            text_chars: args.max_text_chars,
            ..LIMITS
        },
        spans: crate::telemetry::Spans::default(),
    };
    if let Err(errors) = settings.validate() {
        complain(&readable(&errors));
        return Ended::Misused;
    }
    if let Err(message) = allowed(context, args, &settings) {
        complain(&message);
        return Ended::Misused;
    }
    if let Err(problem) = settings.gate.keys_file() {
        complain(problem.in_language(context.language));
        return Ended::Outside;
    }
    let spans = match crate::telemetry::start(&telling) {
        Ok(spans) => spans,
        Err(problem) => {
            complain(problem.in_language(context.language));
            return Ended::Outside;
        }
    };
    settings.spans = spans.clone();
    let record = match args.record.open(context) {
        Ok(record) => record,
        Err(ended) => return ended,
    };
    let engine = match context.engine() {
        Ok(engine) => Arc::new(engine),
        Err(ended) => return ended,
    };
    let (version, digest) = (engine.rules().pack.version.clone(), engine.rules().digest.clone());
    let served = actix_web::rt::System::new().block_on(async {
        let service = serve(engine, context.rules.clone(), settings, record.clone())?;
        tracing::info!(bind = ?service.addresses, ruleset.version = %version, ruleset.digest = %digest, watch = args.watch, "listening");
        service.run().await
    });
    if let Some(record) = record {
        record.close();
    }
    spans.stop();
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

/// Without keys only this machine may be served, unless the operator says otherwise in so many words, and not both.
fn allowed(context: &Context, args: &Args, settings: &Settings) -> Result<(), String> {
    if args.without_keys && settings.gate.keys.is_some() {
        let both = Text::new(
            "--keys 与 --without-keys 互相矛盾，去掉一个",
            "--keys and --without-keys contradict each other: leave one out",
        );
        return Err(both.in_language(context.language).to_owned());
    }
    let addresses: Vec<SocketAddr> = args.bind.to_socket_addrs().map_err(|e| format!("{}: {e}", args.bind))?.collect();
    let public: Vec<IpAddr> = addresses.iter().map(SocketAddr::ip).filter(|ip| !ip.is_loopback()).collect();
    match public.first() {
        Some(ip) if !args.without_keys && settings.gate.keys.is_none() => Err(Text::new(
            format!("{ip} 不是本机地址，而没有给出密钥文件。先用 ashore key new 建密钥，再加上 --keys FILE；或监听 127.0.0.1；或在有鉴权的网关后面加上 --without-keys"),
            format!("{ip} can be reached by others, and no keys file is given: make a key with `ashore key new` and say --keys FILE, or listen on 127.0.0.1, or say --without-keys behind a gateway that asks for them"),
        )
        .in_language(context.language)
        .to_owned()),
        _ => Ok(()),
    }
}

/// The problems of the settings, sorted: the library keeps them without order.
fn readable(errors: &ValidationErrors) -> String {
    let mut lines = problems(errors);
    lines.sort();
    lines.join("\n")
}

fn problems(errors: &ValidationErrors) -> Vec<String> {
    let of_field = |(field, kind): (&std::borrow::Cow<'static, str>, &ValidationErrorsKind)| match kind {
        ValidationErrorsKind::Struct(inner) => problems(inner),
        ValidationErrorsKind::List(inner) => inner.values().flat_map(|errors| problems(errors)).collect(),
        ValidationErrorsKind::Field(errors) => {
            let name = field.replace('_', "-");
            let said = errors.iter().map(|e| e.message.as_deref().unwrap_or("is out of range"));
            said.map(|said| format!("--{name}: {said}")).collect()
        }
    };
    errors.errors().iter().flat_map(of_field).collect()
}
