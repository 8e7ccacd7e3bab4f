//! A key: its id, what it opens, how long, and the secrets it is believed for. Making one, giving it a new secret and
//! taking it back; telling a good one from a bad one is for `keyring`.

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use super::scope::Scope;
use super::token::{NoRandomness, Token, are_digits, fresh_id};
use crate::hex::hex;

crate::ids::ids! {
    /// The id of a key, `k_` and twelve digits. It stays the same when the secret changes, and is no secret itself.
    KeyId,
}

impl KeyId {
    pub(super) fn of(bytes: [u8; 6]) -> Self {
        Self::from(format!("k_{}", hex(&bytes)))
    }

    /// The id of this text, where it has the shape of one.
    pub fn read(text: &str) -> Option<Self> {
        text.strip_prefix("k_").filter(|digits| are_digits(digits)).map(|_| Self::from(text))
    }

    /// What stands of it in a token.
    pub(super) fn digits(&self) -> &str {
        self.as_str().strip_prefix("k_").unwrap_or_default()
    }
}

/// How many secrets a key may have at the same time: the newest, and older ones that still have some time left.
pub const MAX_SECRETS: usize = 4;
/// The longest name of a key.
pub const MAX_NAME_CHARS: usize = 80;
/// The most requests in a minute a key may be given.
pub const MAX_RATE_PER_MINUTE: u32 = 1_000_000;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// What the operator calls it.
    pub name: String,
    /// What it opens, each once and in a fixed order.
    pub scopes: Vec<Scope>,
    /// How many requests it may send in a minute, where that is not what the service is set to.
    pub rate_per_minute: Option<u32>,
    /// Since when there is it.
    pub created: DateTime<Utc>,
    /// From when on it is good no more.
    pub expires: Option<DateTime<Utc>>,
    /// When it was taken back. A fact, not a date to come: it is not held against the clock.
    pub revoked: Option<DateTime<Utc>>,
    /// What it is believed for, the newest last, at most [`MAX_SECRETS`].
    pub secrets: Vec<Secret>,
}

/// What is kept of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// Since when there is it.
    pub created: DateTime<Utc>,
    /// From when on it is good no more, where a newer one has taken its place.
    pub ends: Option<DateTime<Utc>>,
}

/// What is said of a key that is to be made.
#[derive(Debug, Clone)]
pub struct New {
    /// What the operator calls it.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// How many requests it may send in a minute.
    pub rate_per_minute: Option<u32>,
    /// From when on it is good no more.
    pub expires: Option<DateTime<Utc>>,
}

/// Why a key could not be given a new secret.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotRotated {
    /// It was taken back.
    #[error("the key was revoked")]
    Revoked,
    /// So many older secrets still have time left.
    #[error("{0} secrets of the key are good at the same time, the limit is {MAX_SECRETS}")]
    TooMany(usize),
    /// There are no random bits.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// Why something is wrong with a name or a number of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotValid {
    /// The name is empty, or longer than [`MAX_NAME_CHARS`], which this is the length of.
    Name(usize),
    /// The name holds a character that is not printed.
    NameUnprintable,
    /// It opens nothing.
    NoScope,
    /// It may send nothing, or more than [`MAX_RATE_PER_MINUTE`].
    Rate(u32),
}

/// What is wrong with a key of this name, these scopes and this rate.
pub fn unlike(name: &str, scopes: &[Scope], rate_per_minute: Option<u32>) -> Vec<NotValid> {
    let chars = name.trim().chars().count();
    let rate = rate_per_minute.filter(|rate| *rate == 0 || *rate > MAX_RATE_PER_MINUTE);
    [
        (chars == 0 || chars > MAX_NAME_CHARS).then_some(NotValid::Name(chars)),
        name.chars().any(char::is_control).then_some(NotValid::NameUnprintable),
        scopes.is_empty().then_some(NotValid::NoScope),
        rate.map(NotValid::Rate),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Key {
    /// A new key, and the token to give out.
    pub fn new(new: New, now: DateTime<Utc>) -> Result<(Self, Token), NoRandomness> {
        let token = Token::fresh(fresh_id()?)?;
        let mut scopes = new.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let key = Self {
            id: token.id.clone(),
            name: new.name.trim().to_owned(),
            scopes,
            rate_per_minute: new.rate_per_minute,
            created: now,
            expires: new.expires,
            revoked: None,
            secrets: vec![Secret { sha256: token.digest(), created: now, ends: None }],
        };
        Ok((key, token))
    }

    /// Gives the key a new secret; the older ones stay good for as long as `grace`, and no longer than they were.
    pub fn rotate(&mut self, grace: TimeDelta, now: DateTime<Utc>) -> Result<Token, NotRotated> {
        if self.revoked.is_some() {
            return Err(NotRotated::Revoked);
        }
        let latest = now.checked_add_signed(grace).unwrap_or(now);
        let mut kept = self.secrets.clone();
        for secret in &mut kept {
            secret.ends = Some(secret.ends.map_or(latest, |ends| ends.min(latest)));
        }
        kept.retain(|secret| secret.good(now));
        if kept.len() >= MAX_SECRETS {
            return Err(NotRotated::TooMany(kept.len() + 1));
        }
        let token = Token::fresh(self.id.clone())?;
        kept.push(Secret { sha256: token.digest(), created: now, ends: None });
        self.secrets = kept;
        Ok(token)
    }

    /// Takes the key back, with all its secrets. The first time counts.
    pub fn revoke(&mut self, now: DateTime<Utc>) {
        self.revoked.get_or_insert(now);
    }

    /// Whether the key itself, whatever its secrets, is good at this time.
    pub fn in_force(&self, now: DateTime<Utc>) -> bool {
        self.revoked.is_none() && !self.expired(now)
    }

    /// Whether its time has run out.
    pub fn expired(&self, now: DateTime<Utc>) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Whether it opens this.
    pub fn opens(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

impl Secret {
    /// Whether it is good at this time.
    pub fn good(&self, now: DateTime<Utc>) -> bool {
        self.ends.is_none_or(|ends| now < ends)
    }
}
