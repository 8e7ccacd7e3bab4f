//! The HTTP shell: requests in, calls on the engine, responses out. No law, no rule and no figure is decided here.

mod accept;
mod batch;
mod body;
mod bounds;
mod conduct;
mod decisions;
mod document;
mod error;
mod etag;
mod evaluations;
mod follow;
mod gate;
mod guide;
mod health;
mod imports;
mod interviews;
mod language;
mod letters;
mod lifecycle;
mod listen;
mod metrics;
mod money;
mod registry;
mod reload;
mod rulebook;
mod rules_check;
mod ruleset;
mod running;
mod settings;
mod watch;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use actix_server::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, web};
use tokio::sync::Semaphore;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub use batch::BatchSettings;
pub use bounds::{BOUNDS, Bounds};
pub use document::{Document, document};
pub use gate::GateSettings;
pub use listen::TlsFiles;
pub use settings::Settings;

use bounds::Slots;
use follow::Follower;
use gate::{Gate, KeysFollower};
use lifecycle::{Lifecycle, Signals};
use listen::{Certificate, Door};
use metrics::Metrics;
use reload::Reloader;
use running::Running;

use crate::check::check;
use crate::clock;
use crate::engine::Engine;
use crate::record::Record;

/// What every handler can reach.
pub(crate) struct State {
    pub(crate) running: Arc<Running>,
    pub(crate) settings: Settings,
    pub(crate) gate: Gate,
    metrics: Arc<Metrics>,
    reloader: Arc<Reloader>,
    /// Who answers the lines of batches.
    crew: batch::Crew,
    /// Whether a caller's reload is under way; see [`ruleset`].
    reloading: AtomicBool,
    slots: Slots,
    lifecycle: Arc<Lifecycle>,
    /// Nothing where TLS is somebody else's.
    certificate: Option<Arc<Certificate>>,
    /// The record of decisions, where one is kept.
    record: Option<Arc<Record>>,
    /// Replays of decisions go one at a time; see [`decisions`].
    replays: Semaphore,
}

impl State {
    /// The state of a service that starts with these rules, read from this folder, and asks for no key.
    #[cfg(test)]
    pub(crate) fn new(engine: Arc<Engine>, folder: PathBuf, settings: Settings) -> Self {
        let gate = Gate::new(&settings.gate, clock::system).unwrap();
        Self::behind(gate, engine, folder, settings)
    }

    /// The same, behind this gate.
    pub(crate) fn behind(gate: Gate, engine: Arc<Engine>, folder: PathBuf, settings: Settings) -> Self {
        let running = Arc::new(Running::new(engine));
        let metrics = Arc::new(Metrics::new());
        let reloader = Arc::new(Reloader::new(folder, running.clone(), metrics.clone(), check));
        let crew = batch::Crew::new(&settings.batch, metrics.clone());
        let slots = Slots::new(&settings.bounds, settings.workers);
        let (reloading, lifecycle) = (AtomicBool::new(false), Arc::new(Lifecycle::default()));
        Self {
            running,
            settings,
            gate,
            metrics,
            reloader,
            crew,
            reloading,
            slots,
            lifecycle,
            certificate: None,
            record: None,
            replays: Semaphore::new(1),
        }
    }
}

/// Every route, once: what is served is what is documented.
fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(evaluations::create_evaluation)
        .service(batch::evaluate_lines)
        .service(interviews::next_question)
        .service(imports::import_contacts)
        .service(conduct::judge_contacts)
        .service(decisions::show_decision)
        .service(letters::print_letter)
        .configure(money::register)
        .service(rulebook::list_rules)
        .service(rulebook::show_rule)
        .service(rules_check::check_rules)
        .service(ruleset::show_ruleset)
        .service(ruleset::reload_ruleset)
        .service(registry::list_laws)
        .service(registry::list_values)
        .service(registry::list_vocabulary)
        .service(guide::list_stages)
        .service(guide::show_stage)
        .service(guide::list_errata)
        .service(health::livez)
        .service(health::readyz)
        .service(metrics::show_metrics);
}

