//! Rules that may end otherwise on another day: each rule's condition with everything that stays as it is folded away.
//! What is left over names the days worth looking at. A rule that is kept or kept out by something no day changes is
//! not here, whatever its tests on days say.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::thresholds::{Moving, is_judged_by_answer};
use crate::evaluate::{Session, Truth};
use crate::fact::{FactId, Subject};
use crate::program::{Formula, Index, RuleNumber, Stage, TermRead, TestId};
use crate::rule::{Law, Operand, Rule, Status, Then};

/// How a rule stands, without the names of what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stand {
    /// It does not hold.
    NotMet,
    /// It cannot be told, or could not be worked out.
    Open,
    /// It holds.
    Met,
}

impl Stand {
    pub(super) fn of(truth: &Truth) -> Self {
        match truth {
            Truth::Met => Self::Met,
            Truth::NotMet => Self::NotMet,
            Truth::NotKnown(_) | Truth::Failed(_) => Self::Open,
        }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
            Self::Open => Self::Open,
        }
    }
}

/// A condition in which everything that no day changes is folded away.
#[derive(Debug)]
enum Node {
    Fixed(Stand),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Test(TestId, Subject),
    /// Holds from a first to a last day.
    During(Option<NaiveDate>, Option<NaiveDate>),
}

impl Node {
    fn stand(&self, session: &Session<'_>) -> Stand {
        // In the order not met, open, met the least of all parts decides, and the most of any.
        match self {
            Self::Fixed(stand) => *stand,
            Self::All(parts) => parts.iter().map(|p| p.stand(session)).min().unwrap_or(Stand::Met),
            Self::Any(parts) => parts.iter().map(|p| p.stand(session)).max().unwrap_or(Stand::NotMet),
            Self::Not(inner) => inner.stand(session).opposite(),
            Self::Test(id, subject) => Stand::of(&session.test_once(*id, *subject)),
            Self::During(from, until) => {
                let day = session.portfolio.as_of;
                let holds = from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until);
                if holds { Stand::Met } else { Stand::NotMet }
            }
        }
    }

    fn all(parts: Vec<Self>) -> Self {
        Self::fold(parts, Stand::NotMet, Stand::Met, Self::All)
    }

    fn any(parts: Vec<Self>) -> Self {
        Self::fold(parts, Stand::Met, Stand::NotMet, Self::Any)
    }

    fn opposite(self) -> Self {
        match self {
            Self::Fixed(stand) => Self::Fixed(stand.opposite()),
            other => Self::Not(Box::new(other)),
        }
    }

    /// One part that decides is all there is; parts that decide nothing are left out.
    fn fold(parts: Vec<Self>, decides: Stand, remains: Stand, join: fn(Vec<Self>) -> Self) -> Self {
        let mut left: Vec<Self> = Vec::new();
        let mut open = false;
        for part in parts {
            match part {
                Self::Fixed(stand) if stand == decides => return Self::Fixed(decides),
                Self::Fixed(stand) if stand == remains => {}
                Self::Fixed(_) => open = true,
                other => left.push(other),
            }
        }
        match (left.is_empty(), open) {
            (true, true) => return Self::Fixed(Stand::Open),
            (true, false) => return Self::Fixed(remains),
            (false, true) => left.push(Self::Fixed(Stand::Open)),
            (false, false) => {}
        }
        join(left)
    }
}

/// A rule that may end otherwise for a subject.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) rule: RuleNumber,
    pub(super) subject: Subject,
    node: Node,
}

impl Live {
    /// How it stands on the day of a session.
    pub(super) fn stand(&self, session: &Session<'_>) -> Stand {
        self.node.stand(session)
    }
}

/// Every rule that may end otherwise in a window.
#[derive(Debug, Default)]
pub(super) struct LiveRules {
    pub(super) rules: Vec<Live>,
    /// The days worth looking at.
    pub(super) days: BTreeSet<NaiveDate>,
    /// Whether what has to be cleared from the surplus moves.
    pub(super) to_plan: bool,
    /// Whether something else moves that later stages read as a fact, such as a cost: then a day has to be evaluated as a
    /// whole. No rule shipped makes it so.
    pub(super) whole: bool,
}

