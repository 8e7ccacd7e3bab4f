//! Answering one line: the same line, the same bytes, whoever asks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;

use super::framing::{Content, Line};
use super::problem::{Sent, Trouble};
use crate::diagnostic::{Language, Text};
use crate::engine::{Engine, Explain};
use crate::fact::{Input, Limits, from_json};
use crate::reply::{Asked, PlanForm, Reply, Unanswered};

/// How all lines of a batch are answered.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The engine, the same from the first line to the last.
    pub engine: Arc<Engine>,
    /// How much one portfolio may hold.
    pub limits: Limits,
    /// How much an answer should hold.
    pub explain: Explain,
    /// The language of problems.
    pub language: Language,
}

/// A line as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The number of the line that came in.
    pub number: u64,
    /// The line that goes out, with its ending.
    pub bytes: Vec<u8>,
    /// Whether it holds an answer, and no problem.
    pub well: bool,
}

/// The fields of a line that goes out, but for the answer, which is written already.
#[derive(Serialize)]
struct Fields<'a> {
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_ref: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Sent>,
}

impl Batch {
    /// What is asked of every line.
    pub fn asked(&self) -> Asked {
        Asked::Evaluation { explain: self.explain, form: PlanForm::Json }
    }

    /// Answers a line.
    pub fn answer(&self, line: &Line) -> Answered {
        match self.reply(line) {
            Ok(reply) => self.answered(line.number, &reply, None),
            Err(trouble) => trouble,
        }
    }

    /// The answer to a line as it would be sent alone, or the line that says why there is none.
    pub fn reply(&self, line: &Line) -> Result<Reply, Answered> {
        // The engine never changes and everything else is made here: nothing that a panic could leave half done.
        catch_unwind(AssertUnwindSafe(|| self.try_reply(line)))
            .unwrap_or(Err((None, Trouble::Failed)))
            .map_err(|(case_ref, trouble)| self.troubled(line.number, case_ref.as_deref(), &trouble))
    }

    /// The line that goes out with an answer, and with the id of the decision where one is on record.
    pub fn answered(&self, number: u64, reply: &Reply, decision: Option<&str>) -> Answered {
        let fields = Fields { line: Some(number), case_ref: reply.case_ref.as_deref(), decision, problem: None };
        let mut bytes = written(&fields);
        // Without its closing bracket and the end of the line, which come after the answer.
        bytes.truncate(bytes.len().saturating_sub(2));
        bytes.extend_from_slice(b",\"answer\":");
        bytes.extend_from_slice(&reply.bytes);
        bytes.extend_from_slice(b"}\n");
        Answered { number, bytes, well: true }
    }

    /// What is said of a line where answering it broke down.
    pub fn failed(&self, number: u64) -> Answered {
        self.troubled(number, None, &Trouble::Failed)
    }

    /// What is said of a line whose answer could not be put on record.
    pub fn unrecorded(&self, number: u64, why: Text) -> Answered {
        self.troubled(number, None, &Trouble::NotRecorded(why))
    }

    /// What ends a batch before its end, as its last line.
    pub fn ended(&self, trouble: &Trouble) -> Vec<u8> {
        written(&Fields { line: None, case_ref: None, decision: None, problem: Some(trouble.sent(self.language)) })
    }

    fn try_reply(&self, line: &Line) -> Result<Reply, (Option<String>, Trouble)> {
        let bytes = match &line.content {
            Content::Whole(bytes) => bytes,
            Content::TooLong { limit } => return Err((None, Trouble::TooLong { limit: *limit })),
        };
        if let Err(error) = std::str::from_utf8(bytes) {
            return Err((None, Trouble::NotUtf8 { byte: error.valid_up_to() + 1 }));
        }
        self.asked().reply(&self.engine, bytes, &self.limits).map_err(|why| match why {
            Unanswered::NotJson(error) => (None, Trouble::NotJson(error)),
            Unanswered::Problems(problems) => (self.case_ref(bytes), Trouble::BadPortfolio(problems)),
            Unanswered::PageFailed => (None, Trouble::Failed),
        })
    }

    /// The reference of a portfolio that cannot be read otherwise, where it has one.
    fn case_ref(&self, bytes: &[u8]) -> Option<String> {
        let input = from_json(bytes).ok()?;
        let text = input.get("case_ref").and_then(Input::text)?;
        (text.chars().count() <= self.limits.id_chars).then(|| text.to_owned())
    }

    fn troubled(&self, number: u64, case_ref: Option<&str>, trouble: &Trouble) -> Answered {
        let problem = Some(trouble.sent(self.language));
        let bytes = written(&Fields { line: Some(number), case_ref, decision: None, problem });
        Answered { number, bytes, well: false }
    }
}

fn written(fields: &Fields) -> Vec<u8> {
    // Writing to memory cannot fail, and all keys are texts.
    let mut bytes = serde_json::to_vec(fields).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
