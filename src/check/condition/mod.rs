//! Conditions: every fact exists and may be seen from here, every test fits the type of its fact, every value fits too.

mod matcher;
mod operand;

pub(crate) use matcher::{WITHIN_UNITS, fits};
pub(super) use operand::{facts_of_kind, one_of_these, operand, quantity_value};

use indexmap::IndexMap;

use super::Known;
use super::names::{Noun, unknown, unknown_fact};
use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, FactKind, FactScope, Phase};
use crate::rule::{Condition, RuleScope, Term, TermId, Test};
use crate::syntax::{ConditionDraft, Name, Notes, TestDraft};

/// What a condition may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The narrowest scope whose facts it may read; wider ones are seen too.
    scope: FactScope,
    /// The latest stage whose results it may read.
    phase: Phase,
}

impl Sight {
    /// What a condition on the household may see.
    pub(crate) const HOUSEHOLD: Self = Self { scope: FactScope::Household, phase: Phase::Cost };
    /// What a condition on a debt may see.
    pub(crate) const DEBT: Self = Self { scope: FactScope::Debt, phase: Phase::Cost };
    /// What a cost rule may see: everything but the outcome of cost rules.
    pub(crate) const COST: Self = Self { scope: FactScope::Debt, phase: Phase::Conduct };
    /// What a condition on a contact may see: conduct rules come first.
    pub(crate) const CONTACT: Self = Self { scope: FactScope::Contact, phase: Phase::Given };
    /// Everything, for checking a term by itself.
    pub(crate) const ALL: Self = Self { scope: FactScope::Contact, phase: Phase::Cost };

    /// What the `when` of a rule may see. Contacts counted together share no single contact: it looks at the debt.
    pub(crate) fn of_rule(scope: RuleScope, on_cost: bool) -> Self {
        match scope {
            _ if on_cost => Self::COST,
            RuleScope::Household => Self::HOUSEHOLD,
            RuleScope::Debt | RuleScope::Contacts => Self::DEBT,
            RuleScope::Contact => Self::CONTACT,
        }
    }

    fn may_read(self, fact: &Fact) -> bool {
        fact.scope <= self.scope
    }

    /// Whether a fact can be tested from here: it is in sight, it is known by then, and it can be compared at all.
    pub(crate) fn can_test(self, fact: &Fact) -> bool {
        self.may_read(fact) && fact.phase <= self.phase && !matches!(fact.kind, FactKind::Records(_))
    }
}

/// Resolves a condition. Where something is wrong it is noted, and that part is left out of the result, which is
/// never used: a rule set with errors does not come into being.
pub(super) fn resolve(draft: &ConditionDraft, known: &Known<'_>, sight: Sight, notes: &mut Notes) -> Condition {
    Resolver { known, sight, notes, within: Vec::new(), size: 0 }.condition(draft)
}

/// Resolves every term by itself, so that a mistake in one shows even when no rule uses it.
pub(super) fn resolve_terms(known: &Known<'_>, notes: &mut Notes) -> IndexMap<TermId, Term> {
    let mut resolved = IndexMap::with_capacity(known.terms.len());
    for (id, term) in known.terms {
        let mut resolver = Resolver { known, sight: Sight::ALL, notes, within: vec![id.to_string()], size: 1 };
        let when = resolver.condition(&term.when);
        resolved.insert(id.clone(), Term { id: id.clone(), title: term.title.clone(), when, place: term.place });
    }
    resolved
}

/// How many terms one condition may come to once they are written out.
const MAX_TERMS: usize = 500;

struct Resolver<'r> {
    known: &'r Known<'r>,
    sight: Sight,
    notes: &'r mut Notes,
    // The terms being resolved, to notice a circle.
    within: Vec<String>,
    // How many conditions have come out so far: terms of terms can double at every level.
    size: usize,
}

