//! A portfolio that shows something: values for facts turned into what a counsellor could send, answered by the engine
//! itself. What the engine does not bear out is not said.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};

use super::formula::{DEBTS, Variable};
use super::search::Solution;
use super::space::Space;
use crate::engine::{Engine, Explain};
use crate::fact::{EngineFacts, FactId, FactScope, Input, LIMITS, Portfolio, Subject, Value, written};
use crate::program::RuleNumber;
use crate::rule::{Rule, RuleScope};

/// What a household of the same income as expenses earns, in yuan: only the difference matters.
const INCOME_YUAN: i64 = 10_000;

/// A portfolio with the day it is for.
pub(super) struct Witness {
    input: Input,
    /// It as answered, with all computed facts, and the numbers of the rules met for whom.
    pub(super) portfolio: Portfolio,
    met: Vec<(usize, Subject)>,
}

impl Witness {
    /// The portfolio in which facts have the values of a solution, unless no input leads to them.
    pub(super) fn new(engine: &Engine, space: &Space<'_>, solution: &Solution<'_>, scope: RuleScope) -> Option<Self> {
        let input = Maker::new(engine, space).input(solution, scope)?;
        let portfolio = engine.read(&input, &LIMITS).ok()?;
        let outcomes = engine.outcomes(portfolio, Explain::Findings);
        let met = outcomes.outcomes.iter().filter(|o| o.truth.is_met()).map(|o| {
            let RuleNumber(number) = o.rule;
            (number, o.subject)
        });
        Some(Self { input, met: met.collect(), portfolio: outcomes.portfolio })
    }

    /// Whether all of these rules are met for the same subject.
    pub(super) fn meets(&self, rules: &[usize]) -> bool {
        let Some(first) = rules.first() else { return true };
        let subjects = self.met.iter().filter(|(rule, _)| rule == first).map(|(_, subject)| *subject);
        subjects.into_iter().any(|s| rules.iter().all(|rule| self.met.contains(&(*rule, s))))
    }

    /// The portfolio as the `given` of a case, on one line.
    pub(super) fn show(&self) -> String {
        let mut text = String::new();
        flow(&self.input, &mut text);
        text
    }
}

/// Whom a rule is met for in a witness.
pub(super) fn about(rule: &Rule) -> Subject {
    match rule.scope {
        RuleScope::Household => Subject::Household,
        RuleScope::Debt => Subject::Debt(0),
        RuleScope::Contact | RuleScope::Contacts => Subject::Contact(0),
    }
}

type Entries = BTreeMap<String, Input>;

struct Maker<'m> {
    space: &'m Space<'m>,
    facts: &'m EngineFacts,
    limitation_years: u32,
    public_notice: Days,
    household: Entries,
    debts: Vec<Entries>,
    contact: Entries,
}

impl<'m> Maker<'m> {
    fn new(engine: &'m Engine, space: &'m Space<'_>) -> Self {
        let set = engine.rules();
        let parameters = set.parameters_on(space.day());
        let years = parameters.limitation_years.and_then(|y| u32::try_from(y).ok());
        let notice = parameters.public_notice_days.and_then(|n| u64::try_from(n).ok());
        Self {
            space,
            facts: &set.engine_facts,
            limitation_years: years.unwrap_or_default(),
            public_notice: Days::new(notice.unwrap_or_default()),
            household: Entries::new(),
            debts: vec![Entries::new(); DEBTS],
            contact: Entries::new(),
        }
    }

    fn input(mut self, solution: &Solution<'_>, scope: RuleScope) -> Option<Input> {
        let chosen = || solution.variables.iter().zip(solution.chosen).filter_map(|(v, c)| Some((*v, (*c)?)));
        let computed = |v: &Variable| self.space.vocabulary().get(v.fact).is_some_and(|f| f.derived.is_some());
        let (later, given): (Vec<_>, Vec<_>) = chosen().partition(|(v, _)| computed(v));
        for (variable, candidate) in given {
            let Some(value) = self.space.value(variable.fact, candidate) else { continue };
            let written = written(value, &self.space.vocabulary().get(variable.fact)?.kind)?;
            self.put(variable.fact, variable.debt, written);
        }
        for (variable, candidate) in later {
            let Some(value) = self.space.value(variable.fact, candidate).cloned() else { continue };
            self.lead_to(variable, &value)?;
        }
        Some(self.whole(scope))
    }

    fn whole(self, scope: RuleScope) -> Input {
        let map = |entries: Entries| Input::Map(entries.into_iter().collect());
        let debts =
            self.debts.into_iter().enumerate().filter(|(i, d)| *i == 0 || !d.is_empty()).map(|(i, mut debt)| {
                debt.insert("id".into(), Input::Text(if i == 0 { "a".into() } else { "b".into() }));
                map(debt)
            });
        let mut all = vec![
            ("as_of".to_owned(), Input::Text(self.space.day().to_string())),
            ("debts".to_owned(), Input::List(debts.collect())),
        ];
        if !self.household.is_empty() {
            all.push(("household".to_owned(), map(self.household)));
        }
        if matches!(scope, RuleScope::Contact | RuleScope::Contacts) {
            let mut contact = self.contact;
            contact.insert("id".into(), Input::Text("c1".into()));
            contact.insert("debt".into(), Input::Text("a".into()));
            contact.entry("at".into()).or_insert(Input::Text(self.space.day().to_string()));
            all.push(("contacts".to_owned(), Input::List(vec![map(contact)])));
        }
        Input::Map(all)
    }