/// Finds them, stage by stage: what an earlier stage finds is a fact for the next.
pub(super) fn live_rules(moving: &mut Moving<'_>) -> LiveRules {
    let mut live = LiveRules::default();
    let set = &moving.session.program.set;
    let facts = &set.engine_facts;
    let severe = |rule: &Rule| match &rule.then {
        Then::Conduct(then) => set.severities.get(&then.severity.it).is_some_and(|s| s.severe),
        Then::Triage(_) | Then::Cost(_) => false,
    };
    let contacts = stage(moving, Stage::Contact, &mut live, &severe);
    let counted = counted(moving);
    let conduct: BTreeSet<NaiveDate> = contacts.into_iter().chain(counted).collect();
    live.whole |= upstream(moving, &mut live, &[facts.severe_conduct], conduct);
    let costs = stage(moving, Stage::Cost, &mut live, &|_| true);
    let lines = moving_lines(moving);
    let places = [facts.cost_position, facts.yardstick_rate];
    live.whole |= upstream(moving, &mut live, &places, costs.into_iter().chain(lines).collect());
    let left_out = moving.session.program.terms_read.get(&TermRead::LeftOutOfPlan);
    let to_plan = left_out.map(|term| of_formula_for_debts(moving, term)).unwrap_or_default();
    live.to_plan = upstream(moving, &mut live, &[facts.debt_to_plan, facts.months_at_surplus], to_plan);
    stage(moving, Stage::Debt, &mut live, &|_| false);
    stage(moving, Stage::Household, &mut live, &|_| false);
    live
}

/// Notes the days on which facts found by a stage move; whether there are any.
fn upstream(moving: &mut Moving<'_>, live: &mut LiveRules, facts: &[FactId], days: BTreeSet<NaiveDate>) -> bool {
    if days.is_empty() {
        return false;
    }
    for fact in facts {
        moving.jump(*fact, days.iter().copied());
    }
    moving.settle();
    live.days.extend(days);
    true
}

/// Adds the rules of a stage; gives back the days of those that later stages hang on.
fn stage(
    moving: &Moving<'_>,
    stage: Stage,
    live: &mut LiveRules,
    leads_on: &dyn Fn(&Rule) -> bool,
) -> BTreeSet<NaiveDate> {
    let mut leading = BTreeSet::new();
    let Some(index) = moving.session.program.stages.get(&stage) else { return leading };
    let portfolio = moving.session.portfolio;
    let subjects: Vec<Subject> = match stage {
        Stage::Contact => portfolio.judged_contacts().collect(),
        Stage::Contacts => Vec::new(),
        Stage::Cost | Stage::Debt => portfolio.debt_subjects().collect(),
        Stage::Household => vec![Subject::Household],
    };
    for (anchor, number) in rules_that_may(moving, index) {
        let Some((rule, _)) = moving.session.program.rule(number) else { continue };
        for subject in &subjects {
            // The test a rule cannot do without is not met, and stays so: nothing else need be looked at.
            let out = |id: TestId| !moving.may_turn(id) && moving.session.test(id, *subject).is_not_met();
            if anchor.is_some_and(out) {
                continue;
            }
            let mut folding = Folding { moving, days: BTreeSet::new() };
            let node = folding.rule(number, *subject);
            if matches!(node, Node::Fixed(_)) {
                continue;
            }
            if leads_on(rule) {
                leading.extend(&folding.days);
            }
            live.days.extend(folding.days);
            live.rules.push(Live { rule: number, subject: *subject, node });
        }
    }
    leading
}

/// The active rules of a stage of which something may move, each with the test it stands under.
fn rules_that_may(moving: &Moving<'_>, index: &Index) -> Vec<(Option<TestId>, RuleNumber)> {
    let under = index.under.iter().flat_map(|(test, rules)| rules.iter().map(move |rule| (Some(*test), *rule)));
    let all = under.chain(index.always.iter().map(|rule| (None, *rule)));
    let mut found: Vec<(Option<TestId>, RuleNumber)> = all.filter(|(_, number)| may_move(moving, *number)).collect();
    found.sort_unstable_by_key(|(_, number)| *number);
    found
}

