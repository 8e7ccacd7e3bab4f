//! The statements of a record, one text for either database, and what their rows are read into.

use super::{Decision, Deletion, Kept, Mark, RecordError, Sealed};
use crate::diagnostic::Text;

pub(super) const WAIT_FOR_THE_DISK: &str = "SELECT set_config('synchronous_commit', 'on', true) \
     WHERE current_setting('synchronous_commit') IN ('off', 'local')";
pub(super) const KEEP_RULES: &str = "INSERT INTO rulesets (digest, version, first_used, files) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (digest) DO NOTHING";
pub(super) const KEEP_DECISION: &str = "INSERT INTO decisions (id, at, key_id, kind, asked, as_of, ruleset, engine, input_sha256, \
     input_bytes, answer_sha256, answer_bytes, sealed_by, sealed) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING";
pub(super) const FIND_DECISION: &str = "SELECT d.id, d.at, d.key_id, d.asked, d.as_of, d.ruleset, r.version, d.engine, \
     d.input_sha256, d.input_bytes, d.answer_sha256, d.answer_bytes, d.sealed_by, d.sealed \
     FROM decisions d JOIN rulesets r ON r.digest = d.ruleset WHERE d.id = $1";
pub(super) const FIND_DELETED: &str = "SELECT at FROM deleted WHERE id = $1";
pub(super) const FIND_RULES: &str = "SELECT files FROM rulesets WHERE digest = $1";
pub(super) const LAST_RUN: &str = "SELECT number, hash FROM deletions ORDER BY number DESC LIMIT 1";
pub(super) const TAKE_ONE: &str = "INSERT INTO deleted (id, at, run) SELECT id, $2, $3 FROM decisions WHERE id = $1";
pub(super) const TAKE_OLD: &str =
    "INSERT INTO deleted (id, at, run) SELECT id, $2, $3 FROM decisions WHERE at < $1 ORDER BY at LIMIT 2000";
pub(super) const IDS_OF_RUN: &str = "SELECT id FROM deleted WHERE run = $1 ORDER BY id";
pub(super) const TIMES_OF_RUN: &str =
    "SELECT min(at), max(at) FROM decisions WHERE id IN (SELECT id FROM deleted WHERE run = $1)";
pub(super) const DELETE_RUN: &str = "DELETE FROM decisions WHERE id IN (SELECT id FROM deleted WHERE run = $1)";
pub(super) const KEEP_RUN: &str = "INSERT INTO deletions (number, at, reason, how_many, oldest, newest, ids_sha256, before, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(super) const ALL_RUNS: &str =
    "SELECT number, at, reason, how_many, oldest, newest, ids_sha256, before, hash FROM deletions ORDER BY number";
pub(super) const UNDEAD: &str = "SELECT d.id FROM decisions d JOIN deleted x ON x.id = d.id ORDER BY d.id";

pub(super) type DecisionRow = (
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
    String,
    i64,
    String,
    i64,
    Option<String>,
    Option<Vec<u8>>,
);

pub(super) fn kept(row: DecisionRow) -> Option<Kept> {
    let (
        id,
        at,
        key,
        asked,
        as_of,
        ruleset_digest,
        ruleset_version,
        engine_version,
        input,
        input_bytes,
        answer,
        answer_bytes,
        by,
        sealed,
    ) = row;
    let decision = Decision {
        id: id.parse().ok()?,
        at: at.parse().ok()?,
        key,
        asked: serde_json::from_str(&asked).ok()?,
        as_of: as_of.parse().ok()?,
        ruleset_digest,
        ruleset_version,
        engine_version,
        input: Mark { sha256: input, bytes: u64::try_from(input_bytes).ok()? },
        answer: Mark { sha256: answer, bytes: u64::try_from(answer_bytes).ok()? },
    };
    Some(Kept { decision, sealed: by.zip(sealed).map(|(by, bytes)| Sealed { by, bytes }) })
}

pub(super) type DeletionRow = (i64, String, String, i64, String, String, String, String, String);

pub(super) fn deletion(row: DeletionRow) -> Deletion {
    let (number, at, reason, how_many, oldest, newest, ids_sha256, before, hash) = row;
    Deletion {
        number: u64::try_from(number).unwrap_or_default(),
        at,
        reason,
        how_many: u64::try_from(how_many).unwrap_or_default(),
        oldest,
        newest,
        ids_sha256,
        before,
        hash,
    }
}

pub(super) fn length(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

pub(super) fn damaged(id: &str) -> RecordError {
    RecordError::Damaged { what: Text::new(format!("决定 {id}"), format!("decision {id}")) }
}
