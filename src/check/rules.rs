//! Rules: everything they name exists, their parts fit their scope, their periods do not collide.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::catalogue::{Catalogue, fact_of_type};
use super::condition::{Sight, one_of_these, operand, quantity_value, resolve};
use super::letters::are_evidence;
use super::names::{Noun, all_known, known, unknown};
use super::template::{Use, template};
use super::values::is_a_table;
use super::{Known, citations, english};
use crate::diagnostic::Diagnostic;
use crate::fact::{FactId, FactKind, FactScope};
use crate::rule::{
    Comparison, ConductThen, CostThen, Count, Due, DueStart, JudgeBy, Overlap, PlannedAction, Quantity, Rule, RuleId,
    RuleScope, Template, Then, TriageThen,
};
use crate::syntax::{
    ConductDraft, CostDraft, CountDraft, DueDraft, DueStartDraft, MatcherKey, Name, Node, Notes, OverlapDraft,
    PlannedDraft, QuantityDraft, RuleDraft, StepsDraft, TextDraft, ThenDraft,
};

pub(super) fn rules(drafts: Vec<RuleDraft>, known: &Known<'_>, catalogue: &Catalogue, notes: &mut Notes) -> Vec<Rule> {
    let all: Vec<Rule> = drafts.into_iter().map(|draft| Resolver { known, catalogue, notes }.rule(draft)).collect();
    let mut by_id: HashMap<&RuleId, Vec<&Rule>> = HashMap::with_capacity(all.len());
    for rule in &all {
        let earlier = by_id.entry(&rule.id).or_default();
        if let Some(other) = earlier.iter().find(|r| periods_meet(r, rule)) {
            notes.push(
                Diagnostic::error(
                    "duplicate-rule",
                    rule.place,
                    format!("规则 `{}` 在同一时期有两条", rule.id),
                    format!("two rules `{}` hold at the same time", rule.id),
                )
                .also(other.place, "另一条在这里", "the other is here")
                .help(
                    "换一个编号，或用 from / until 把两条的时期错开",
                    "give it another id, or keep their periods apart with from / until",
                ),
            );
        }
        earlier.push(rule);
    }
    yields(&all, &by_id, notes);
    all
}

/// A rule can stand back before another that looks at the same, not before itself.
fn yields(all: &[Rule], by_id: &HashMap<&RuleId, Vec<&Rule>>, notes: &mut Notes) {
    for rule in all {
        for other in &rule.yields_to {
            let Some(found) = by_id.get(&other.it).and_then(|periods| periods.first()) else {
                notes.push(unknown(Noun::RULE, other.place, other.it.as_str(), all.iter().map(|r| r.id.as_str())));
                continue;
            };
            let steps = rule.steps().is_some() && found.steps().is_some();
            if rule.id == other.it || rule.scope != found.scope || !steps {
                notes.push(
                    Diagnostic::error(
                        "yields-to-does-not-fit",
                        other.place,
                        format!("规则 `{}` 不能让给 `{}`", rule.id, other.it),
                        format!("the rule `{}` cannot yield to `{}`", rule.id, other.it),
                    )
                    .help(
                        "只能让给判断同一对象(scope 相同)、也安排行动或付款的另一条规则",
                        "it can yield to another rule of the same scope that plans steps or payment",
                    ),
                );
            }
        }
    }
}

fn periods_meet(a: &Rule, b: &Rule) -> bool {
    let starts_before_end = |from: Option<NaiveDate>, until: Option<NaiveDate>| match (from, until) {
        (Some(from), Some(until)) => from <= until,
        _ => true,
    };
    starts_before_end(a.from, b.until) && starts_before_end(b.from, a.until)
}

struct Resolver<'r> {
    known: &'r Known<'r>,
    catalogue: &'r Catalogue,
    notes: &'r mut Notes,
}

