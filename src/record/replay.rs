//! A decision made again: under the rules of its day, from the same input, held against what was answered then.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use utoipa::ToSchema;

use super::rules::unpack;
use super::{Decision, Mark, RecordError, lock};
use crate::check::check;
use crate::diagnostic::Text;
use crate::engine::Engine;
use crate::fact::{LIMITS, Limits};
use crate::reply::Unanswered;

/// How many engines stay for the next replay.
const ENGINES: usize = 3;

/// An answer may have been given under wider limits than those of today; what was answered then is answered again.
const WIDEST: Limits = Limits { debts: usize::MAX, contacts: usize::MAX, records: usize::MAX, ..LIMITS };

/// How a replay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The same answer, to the byte.
    SameBytes,
    /// Another answer, though the program is of the same version.
    DifferentBytes,
    /// Another answer, by another version of the program: replay it with the version of that day.
    OtherEngine,
    /// No answer at all.
    NotAnswered,
}

impl Outcome {
    /// What it means.
    pub fn text(self) -> Text {
        match self {
            Self::SameBytes => Text::new("与当时的答复逐字节相同", "the same answer, to the byte"),
            Self::DifferentBytes => Text::new(
                "与当时的答复不同，而程序版本相同：记录、输入或程序有问题",
                "another answer, though the program is of the same version: something is wrong with the record, the input or the program",
            ),
            Self::OtherEngine => Text::new(
                "与当时的答复不同，程序版本也不同；请用当时的版本重放",
                "another answer, by another version of the program: replay it with the version of that day",
            ),
            Self::NotAnswered => Text::new("这次没有得出答复", "there was no answer this time"),
        }
    }
}

/// A decision made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// How it ended.
    pub outcome: Outcome,
    /// The answer of now; nothing where there is none.
    pub answer: Option<Mark>,
    /// The answer itself.
    pub bytes: Vec<u8>,
    /// The version of the program now.
    pub engine_version: &'static str,
}

/// Makes a decision again.
pub fn replay(decision: &Decision, engine: &Engine, input: &[u8]) -> Replay {
    let engine_version = env!("CARGO_PKG_VERSION");
    let same_version = decision.engine_version == engine_version;
    match decision.asked.reply(engine, input, &WIDEST) {
        Ok(reply) => {
            let mark = Mark::of(&reply.bytes);
            let outcome = match (mark == decision.answer, same_version) {
                (true, _) => Outcome::SameBytes,
                (false, true) => Outcome::DifferentBytes,
                (false, false) => Outcome::OtherEngine,
            };
            Replay { outcome, answer: Some(mark), bytes: reply.bytes, engine_version }
        }
        Err(Unanswered::NotJson(_) | Unanswered::Problems(_) | Unanswered::PageFailed) => {
            let outcome = if same_version { Outcome::NotAnswered } else { Outcome::OtherEngine };
            Replay { outcome, answer: None, bytes: Vec::new(), engine_version }
        }
    }
}

/// Engines of earlier replays, the last used first.
#[derive(Default)]
pub(super) struct Engines(Mutex<VecDeque<(String, Arc<Engine>)>>);

impl Engines {
    pub(super) fn get(&self, digest: &str) -> Option<Arc<Engine>> {
        let mut engines = lock(&self.0);
        let at = engines.iter().position(|(known, _)| known == digest)?;
        let found = engines.remove(at)?;
        let engine = found.1.clone();
        engines.push_front(found);
        Some(engine)
    }

    pub(super) fn compile(&self, digest: &str, packed: &[u8]) -> Result<Arc<Engine>, RecordError> {
        if let Some(engine) = self.get(digest) {
            return Ok(engine);
        }
        let rules = check(unpack(digest, packed)?).rules;
        let rules = rules.ok_or_else(|| RecordError::RulesRefused { digest: digest.to_owned() })?;
        let engine = Arc::new(Engine::new(rules));
        let mut engines = lock(&self.0);
        engines.push_front((digest.to_owned(), engine.clone()));
        engines.truncate(ENGINES);
        Ok(engine)
    }
}
