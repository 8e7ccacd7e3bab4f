//! What is kept of a decision. How it is stored is left to `store`, how inputs are sealed to `seal`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::engine::digest;
use crate::reply::Asked;

/// An answer that was given: when, to what, by what. It holds nothing of the input but its digest and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The id of the caller's key, where keys are asked for.
    pub key: Option<String>,
    /// What was asked for besides the input.
    pub asked: Asked,
    /// The day the answer is for.
    pub as_of: NaiveDate,
    /// The rules.
    pub ruleset_digest: String,
    /// Their version.
    pub ruleset_version: String,
    /// The version of the program.
    pub engine_version: String,
    /// The input as it was received.
    pub input: Mark,
    /// The answer as it was sent, before it was compressed for the way.
    pub answer: Mark,
}

/// What bytes are told by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mark {
    /// Their SHA-256.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
    /// How many they are.
    #[schema(example = 6752)]
    pub bytes: u64,
}

impl Mark {
    /// The mark of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { sha256: digest(bytes), bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) }
    }
}

/// An input that only the holder of a key can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The fingerprint of the key.
    pub by: String,
    /// The nonce and what was sealed.
    pub bytes: Vec<u8>,
}

/// A decision to be kept.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The decision.
    pub decision: Decision,
    /// Its input, where inputs are kept.
    pub(super) sealed: Option<Sealed>,
}

/// A decision as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The decision.
    pub decision: Decision,
    /// Its input, where inputs were kept.
    pub sealed: Option<Sealed>,
}

/// What there is of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there.
    Kept(Box<Kept>),
    /// It was there.
    Deleted {
        /// When it was deleted.
        at: DateTime<Utc>,
    },
    /// There never was one of this id.
    Never,
}
