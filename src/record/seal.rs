//! Inputs sealed with keys from files: XChaCha20-Poly1305 under a random nonce, bound to the decision they belong to, so
//! that a row put in the place of another does not open. What is compressed before it is sealed tells its length, as
//! what is not compressed does; nobody can add words of their own to somebody's input and watch that length.

use std::fmt;
use std::io::{Read, Write as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::{Decision, Mark, RecordError, Sealed};
use crate::diagnostic::Text;
use crate::engine::digest;
use crate::hex::hex;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce.
const NONCE_BYTES: usize = 24;
/// The largest file that is read as a key.
const MAX_FILE_BYTES: u64 = 1_024;

/// A key that seals and opens inputs.
#[derive(Clone)]
pub struct Key {
    bytes: [u8; KEY_BYTES],
    /// The first eight bytes of the SHA-256 of the key.
    fingerprint: String,
}

impl Key {
    /// A new key.
    pub fn new() -> Result<Self, RecordError> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| RecordError::NoRandomness)?;
        Ok(Self::of(bytes))
    }

    /// The key of a file: 64 hexadecimal digits, or 32 bytes in base64. A file that everybody may read is refused.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let bad = |why: Text| RecordError::BadKey { path: path.display().to_string(), why };
        let unreadable =
            |error: std::io::Error| bad(Text::new(format!("无法读取：{error}"), format!("cannot be read: {error}")));
        let file = std::fs::File::open(path).map_err(unreadable)?;
        if open_to_all(&file).map_err(unreadable)? {
            return Err(bad(Text::new(
                "任何人都能读；运行 `chmod 600 文件` 并换一把新密钥",
                "everybody may read it: `chmod 600 FILE`, and take a new key",
            )));
        }
        let mut text = String::new();
        file.take(MAX_FILE_BYTES).read_to_string(&mut text).map_err(unreadable)?;
        let bytes = from_hex(text.trim()).or_else(|| from_base64(text.trim()));
        let bytes = bytes.and_then(|b| <[u8; KEY_BYTES]>::try_from(b).ok());
        bytes.map(Self::of).ok_or_else(|| {
            bad(Text::new(
                "里面要有 64 个十六进制数字，或者 32 字节的 base64；用 `ashore record key 文件` 生成",
                "it has to hold 64 hexadecimal digits, or 32 bytes in base64: make one by `ashore record key FILE`",
            ))
        })
    }

    /// What its fingerprint is.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The key as it stands in its file.
    pub fn secret(&self) -> String {
        hex(&self.bytes)
    }

    fn of(bytes: [u8; KEY_BYTES]) -> Self {
        let fingerprint = digest(&bytes).chars().take(16).collect();
        Self { bytes, fingerprint }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.bytes.into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.fingerprint)
    }
}

/// Keys: the first seals, all open, so that a key can be changed while what it sealed can still be read.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// These keys, the one that seals first.
    pub fn new(keys: Vec<Key>) -> Self {
        Self(keys)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The input of a decision, sealed.
    pub(super) fn seal(&self, decision: &Decision, input: &[u8]) -> Result<Sealed, RecordError> {
        let key = self.0.first().ok_or_else(|| RecordError::NoKey { fingerprint: String::new() })?;
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| RecordError::NoRandomness)?;
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        // Writing into memory cannot fail, and no input is as long as the cipher can carry.
        packer.write_all(input).map_err(|_| RecordError::DoesNotOpen)?;
        let packed = packer.finish().map_err(|_| RecordError::DoesNotOpen)?;
        let bound = bound_to(decision, &key.fingerprint);
        let payload = Payload { msg: &packed, aad: bound.as_bytes() };
        let sealed = key.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| RecordError::DoesNotOpen)?;
        let bytes = nonce.into_iter().chain(sealed).collect();
        Ok(Sealed { by: key.fingerprint.clone(), bytes })
    }

    /// The input of a decision, opened; it is what was received, to the byte.
    pub(super) fn open(&self, decision: &Decision, sealed: &Sealed) -> Result<Vec<u8>, RecordError> {
        let key = self.0.iter().find(|key| key.fingerprint == sealed.by);
        let key = key.ok_or_else(|| RecordError::NoKey { fingerprint: sealed.by.clone() })?;
        let (nonce, rest) = sealed.bytes.split_first_chunk::<NONCE_BYTES>().ok_or(RecordError::DoesNotOpen)?;
        let bound = bound_to(decision, &key.fingerprint);
        let payload = Payload { msg: rest, aad: bound.as_bytes() };
        let packed = key.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| RecordError::DoesNotOpen)?;
        let mut input = Vec::new();
        // One byte more than it had is enough to see that it is another.
        let limit = decision.input.bytes.saturating_add(1);
        GzDecoder::new(packed.as_slice()).take(limit).read_to_end(&mut input).map_err(|_| RecordError::DoesNotOpen)?;
        if Mark::of(&input) == decision.input { Ok(input) } else { Err(RecordError::DoesNotOpen) }
    }
}