fn may_move(moving: &Moving<'_>, number: RuleNumber) -> bool {
    let Some((rule, compiled)) = moving.session.program.rule(number) else { return false };
    let formulas = std::iter::once(&compiled.when).chain(&compiled.unless);
    rule.status == Status::Active
        && (formulas.into_iter().any(|f| moving.may_turn_in(f)) || force_may_move(moving, rule))
}

/// Whether the rule itself, or a law it cites, begins or ends in the window, or binds by a condition that may turn.
fn force_may_move(moving: &Moving<'_>, rule: &Rule) -> bool {
    let program = moving.session.program;
    moving.window.has_edge(rule.from, rule.until)
        || rule.cite.iter().any(|c| {
            moving.laws.contains(&c.it.law)
                || program.law_conditions.get(&c.it.law).is_some_and(|c| moving.may_turn_in(c))
        })
}

/// The days on which a count of contacts may come out otherwise. A contact's own day stays what it is, so hardly any.
fn counted(moving: &Moving<'_>) -> BTreeSet<NaiveDate> {
    let mut days = BTreeSet::new();
    let (program, portfolio) = (moving.session.program, moving.session.portfolio);
    let numbers: Vec<RuleNumber> = program.stages.get(&Stage::Contacts).map_or_else(Vec::new, |i| i.all().collect());
    for (rule, compiled) in numbers.iter().filter_map(|number| program.rule(*number)) {
        let formulas = [Some(&compiled.when), compiled.unless.as_ref(), compiled.only.as_ref()];
        let formulas = formulas.into_iter().flatten().chain(&compiled.conversation);
        for test in formulas.flat_map(Formula::tests).filter(|test| moving.may_turn(*test)) {
            for subject in portfolio.judged_contacts().chain(portfolio.debt_subjects()).chain([Subject::Household]) {
                days.extend(moving.days(test, subject));
            }
        }
        if let Some(Operand::Fact(fact)) = rule.count.as_ref().map(|c| &c.limit) {
            days.extend(moving.jumps(*fact));
        }
    }
    days
}

/// The days on which the line a cost is held against is another one.
fn moving_lines(moving: &Moving<'_>) -> BTreeSet<NaiveDate> {
    let by_answer = |rule: &&Rule| is_judged_by_answer(rule.judge_by, Subject::Household);
    let rules = moving.session.program.set.rules.iter().filter(|r| r.status == Status::Active).filter(by_answer);
    let lines = rules.filter_map(|rule| match &rule.then {
        Then::Cost(then) => moving.changing.get(&then.yardstick.it),
        Then::Triage(_) | Then::Conduct(_) => None,
    });
    lines.flatten().copied().collect()
}

/// The days on which a condition may come out otherwise for some debt.
fn of_formula_for_debts(moving: &Moving<'_>, formula: &Formula) -> BTreeSet<NaiveDate> {
    let mut days = BTreeSet::new();
    if moving.may_turn_in(formula) {
        for debt in moving.session.portfolio.debt_subjects() {
            let mut folding = Folding { moving, days: BTreeSet::new() };
            if !matches!(folding.formula(formula, debt), Node::Fixed(_)) {
                days.extend(folding.days);
            }
        }
    }
    days
}

/// Folds a condition, collecting the days on which what is left over may turn.
struct Folding<'f, 'm> {
    moving: &'f Moving<'m>,
    days: BTreeSet<NaiveDate>,
}

impl Folding<'_, '_> {
    fn rule(&mut self, number: RuleNumber, subject: Subject) -> Node {
        let session = self.moving.session;
        let Some((rule, compiled)) = session.program.rule(number) else { return Node::Fixed(Stand::NotMet) };
        let when = self.formula(&compiled.when, subject);
        if matches!(when, Node::Fixed(Stand::NotMet)) {
            return when;
        }
        let mut parts = vec![when];
        parts.extend(compiled.unless.as_ref().map(|unless| self.formula(unless, subject).opposite()));
        parts.push(if is_judged_by_answer(rule.judge_by, subject) {
            self.force(rule, subject)
        } else {
            match session.day(rule.judge_by, subject) {
                Ok(day) => self.force_on(rule, subject, day),
                Err(_) => Node::Fixed(Stand::Open),
            }
        });
        Node::all(parts)
    }

