//! `ashore openapi`.

use super::{Context, Ended, out};
use crate::api::document;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which form
    #[arg(long, default_value = "json")]
    format: Form,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let engine = match context.engine() {
        Ok(engine) => engine,
        Err(ended) => return ended,
    };
    let document = document(&engine);
    out(match args.format {
        Form::Json => &document.json,
        Form::Yaml => &document.yaml,
    });
    Ended::Well
}
