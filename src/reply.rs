//! One request as its bytes, and the bytes it is answered with: the same for a caller of today and for a replay years
//! later. Where requests come from and where answers go is left to the shells and to `record`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::conduct::{ConductReport, page};
use crate::engine::{Engine, Explain, digest};
use crate::fact::{Limits, NotJson, Problem, from_json};
use crate::plan::Answer;
use crate::rule::RuleId;
use crate::sheet::calendar::calendar;
use crate::sheet::plan;

/// What was asked for besides the input: everything that shapes the bytes of the answer. Its language is not among
/// them, because answers hold every language they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Asked {
    /// An answer to a portfolio.
    Evaluation {
        /// How much the answer holds.
        explain: Explain,
        /// How it is written.
        form: PlanForm,
    },
    /// A report on contacts alone.
    Conduct {
        /// How it is written.
        form: ReportForm,
    },
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlanForm {
    /// For programs.
    Json,
    /// A page to print for the counsellor and the client.
    Html,
    /// A calendar of deadlines and of the days on which the answer changes by itself.
    Ics,
}

/// How a report on contacts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReportForm {
    /// For programs.
    Json,
    /// A page to print for the police or a regulator.
    Html,
}

/// An answer as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The bytes, before a transport compresses them.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media: &'static str,
    /// The day the answer is for.
    pub as_of: NaiveDate,
    /// The caller's own reference, where the request has one.
    pub case_ref: Option<String>,
    /// The rules it rests on, some of them more than once.
    pub rests_on: Vec<RuleId>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// The input is not JSON.
    NotJson(NotJson),
    /// The input cannot be read; every bad field is listed.
    Problems(Vec<Problem>),
    /// The page could not be laid out.
    PageFailed,
}

impl Asked {
    /// The word for what was asked for.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Evaluation { .. } => "evaluation",
            Self::Conduct { .. } => "conduct",
        }
    }

    /// The answer by these rules. The same rules, the same input and the same version of the program give the same bytes.
    pub fn reply(self, engine: &Engine, input: &[u8], limits: &Limits) -> Result<Reply, Unanswered> {
        let read = from_json(input).map_err(Unanswered::NotJson)?;
        match self {
            Self::Evaluation { explain, form } => {
                let portfolio = engine.read(&read, limits).map_err(Unanswered::Problems)?;
                let answer = engine.answer(portfolio, explain);
                let (as_of, case_ref) = (answer.basis.as_of, answer.case_ref.clone());
                let rests_on = of_answer(&answer).cloned().collect();
                let (bytes, media) = match form {
                    PlanForm::Json => (json(&answer)?, JSON),
                    PlanForm::Html => (laid_out(plan::page(&answer))?, HTML),
                    PlanForm::Ics => (calendar(&answer).into_bytes(), CALENDAR),
                };
                Ok(Reply { bytes, media, as_of, case_ref, rests_on })
            }
            Self::Conduct { form } => {
                let log = engine.read_contacts(&read, limits).map_err(Unanswered::Problems)?;
                let report = engine.conduct(log, digest(input));
                let (bytes, media) = match form {
                    ReportForm::Json => (json(&report)?, JSON),
                    ReportForm::Html => (laid_out(page(&report))?, HTML),
                };
                let rests_on = of_report(&report).cloned().collect();
                Ok(Reply { bytes, media, as_of: report.as_of, case_ref: None, rests_on })
            }
        }
    }
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

fn json(answer: &impl Serialize) -> Result<Vec<u8>, Unanswered> {
    serde_json::to_vec(answer).map_err(|_| Unanswered::PageFailed)
}

fn laid_out<E>(page: Result<String, E>) -> Result<Vec<u8>, Unanswered> {
    page.map(String::into_bytes).map_err(|_| Unanswered::PageFailed)
}

/// The rules that an answer rests on: steps, holds, cost, conduct, what to avoid, whom to turn to, notes.
fn of_answer(answer: &Answer) -> impl Iterator<Item = &RuleId> {
    let steps = answer.actions.iter().flat_map(|line| std::iter::once(&line.next_step).chain(&line.then));
    let actions = steps.flat_map(|step| &step.because).map(|because| &because.rule);
    let held = answer.payments.held.iter().map(|held| &held.rule);
    let cost = answer.cost_findings.iter().map(|finding| &finding.rule);
    let conduct = answer.conduct_findings.iter().map(|finding| &finding.rule);
    let avoid = answer.avoid.iter().flat_map(|line| &line.raised_by);
    let referrals = answer.referrals.iter().flat_map(|line| &line.because).map(|because| &because.rule);
    let notes = answer.notes.iter().map(|note| &note.rule);
    let all = actions.chain(held).chain(cost).chain(conduct).chain(avoid).chain(referrals).chain(notes);
    all.map(|reference| &reference.id)
}

/// The rules that a report on contacts rests on.
fn of_report(report: &ConductReport) -> impl Iterator<Item = &RuleId> {
    report.findings.iter().map(|finding| &finding.rule.id)
}
