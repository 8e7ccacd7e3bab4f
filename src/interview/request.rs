//! The request: a portfolio that may have just begun, what the client was asked and cannot say, and what is complete.

use std::collections::BTreeSet;

use super::pending::Pending;
use crate::diagnostic::Text;
use crate::engine::Engine;
use crate::fact::{FactScope, Input, Limits, Portfolio, Problem, Received, Subject, close_or};

/// How many facts may be said to be unknown in one request.
const MAX_NOT_KNOWN: usize = 10_000;

/// How the debt a contact is about is named among the facts that are not known.
pub(super) const DEBT_AS_FACT: &str = "contact.debt";

/// The lists that can be said to be complete.
const LISTS: [&str; 2] = ["debts", "contacts"];

/// What is known so far.
#[derive(Debug, Clone)]
pub struct Request {
    /// As it was given.
    pub(super) portfolio: Input,
    /// As it was read.
    pub(super) read: Portfolio,
    /// What was asked and the client cannot say.
    pub(super) not_known: BTreeSet<Pending>,
    /// Whether there is no more debt to tell.
    pub(super) debts_complete: bool,
    /// Whether there is no more contact to tell first.
    pub(super) contacts_complete: bool,
    pub(super) limits: Limits,
}

impl Request {
    /// A request for a portfolio that says `"unknown"` where the client was asked and cannot say.
    pub fn of(
        engine: &Engine,
        portfolio: &Input,
        limits: &Limits,
        debts_complete: bool,
        contacts_complete: bool,
    ) -> Result<Self, Vec<Problem>> {
        let read = engine.read_begun(portfolio, limits)?;
        let (portfolio, not_known, limits) = (portfolio.clone(), BTreeSet::new(), *limits);
        Ok(Self { portfolio, read, not_known, debts_complete, contacts_complete, limits })
    }
}

/// Reads the body of a request, or says everything that is wrong with it.
pub fn read(engine: &Engine, input: &Input, limits: &Limits) -> Result<Request, Vec<Problem>> {
    let mut reader = Reader { engine, received: Received::new(limits) };
    let request = reader.request(input, limits);
    reader.received.end(request)
}

struct Reader<'r> {
    engine: &'r Engine,
    received: Received<'r>,
}

