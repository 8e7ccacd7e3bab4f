//! `ashore key`: keys for callers of the service, in a file that the service reads again when it changes.

mod change;
mod list;
mod new;

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::{Context, Ended, Format, complain, out};
use crate::access::{Key, KeysError, NoRandomness, NotRotated, Token};
use crate::diagnostic::Text;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
    /// The file of keys
    #[arg(long, global = true, env = "ASHORE_KEYS", default_value = "keys.json", value_name = "FILE")]
    keys: PathBuf,
    /// How to print
    #[arg(long, global = true, default_value = "human")]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key and print its token, this once
    New(new::Args),
    /// List the keys: what they open, and whether they are good
    List,
    /// Give a key a new token; the older one stays good for a while
    Rotate(change::Rotate),
    /// Take a key back: within seconds nobody is let in with it
    Revoke(change::Revoke),
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let done = match &args.what {
        What::New(new) => new::run(context, args, new),
        What::List => list::run(context, args),
        What::Rotate(rotate) => change::rotate(context, args, rotate),
        What::Revoke(revoke) => change::revoke(context, args, revoke),
    };
    match done {
        Ok(()) => Ended::Well,
        Err(failure) => {
            complain(failure.text().in_language(context.language));
            failure.ended()
        }
    }
}

/// Why a command about keys failed.
enum Failure {
    /// The file cannot be read or written.
    File(KeysError),
    /// What was asked for cannot be done.
    Asked(Text),
    /// There are no random bits.
    NoRandomness,
}

impl From<KeysError> for Failure {
    fn from(error: KeysError) -> Self {
        Self::File(error)
    }
}

impl From<NoRandomness> for Failure {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

impl From<NotRotated> for Failure {
    fn from(why: NotRotated) -> Self {
        match why {
            NotRotated::NoRandomness(NoRandomness) => Self::NoRandomness,
            NotRotated::Revoked => Self::Asked(Text::new(
                "这个密钥已经收回，不能更换；请另建一个",
                "the key was revoked and gets no new token: make another one",
            )),
            NotRotated::TooMany(n) => Self::Asked(Text::new(
                format!(
                    "换过之后会有 {n} 个令牌同时有效，上限 {}；等旧的到期，或用 --grace-hours 0 让它们立即失效",
                    crate::access::MAX_SECRETS
                ),
                format!(
                    "{n} tokens of it would be good at the same time, the limit is {}: wait until older ones end, or end them at once with --grace-hours 0",
                    crate::access::MAX_SECRETS
                ),
            )),
        }
    }
}

impl Failure {
    fn text(&self) -> Text {
        match self {
            Self::File(error) => error.text(),
            Self::Asked(text) => text.clone(),
            Self::NoRandomness => Text::new("系统给不出随机数", "the system gives no random bits"),
        }
    }

    fn ended(&self) -> Ended {
        match self {
            Self::Asked(_) => Ended::Misused,
            Self::File(_) | Self::NoRandomness => Ended::Outside,
        }
    }
}

/// Prints a token, the only time there is one to print.
fn show_token(context: &Context, args: &Args, key: &Key, token: &Token) {
    match args.format {
        Format::Json => {
            let mut entry = list::entry(key, crate::clock::system());
            if let Some(entry) = entry.as_object_mut() {
                entry.insert("token".into(), json!(token.text()));
            }
            out(&super::json(&entry));
        }
        Format::Human => {
            let about = list::line(context, key, crate::clock::system());
            let once = context.say("令牌只显示这一次，请现在保存：", "the token is shown this once, keep it now:");
            out(&format!("{about}\n{once}\n{}\n", token.text()));
        }
    }
}
