//! What rules point to, as the book lists it: terms, behaviours, phrases, steps, letters, places to complain.

use serde::Serialize;

use super::rule::with_slots;
use super::view::{CheckedView, RuleName};
use crate::diagnostic::Text;
use crate::fact::Choice;
use crate::readback::{Clause, article_name, read_condition};
use crate::rule::{
    ActionId, Actor, BandId, BehaviourId, Citation, Letter, LetterKind, NeededSlot, PaymentMethod, PhraseContext,
    PhrasePattern, Piece, Quantity, Reach, ReportFrom, ReportLimit, Rule, RuleSet, Side, Slot, Status, Template, Then,
    Uses,
};
use crate::source::Placed;

/// Everything rules point to.
#[derive(Debug, Serialize)]
pub(super) struct Catalogue {
    terms: Vec<TermPage>,
    behaviours: Vec<BehaviourPage>,
    phrases: Vec<PhrasePage>,
    bands: Vec<BandPage>,
    tiers: Vec<TierPage>,
    actions: Vec<ActionPage>,
    avoid: Vec<AvoidPage>,
    referrals: Vec<ReferralPage>,
    letters: Vec<LetterPage>,
    channels: Vec<ChannelPage>,
    evidence: Vec<EvidencePage>,
}

#[derive(Debug, Serialize)]
struct TermPage {
    id: String,
    title: String,
    meaning: Clause,
    used_by: Vec<RuleName>,
}

#[derive(Debug, Serialize)]
struct BehaviourPage {
    code: String,
    title: String,
    title_en: Option<String>,
    about: Option<String>,
    used_by: Vec<RuleName>,
}

#[derive(Debug, Serialize)]
struct PhrasePage {
    title: String,
    says: Vec<String>,
    not_when: Vec<String>,
    examples: Vec<String>,
    near_misses: Vec<String>,
    /// How many labelled messages it learns from: those that show it, and those that do not.
    learns_from: Option<(usize, usize)>,
    used_by: Vec<RuleName>,
}

#[derive(Debug, Serialize)]
struct BandPage {
    title: String,
    title_en: Option<String>,
    horizon: Option<(u32, String)>,
}

#[derive(Debug, Serialize)]
struct TierPage {
    title: String,
    title_en: Option<String>,
    in_full: bool,
    reads: Option<String>,
    default: bool,
}

#[derive(Debug, Serialize)]
struct ActionPage {
    id: String,
    title: String,
    title_en: Option<String>,
    who: Actor,
    steps: Vec<String>,
    proof: Vec<String>,
    if_missed: Option<String>,
    scripts: Vec<String>,
    letters: Vec<LetterName>,
    used_by: Vec<RuleName>,
    steps_en: Vec<String>,
    proof_en: Vec<String>,
    if_missed_en: Option<String>,
}

