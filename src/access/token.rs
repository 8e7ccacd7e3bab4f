//! A token: what a caller sends, the id of a key and one of its secrets in one word. It is made once, shown once, and
//! never kept.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::key::KeyId;
use crate::hex::hex;

/// What every token begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "ashore_";
/// Bytes of an id.
const ID_BYTES: usize = 6;
/// Bytes of a secret.
const SECRET_BYTES: usize = 32;

/// How long every token is: `ashore_`, twelve digits of the id, `_`, sixty-four of the secret.
pub const TOKEN_BYTES: usize = PREFIX.len() + 2 * ID_BYTES + 1 + 2 * SECRET_BYTES;

/// The system has no random bits to give.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the system gives no random bits")]
pub struct NoRandomness;

/// A token. It has no `Debug`, so that no log can come to hold one.
pub struct Token {
    /// The key it is for.
    pub id: KeyId,
    secret: [u8; SECRET_BYTES],
}

impl Token {
    /// A new secret for this key.
    pub fn fresh(id: KeyId) -> Result<Self, NoRandomness> {
        Ok(Self { id, secret: random()? })
    }

    /// Reads what a caller sent. Anything that is no token by its shape is nothing.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() != TOKEN_BYTES {
            return None;
        }
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        Some(Self { id: KeyId::of(unhex(id)?), secret: unhex(secret)? })
    }

    /// As the caller sends it.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}_{}", self.id.digits(), hex(&self.secret))
    }

    /// What is kept of its secret.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }
}

/// A new id.
pub(super) fn fresh_id() -> Result<KeyId, NoRandomness> {
    random().map(KeyId::of)
}

/// Whether this is twelve digits of an id.
pub(super) fn are_digits(text: &str) -> bool {
    unhex::<ID_BYTES>(text).is_some()
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// Exactly so many bytes from lower-case digits.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        *byte = (digit(high)? << 4) | digit(low)?;
    }
    Some(bytes)
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_as_written_and_anything_else_is_none() {
        let token = Token::fresh(fresh_id().unwrap()).unwrap();
        let text = token.text();
        assert_eq!(text.len(), TOKEN_BYTES);
        let read = Token::read(&text).unwrap();
        assert_eq!((read.id.as_str(), read.digest()), (token.id.as_str(), token.digest()));
        for (name, bad) in [
            ("nothing", String::new()),
            ("another prefix", text.replace("ashore_", "ashort_")),
            ("upper case", text.to_uppercase()),
            ("one digit less", text.chars().take(TOKEN_BYTES - 1).collect()),
            ("one digit more", format!("{text}0")),
            ("a digit that is none", text.chars().take(TOKEN_BYTES - 1).chain("g".chars()).collect()),
            ("Chinese of the same length", format!("ashore_{}_", "钥".repeat(25)).chars().chain("0".chars()).collect()),
            ("the id of other length", format!("ashore_0123456789_{}", "0".repeat(66))),
            ("very long", "a".repeat(1_000_000)),
        ] {
            assert!(Token::read(&bad).is_none(), "{name}");
        }
    }

    #[test]
    fn no_two_are_alike() {
        let some: std::collections::BTreeSet<String> =
            (0..100).map(|_| Token::fresh(fresh_id().unwrap()).unwrap().text()).collect();
        assert_eq!(some.len(), 100);
    }
}
