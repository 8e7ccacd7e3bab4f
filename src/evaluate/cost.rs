//! The cost of each debt against every yardstick that applies to it.

use super::{Outcome, Session, Truth};
use crate::fact::{
    Cell, CostInputs, FactId, Facts, Gap, Missing, Reason, Subject, Value, cost_gap, cost_inputs, nominal_cost,
};
use crate::money::yardstick::{Position, PositionFigures, position};
use crate::money::{Money, Rate, Word};
use crate::program::{Program, RuleNumber};
use crate::rule::{CostThen, Status, Then, YardstickRole};

/// Where a debt's cost lies against one yardstick.
#[derive(Debug, Clone)]
pub struct CostOutcome {
    /// The rule that chose the yardstick.
    pub rule: RuleNumber,
    /// The debt.
    pub debt: Subject,
    /// Whether this is the line the debt is measured by.
    pub is_reference: bool,
    /// The line.
    pub yardstick: Option<Rate>,
    /// Where the cost lies.
    pub standing: Standing,
}

/// Where a cost lies, as far as it can be told.
#[derive(Debug, Clone)]
pub enum Standing {
    /// It can be told. `at_least` means that some fees are not known, so that the cost may be higher still.
    Told {
        /// The figures.
        figures: PositionFigures,
        /// What reached the borrower.
        received: Money,
        /// What is paid each month.
        monthly: Money,
        /// For how many months.
        periods: u32,
        /// Whether the cost may be higher than computed.
        at_least: bool,
    },
    /// These facts are missing.
    NotKnown {
        /// What is missing.
        missing: Vec<Missing>,
    },
    /// It could not be worked out.
    Failed(Reason),
}

impl CostOutcome {
    /// Whether the cost is known to lie above the line.
    pub(crate) fn is_above(&self) -> bool {
        self.standing.position() == Some(Position::Above)
    }
}

impl Standing {
    /// The position, where it can be told.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Told { figures, .. } => Some(figures.position),
            Self::NotKnown { .. } | Self::Failed(_) => None,
        }
    }
}

/// Holds each of these debts against its yardsticks, in the order of the rules.
pub(super) fn positions(session: &Session<'_>, debts: &[Subject], outcomes: &[&Outcome]) -> Vec<CostOutcome> {
    let mut all = Vec::new();
    for debt in debts.iter().copied() {
        let mut reference_found = false;
        for outcome in outcomes.iter().filter(|o| o.subject == debt) {
            let Some(then) = cost_then(session.program, outcome) else { continue };
            let Some(day) = outcome.day.filter(|_| outcome.truth.is_met()) else {
                // A line that may apply and comes first leaves open which one the debt is measured by.
                reference_found |= then.role == YardstickRole::Reference && !outcome.truth.is_not_met();
                continue;
            };
            let yardstick = match session.program.set.value_on(&then.yardstick.it, day) {
                Some(Value::Rate(rate)) => Some(rate),
                _ => None,
            };
            let is_reference = then.role == YardstickRole::Reference && !reference_found;
            reference_found |= is_reference;
            all.push(CostOutcome {
                rule: outcome.rule,
                debt,
                is_reference,
                yardstick,
                standing: standing(session, debt, yardstick),
            });
        }
    }
    all
}

fn cost_then<'p>(program: &'p Program, outcome: &Outcome) -> Option<&'p CostThen> {
    let (rule, _) = program.rule(outcome.rule)?;
    match &rule.then {
        Then::Cost(then) if rule.status == Status::Active => Some(then),
        Then::Cost(_) | Then::Triage(_) | Then::Conduct(_) => None,
    }
}

fn standing(session: &Session<'_>, debt: Subject, yardstick: Option<Rate>) -> Standing {
    let set = &session.program.set;
    let here = Facts { portfolio: session.portfolio, vocabulary: &set.vocabulary, subject: debt };
    let inputs = match cost_inputs(&here, &set.engine_facts) {
        Ok(inputs) => inputs,
        Err(gap) => return gap_standing(gap),
    };
    let Some(line) = yardstick else {
        let reason =
            crate::diagnostic::Text::new("规则里没有这一天的对照线", "the rules hold no yardstick for this day");
        return Standing::Failed(Reason(reason));
    };
    let rate = match known_cost(session, debt, &inputs) {
        Ok(rate) => rate,
        Err(gap) => return gap_standing(gap),
    };
    let CostInputs { received, monthly, periods, unknown_fees } = inputs;
    match position(rate, received, monthly, periods, line) {
        // Fees that are not known can only raise the cost: above stays above, anything else is open.
        Ok(figures) if unknown_fees.is_empty() || figures.position == Position::Above => {
            Standing::Told { figures, received, monthly, periods, at_least: !unknown_fees.is_empty() }
        }
        Ok(_) => Standing::NotKnown { missing: unknown_fees },
        Err(error) => gap_standing(cost_gap(error)),
    }
}