/// What a sealed input is bound to.
fn bound_to(decision: &Decision, fingerprint: &str) -> String {
    format!("ashore input 1\n{}\n{}\n{fingerprint}", decision.id, decision.input.sha256)
}

#[cfg(unix)]
fn open_to_all(file: &std::fs::File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn open_to_all(_: &std::fs::File) -> std::io::Result<bool> {
    Ok(false)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high * 16 + low).collect())
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0_u32);
    for c in text.trim_end_matches('=').chars() {
        let value = match c {
            'A'..='Z' => u32::from(c) - u32::from('A'),
            'a'..='z' => u32::from(c) - u32::from('a') + 26,
            '0'..='9' => u32::from(c) - u32::from('0') + 52,
            '+' | '-' => 62,
            '/' | '_' => 63,
            _ => return None,
        };
        held = ((held << 6) | value) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    use super::*;
    use crate::engine::Explain;
    use crate::reply::{Asked, PlanForm};

    fn decision(id: u128, input: &[u8]) -> Decision {
        Decision {
            id: Uuid::from_u128(id),
            at: DateTime::UNIX_EPOCH,
            key: None,
            asked: Asked::Evaluation { explain: Explain::Findings, form: PlanForm::Json },
            as_of: NaiveDate::MIN,
            ruleset_digest: String::new(),
            ruleset_version: String::new(),
            engine_version: String::new(),
            input: Mark::of(input),
            answer: Mark::of(b""),
        }
    }

    #[test]
    fn an_input_opens_for_its_own_decision_with_its_own_key_alone() {
        let (old, new) = (Key::new().unwrap(), Key::new().unwrap());
        let input = "欠款三万，催收打给单位".as_bytes();
        let first = decision(1, input);
        let before = Keys::new(vec![old.clone()]);
        let sealed = before.seal(&first, input).unwrap();
        assert_eq!(before.open(&first, &sealed).unwrap(), input);
        assert!(!sealed.bytes.windows(6).any(|w| w == "欠款".as_bytes()));

        let rotated = Keys::new(vec![new.clone(), old]);
        assert_eq!(rotated.open(&first, &sealed).unwrap(), input, "an old key still opens");
        assert_eq!(rotated.seal(&first, input).unwrap().by, new.fingerprint(), "the first key seals");
        let alone = Keys::new(vec![new]);
        assert_eq!(alone.open(&first, &sealed), Err(RecordError::NoKey { fingerprint: sealed.by.clone() }));

        assert_eq!(before.open(&decision(2, input), &sealed), Err(RecordError::DoesNotOpen), "another decision");
        let mut changed = sealed;
        *changed.bytes.last_mut().unwrap() ^= 1;
        assert_eq!(before.open(&first, &changed), Err(RecordError::DoesNotOpen), "one bit");
    }

    #[test]
    fn a_key_is_read_in_either_writing() {
        let key = Key::of([0xfb; 32]);
        assert_eq!(from_hex(&key.secret()), Some(vec![0xfb; 32]));
        let base64 = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";
        assert_eq!(from_base64(base64), Some(vec![0xfb; 32]));
        assert_eq!((from_hex("abc"), from_hex("0g"), from_base64("no key")), (None, None, None));
        assert_eq!(format!("{key:?}"), format!("Key({})", key.fingerprint()));
    }
}
