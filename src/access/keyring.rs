//! The keys in force, and telling a good token from a bad one. A caller learns only that it is bad; why stands in the
//! log of the operator.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use subtle::ConstantTimeEq;

use super::key::{Key, KeyId, MAX_SECRETS, Secret};
use super::token::Token;

/// Stands where a key has no more secrets, so that the same work is done for all; nothing is known to hash to it.
const NOBODY: [u8; 32] = [0; 32];

/// The keys of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keyring {
    keys: BTreeMap<KeyId, Key>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is no token by its shape.
    Malformed,
    /// There is no key of this id.
    Unknown,
    /// The key has no such secret.
    WrongSecret(KeyId),
    /// A newer secret has taken its place.
    SecretEnded(KeyId),
    /// The time of the key has run out.
    Expired(KeyId),
    /// The key was taken back.
    Revoked(KeyId),
}

impl Refused {
    /// The word for it in the log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
            Self::WrongSecret(_) => "wrong-secret",
            Self::SecretEnded(_) => "secret-ended",
            Self::Expired(_) => "expired",
            Self::Revoked(_) => "revoked",
        }
    }

    /// The key it is about, where there is one.
    pub fn key(&self) -> Option<&KeyId> {
        match self {
            Self::Malformed | Self::Unknown => None,
            Self::WrongSecret(id) | Self::SecretEnded(id) | Self::Expired(id) | Self::Revoked(id) => Some(id),
        }
    }
}

impl Keyring {
    /// These keys.
    pub fn new(keys: Vec<Key>) -> Self {
        Self { keys: keys.into_iter().map(|key| (key.id.clone(), key)).collect() }
    }

    /// All of them, by their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        self.keys.values()
    }

    /// How many are good at this time.
    pub fn in_force(&self, now: DateTime<Utc>) -> usize {
        self.iter().filter(|key| key.in_force(now)).count()
    }

    /// The key a token is good for. An unknown id and a wrong secret cost the same work: one hash and
    /// [`MAX_SECRETS`] comparisons that do not stop at the first difference.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<&Key, Refused> {
        let token = Token::read(token).ok_or(Refused::Malformed)?;
        let given = token.digest();
        let key = self.keys.get(&token.id);
        let mut matching: Option<&Secret> = None;
        for place in 0..MAX_SECRETS {
            let secret = key.and_then(|k| k.secrets.get(place));
            let same = secret.map_or(&NOBODY, |s| &s.sha256).ct_eq(&given);
            if bool::from(same) {
                matching = secret;
            }
        }
        let key = key.ok_or(Refused::Unknown)?;
        let secret = matching.ok_or_else(|| Refused::WrongSecret(key.id.clone()))?;
        if key.revoked.is_some() {
            Err(Refused::Revoked(key.id.clone()))
        } else if key.expired(now) {
            Err(Refused::Expired(key.id.clone()))
        } else if secret.good(now) {
            Ok(key)
        } else {
            Err(Refused::SecretEnded(key.id.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::access::{New, NotRotated, Scope};

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::hours(hour)
    }

    fn key() -> (Key, Token) {
        let new = New {
            name: " desk ".into(),
            scopes: vec![Scope::RulesRead, Scope::Evaluate, Scope::RulesRead],
            rate_per_minute: None,
            expires: Some(at(100)),
        };
        Key::new(new, at(0)).unwrap()
    }

    fn verdict(keys: &Keyring, token: &str, hour: i64) -> &'static str {
        match keys.verify(token, at(hour)) {
            Ok(_) => "good",
            Err(refused) => refused.word(),
        }
    }

    #[test]
    fn a_key_is_good_until_it_expires_and_not_for_another_secret() {
        let (key, token) = key();
        assert_eq!(
            (key.name.as_str(), key.scopes.as_slice()),
            ("desk", [Scope::Evaluate, Scope::RulesRead].as_slice())
        );
        assert!(key.opens(Scope::Evaluate) && !key.opens(Scope::RulesReload));
        let (stranger, other) = (tests::key().1, Token::fresh(key.id.clone()).unwrap());
        let keys = Keyring::new(vec![key]);
        assert_eq!(verdict(&keys, &token.text(), 0), "good");
        assert_eq!(verdict(&keys, &token.text(), 99), "good", "an hour before its end");
        assert_eq!(verdict(&keys, &token.text(), 100), "expired", "from its end on");
        assert_eq!(verdict(&keys, &other.text(), 0), "wrong-secret");
        assert_eq!(verdict(&keys, &stranger.text(), 0), "unknown");
        assert_eq!(verdict(&keys, "Bearer x", 0), "malformed");
        assert_eq!((keys.in_force(at(99)), keys.in_force(at(100))), (1, 0));
    }

    #[test]
    fn an_older_secret_ends_after_the_grace_and_the_id_stays() {
        let (mut key, first) = key();
        let second = key.rotate(TimeDelta::hours(24), at(1)).unwrap();
        let third = key.rotate(TimeDelta::hours(48), at(2)).unwrap();
        assert_eq!((&first.id, &second.id), (&third.id, &key.id));
        let keys = Keyring::new(vec![key.clone()]);
        for (hour, expected) in [
            (3, ["good", "good", "good"]),
            (24, ["good", "good", "good"]),
            (25, ["secret-ended", "good", "good"]),
            (49, ["secret-ended", "good", "good"]),
            (50, ["secret-ended", "secret-ended", "good"]),
        ] {
            let seen = [&first, &second, &third].map(|token| verdict(&keys, &token.text(), hour));
            assert_eq!(seen, expected, "in hour {hour}");
        }
        let at_once = key.rotate(TimeDelta::zero(), at(3)).unwrap();
        assert_eq!(key.secrets.len(), 1, "without grace only the new one is left");
        let keys = Keyring::new(vec![key]);
        assert_eq!((verdict(&keys, &third.text(), 3), verdict(&keys, &at_once.text(), 3)), ("wrong-secret", "good"));
    }

    #[test]
    fn a_fifth_secret_is_refused_while_four_are_good() {
        let (mut key, _) = key();
        for _ in 0..3 {
            key.rotate(TimeDelta::hours(24), at(1)).unwrap();
        }
        assert_eq!(key.rotate(TimeDelta::hours(24), at(1)).err(), Some(NotRotated::TooMany(5)));
        assert_eq!(key.secrets.len(), MAX_SECRETS, "nothing was changed");
        assert!(key.rotate(TimeDelta::hours(24), at(26)).is_ok(), "older ones have ended");
    }

    #[test]
    fn a_key_taken_back_stays_so_whatever_the_clock_says() {
        let (mut key, token) = key();
        key.revoke(at(5));
        key.revoke(at(9));
        assert_eq!(key.revoked, Some(at(5)));
        assert_eq!(key.rotate(TimeDelta::hours(1), at(6)).err(), Some(NotRotated::Revoked));
        let keys = Keyring::new(vec![key]);
        for hour in [0, 5, 1_000] {
            assert_eq!(verdict(&keys, &token.text(), hour), "revoked", "in hour {hour}");
        }
    }
}
