//! `ashore key new`.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Args as Shared, Failure, show_token};
use crate::access::{Key, New, Scope, change, unlike};
use crate::cli::Context;
use crate::clock;
use crate::diagnostic::Text;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Who or what it is for
    #[arg(long)]
    name: String,
    /// What it opens: evaluate, rules:read, rules:reload, metrics, decisions:read; may be given several times
    #[arg(long = "scope", required = true, value_parser = scope, value_delimiter = ',')]
    scopes: Vec<Scope>,
    /// For how many days it is good
    #[arg(long, conflicts_with = "expires", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: Option<u32>,
    /// The last day on which it is good, in Beijing
    #[arg(long, value_name = "DATE")]
    expires: Option<NaiveDate>,
    /// The most requests it may send in a minute; else what the service is set to
    #[arg(long, value_name = "N")]
    rate_per_minute: Option<u32>,
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::of(word).ok_or_else(|| format!("use one of {}", Scope::ALL.map(Scope::word).join(", ")))
}

pub(super) fn run(context: &Context, shared: &Shared, args: &Args) -> Result<(), Failure> {
    if let Some(wrong) = unlike(&args.name, &args.scopes, args.rate_per_minute).first() {
        return Err(Failure::Asked(wrong.text()));
    }
    let now = clock::system();
    let new = New {
        name: args.name.clone(),
        scopes: args.scopes.clone(),
        rate_per_minute: args.rate_per_minute,
        expires: expires(args, now)?,
    };
    let (key, token) = change(&shared.keys, true, |keys| {
        let (key, token) = Key::new(new, now)?;
        keys.push(key.clone());
        Ok::<_, Failure>((key, token))
    })?;
    show_token(context, shared, &key, &token);
    Ok(())
}

fn expires(args: &Args, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Failure> {
    let end = match (args.days, args.expires) {
        (Some(days), _) => now.checked_add_signed(TimeDelta::days(days.into())),
        (None, Some(day)) => end_of(day),
        (None, None) => return Ok(None),
    };
    let past = |end: &DateTime<Utc>| {
        let end = end.to_rfc3339();
        Text::new(format!("到期时间 {end} 已经过去"), format!("the end {end} is past"))
    };
    match end {
        Some(end) if end > now => Ok(Some(end)),
        Some(end) => Err(Failure::Asked(past(&end))),
        None => Err(Failure::Asked(Text::new("没有这样的日期", "there is no such date"))),
    }
}

/// When a day ends in Beijing.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let beijing = FixedOffset::east_opt(8 * 3_600)?;
    let midnight = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    midnight.and_local_timezone(beijing).single().map(|end| end.to_utc())
}