    /// Whether the rule and something it cites are in force, day by day.
    fn force(&mut self, rule: &Rule, subject: Subject) -> Node {
        let own = self.during(rule.from, rule.until);
        if rule.cite.is_empty() || rule.strength.is_some() {
            return own;
        }
        let set = &self.moving.session.program.set;
        let cited = rule.cite.iter().filter_map(|c| set.laws.get(&c.it.law).map(|law| (law, c.it.article.as_str())));
        let mut laws = Vec::new();
        for (law, article) in cited {
            let versions: Vec<(Option<NaiveDate>, Option<NaiveDate>)> =
                law.numbers(article).into_iter().map(|(version, ..)| (Some(version.from), version.until)).collect();
            let versions = versions.into_iter().map(|(from, until)| self.during(from, until)).collect();
            let bound = self.binds(law, subject);
            laws.push(Node::all(vec![Node::any(versions), bound]));
        }
        Node::all(vec![own, Node::any(laws)])
    }

    /// The same for a rule judged by another day, which stays what it is: only whom a law binds may move.
    fn force_on(&mut self, rule: &Rule, subject: Subject, day: NaiveDate) -> Node {
        if !rule.holds_on(day) {
            return Node::Fixed(Stand::NotMet);
        }
        if rule.cite.is_empty() || rule.strength.is_some() {
            return Node::Fixed(Stand::Met);
        }
        let laws: Vec<&Law> = self.moving.session.program.set.laws_in_force(rule, day).collect();
        Node::any(laws.into_iter().map(|law| self.binds(law, subject)).collect())
    }

    fn binds(&mut self, law: &Law, subject: Subject) -> Node {
        let condition = self.moving.session.program.law_conditions.get(&law.id);
        condition.map_or(Node::Fixed(Stand::Met), |condition| self.formula(condition, subject))
    }

    fn during(&mut self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Node {
        let window = self.moving.window;
        let edges = [from, until.and_then(|day| day.succ_opt())].into_iter().flatten();
        let edges: Vec<NaiveDate> = edges.filter(|day| window.has(*day)).collect();
        if edges.is_empty() {
            let now = from.is_none_or(|d| d <= window.as_of) && until.is_none_or(|d| window.as_of <= d);
            return Node::Fixed(if now { Stand::Met } else { Stand::NotMet });
        }
        self.days.extend(edges);
        Node::During(from, until)
    }

    fn formula(&mut self, formula: &Formula, subject: Subject) -> Node {
        match formula {
            Formula::All(parts) => Node::all(self.parts(parts, subject, Stand::NotMet)),
            Formula::Any(parts) => Node::any(self.parts(parts, subject, Stand::Met)),
            Formula::None(parts) => Node::any(self.parts(parts, subject, Stand::Met)).opposite(),
            Formula::AnyDebt(inner) => {
                Node::any(self.moving.session.portfolio.debt_subjects().map(|debt| self.formula(inner, debt)).collect())
            }
            Formula::Test(id) => {
                let days = self.moving.days(*id, subject);
                if days.is_empty() {
                    return Node::Fixed(Stand::of(&self.moving.session.test(*id, subject)));
                }
                self.days.extend(days);
                Node::Test(*id, subject)
            }
        }
    }
    /// The parts of a condition, those that stay as they are first: where one of them decides, the days of the others
    /// are not worth looking at.
    fn parts(&mut self, parts: &[Formula], subject: Subject, decides: Stand) -> Vec<Node> {
        let (moving, still): (Vec<&Formula>, Vec<&Formula>) = parts.iter().partition(|p| self.moving.may_turn_in(p));
        let mut nodes = Vec::with_capacity(parts.len());
        for part in still.into_iter().chain(moving) {
            let node = self.formula(part, subject);
            if matches!(&node, Node::Fixed(stand) if *stand == decides) {
                return vec![node];
            }
            nodes.push(node);
        }
        nodes
    }
}
