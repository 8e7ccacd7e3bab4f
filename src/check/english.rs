//! English beside the Chinese: it says the same with the same figures, has nothing that the Chinese has not, and lacks
//! nothing that clients read where the pack says that it speaks English.

use super::Known;
use super::catalogue::Catalogue;
use super::names::Noun;
use super::template::{Use, template};
use crate::diagnostic::Diagnostic;
use crate::rule::{Action, Pack, Referral, Rule, RuleEnglish, RuleScope, Slot, Status, Template, Then};
use crate::source::Place;
use crate::syntax::{Notes, TextDraft};

/// The texts of an outcome that can have English beside them, by key.
fn texts(then: &Then) -> [(&'static str, Option<&Template>); 5] {
    match then {
        Then::Triage(steps) => [
            ("because", Some(&steps.because)),
            ("today", steps.today.as_ref()),
            ("above", None),
            ("at_line", None),
            ("not_above", None),
        ],
        Then::Cost(cost) => [
            ("because", Some(&cost.because)),
            ("today", cost.steps.today.as_ref()),
            ("above", Some(&cost.above)),
            ("at_line", cost.at_line.as_ref()),
            ("not_above", cost.not_above.as_ref()),
        ],
        Then::Conduct(conduct) => [
            ("because", Some(&conduct.because)),
            ("today", None),
            ("above", None),
            ("at_line", None),
            ("not_above", None),
        ],
    }
}

/// The same texts in English.
fn texts_en<T>(english: &RuleEnglish<T>) -> [(&'static str, Option<&T>); 5] {
    [
        ("because", english.because.as_ref()),
        ("today", english.today.as_ref()),
        ("above", english.above.as_ref()),
        ("at_line", english.at_line.as_ref()),
        ("not_above", english.not_above.as_ref()),
    ]
}

/// Looks up the slots of a rule's English and holds its texts against the Chinese ones.
pub(super) fn of_rule(
    draft: RuleEnglish<TextDraft>,
    then: &Then,
    (unless_because, not_modelled): (bool, bool),
    used: Use,
    known: &Known<'_>,
    notes: &mut Notes,
) -> RuleEnglish {
    let found = texts_en(&draft).map(|(key, draft)| draft.map(|d| (key, d.0.place, template(d, used, known, notes))));
    for ((_, zh), (key, place, en)) in
        texts(then).into_iter().zip(&found).filter_map(|(zh, en)| Some((zh, en.as_ref()?)))
    {
        match zh {
            Some(zh) => same_slots(zh, en, *place, known, notes),
            None => notes.push(without_chinese(*place, key)),
        }
    }
    for (key, en, zh) in [
        ("unless_because", draft.unless_because.is_some(), unless_because),
        ("not_modelled", draft.not_modelled.is_some(), not_modelled),
    ] {
        if en && !zh {
            notes.push(without_chinese(draft.place, key));
        }
    }
    let [because, today, above, at_line, not_above] = found.map(|text| text.map(|(_, _, template)| template));
    RuleEnglish {
        because,
        today,
        above,
        at_line,
        not_above,
        title: draft.title,
        unless_because: draft.unless_because,
        not_modelled: draft.not_modelled,
        place: draft.place,
    }
}

/// A figure that only one of two wordings fills in is a figure that somebody does not read, or reads with a hole in it.
fn same_slots(zh: &Template, en: &Template, place: Place, known: &Known<'_>, notes: &mut Notes) {
    // A text that could not be read has been noted, and has no pieces.
    if zh.pieces.is_empty() || en.pieces.is_empty() {
        return;
    }
    let lacking = |of: &Template, other: &Template| -> Vec<String> {
        let mut slots: Vec<&Slot> = of.slots().filter(|s| !other.slots().any(|o| o == *s)).collect();
        slots.dedup();
        slots.into_iter().map(|s| format!("`{}`", written(s, known))).collect()
    };
    let (not_in_en, not_in_zh) = (lacking(zh, en), lacking(en, zh));
    if not_in_en.is_empty() && not_in_zh.is_empty() {
        return;
    }
    let (mut zh_said, mut en_said) = (Vec::new(), Vec::new());
    if !not_in_en.is_empty() {
        zh_said.push(format!("英文少了 {}", not_in_en.join("、")));
        en_said.push(format!("the English lacks {}", not_in_en.join(", ")));
    }
    if !not_in_zh.is_empty() {
        zh_said.push(format!("英文多了 {}", not_in_zh.join("、")));
        en_said.push(format!("only the English fills in {}", not_in_zh.join(", ")));
    }
    notes.push(
        Diagnostic::warning(
            "english-slots-differ",
            place,
            format!("英文和中文填的内容不一样：{}", zh_said.join("，")),
            format!("the English and the Chinese fill in different things: {}", en_said.join("; ")),
        )
        .help(
            "两边填同样的内容；中文改了，英文也要改",
            "fill in the same in both; mend the English when the Chinese changes",
        ),
    );
}

/// The name of a slot as rules write it.
fn written(slot: &Slot, known: &Known<'_>) -> String {
    match slot {
        Slot::Fact(id) => known.vocabulary.get(*id).map(|f| f.name.to_string()).unwrap_or_default(),
        Slot::Value(id) => format!("value.{id}"),
        Slot::AsOf => "as_of".to_owned(),
        Slot::Count => "count".to_owned(),
        Slot::Limit => "limit".to_owned(),
        Slot::Day => "day".to_owned(),
        Slot::PlanAmount => "plan.amount".to_owned(),
        Slot::PlanMonths => "plan.months".to_owned(),
        Slot::PlanStart => "plan.start_on".to_owned(),
        Slot::Law => "law".to_owned(),
    }
}

fn without_chinese(place: Place, key: &str) -> Diagnostic {
    Diagnostic::warning(
        "english-out-of-step",
        place,
        format!("`{key}` 只有英文，没有中文"),
        format!("`{key}` stands in English only"),
    )
    .help("答复以中文为准：先写中文，或者删去这句英文", "the Chinese counts: write it first, or remove the English")
}

fn other_length(place: Place, key: &str, zh: usize, en: usize) -> Diagnostic {
    Diagnostic::warning(
        "english-out-of-step",
        place,
        format!("`{key}` 中文有 {zh} 条，英文有 {en} 条"),
        format!("`{key}` has {zh} entries in Chinese and {en} in English"),
    )
    .help("一条对一条，次序也一样", "write one for one, in the same order")
}

/// Looks at the English of the whole pack.
pub(super) fn check(rules: &[Rule], catalogue: &Catalogue, notes: &mut Notes) {
    for action in catalogue.actions.values() {
        action_in_step(action, notes);
    }
    for referral in catalogue.referrals.values() {
        referral_in_step(referral, notes);
    }
    for channel in catalogue.channels.values() {
        let english = channel.english.as_ref().filter(|e| e.takes.is_some() && channel.takes.is_none());
        notes.extend(english.map(|e| without_chinese(e.place, "takes")));
    }
    if catalogue.pack.as_ref().is_some_and(Pack::speaks_english) {
        for rule in rules {
            rule_lacks(rule, notes);
        }
        catalogue_lacks(catalogue, notes);
    }
}

fn action_in_step(action: &Action, notes: &mut Notes) {
    let Some(english) = &action.english else { return };
    list_in_step(english.place, "steps", &action.steps, &english.steps, notes);
    list_in_step(english.place, "proof", &action.proof, &english.proof, notes);
    if english.if_missed.is_some() && action.if_missed.is_none() {
        notes.push(without_chinese(english.place, "if_missed"));
    }
}

fn referral_in_step(referral: &Referral, notes: &mut Notes) {
    let Some(english) = &referral.english else { return };
    list_in_step(english.place, "bring", &referral.bring, &english.bring, notes);
    if english.free_first.is_some() && referral.free_first.is_none() {
        notes.push(without_chinese(english.place, "free_first"));
    }
}

/// What has no English at all may be missing, which is another matter.
fn list_in_step(place: Place, key: &str, zh: &[String], en: &[String], notes: &mut Notes) {
    if !en.is_empty() && en.len() != zh.len() {
        notes.push(other_length(place, key, zh.len(), en.len()));
    }
}

/// What speaks to clients: rules in use that plan steps or measure cost. What collectors did is reported in Chinese.
fn rule_lacks(rule: &Rule, notes: &mut Notes) {
    let speaks = rule.status == Status::Active && matches!(rule.scope, RuleScope::Debt | RuleScope::Household);
    if !speaks {
        return;
    }
    let english = rule.english.as_ref();
    let mut lacking: Vec<&str> = Vec::new();
    if rule.title_en().is_none() {
        lacking.push("title");
    }
    for (key, zh) in texts(&rule.then) {
        let en = english.and_then(|e| texts_en(e).into_iter().find(|(k, _)| *k == key)?.1);
        if zh.is_some() && en.is_none() {
            lacking.push(key);
        }
    }
    missing(Noun::RULE, rule.id.as_str(), english.map_or(rule.place, |e| e.place), &lacking, notes);
}

fn catalogue_lacks(all: &Catalogue, notes: &mut Notes) {
    for band in all.bands.values() {
        let lacking = [(true, band.title_en().is_some(), "title")];
        look(Noun::BAND, band.id.as_str(), band.place, &lacking, notes);
    }
    for tier in all.tiers.values() {
        let lacking = [
            (true, tier.title_en().is_some(), "title"),
            (tier.because.is_some(), tier.because_en().is_some(), "because"),
            (tier.extra.is_some(), tier.extra_because_en().is_some(), "extra_because"),
        ];
        look(Noun::TIER, tier.id.as_str(), tier.place, &lacking, notes);
    }
    for action in all.actions.values() {
        let en = action.english.as_ref();
        let texts = [
            (true, action.title_en().is_some(), "title"),
            (true, en.is_some_and(|e| !e.steps.is_empty()), "steps"),
            (action.if_missed.is_some(), en.is_some_and(|e| e.if_missed.is_some()), "if_missed"),
        ];
        look(Noun::ACTION, action.id.as_str(), action.place, &texts, notes);
    }
    for avoid in all.avoid.values() {
        let en = avoid.english.as_ref();
        let texts =
            [(true, avoid.title_en().is_some(), "title"), (true, en.is_some_and(|e| e.because.is_some()), "because")];
        look(Noun::AVOID, avoid.id.as_str(), avoid.place, &texts, notes);
    }
    for referral in all.referrals.values() {
        let en = referral.english.as_ref();
        let texts = [
            (true, referral.title_en().is_some(), "title"),
            (true, en.is_some_and(|e| e.to.is_some()), "to"),
            (referral.free_first.is_some(), en.is_some_and(|e| e.free_first.is_some()), "free_first"),
        ];
        look(Noun::REFERRAL, referral.id.as_str(), referral.place, &texts, notes);
    }
}

/// Of each text: whether the Chinese has it, whether the English has it, its key.
fn look(noun: Noun, id: &str, place: Place, texts: &[(bool, bool, &'static str)], notes: &mut Notes) {
    let lacking: Vec<&str> = texts.iter().filter(|(zh, en, _)| *zh && !*en).map(|(.., key)| *key).collect();
    missing(noun, id, place, &lacking, notes);
}

fn missing(noun: Noun, id: &str, place: Place, lacking: &[&str], notes: &mut Notes) {
    if lacking.is_empty() {
        return;
    }
    let keys = |between: &str| lacking.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(between);
    let (zh, en) = noun.called();
    notes.push(
        Diagnostic::warning(
            "english-missing",
            place,
            format!("{zh} `{id}` 缺英文：{}", keys("、")),
            format!("the {en} `{id}` has no English for {}", keys(", ")),
        )
        .help(
            "在 `en:` 下补上；规则包的 languages 写了 en，就每条都要有",
            "write it under `en:`; the languages of the pack name `en`, so each has its English",
        ),
    );
}
