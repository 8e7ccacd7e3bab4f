//! `ashore key rotate` and `ashore key revoke`.

use chrono::TimeDelta;

use super::{Args as Shared, Failure, list, show_token};
use crate::access::{Key, change};
use crate::cli::{Context, Format, out};
use crate::clock;
use crate::diagnostic::{Text, closest};

#[derive(Debug, clap::Args)]
pub(super) struct Rotate {
    /// The key
    id: String,
    /// For how many hours the older token stays good
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(0..=8_760))]
    grace_hours: u32,
}

#[derive(Debug, clap::Args)]
pub(super) struct Revoke {
    /// The key
    id: String,
}

pub(super) fn rotate(context: &Context, shared: &Shared, args: &Rotate) -> Result<(), Failure> {
    let grace = TimeDelta::hours(args.grace_hours.into());
    let (key, token) = change(&shared.keys, false, |keys| {
        let key = named(keys, &args.id)?;
        let token = key.rotate(grace, clock::system())?;
        Ok::<_, Failure>((key.clone(), token))
    })?;
    show_token(context, shared, &key, &token);
    Ok(())
}

pub(super) fn revoke(context: &Context, shared: &Shared, args: &Revoke) -> Result<(), Failure> {
    let now = clock::system();
    let key = change(&shared.keys, false, |keys| {
        let key = named(keys, &args.id)?;
        key.revoke(now);
        Ok::<_, Failure>(key.clone())
    })?;
    match shared.format {
        Format::Json => out(&crate::cli::json(&list::entry(&key, now))),
        Format::Human => out(&(list::line(context, &key, now) + "\n")),
    }
    Ok(())
}

/// The key of this id.
fn named<'k>(keys: &'k mut [Key], id: &str) -> Result<&'k mut Key, Failure> {
    let close = closest(id, keys.iter().map(|key| key.id.as_str())).map(ToString::to_string);
    keys.iter_mut().find(|key| key.id.as_str() == id).ok_or_else(|| {
        // What was given may be a token, pasted in the wrong place: it is not repeated.
        Failure::Asked(match close {
            Some(close) => Text::new(
                format!("没有这个密钥；是不是 `{close}`？"),
                format!("there is no such key; did you mean `{close}`?"),
            ),
            None => Text::new("没有这个密钥；编号见 ashore key list", "there is no such key: see `ashore key list`"),
        })
    })
}
