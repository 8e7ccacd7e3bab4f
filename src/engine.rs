//! The one door for the shells: rules in, portfolios in, answers out.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::conduct::{ConductReport, report, top_facts};
use crate::evaluate::{Outcomes, Session, evaluate};
use crate::fact::{ContactLog, Input, Limits, Portfolio, Problem, intake, intake_begun, intake_contacts};
use crate::finding::find;
use crate::hex::hex;
use crate::outlook::{Seen, look_ahead};
use crate::plan::{
    Answer, Basis, Before, LetterLine, NoLetter, NoOrder, RuleOutcome, basis, letter, plan, why, why_before,
};
use crate::program::{Program, compile};
use crate::rule::{RuleId, RuleSet};

/// A program ready to answer. It never changes and can be shared between threads.
#[derive(Debug)]
pub struct Engine {
    program: Program,
}

/// The SHA-256 of a request as it was received, in hexadecimal digits.
pub fn digest(request: &[u8]) -> String {
    hex(&Sha256::digest(request))
}

/// How much an answer should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Explain {
    /// Findings with their reasons.
    #[default]
    Findings,
    /// Every rule with its outcome as well.
    Full,
}

impl Engine {
    /// An engine for checked rules.
    pub fn new(rules: RuleSet) -> Self {
        Self { program: compile(rules) }
    }

    /// The rules it answers by.
    pub fn rules(&self) -> &RuleSet {
        &self.program.set
    }

    /// Reads a portfolio, or says everything that is wrong with it.
    pub fn read(&self, input: &Input, limits: &Limits) -> Result<Portfolio, Vec<Problem>> {
        intake(input, &self.program.set.vocabulary, limits)
    }

    /// Reads a portfolio that may have neither a debt nor a contact yet.
    pub fn read_begun(&self, input: &Input, limits: &Limits) -> Result<Portfolio, Vec<Problem>> {
        intake_begun(input, &self.program.set.vocabulary, limits)
    }

    /// Evaluates every rule; with [`Explain::Full`], rules that were not met are among the outcomes.
    pub fn outcomes(&self, portfolio: Portfolio, explain: Explain) -> Outcomes {
        evaluate(&self.program, portfolio, explain == Explain::Full)
    }

    /// The whole answer.
    pub fn answer(&self, portfolio: Portfolio, explain: Explain) -> Answer {
        let outcomes = self.outcomes(portfolio, explain);
        self.answer_to(&outcomes, explain)
    }

    /// The whole answer for outcomes that are already there.
    pub fn answer_to(&self, outcomes: &Outcomes, explain: Explain) -> Answer {
        let session = Session::over(&self.program, outcomes);
        let (mut answer, mut seen) = now(&session, outcomes, explain);
        look_ahead(&session, outcomes, &mut seen, &mut answer);
        answer
    }

    /// The answer as things stand: without what to ask, what would change it, and when it changes by itself.
    pub fn plan(&self, outcomes: &Outcomes, explain: Explain) -> Answer {
        now(&Session::over(&self.program, outcomes), outcomes, explain).0
    }

    /// One letter of the pack, asked for by name, for one debt; or why nobody can say which letter is meant. A letter
    /// that is not ready is given back as well, with what stands in its way.
    pub fn letter(&self, outcomes: &Outcomes, id: &str, debt: Option<&str>) -> Result<LetterLine, NoLetter> {
        let session = Session::over(&self.program, outcomes);
        letter(&session, outcomes, &find(&session, outcomes), id, debt)
    }

    /// Why rules ended as they did: each with all its conditions, what is one fact away first; or one rule. The outcomes
    /// are those of [`Explain::Full`].
    pub fn why(&self, outcomes: &Outcomes, rule: Option<&RuleId>) -> Vec<RuleOutcome> {
        why(&Session::over(&self.program, outcomes), outcomes, rule)
    }

    /// Which of two debts stands first in the act-first list, and why; or why nobody can say.
    pub fn why_before(&self, outcomes: &Outcomes, a: &str, b: &str) -> Result<Before, NoOrder> {
        let session = Session::over(&self.program, outcomes);
        why_before(&session, outcomes, &find(&session, outcomes), (a, b))
    }

    /// Reads contacts by themselves, or says everything that is wrong with them.
    pub fn read_contacts(&self, input: &Input, limits: &Limits) -> Result<ContactLog, Vec<Problem>> {
        let set = &self.program.set;
        intake_contacts(input, &set.vocabulary, limits, &top_facts(set))
    }

    /// What contacts show. The digest is of the request as it was received; see [`digest`].
    pub fn conduct(&self, log: ContactLog, request_sha256: String) -> ConductReport {
        let outcomes = self.outcomes(log.portfolio, Explain::Findings);
        report(&self.program, outcomes, log.one_creditor, request_sha256)
    }

    /// What an answer to this portfolio rests on.
    pub fn basis(&self, outcomes: &Outcomes) -> Basis {
        basis(&Session::over(&self.program, outcomes), outcomes, &[])
    }

    /// The program, for trying changes to its rules on an engine nobody answers with.
    pub(crate) fn program_mut(&mut self) -> &mut Program {
        &mut self.program
    }

    /// The program, for tools that look inside.
    pub fn program(&self) -> &Program {
        &self.program
    }
}

/// The answer as things stand, and what was seen of how they may stand.
fn now<'s>(session: &'s Session<'s>, outcomes: &'s Outcomes, explain: Explain) -> (Answer, Seen<'s>) {
    let findings = find(session, outcomes);
    let seen = Seen::new(session, outcomes, &findings.triage);
    (plan(session, outcomes, findings, explain == Explain::Full, &seen.may), seen)
}