#[derive(Debug, Serialize)]
struct LetterName {
    id: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct AvoidPage {
    id: String,
    title: String,
    title_en: Option<String>,
    because: String,
    cite: Vec<String>,
    because_en: Option<String>,
}

#[derive(Debug, Serialize)]
struct ReferralPage {
    title: String,
    title_en: Option<String>,
    to: String,
    bring: Vec<String>,
    free_first: Option<String>,
    to_en: Option<String>,
    bring_en: Vec<String>,
    free_first_en: Option<String>,
}

#[derive(Debug, Serialize)]
struct LetterPage {
    id: String,
    title: String,
    title_en: Option<String>,
    kind: &'static str,
    to: String,
    needs: Vec<String>,
    proof: Vec<String>,
    attach: Vec<String>,
    do_not_claim: Vec<String>,
    not_when: Option<Clause>,
    not_because: Option<String>,
    instead: Option<String>,
    body: String,
}

#[derive(Debug, Serialize)]
struct ChannelPage {
    title: String,
    title_en: Option<String>,
    how: String,
    takes: Option<String>,
    takes_when: Option<Clause>,
    within: Option<String>,
    from: Option<String>,
    until: Option<String>,
    checked: Option<CheckedView>,
    how_en: Option<String>,
    takes_en: Option<String>,
}

#[derive(Debug, Serialize)]
struct EvidencePage {
    label: String,
    label_en: String,
    rung: Option<String>,
    keep: String,
    keep_en: String,
}

/// Lists everything rules point to.
pub(super) fn catalogue(set: &RuleSet) -> Catalogue {
    let used: Vec<(RuleName, Uses)> = set.rules.iter().map(|r| (RuleName::of(r), Uses::of(r))).collect();
    let by_use = |leans: &dyn Fn(&Uses) -> bool| -> Vec<RuleName> {
        let mut names: Vec<RuleName> = used.iter().filter(|(_, u)| leans(u)).map(|(r, _)| r.clone()).collect();
        names.dedup();
        names
    };
    Catalogue {
        terms: set
            .terms
            .values()
            .map(|t| TermPage {
                id: t.id.to_string(),
                title: t.title.clone(),
                meaning: read_condition(set, &t.when),
                used_by: by_use(&|u| u.terms.contains(&t.id)),
            })
            .collect(),
        phrases: set
            .phrases
            .values()
            .map(|p| PhrasePage {
                title: p.title.clone(),
                says: p.says.iter().map(pattern).collect(),
                not_when: p.not_when.iter().map(context).collect(),
                examples: p.examples.iter().map(|e| e.it.clone()).collect(),
                near_misses: p.near_misses.iter().map(|e| e.it.clone()).collect(),
                learns_from: p.labelled.as_ref().map(|code| {
                    let messages = &set.lexicon.messages;
                    let showing = messages.iter().filter(|m| m.shows.iter().any(|c| c.it == code.it)).count();
                    (showing, messages.len() - showing)
                }),
                used_by: by_use(&|u| u.phrases.contains(&p.id)),
            })
            .collect(),
        behaviours: behaviours(set),
        bands: bands(set),
        tiers: tiers(set),
        actions: actions(set),
        avoid: set
            .avoid
            .values()
            .map(|a| AvoidPage {
                id: a.id.to_string(),
                title: a.title.clone(),
                title_en: a.title_en(),
                because_en: a.because_en(),
                because: a.because.clone(),
                cite: a.cite.iter().filter_map(|c| cited(set, &c.it)).collect(),
            })
            .collect(),
        referrals: set
            .referrals
            .values()
            .map(|r| ReferralPage {
                title: r.title.clone(),
                title_en: r.title_en(),
                to_en: r.to_en(),
                bring_en: r.bring_en(),
                free_first_en: r.free_first_en(),
                to: r.to.clone(),
                bring: r.bring.clone(),
                free_first: r.free_first.clone(),
            })
            .collect(),
        letters: letters(set),
        channels: channels(set),
        evidence: evidence(set),
    }
}

fn behaviours(set: &RuleSet) -> Vec<BehaviourPage> {
    let finds = |rule: &&Rule, id: &BehaviourId| {
        rule.status != Status::Retired && matches!(&rule.then, Then::Conduct(c) if c.behaviour.it == *id)
    };
    set.behaviours
        .values()
        .map(|b| BehaviourPage {
            code: b.code.clone(),
            title: b.title.clone(),
            title_en: b.title_en(),
            about: b.about.clone(),
            used_by: set.rules.iter().filter(|r| finds(r, &b.id)).map(RuleName::of).collect(),
        })
        .collect()
}

fn bands(set: &RuleSet) -> Vec<BandPage> {
    let other = |id: &BandId| set.bands.get(id).map(|b| b.title.clone()).unwrap_or_default();
    set.bands
        .values()
        .map(|b| BandPage {
            title: b.title.clone(),
            title_en: b.title_en(),
            horizon: b.horizon.as_ref().map(|(days, id)| (*days, other(&id.it))),
        })
        .collect()
}

fn tiers(set: &RuleSet) -> Vec<TierPage> {
    set.tiers
        .values()
        .map(|t| TierPage {
            title: t.title.clone(),
            title_en: t.title_en(),
            in_full: t.method == PaymentMethod::InFull,
            reads: t.reads.and_then(|f| set.vocabulary.get(f)).map(|f| f.label.zh.clone()),
            default: t.default,
        })
        .collect()
}

fn actions(set: &RuleSet) -> Vec<ActionPage> {
    let plans =
        |rule: &&Rule, id: &ActionId| rule.steps().is_some_and(|s| s.actions.iter().any(|a| a.action.it == *id));
    set.actions
        .values()
        .map(|a| ActionPage {
            id: a.id.to_string(),
            title: a.title.clone(),
            title_en: a.title_en(),
            steps_en: a.steps_en(),
            proof_en: a.proof_en(),
            if_missed_en: a.if_missed_en(),
            who: a.who,
            steps: a.steps.clone(),
            proof: a.proof.clone(),
            if_missed: a.if_missed.clone(),
            scripts: a.scripts.clone(),
            letters: a.letters.iter().filter_map(|l| set.letters.get(&l.it)).map(letter_name).collect(),
            used_by: set.rules.iter().filter(|r| plans(r, &a.id)).map(RuleName::of).collect(),
        })
        .collect()
}

fn letter_name(letter: &Letter) -> LetterName {
    LetterName { id: letter.id.to_string(), title: letter.title.clone() }
}

fn letters(set: &RuleSet) -> Vec<LetterPage> {
    let slot = |slot: &Slot| {
        let text = with_slots(set, &Template { pieces: vec![Piece::Slot(slot.clone())] });
        text.trim_matches(['〔', '〕']).to_owned()
    };
    let need = |need: &NeededSlot| match &need.at_most {
        None => slot(&need.slot),
        Some(Quantity::Number(n)) => format!("{}(最多 {n})", slot(&need.slot)),
        Some(Quantity::Value(id)) => {
            let title = set.values.get(id).map_or(id.as_str(), |v| v.title.as_str());
            format!("{}(不超过“{title}”)", slot(&need.slot))
        }
    };
    let kinds = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let papers = |names: &[Placed<String>]| -> Vec<String> {
        let label = |n: &Placed<String>| kinds.iter().find(|c| c.name == n.it).map(|c| c.label.zh.clone());
        names.iter().filter_map(label).collect()
    };
    set.letters
        .values()
        .map(|l| LetterPage {
            id: l.id.to_string(),
            title: l.title.clone(),
            title_en: l.title_en(),
            to: l.to.clone(),
            kind: match l.kind {
                LetterKind::Letter => "信函",
                LetterKind::Script => "话术：照着说",
                LetterKind::Outline => "提纲：律师补完才能用",
            },
            needs: l.needs.iter().map(need).collect(),
            proof: papers(&l.needs_proof),
            attach: papers(&l.attach),
            do_not_claim: l.do_not_claim.clone(),
            not_when: l.not_when.as_ref().map(|(w, _)| read_condition(set, w)),
            not_because: l.not_when.as_ref().map(|(_, because)| because.clone()),
            instead: l.instead.as_ref().and_then(|i| set.letters.get(&i.it)).map(|i| i.title.clone()),
            body: with_slots(set, &l.body),
        })
        .collect()
}

fn channels(set: &RuleSet) -> Vec<ChannelPage> {
    set.channels
        .values()
        .map(|c| ChannelPage {
            title: c.title.clone(),
            title_en: c.title_en(),
            how_en: c.how_en(),
            takes_en: c.takes_en(),
            how: c.how.clone(),
            takes: c.takes.clone(),
            takes_when: c.takes_when.as_ref().map(|w| read_condition(set, w)),
            within: c.within.as_ref().map(|w| within(set, w)),
            from: c.from.map(|d| d.to_string()),
            until: c.until.map(|d| d.to_string()),
            checked: c.checked.map(CheckedView::of),
        })
        .collect()
}

/// A time limit: how long, and from which day.
fn within(set: &RuleSet, limit: &ReportLimit) -> String {
    let from = match limit.counted_from {
        ReportFrom::LastDay => "从最后一次那天起算",
        ReportFrom::FirstDay => "从第一次那天起算",
    };
    let length = match &limit.length.quantity {
        Quantity::Number(n) => limit.length.unit.count(i64::from(*n)).zh,
        Quantity::Value(id) => set.values.get(id).map_or_else(|| id.to_string(), |v| format!("“{}”({id})", v.title)),
    };
    format!("{from}，{length}")
}

/// How kinds of evidence are kept, the strongest first.
fn evidence(set: &RuleSet) -> Vec<EvidencePage> {
    let kinds = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let rung = |choice: &Choice| choice.rung.as_ref().and_then(|r| set.evidence_ladder.get_full(r.it.as_str()));
    let mut kept: Vec<(&Choice, &Text)> = kinds.iter().filter_map(|c| Some((c, c.keep.as_ref()?))).collect();
    kept.sort_by_key(|(choice, _)| rung(choice).map_or(usize::MAX, |(position, ..)| position));
    kept.into_iter()
        .map(|(choice, keep)| EvidencePage {
            label: choice.label.zh.clone(),
            label_en: choice.label.en.clone(),
            rung: rung(choice).map(|(.., rung)| rung.label.zh.clone()),
            keep: keep.zh.clone(),
            keep_en: keep.en.clone(),
        })
        .collect()
}

fn cited(set: &RuleSet, citation: &Citation) -> Option<String> {
    let law = set.laws.get(&citation.law)?;
    let name = article_name(set, &citation.law, &citation.article);
    Some(format!("《{}》{}", law.title, name.zh))
}

/// `派出所 ＋ 自首 － 新闻`: words that stand together, and those that must not stand there with them.
fn pattern(pattern: &PhrasePattern) -> String {
    let joined =
        |words: &[Placed<String>], sign: &str| words.iter().map(|p| p.it.as_str()).collect::<Vec<_>>().join(sign);
    let mut written = joined(&pattern.all, " ＋ ");
    if !pattern.none.is_empty() {
        written = format!("{written} － {}", joined(&pattern.none, " － "));
    }
    let where_to = match pattern.reach {
        Reach::Clause => "同一小句",
        Reach::Message => "同一条消息",
        Reach::Sentence => "",
    };
    if where_to.is_empty() { written } else { format!("{written}（{where_to}）") }
}

fn context(context: &PhraseContext) -> String {
    let word = &context.says.it;
    match context.side {
        Side::Either => word.clone(),
        Side::Before => format!("{word}（在前面）"),
        Side::After => format!("{word}（在后面）"),
    }
}