/// Makes the application of one worker. A macro-free closure would need the type of every middleware spelled out.
macro_rules! application {
    ($state:expr) => {
        App::new()
            .into_utoipa_app()
            .configure(routes)
            .map(|app| {
                app.app_data($state.clone())
                    .service(document::openapi_json)
                    .service(
                        SwaggerUi::new("/docs/{_:.*}")
                            .config(Config::new(["/openapi.json"]).validator_url("none").try_it_out_enabled(true)),
                    )
                    .service(web::redirect("/docs", "/docs/"))
                    .default_service(web::to(error::not_found))
                    // From the inside out. Whatever else may refuse a request stands inside `one_shape`.
                    .wrap(from_fn($crate::api::etag::conditional))
                    .wrap(from_fn($crate::api::gate::check))
                    .wrap($crate::api::gate::cors(&$state.settings.gate))
                    .wrap(from_fn(error::one_shape))
                    .wrap(Compress::default())
                    .wrap($crate::api::gate::headers(&$state.settings))
                    .wrap(from_fn($crate::api::watch::watch))
                    .wrap(from_fn($crate::api::bounds::accompany))
            })
            .into_app()
    };
}

/// A service that listens.
pub struct Service {
    /// Its addresses; where the port was left to the system, with the one that was given.
    pub addresses: Vec<SocketAddr>,
    server: Server,
    follower: Option<Follower>,
    state: web::Data<State>,
    keys: Option<KeysFollower>,
    signals: Signals,
}

impl Service {
    /// Answers until the service is told to stop by SIGTERM or SIGINT, and then leaves in order: it says that it is not
    /// ready, takes requests for a while longer, and finishes those it has. A second signal ends it at once.
    pub async fn run(self) -> std::io::Result<()> {
        let drain = lifecycle::drain(self.state.settings.drain_seconds, &self.addresses);
        let ended = lifecycle::live(self.server, self.signals, &self.state, drain).await;
        drop((self.follower, self.keys));
        ended
    }
}

/// Starts a service with these rules, read from this folder, and a record of its decisions where one is given.
pub fn serve(
    engine: Arc<Engine>,
    folder: PathBuf,
    settings: Settings,
    record: Option<Arc<Record>>,
) -> std::io::Result<Service> {
    let watch = settings.watch.then(|| Duration::from_secs(settings.watch_seconds));
    let certificate = settings.tls.as_ref().map(Certificate::follow).transpose();
    let certificate = certificate
        .map_err(|why| std::io::Error::new(std::io::ErrorKind::InvalidData, format!("{} / {}", why.zh, why.en)))?;
    let gate = Gate::new(&settings.gate, clock::system).map_err(|problem| std::io::Error::other(problem.en))?;
    // Whoever sees the service listen may tell it to stop.
    let signals = Signals::new()?;
    let listeners = listen::bind(&settings.bind)?;
    let addresses = listeners.iter().map(TcpListener::local_addr).collect::<Result<_, _>>()?;
    let state = web::Data::new(State { certificate, record, ..State::behind(gate, engine, folder, settings) });
    let door = Door {
        bounds: state.settings.bounds,
        workers: state.settings.workers,
        shutdown_timeout_seconds: state.settings.shutdown_timeout_seconds,
        certificate: state.certificate.clone(),
        lifecycle: state.lifecycle.clone(),
    };
    let applications = state.clone();
    let server = listen::serve(listeners, &door, move || application!(applications))?;
    let follower = watch.map(|every| Follower::start(state.reloader.clone(), every)).transpose()?;
    let keys = KeysFollower::start(state.clone())?;
    Ok(Service { addresses, server, follower, state, keys, signals })
}

#[cfg(test)]
mod rulebook_tests;
#[cfg(test)]
mod tests;
