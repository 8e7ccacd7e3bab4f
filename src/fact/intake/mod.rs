//! From what was given to a [`Portfolio`]: every field is looked up in the vocabulary and read by its type, and every
//! problem is reported at once, with a JSON Pointer and the remedy.

mod contacts;
mod fields;
mod received;
mod values;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::input::Input;
use super::literal::{MAX_TEXT_CHARS, literal};
use super::portfolio::{Cell, Contact, Debt, Portfolio};
use super::value::Value;
use super::vocabulary::{FactKind, FactScope, Vocabulary};
use crate::diagnostic::Text;

pub use contacts::{ContactLog, intake_contacts};
pub(crate) use received::{Received, close_or, escape};

/// How much one request may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Debts.
    pub debts: usize,
    /// Contacts.
    pub contacts: usize,
    /// Entries of one list of records.
    pub records: usize,
    /// Characters of an id.
    pub id_chars: usize,
    /// Characters of a text.
    pub text_chars: usize,
    /// Fields of one object.
    pub fields: usize,
    /// Characters of the name of a field.
    pub field_chars: usize,
    /// Problems that are listed; reading stops there.
    pub problems: usize,
}

/// The limits that apply unless the operator sets others.
pub const LIMITS: Limits = Limits {
    debts: 200,
    contacts: 10_000,
    records: 1_000,
    id_chars: 64,
    text_chars: MAX_TEXT_CHARS,
    fields: 300,
    field_chars: 64,
    problems: 200,
};

/// One thing wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A JSON Pointer to the place.
    pub pointer: String,
    /// The stable name of the problem.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: Text,
}

/// Reads a portfolio, or says everything that is wrong with it.
pub fn intake(input: &Input, vocabulary: &Vocabulary, limits: &Limits) -> Result<Portfolio, Vec<Problem>> {
    let mut reader = Reader { vocabulary, as_of: None, received: Received::new(limits) };
    let portfolio = reader.portfolio(input, false);
    reader.received.end(portfolio)
}

/// The same of a portfolio that was just begun: it may have neither a debt nor a contact yet.
pub fn intake_begun(input: &Input, vocabulary: &Vocabulary, limits: &Limits) -> Result<Portfolio, Vec<Problem>> {
    let mut reader = Reader { vocabulary, as_of: None, received: Received::new(limits) };
    let portfolio = reader.portfolio(input, true);
    reader.received.end(portfolio)
}

struct Reader<'v> {
    vocabulary: &'v Vocabulary,
    as_of: Option<NaiveDate>,
    received: Received<'v>,
}

type Entries = [(String, Input)];