    fn put(&mut self, fact: FactId, debt: usize, value: Input) {
        let Some(declared) = self.space.vocabulary().get(fact) else { return };
        let name = declared.name.as_str().split_once('.').map_or("", |(_, rest)| rest).to_owned();
        let entries = match declared.scope {
            FactScope::Household => Some(&mut self.household),
            FactScope::Debt => self.debts.get_mut(debt),
            FactScope::Contact => Some(&mut self.contact),
        };
        if let Some(entries) = entries {
            entries.entry(name).or_insert(value);
        }
    }

    /// Gives what a computed fact is computed from, such that it may come out as wanted. `None` where nothing is known
    /// that would: the engine then has no say, and neither have we.
    fn lead_to(&mut self, variable: Variable, value: &Value) -> Option<()> {
        let (facts, debt, day) = (self.facts, variable.debt, self.space.day());
        let text = |date: NaiveDate| Input::Text(date.to_string());
        match value {
            Value::Amount(amount) if variable.fact == facts.balance => {
                self.put(facts.outstanding, debt, Input::Text(amount.to_string()));
            }
            Value::Amount(amount) if variable.fact == facts.total_debt || variable.fact == facts.known_debt => {
                self.put(facts.outstanding, 0, Input::Text(amount.to_string()));
            }
            Value::Amount(amount) if variable.fact == facts.surplus => {
                let income = crate::money::Money::from_fen(INCOME_YUAN * 100)?;
                self.put(facts.income, 0, monthly(income.to_string(), true));
                self.put(facts.essentials, 0, monthly(income.checked_sub(*amount)?.to_string(), false));
            }
            Value::Amount(amount) if variable.fact == facts.monthly_income => {
                self.put(facts.income, 0, monthly(amount.to_string(), true));
            }
            Value::Amount(amount) if variable.fact == facts.monthly_essentials => {
                self.put(facts.essentials, 0, monthly(amount.to_string(), false));
            }
            Value::Amount(amount) if variable.fact == facts.head_cut => {
                let whole = amount.checked_add(*amount)?;
                self.put(facts.face_principal, debt, Input::Text(whole.to_string()));
                self.put(facts.disbursed_amount, debt, Input::Text(amount.to_string()));
            }
            Value::Count(n) if variable.fact == facts.overdue_days => {
                let since = day.checked_sub_days(Days::new(u64::try_from(*n).ok()?))?;
                self.put(facts.overdue_since, debt, text(since));
            }
            Value::Date(end) if variable.fact == facts.limitation_ends_on => {
                let start = end.checked_sub_months(Months::new(self.limitation_years.checked_mul(12)?))?;
                self.put(facts.final_due_on, debt, text(start));
                for never in [facts.last_payment_on, facts.last_acknowledged_on, facts.last_demand_on] {
                    self.put(never, debt, Input::Text("never".into()));
                }
            }
            Value::Date(end) if variable.fact == facts.guarantee_ends_on => {
                self.put(facts.guarantee_until, debt, text(*end));
                self.put(facts.accelerated, debt, Input::YesNo(false));
            }
            Value::Date(end) if variable.fact == facts.grace_ends_on => {
                self.put(facts.next_due_on, debt, text(*end));
                self.put(facts.grace_days, debt, Input::Number("0".into()));
            }
            Value::Date(served) if variable.fact == facts.deemed_served_on => {
                self.put(facts.notice_published_on, debt, text(served.checked_sub_days(self.public_notice)?));
            }
            Value::Date(served) if variable.fact == facts.judgment_deemed_served_on => {
                self.put(facts.judgment_notice_published_on, debt, text(served.checked_sub_days(self.public_notice)?));
            }
            Value::Date(date) if variable.fact == facts.local_date => self.put(facts.at, debt, text(*date)),
            Value::Time(time) if variable.fact == facts.local_time => {
                let clock = day.and_hms_opt(time.earliest / 3_600, time.earliest / 60 % 60, time.earliest % 60)?;
                self.put(facts.at, debt, Input::Text(clock.format("%Y-%m-%dT%H:%M:%S+08:00").to_string()));
            }
            _ => return None,
        }
        Some(())
    }
}

fn monthly(amount: String, income: bool) -> Input {
    let text = |t: &str| Input::Text(t.to_owned());
    let mut entry = vec![("amount".to_owned(), Input::Text(amount)), ("every".to_owned(), text("month"))];
    if income {
        entry.push(("certain".to_owned(), Input::YesNo(true)));
    }
    Input::List(vec![Input::Map(entry)])
}

/// A piece of a portfolio as YAML on one line.
fn flow(input: &Input, text: &mut String) {
    let list = |text: &mut String, open: &str, close: &str, parts: Vec<String>| {
        text.push_str(open);
        text.push_str(&parts.join(", "));
        text.push_str(close);
    };
    let shown = |input: &Input| {
        let mut text = String::new();
        flow(input, &mut text);
        text
    };
    match input {
        Input::Null => text.push_str("null"),
        Input::YesNo(yes) => text.push_str(if *yes { "true" } else { "false" }),
        Input::Number(number) => text.push_str(number),
        Input::Text(word) if word.chars().any(|c| ":,[]{}#'\"".contains(c) || c.is_whitespace()) => {
            text.push('\'');
            text.push_str(&word.replace('\'', "''"));
            text.push('\'');
        }
        Input::Text(word) => text.push_str(word),
        Input::List(items) => list(text, "[", "]", items.iter().map(shown).collect()),
        Input::Map(entries) => {
            list(text, "{ ", " }", entries.iter().map(|(k, v)| format!("{k}: {}", shown(v))).collect());
        }
    }
}
