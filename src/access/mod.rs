//! Who may ask the service for what: keys, what they open, the file they are kept in, and telling a good one from a bad
//! one. Nothing of HTTP stands here; how a key is sent and how a caller is refused is for `api::gate`.
//!
//! A key is found by its id, which is no secret, and believed for its secret, of which only a SHA-256 is kept: 256 random
//! bits need no slow hash, and a slow one would let strangers keep the service busy.

mod file;
mod key;
mod keyring;
mod scope;
mod token;

pub use file::{KeysError, KeysFile, MAX_FILE_BYTES, MAX_KEYS, Mistake, change, read};
pub use key::{
    Key, KeyId, MAX_NAME_CHARS, MAX_RATE_PER_MINUTE, MAX_SECRETS, New, NotRotated, NotValid, Secret, unlike,
};
pub use keyring::{Keyring, Refused};
pub use scope::Scope;
pub use token::{NoRandomness, TOKEN_BYTES, Token};
