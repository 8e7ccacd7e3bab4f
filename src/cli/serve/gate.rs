//! The flags of `ashore serve` about keys, rates and web pages of other origins.

use std::path::PathBuf;

use crate::api::GateSettings;

#[derive(Debug, clap::Args)]
#[group(id = "gate")]
pub(super) struct Args {
    /// Ask every caller for a key of this file (`ashore key new` makes one); changes of the file count within seconds
    #[arg(long, env = "ASHORE_KEYS", value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The most requests a key may send in a minute, unless it was given a rate of its own; without keys, an address
    /// other than this machine's. 0 for no limit
    #[arg(long, env = "ASHORE_RATE_PER_MINUTE", default_value_t = 600)]
    rate_per_minute: u32,
    /// How many of them may come at once
    #[arg(long, env = "ASHORE_RATE_BURST", default_value_t = 60)]
    rate_burst: u32,
    /// The most missing or bad keys of one address in a minute that are answered as such and logged. 0 for no limit
    #[arg(long, env = "ASHORE_BAD_KEYS_PER_MINUTE", default_value_t = 60)]
    bad_keys_per_minute: u32,
    /// An origin whose pages may read answers, such as https://desk.example.org; may be given several times
    #[arg(long, env = "ASHORE_CORS_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    cors_origin: Vec<String>,
    /// Tell browsers to come by https only: where TLS ends here, or in a gateway before
    #[arg(long, env = "ASHORE_HSTS", value_parser = clap::value_parser!(bool), default_value = "false", num_args = 0..=1, default_missing_value = "true")]
    hsts: bool,
}

impl Args {
    /// The settings they stand for.
    pub(super) fn settings(&self) -> GateSettings {
        GateSettings {
            keys: self.keys.clone(),
            rate_per_minute: self.rate_per_minute,
            rate_burst: self.rate_burst,
            bad_keys_per_minute: self.bad_keys_per_minute,
            cors_origin: self.cors_origin.clone(),
            hsts: self.hsts,
        }
    }
}