impl Resolver<'_> {
    fn condition(&mut self, draft: &ConditionDraft) -> Condition {
        match draft {
            ConditionDraft::All(parts) => Condition::All(self.each(parts)),
            ConditionDraft::Any(parts) => Condition::Any(self.each(parts)),
            ConditionDraft::None(parts) => Condition::None(self.each(parts)),
            ConditionDraft::Term(name) => self.term(name),
            ConditionDraft::AnyDebt(inner) => {
                let sight = std::mem::replace(&mut self.sight, Sight::DEBT);
                let inner = self.condition(inner);
                self.sight = sight;
                Condition::AnyDebt(Box::new(inner))
            }
            ConditionDraft::Test { fact, test } => self.test(fact, test),
        }
    }

    fn each(&mut self, parts: &[ConditionDraft]) -> Vec<Condition> {
        parts.iter().map(|p| self.condition(p)).collect()
    }

    fn term(&mut self, name: &Name) -> Condition {
        let nothing = Condition::All(Vec::new());
        let Some(term) = self.known.terms.get(name.it.as_str()) else {
            let names = self.known.terms.keys().map(TermId::as_str);
            self.notes.push(unknown(Noun::TERM, name.place, &name.it, names));
            return nothing;
        };
        self.size += 1;
        if self.size > MAX_TERMS {
            if self.size == MAX_TERMS + 1 {
                self.notes.push(
                    Diagnostic::error(
                        "condition-too-large",
                        name.place,
                        format!("这个条件展开后用到的术语超过 {MAX_TERMS} 个"),
                        format!("this condition uses more than {MAX_TERMS} terms once they are written out"),
                    )
                    .help("术语不要层层嵌套", "do not nest terms in terms in terms"),
                );
            }
            return nothing;
        }
        if self.within.contains(&name.it) {
            self.notes.push(
                Diagnostic::error(
                    "term-circle",
                    name.place,
                    format!("术语 `{}` 用自己来定义自己", name.it),
                    format!("the term `{}` is defined by itself", name.it),
                )
                .help("在 `when` 里写出它由哪些事实构成", "say in its `when` which facts make it up"),
            );
            return nothing;
        }
        self.within.push(name.it.clone());
        let condition = self.condition(&term.when);
        self.within.pop();
        Condition::Term(term.id.clone(), Box::new(condition))
    }

    fn test(&mut self, name: &Name, test: &TestDraft) -> Condition {
        let nothing = Condition::All(Vec::new());
        let Some((id, fact)) = self.known.vocabulary.find(&name.it) else {
            let note = unknown_fact(name.place, &name.it, self.known.vocabulary);
            self.notes.push(note.label("词汇表里没有这个名字", "no fact has this name"));
            return nothing;
        };
        if !self.sight.may_read(fact) {
            self.out_of_sight(name, fact);
            return nothing;
        }
        if fact.phase > self.sight.phase {
            self.notes.push(
                Diagnostic::error(
                    "fact-too-early",
                    name.place,
                    format!("`{}` 要等后面的规则算出来，这里还用不了", name.it),
                    format!("`{}` is found by later rules and cannot be read here", name.it),
                )
                .help(
                    "先判断催收行为，再比较成本，最后才是债务和家庭的规则",
                    "conduct is judged first, then cost, then debts and the household",
                ),
            );
            return nothing;
        }
        if let FactKind::Records(_) = fact.kind {
            self.notes.push(
                Diagnostic::error(
                    "records-in-condition",
                    name.place,
                    format!("`{}` 是条目列表，规则不能直接比较", name.it),
                    format!("`{}` is a list of entries and cannot be tested", name.it),
                )
                .help(
                    "使用由它算出的事实，如 household.monthly_income",
                    "use a fact computed from it, such as household.monthly_income",
                ),
            );
            return nothing;
        }
        let matchers = match test {
            TestDraft::OneOf(nodes) => self.one_of(nodes, &fact.kind).into_iter().collect(),
            TestDraft::Matchers(list) => {
                list.iter().filter_map(|(key, node)| self.matcher(*key, node, fact)).collect::<Vec<_>>()
            }
        };
        let tests = matchers.into_iter().map(|matcher| Condition::Test(Test { fact: id, matcher, place: name.place }));
        Condition::All(tests.collect())
    }

    pub(super) fn out_of_sight(&mut self, name: &Name, fact: &Fact) {
        let note = Diagnostic::error(
            "fact-out-of-sight",
            name.place,
            format!("这里不能用 `{}`：它是{}的事实", name.it, scope_zh(fact.scope)),
            format!("`{}` cannot be read here: it is a fact of a {}", name.it, fact.scope.prefix()),
        );
        self.notes.push(match (self.sight.scope, fact.scope) {
            (FactScope::Household, FactScope::Debt) => note.help(
                "用 `any_debt:` 写“任何一笔债”，或把规则的 scope 改为 debt",
                "use `any_debt:`, or make it a rule with `scope: debt`",
            ),
            _ => note.help("改规则的 scope，或换一个事实", "change the scope of the rule, or use another fact"),
        });
    }
}

fn scope_zh(scope: FactScope) -> &'static str {
    match scope {
        FactScope::Household => "家庭",
        FactScope::Debt => "债务",
        FactScope::Contact => "催收联系",
    }
}