impl Reader<'_> {
    fn portfolio(&mut self, input: &Input, begun: bool) -> Option<Portfolio> {
        let entries = self.received.object(input, "")?;
        self.received.known_fields(entries, "", &["as_of", "case_ref", "household", "debts", "contacts"]);
        self.as_of = self.as_of(input);
        let case_ref = self.case_ref(input.get("case_ref"));
        let household = match input.get("household") {
            None | Some(Input::Null) => self.blank(FactScope::Household),
            Some(given) => {
                let entries = self.received.object(given, "/household").unwrap_or_default();
                self.record(entries, FactScope::Household, "/household", &[])
            }
        };
        let debts = self.debts(input.get("debts"));
        let debts_read = match input.get("debts") {
            Some(Input::List(items)) => items.len() == debts.len(),
            _ => true,
        };
        let contacts = self.contacts(input.get("contacts"), &debts, debts_read);
        if !begun && debts.is_empty() && contacts.is_empty() && self.received.is_well() {
            self.received.problem(
                "",
                "empty-portfolio",
                "没有债务也没有催收联系，没有可以回答的",
                "there is no debt and no contact to answer for",
            );
        }
        Some(Portfolio { as_of: self.as_of?, case_ref, household, debts, contacts })
    }

    fn as_of(&mut self, input: &Input) -> Option<NaiveDate> {
        let given = match input.get("as_of") {
            Some(Input::Text(text)) => Some(text),
            None | Some(Input::Null) => {
                self.received.problem(
                    "/as_of",
                    "missing-field",
                    "缺少 `as_of`：要写明按哪一天计算（如 2026-11-22）",
                    "`as_of` is missing: say for which day to answer (such as 2026-11-22)",
                );
                return None;
            }
            Some(_) => None,
        };
        if let Some(Value::Date(date)) = given.and_then(|t| literal(&FactKind::Date, t).ok()) {
            Some(date)
        } else {
            self.received.problem(
                "/as_of",
                "wrong-type",
                "`as_of` 要写成日期，如 2026-11-22",
                "`as_of` is a date such as 2026-11-22",
            );
            None
        }
    }

    fn case_ref(&mut self, input: Option<&Input>) -> Option<String> {
        match input {
            None | Some(Input::Null) => None,
            Some(Input::Text(text)) if text.chars().count() <= self.received.limits.id_chars => Some(text.clone()),
            Some(_) => {
                let limit = self.received.limits.id_chars;
                self.received.problem(
                    "/case_ref",
                    "wrong-type",
                    format!("`case_ref` 是不含个人信息的编号，最多 {limit} 个字"),
                    format!("`case_ref` is a reference without personal data of at most {limit} characters"),
                );
                None
            }
        }
    }

    fn debts(&mut self, input: Option<&Input>) -> Vec<Debt> {
        let items = self.received.list(input, "/debts", self.received.limits.debts);
        let mut debts = Vec::with_capacity(items.len());
        let mut seen = HashMap::new();
        for (i, item) in items.iter().enumerate() {
            if self.received.full() {
                break;
            }
            let at = format!("/debts/{i}");
            let Some(entries) = self.received.object(item, &at) else { continue };
            let id = self.received.id(item, &at, i, &mut seen);
            let record = self.record(entries, FactScope::Debt, &at, &["id"]);
            debts.push(Debt { id, record });
        }
        debts
    }

    fn contacts(&mut self, input: Option<&Input>, debts: &[Debt], debts_read: bool) -> Vec<Contact> {
        let items = self.received.list(input, "/contacts", self.received.limits.contacts);
        let by_id: HashMap<&str, usize> = debts.iter().enumerate().map(|(i, d)| (d.id.as_str(), i)).collect();
        let mut contacts = Vec::with_capacity(items.len());
        let mut seen = HashMap::new();
        for (i, item) in items.iter().enumerate() {
            if self.received.full() {
                break;
            }
            let at = format!("/contacts/{i}");
            let Some(entries) = self.received.object(item, &at) else { continue };
            let id = self.received.id(item, &at, i, &mut seen);
            // Where the debts could not be read, nobody can say that one of them is missing.
            let debt = if debts_read { self.debt_of(item.get("debt"), &at, &by_id) } else { None };
            let record = self.record(entries, FactScope::Contact, &at, &["id", "debt"]);
            contacts.push(Contact { id, debt, record, repeats: None });
        }
        self.repeated(&contacts);
        contacts
    }

    /// A contact that is said to repeat another one names one of this request: nothing is left out on a wrong id.
    fn repeated(&mut self, contacts: &[Contact]) {
        let Some(fact) = self.vocabulary.find("contact.duplicate_of").map(|(_, f)| f.slot) else { return };
        let ids: HashSet<&str> = contacts.iter().map(|c| c.id.as_str()).collect();
        for (i, contact) in contacts.iter().enumerate() {
            let Some(Cell::Known(Value::Text(of))) = contact.record.0.get(fact) else { continue };
            if *of == contact.id || !ids.contains(of.as_str()) {
                self.received.problem(
                    &format!("/contacts/{i}/duplicate_of"),
                    "unknown-contact",
                    format!("`{of}` 不是这份材料里另一条联系的编号；不是重复的联系就不填"),
                    format!("`{of}` is not the id of another contact here; leave it out where nothing is repeated"),
                );
            }
        }
    }

    fn debt_of(&mut self, input: Option<&Input>, at: &str, by_id: &HashMap<&str, usize>) -> Option<usize> {
        match input {
            None => None,
            Some(given) if given.is_unknown() => None,
            Some(Input::Text(text)) if text.chars().count() <= self.received.limits.id_chars => {
                let found = by_id.get(text.as_str()).copied();
                if found.is_none() {
                    let mut known: Vec<&str> = by_id.keys().copied().collect();
                    known.sort_unstable();
                    let otherwise = Text::new("；不知道是哪一笔可以不填", "; leave it out when it is not known");
                    let hint = close_or(text, &known, otherwise);
                    self.received.problem(
                        &format!("{at}/debt"),
                        "unknown-debt",
                        format!("没有编号为 `{text}` 的债务{}", hint.zh),
                        format!("there is no debt with the id `{text}`{}", hint.en),
                    );
                }
                found
            }
            Some(_) => {
                self.received.problem(
                    &format!("{at}/debt"),
                    "wrong-type",
                    "`debt` 要写债务的编号(文字)",
                    "`debt` is the id of a debt, a text",
                );
                None
            }
        }
    }
}
