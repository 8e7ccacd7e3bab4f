//! The interview: what is known in, the next best question and the answer so far out. First the ten minutes the lawyers
//! wrote down ([`crate::rule::FirstQuestions`]), debt by debt; then whatever decides most, in the order of the answer's
//! questions, until none is left that matters. Nothing is remembered between two calls: who asks sends everything again.
//! What a question decides is worked out in `plan`; asking people is left to the shells.

mod certain;
mod pending;
mod place;
mod question;
mod request;

use serde::Serialize;
use utoipa::ToSchema;

use crate::engine::{Engine, Explain};
use crate::evaluate::Session;
use crate::plan::{Answer, TodayLine};

pub use place::put;
pub use question::{AskedField, FittingAnswer, FittingValue, InterviewStage, NextKind, NextQuestion};
pub use request::{Request, read};

use pending::{Here, Pending};

/// The next question and the answer so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InterviewReply {
    /// What to ask next; `null` where nothing is left whose answer would change anything.
    pub next: Option<NextQuestion>,
    /// How many facts of the first ten minutes are left to ask, as far as can be seen from here: answers and further
    /// debts may add some.
    #[schema(example = 7)]
    pub asked_left_in_minimum: usize,
    /// How many facts beyond these could still change the answer and were not said to be unknown, debt by debt.
    #[schema(example = 31)]
    pub left_decisive: usize,
    /// How many facts of the vocabulary are not known and need not be asked, because nothing hangs on them; absent
    /// before there is a debt or a contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 402)]
    pub not_needed: Option<usize>,
    /// Whether the first line of `actions` stays first whatever is found out: no rule as urgent hangs on a fact that is
    /// not known, and no debt or contact is still to be told.
    pub first_step_certain: bool,
    /// What cannot wait, also before the first debt is told: danger, running clocks.
    pub today: Vec<TodayLine>,
    /// The answer so far, the same as `POST /v1/evaluations` gives for this portfolio; `null` before there is a debt or
    /// a contact.
    pub answer: Option<Answer>,
}

/// The next question, and the answer so far.
pub fn reply(engine: &Engine, request: &Request) -> InterviewReply {
    let outcomes = engine.outcomes(request.read.clone(), Explain::Findings);
    let answer = engine.answer_to(&outcomes, Explain::Findings);
    let session = Session::over(engine.program(), &outcomes);
    let here = Here { session: &session, request, answer: &answer };
    let minimum = pending::minimum(&here);
    let there_is_something = !request.read.debts.is_empty() || !request.read.contacts.is_empty();
    let decisive = if there_is_something { pending::decisive(&here, &minimum) } else { Vec::new() };
    let next = match (minimum.first(), decisive.first()) {
        (Some(first), _) => Some((first, InterviewStage::Minimum)),
        (None, Some(first)) => Some((first, InterviewStage::Decisive)),
        (None, None) => None,
    };
    let more_to_tell = minimum.iter().any(|p| matches!(p, Pending::AddDebt | Pending::AddContact));
    InterviewReply {
        next: next.map(|(pending, stage)| question::question(&here, *pending, stage)),
        asked_left_in_minimum: minimum.iter().filter(|p| p.is_about_a_fact()).count(),
        left_decisive: decisive.len(),
        not_needed: there_is_something.then(|| pending::not_needed(&here, &minimum)),
        first_step_certain: there_is_something
            && certain::first_step_certain(&session.program.set, &answer, more_to_tell),
        today: answer.today.clone(),
        answer: there_is_something.then_some(answer),
    }
}