impl Reader<'_> {
    fn request(&mut self, input: &Input, limits: &Limits) -> Option<Request> {
        let entries = self.received.object(input, "")?;
        self.received.known_fields(entries, "", &["portfolio", "not_known", "complete"]);
        let portfolio = self.portfolio(input.get("portfolio"), limits);
        let read = portfolio.as_ref().map(|(_, read)| read);
        let mut not_known = BTreeSet::new();
        for (i, item) in self.received.list(input.get("not_known"), "/not_known", MAX_NOT_KNOWN).iter().enumerate() {
            if self.received.full() {
                break;
            }
            not_known.extend(self.not_known(item, &format!("/not_known/{i}"), read));
        }
        let complete = self.complete(input.get("complete"));
        let (portfolio, read) = portfolio?;
        let [debts_complete, contacts_complete] = LISTS.map(|list| complete.contains(&list));
        Some(Request { portfolio, read, not_known, debts_complete, contacts_complete, limits: *limits })
    }

    fn portfolio(&mut self, input: Option<&Input>, limits: &Limits) -> Option<(Input, Portfolio)> {
        let Some(given) = input.filter(|given| **given != Input::Null) else {
            self.received.problem(
                "/portfolio",
                "missing-field",
                "缺少 `portfolio`：已经知道的写在这里，至少要有 `as_of`",
                "`portfolio` is missing: what is known goes here, with `as_of` at least",
            );
            return None;
        };
        match self.engine.read_begun(given, limits) {
            Ok(read) => Some((given.clone(), read)),
            Err(problems) => {
                for problem in problems {
                    let Text { zh, en } = problem.message;
                    self.received.problem(&format!("/portfolio{}", problem.pointer), problem.code, zh, en);
                }
                None
            }
        }
    }

    /// A fact the client cannot say. Where the portfolio could not be read, nobody can say which debts there are.
    fn not_known(&mut self, item: &Input, at: &str, portfolio: Option<&Portfolio>) -> Option<Pending> {
        let entries = self.received.object(item, at)?;
        self.received.known_fields(entries, at, &["fact", "debt", "contact"]);
        let vocabulary = &self.engine.rules().vocabulary;
        let Some(name) = self.text(item, at, "fact") else {
            if item.get("fact").is_none_or(|given| *given == Input::Null) {
                self.received.problem(
                    &format!("{at}/fact"),
                    "missing-field",
                    "缺少 `fact`：哪个事实不知道，照问题里的 `fact` 写",
                    "`fact` is missing: which fact is not known, as the question names it",
                );
            }
            return None;
        };
        let found = vocabulary.find(&name).filter(|(_, fact)| fact.derived.is_none());
        let scope = match &found {
            Some((_, fact)) => fact.scope,
            None if name == DEBT_AS_FACT => FactScope::Contact,
            None => {
                let asked = vocabulary.iter().filter(|(_, f)| f.derived.is_none()).map(|(_, f)| f.name.as_str());
                let names: Vec<&str> = asked.chain([DEBT_AS_FACT]).collect();
                let otherwise = Text::new("；照问题里的 `fact` 写", "; write it as the `fact` of the question does");
                let hint = close_or(&name, &names, otherwise);
                self.received.problem(
                    &format!("{at}/fact"),
                    "unknown-fact",
                    format!("没有可以问的事实 `{}`{}", shown(&name), hint.zh),
                    format!("there is no fact to ask `{}`{}", shown(&name), hint.en),
                );
                return None;
            }
        };
        let subject = self.subject(item, at, scope, portfolio?)?;
        match (found, subject) {
            (Some((fact, _)), subject) => Some(Pending::Fact { fact, subject }),
            (None, Subject::Contact(contact)) => Some(Pending::WhichDebt { contact }),
            (None, Subject::Household | Subject::Debt(_)) => None,
        }
    }

    /// Of whom it is not known: a debt or a contact by its id, or the household.
    fn subject(&mut self, item: &Input, at: &str, scope: FactScope, portfolio: &Portfolio) -> Option<Subject> {
        let (key, other) = match scope {
            FactScope::Household => return Some(Subject::Household),
            FactScope::Debt => ("debt", "一笔债"),
            FactScope::Contact => ("contact", "一次联系"),
        };
        let Some(id) = self.text(item, at, key) else {
            if item.get(key).is_none_or(|given| *given == Input::Null) {
                self.received.problem(
                    &format!("{at}/{key}"),
                    "missing-field",
                    format!("缺少 `{key}`：这是{other}的事实，写明编号"),
                    format!("`{key}` is missing: this is a fact of one {key}, say which by its id"),
                );
            }
            return None;
        };
        let (found, known): (Option<Subject>, Vec<&str>) = if scope == FactScope::Debt {
            let position = portfolio.debts.iter().position(|d| d.id == id);
            (position.map(Subject::Debt), portfolio.debts.iter().map(|d| d.id.as_str()).collect())
        } else {
            let position = portfolio.contacts.iter().position(|c| c.id == id);
            (position.map(Subject::Contact), portfolio.contacts.iter().map(|c| c.id.as_str()).collect())
        };
        if found.is_none() {
            let otherwise = Text::new("；`portfolio` 里没有它", "; `portfolio` does not have it");
            let hint = close_or(&id, &known, otherwise);
            let code = if scope == FactScope::Debt { "unknown-debt" } else { "unknown-contact" };
            self.received.problem(
                &format!("{at}/{key}"),
                code,
                format!("没有编号为 `{}` 的{other}{}", shown(&id), hint.zh),
                format!("there is no {key} with the id `{}`{}", shown(&id), hint.en),
            );
        }
        found
    }

    fn complete(&mut self, input: Option<&Input>) -> Vec<&'static str> {
        let mut complete = Vec::new();
        for (i, item) in self.received.list(input, "/complete", LISTS.len()).iter().enumerate() {
            match LISTS.iter().find(|list| item.text() == Some(**list)) {
                Some(list) => complete.push(*list),
                None => self.received.problem(
                    &format!("/complete/{i}"),
                    "unknown-choice",
                    "这里只能写 `debts` 或 `contacts`：哪一种没有更多要说的",
                    "write `debts` or `contacts`: of which there is no more to tell",
                ),
            }
        }
        complete
    }

    /// A text of an entry; nothing where it is not there or was reported.
    fn text(&mut self, item: &Input, at: &str, key: &str) -> Option<String> {
        match item.get(key) {
            None | Some(Input::Null) => None,
            Some(Input::Text(text)) => Some(text.clone()),
            Some(other) => {
                self.received.wrong_type(&format!("{at}/{key}"), ("文字", "a text"), other, None);
                None
            }
        }
    }
}

/// As much of a name as an error repeats.
fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}