fn gap_standing(gap: Gap) -> Standing {
    match gap {
        Gap::NotKnown(missing) => Standing::NotKnown { missing },
        Gap::Failed(reason) => Standing::Failed(reason),
    }
}

/// What was found of these debts as facts, for the rules that come after.
pub(super) fn facts(
    program: &Program,
    debts: &[Subject],
    costs: &[CostOutcome],
    outcomes: &[&Outcome],
) -> Vec<(FactId, Subject, Cell)> {
    let facts = &program.set.engine_facts;
    let mut found = Vec::with_capacity(2 * debts.len());
    for debt in debts.iter().copied() {
        let reference = costs.iter().find(|c| c.debt == debt && c.is_reference);
        let (position, rate) = match reference {
            Some(cost) => {
                let rate = cost.yardstick.map_or(Cell::Blank, |r| Cell::Known(Value::Rate(r)));
                (position_cell(program, &cost.standing), rate)
            }
            // No line was chosen: either none applies, or the choice hangs on something that is not known.
            None => match undecided(program, debt, outcomes) {
                Truth::NotKnown(missing) => (Cell::NotKnown(missing.clone()), Cell::NotKnown(missing)),
                Truth::Failed(reason) => (Cell::Failed(reason.clone()), Cell::Failed(reason)),
                Truth::Met | Truth::NotMet => (word(program, "no_yardstick"), Cell::Blank),
            },
        };
        found.extend([(facts.cost_position, debt, position), (facts.yardstick_rate, debt, rate)]);
    }
    found
}

fn undecided(program: &Program, debt: Subject, outcomes: &[&Outcome]) -> Truth {
    let reference = outcomes
        .iter()
        .filter(|o| o.subject == debt)
        .filter(|o| cost_then(program, o).is_some_and(|then| then.role == YardstickRole::Reference));
    let open = reference.map(|o| o.truth.clone()).find(|t| matches!(t, Truth::NotKnown(_) | Truth::Failed(_)));
    open.unwrap_or(Truth::NotMet)
}

fn position_cell(program: &Program, standing: &Standing) -> Cell {
    match standing {
        Standing::Told { figures, .. } => word(program, figures.position.word()),
        Standing::NotKnown { missing } => Cell::NotKnown(missing.clone()),
        Standing::Failed(reason) => Cell::Failed(reason.clone()),
    }
}

/// A word of `debt.cost_position` as a value.
fn word(program: &Program, name: &str) -> Cell {
    let set = &program.set;
    let choices = set.vocabulary.get(set.engine_facts.cost_position).map_or(&[][..], |f| f.kind.choices());
    choices.iter().position(|c| c.name == name).map_or(Cell::Blank, |i| Cell::Known(Value::Choice(i)))
}

/// The all-in cost of a debt, exact or as far as it is known: the rate, and whether it may be higher.
pub(crate) fn least_cost(session: &Session<'_>, debt: Subject) -> Option<(Rate, bool)> {
    let set = &session.program.set;
    let here = Facts { portfolio: session.portfolio, vocabulary: &set.vocabulary, subject: debt };
    let inputs = cost_inputs(&here, &set.engine_facts).ok()?;
    known_cost(session, debt, &inputs).ok().map(|rate| (rate, !inputs.unknown_fees.is_empty()))
}

impl Session<'_> {
    /// The annual cost of a loan, worked out once for the same terms.
    fn cost_of(&self, inputs: &CostInputs) -> Result<Rate, Gap> {
        let terms = (inputs.received, inputs.monthly, inputs.periods);
        if let Some(known) = self.rates.borrow().get(&terms) {
            return known.clone();
        }
        let rate = nominal_cost(inputs);
        self.rates.borrow_mut().insert(terms, rate.clone());
        rate
    }
}

/// The cost of these inputs. Where every fee is known it is a fact already and is not worked out again.
fn known_cost(session: &Session<'_>, debt: Subject, inputs: &CostInputs) -> Result<Rate, Gap> {
    match session.value(session.program.set.engine_facts.all_in_rate, debt) {
        Some(Value::Rate(rate)) => Ok(*rate),
        _ => session.cost_of(inputs),
    }
}
