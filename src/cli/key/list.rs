//! `ashore key list`: what each key opens and whether it is good. No token is kept, so none can be listed.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::{Args as Shared, Failure};
use crate::access::{Key, Scope, read};
use crate::cli::{Context, Format, complain, out};
use crate::clock;

pub(super) fn run(context: &Context, shared: &Shared) -> Result<(), Failure> {
    let (file, now) = (read(&shared.keys)?, clock::system());
    if file.open_to_all {
        complain(context.say(
            "本机所有人都能读写这个密钥文件；请执行 chmod o=",
            "everybody on this machine can read or write the keys file: chmod o= it",
        ));
    }
    match shared.format {
        Format::Json => out(&crate::cli::json(&file.keys.iter().map(|key| entry(key, now)).collect::<Vec<_>>())),
        Format::Human => file.keys.iter().for_each(|key| out(&(line(context, key, now) + "\n"))),
    }
    Ok(())
}

/// A key for programs.
pub(super) fn entry(key: &Key, now: DateTime<Utc>) -> Value {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>(),
        "rate_per_minute": key.rate_per_minute,
        "created": time(key.created),
        "expires": key.expires.map(time),
        "revoked": key.revoked.map(time),
        "in_force": key.in_force(now),
        "tokens": key.secrets.iter().filter(|secret| secret.good(now)).map(|secret| json!({
            "created": time(secret.created),
            "ends": secret.ends.map(time),
        })).collect::<Vec<_>>(),
    })
}

/// A key for people, on one line.
pub(super) fn line(context: &Context, key: &Key, now: DateTime<Utc>) -> String {
    let scopes = key.scopes.iter().map(|scope: &Scope| scope.word()).collect::<Vec<_>>().join(",");
    let state = match (key.revoked, key.expires) {
        (Some(at), _) => format!("{} {}", context.say("已收回", "revoked"), day(at)),
        (None, Some(end)) if key.expired(now) => format!("{} {}", context.say("已过期", "expired"), day(end)),
        (None, Some(end)) => format!("{} {}", context.say("有效至", "good until"), day(end)),
        (None, None) => context.say("长期有效", "good without end").to_owned(),
    };
    let tokens = key.secrets.iter().filter(|secret| secret.good(now)).count();
    let tokens = if tokens > 1 && key.in_force(now) {
        format!("  {tokens} {}", context.say("个令牌有效", "tokens are good"))
    } else {
        String::new()
    };
    format!("{}  {}  {scopes}  {state}{tokens}", key.id, key.name)
}

/// A time to the minute, in Beijing.
fn day(time: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(8 * 3_600) {
        Some(beijing) => time.with_timezone(&beijing).format("%Y-%m-%d %H:%M").to_string(),
        None => time.to_rfc3339(),
    }
}
