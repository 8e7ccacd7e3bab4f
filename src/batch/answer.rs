//! Answering one line: the same line, the same bytes, whoever asks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;

use super::framing::{Content, Line};
use super::problem::{Sent, Trouble};
use crate::diagnostic::Language;
use crate::engine::{Engine, Explain};
use crate::fact::{Input, Limits, from_json};
use crate::plan::Answer;

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

/// The fields of a line that goes out.
#[derive(Serialize)]
struct Fields<'a> {
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_ref: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Sent>,
}

impl Batch {
    /// Answers a line.
    pub fn answer(&self, line: &Line) -> Answered {
        // The engine never changes and everything else is made here: nothing that a panic could leave half done.
        catch_unwind(AssertUnwindSafe(|| self.try_answer(line))).unwrap_or_else(|_| self.failed(line.number))
    }

    /// What is said of a line where answering it broke down.
    pub fn failed(&self, number: u64) -> Answered {
        self.troubled(number, None, &Trouble::Failed)
    }

    /// What ends a batch before its end, as its last line.
    pub fn ended(&self, trouble: &Trouble) -> Vec<u8> {
        written(&Fields { line: None, case_ref: None, answer: None, problem: Some(trouble.sent(self.language)) })
    }

    fn try_answer(&self, line: &Line) -> Answered {
        let number = line.number;
        let bytes = match &line.content {
            Content::Whole(bytes) => bytes,
            Content::TooLong { limit } => return self.troubled(number, None, &Trouble::TooLong { limit: *limit }),
        };
        if let Err(error) = std::str::from_utf8(bytes) {
            return self.troubled(number, None, &Trouble::NotUtf8 { byte: error.valid_up_to() + 1 });
        }
        let input = match from_json(bytes) {
            Ok(input) => input,
            Err(error) => return self.troubled(number, None, &Trouble::NotJson(error)),
        };
        match self.engine.read(&input, &self.limits) {
            Ok(portfolio) => {
                let answer = self.engine.answer(portfolio, self.explain);
                let case_ref = answer.case_ref.as_deref();
                let fields = Fields { line: Some(number), case_ref, answer: Some(&answer), problem: None };
                Answered { number, bytes: written(&fields), well: true }
            }
            Err(problems) => self.troubled(number, self.case_ref(&input), &Trouble::BadPortfolio(problems)),
        }
    }

    /// The reference of a portfolio that cannot be read otherwise, where it has one.
    fn case_ref<'i>(&self, input: &'i Input) -> Option<&'i str> {
        input.get("case_ref").and_then(Input::text).filter(|text| text.chars().count() <= self.limits.id_chars)
    }

    fn troubled(&self, number: u64, case_ref: Option<&str>, trouble: &Trouble) -> Answered {
        let problem = Some(trouble.sent(self.language));
        let bytes = written(&Fields { line: Some(number), case_ref, answer: None, problem });
        Answered { number, bytes, well: false }
    }
}

fn written(fields: &Fields) -> Vec<u8> {
    // Writing to memory cannot fail, and all keys are texts.
    let mut bytes = serde_json::to_vec(fields).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
