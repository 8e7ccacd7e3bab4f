//! The HTTP shell: requests in, calls on the engine, responses out. No law, no rule and no figure is decided here.

mod accept;
mod body;
mod conduct;
mod document;
mod error;
mod evaluations;
mod follow;
mod gate;
mod guide;
mod health;
mod imports;
mod interviews;
mod language;
mod letters;
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

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub use document::{Document, document};
pub use gate::GateSettings;
pub use settings::Settings;

use follow::Follower;
use gate::{Gate, KeysFollower};
use metrics::Metrics;
use reload::Reloader;
use running::Running;

use crate::check::check;
use crate::clock;
use crate::engine::Engine;

/// What every handler can reach.
pub(crate) struct State {
    pub(crate) running: Arc<Running>,
    pub(crate) settings: Settings,
    pub(crate) gate: Gate,
    metrics: Arc<Metrics>,
    reloader: Arc<Reloader>,
    /// Whether a caller's reload is under way; see [`ruleset`].
    reloading: AtomicBool,
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
        Self { running, settings, gate, metrics, reloader, reloading: AtomicBool::new(false) }
    }
}

/// How many portfolios one worker evaluates at the same time; more wait their turn.
const EVALUATIONS_AT_ONCE: usize = 2;

/// Every route, once: what is served is what is documented.
fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(evaluations::create_evaluation)
        .service(interviews::next_question)
        .service(imports::import_contacts)
        .service(conduct::judge_contacts)
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
                    .wrap(from_fn($crate::api::gate::check))
                    .wrap($crate::api::gate::cors(&$state.settings.gate))
                    .wrap(from_fn(error::one_shape))
                    .wrap(from_fn(watch::log))
                    .wrap(Compress::default())
                    .wrap($crate::api::gate::headers(&$state.settings.gate))
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
    keys: Option<KeysFollower>,
}

impl Service {
    /// Answers until the service is told to stop.
    pub async fn run(self) -> std::io::Result<()> {
        let ended = self.server.await;
        drop((self.follower, self.keys));
        ended
    }
}

/// Starts a service with these rules, read from this folder. It stops on SIGTERM and SIGINT, letting requests in flight
/// finish.
pub fn serve(engine: Arc<Engine>, folder: PathBuf, settings: Settings) -> std::io::Result<Service> {
    let (bind, workers, timeout) = (settings.bind.clone(), settings.workers, settings.shutdown_timeout_seconds);
    let watch = settings.watch.then(|| Duration::from_secs(settings.watch_seconds));
    let gate = Gate::new(&settings.gate, clock::system).map_err(|problem| std::io::Error::other(problem.en))?;
    let state = web::Data::new(State::behind(gate, engine, folder, settings));
    let (reloader, keys) = (state.reloader.clone(), KeysFollower::start(state.clone())?);
    let server = HttpServer::new(move || application!(state))
        .workers(workers)
        .worker_max_blocking_threads(EVALUATIONS_AT_ONCE)
        .shutdown_timeout(timeout)
        .bind(bind)?;
    let addresses = server.addrs();
    let follower = watch.map(|every| Follower::start(reloader, every)).transpose()?;
    Ok(Service { addresses, server: server.run(), follower, keys })
}

#[cfg(test)]
mod rulebook_tests;
#[cfg(test)]
mod tests;