impl Resolver<'_> {
    fn rule(&mut self, draft: RuleDraft) -> Rule {
        let sight = Sight::of_rule(draft.scope, matches!(draft.then, ThenDraft::Cost(_)));
        let used = match draft.scope {
            RuleScope::Household => Use::Rule(FactScope::Household),
            RuleScope::Debt => Use::Rule(FactScope::Debt),
            RuleScope::Contact => Use::Rule(FactScope::Contact),
            RuleScope::Contacts => Use::Counted,
        };
        self.judge_by(&draft);
        self.grounds(&draft);
        let judge_by = draft.judge_by.map_or_else(|| default_judge_by(draft.scope), |j| j.it);
        let then = self.then(draft.then, used);
        let also = (draft.unless_because.is_some(), draft.not_modelled.is_some());
        let english = draft.english.map(|e| english::of_rule(e, &then, also, used, self.known, self.notes));
        Rule {
            when: resolve(&draft.when, self.known, sight, self.notes),
            unless: draft.unless.as_ref().map(|c| resolve(c, self.known, sight, self.notes)),
            count: draft.count.as_ref().and_then(|c| self.count(c)),
            then,
            id: draft.id,
            title: draft.title,
            scope: draft.scope,
            from: draft.from,
            until: draft.until,
            status: draft.status,
            judge_by,
            strength: draft.strength.map(|s| s.it),
            unless_because: draft.unless_because,
            yields_to: draft.yields_to,
            cite: draft.cite,
            not_modelled: draft.not_modelled,
            english,
            reads: draft.reads,
            place: draft.place,
        }
    }

    fn judge_by(&mut self, draft: &RuleDraft) {
        let Some(judge_by) = &draft.judge_by else { return };
        let fits = match judge_by.it {
            JudgeBy::DecisionDate => true,
            JudgeBy::EventDate => matches!(draft.scope, RuleScope::Contact | RuleScope::Contacts),
            JudgeBy::ContractDate | JudgeBy::FilingDate => draft.scope == RuleScope::Debt,
        };
        if !fits {
            self.notes.push(
                Diagnostic::error(
                    "judge-by-does-not-fit",
                    judge_by.place,
                    "这条规则的 scope 没有这个日子",
                    "a rule of this scope has no such day",
                )
                .help(
                    "event_date 用于催收联系，contract_date、filing_date 用于债务",
                    "event_date is for contacts, contract_date and filing_date for debts",
                ),
            );
        }
    }

    /// A rule rests on law that is in force while it holds, or says that it does not rest on law.
    fn grounds(&mut self, draft: &RuleDraft) {
        let mut exist = true;
        for citation in &draft.cite {
            exist &= citations::exists(citation, self.known.laws, self.notes);
        }
        if let Some(strength) = &draft.strength {
            known(strength, &self.catalogue.strengths, Noun::STRENGTH, self.notes);
        }
        if draft.cite.is_empty() && draft.strength.is_none() {
            self.notes.push(
                Diagnostic::error(
                    "rule-without-grounds",
                    draft.place,
                    format!("规则 `{}` 没有引用条文，也没有写明依据强度", draft.id),
                    format!("the rule `{}` cites nothing and does not say how binding it is", draft.id),
                )
                .help(
                    "写上 `cite: [...]`；若是本中心的经验，写 `strength: heuristic`",
                    "write `cite: [...]`, or `strength: heuristic` for the centre's own rule of thumb",
                ),
            );
        }
        if exist && draft.strength.is_none() {
            citations::cover(
                (draft.id.as_str(), draft.place),
                (draft.from, draft.until),
                &draft.cite,
                self.known.laws,
                self.notes,
            );
        }
    }

    fn count(&mut self, draft: &CountDraft) -> Option<Count> {
        let comparison = match draft.comparison.it {
            MatcherKey::AtLeast => Comparison::AtLeast,
            MatcherKey::MoreThan => Comparison::MoreThan,
            MatcherKey::AtMost => Comparison::AtMost,
            _ => Comparison::LessThan,
        };
        let only = resolve(&draft.only, self.known, Sight::CONTACT, self.notes);
        let conversation = draft.conversation.as_ref().map(|c| resolve(c, self.known, Sight::CONTACT, self.notes));
        let limit = operand(&draft.limit, &FactKind::Count, self.known, Sight::HOUSEHOLD, self.notes)?;
        Some(Count { only, conversation, by: draft.by.clone(), window: draft.window, comparison, limit })
    }

    fn then(&mut self, draft: ThenDraft, used: Use) -> Then {
        match draft {
            ThenDraft::Triage(steps) => Then::Triage(self.steps(steps, used)),
            ThenDraft::Cost(cost) => Then::Cost(self.cost(*cost, used)),
            ThenDraft::Conduct(conduct) => Then::Conduct(self.conduct(conduct, used)),
        }
    }

    fn text(&mut self, draft: &TextDraft, used: Use) -> Template {
        template(draft, used, self.known, self.notes)
    }

    fn steps(&mut self, draft: StepsDraft, used: Use) -> TriageThen {
        if let (None, Some(first)) = (&draft.band, draft.actions.first()) {
            self.notes.push(
                Diagnostic::error(
                    "action-without-band",
                    first.action.place,
                    "有行动就要写明档位(band)",
                    "actions need a band",
                )
                .help("在 then 里加 `band: …`", "add `band: …` under `then`"),
            );
        }
        if let Some(band) = &draft.band {
            known(band, &self.catalogue.bands, Noun::BAND, self.notes);
        }
        all_known(&draft.avoid, &self.catalogue.avoid, Noun::AVOID, self.notes);
        all_known(&draft.referrals, &self.catalogue.referrals, Noun::REFERRAL, self.notes);
        all_known(&draft.letters, &self.catalogue.letters, Noun::LETTER, self.notes);
        TriageThen {
            because: draft.because.as_ref().map(|t| self.text(t, used)).unwrap_or_default(),
            today: draft.today.as_ref().map(|t| self.text(t, used)),
            actions: self.planned(draft.actions),
            payment: draft.payment.and_then(|p| self.catalogue.payment(p, self.notes)),
            band: draft.band,
            avoid: draft.avoid,
            referrals: draft.referrals,
            letters: draft.letters,
        }
    }

    fn cost(&mut self, draft: CostDraft, used: Use) -> CostThen {
        if let Some(value) = self.known.values.get(&draft.yardstick.it) {
            if value.is_table() {
                self.notes.push(is_a_table(value, draft.yardstick.place));
            } else if value.unit.word() != "rate" {
                let rates = self.known.values.values().filter(|v| v.unit.word() == "rate").map(|v| v.id.as_str());
                let note = Diagnostic::error(
                    "wrong-unit",
                    draft.yardstick.place,
                    format!("对照线要用利率，`{}` 的单位是 {}", value.id, value.unit.word()),
                    format!("a yardstick is a rate, `{}` is in {}", value.id, value.unit.word()),
                );
                self.notes.push(one_of_these(note, rates));
            }
        } else {
            known(&draft.yardstick, self.known.values, Noun::VALUE, self.notes);
        }
        let because = self.text(&draft.because, used);
        let mut steps = self.steps(draft.steps, used);
        steps.because = because.clone();
        CostThen {
            because,
            above: self.text(&draft.above, used),
            at_line: draft.at_line.as_ref().map(|t| self.text(t, used)),
            not_above: draft.not_above.as_ref().map(|t| self.text(t, used)),
            yardstick: draft.yardstick,
            role: draft.role,
            steps,
        }
    }

    fn conduct(&mut self, draft: ConductDraft, used: Use) -> ConductThen {
        known(&draft.behaviour, &self.catalogue.behaviours, Noun::BEHAVIOUR, self.notes);
        known(&draft.severity, &self.catalogue.severities, Noun::SEVERITY, self.notes);
        all_known(&draft.report_to, &self.catalogue.channels, Noun::CHANNEL, self.notes);
        all_known(&draft.avoid, &self.catalogue.avoid, Noun::AVOID, self.notes);
        are_evidence(draft.evidence.iter(), self.known, self.notes);
        ConductThen {
            because: self.text(&draft.because, used),
            behaviour: draft.behaviour,
            severity: draft.severity,
            evidence: draft.evidence,
            report_to: draft.report_to,
            avoid: draft.avoid,
            overlap: draft.overlap.as_ref().and_then(|o| self.overlap(o, used)),
        }
    }

    /// Times of day: of contacts one by one, for contacts counted together last no single stretch of time.
    fn overlap(&mut self, draft: &OverlapDraft, used: Use) -> Option<Overlap> {
        if used != Use::Rule(FactScope::Contact) {
            self.notes.push(
                Diagnostic::error(
                    "overlap-of-several-contacts",
                    draft.between.0.place,
                    "重合的时段(overlap)只能写在判断单次联系的规则里",
                    "`overlap` is for rules on single contacts",
                )
                .help("把 overlap 写到 scope: contact 的规则里", "write `overlap` in a rule with `scope: contact`"),
            );
            return None;
        }
        let mut both = |(from, until): &(Node, Node)| {
            let mut time = |n| operand(n, &FactKind::Time, self.known, Sight::CONTACT, self.notes);
            time(from).zip(time(until))
        };
        let between = both(&draft.between);
        let agreed = draft.agreed.as_ref().map(&mut both);
        Some(Overlap {
            between: between?,
            agreed: match agreed {
                Some(resolved) => Some(resolved?),
                None => None,
            },
        })
    }

    fn planned(&mut self, drafts: Vec<PlannedDraft>) -> Vec<PlannedAction> {
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            known(&draft.action, &self.catalogue.actions, Noun::ACTION, self.notes);
            all.push(PlannedAction { due: draft.due.and_then(|d| self.due(d)), action: draft.action });
        }
        all
    }

    fn due(&mut self, draft: DueDraft) -> Option<Due> {
        match draft {
            DueDraft::Today => Some(Due::Today),
            DueDraft::On(name) => self.date(&name).map(Due::On),
            DueDraft::Before(name) => self.date(&name).map(Due::Before),
            DueDraft::After { quantity, unit, start, roll } => {
                let quantity = match quantity {
                    QuantityDraft::Number(n) => Quantity::Number(n),
                    QuantityDraft::Value(id) => quantity_value(&id, unit, self.known, self.notes)?,
                };
                let start = match start {
                    DueStartDraft::AsOf => DueStart::AsOf,
                    DueStartDraft::Fact(name) => DueStart::Fact(self.date(&name)?),
                };
                Some(Due::After { quantity, unit, start, roll })
            }
        }
    }

    fn date(&mut self, name: &Name) -> Option<FactId> {
        fact_of_type(name, "date", self.known, self.notes)
    }
}

fn default_judge_by(scope: RuleScope) -> JudgeBy {
    match scope {
        RuleScope::Household | RuleScope::Debt => JudgeBy::DecisionDate,
        RuleScope::Contact | RuleScope::Contacts => JudgeBy::EventDate,
    }
}
