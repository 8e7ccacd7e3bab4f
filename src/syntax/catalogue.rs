//! Definitions of what rules point to: the pack, bands, tiers, actions, the do-not list, referrals, behaviours, words
//! and terms.

use super::ConditionDraft;
use super::condition::condition;
use super::english::{action_english, avoid_english, referral_english, tier_english, title_english};
use super::first_questions::{FirstQuestionsDraft, first_questions};
use super::laws::citations;
use super::read::{Fields, Name, Notes, TextDraft, count, expected, id, label, name, names, text, texts, word, yes_no};
use super::tree::Node;
use crate::diagnostic::{Diagnostic, Text};
use crate::money::Word;
use crate::money::cascade::Order;
use crate::rule::{
    Action, ActionId, Actor, Avoid, AvoidId, Band, BandId, Behaviour, BehaviourId, COUNTING_SLOTS, CountingSlot, Extra,
    ForceId, LeftOutWording, LetterId, Pack, PaymentMethod, Referral, ReferralId, Sentence, SeverityId, SeverityLevel,
    StrengthId, StrengthLevel, Template, TemplateError, Term, TermId, TierEnglish, TierId, Wording,
};
use crate::source::{Place, Placed};

/// How the debts of a tier are paid.
pub(crate) const METHODS: [(&str, PaymentMethod); 2] =
    [("in_full", PaymentMethod::InFull), ("pro_rata", PaymentMethod::ProRata)];

/// Who does something.
pub(crate) const ACTORS: [(&str, Actor); 4] = [
    ("person", Actor::Person),
    ("counsellor", Actor::Counsellor),
    ("lawyer", Actor::Lawyer),
    ("family", Actor::Family),
];

/// The one time zone of the mainland.
pub(crate) const TIME_ZONE: &str = "Asia/Shanghai";

/// A payment tier whose fact is still a name.
#[derive(Debug)]
pub(crate) struct TierDraft {
    pub(crate) id: TierId,
    pub(crate) title: String,
    pub(crate) method: PaymentMethod,
    pub(crate) reads: Option<Name>,
    pub(crate) default: bool,
    pub(crate) because: Option<String>,
    pub(crate) extra: Option<Extra>,
    pub(crate) english: Option<TierEnglish>,
    pub(crate) place: Place,
}

/// A level of force whose wording is still text.
#[derive(Debug)]
pub(crate) struct ForceDraft {
    pub(crate) id: ForceId,
    pub(crate) label: Text,
    pub(crate) wording: TextDraft,
    pub(crate) advisory: Option<TextDraft>,
    pub(crate) strength: Placed<StrengthId>,
    pub(crate) place: Place,
}

/// What the pack says of itself, and what an interview asks first.
pub(super) fn pack(node: &Node, notes: &mut Notes) -> Option<(Pack, Option<FirstQuestionsDraft>)> {
    let mut f = Fields::open(node, ("规则包", "pack"), notes)?;
    let pack_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let version = f.required("version", notes).and_then(|n| text(n, notes));
    let jurisdiction = f.required("jurisdiction", notes).and_then(|n| text(n, notes));
    let zone = f.required("time_zone", notes);
    let zone_text = zone.and_then(|n| text(n, notes));
    let languages = f.required("languages", notes).map(|n| texts(n, notes));
    let limits = f.required("limits", notes).map(|n| texts(n, notes));
    let wording = f.optional("wording", notes).map(|n| wording(n, notes));
    let first = f.optional("first_questions", notes).and_then(|n| first_questions(n, notes));
    f.close(notes);
    if let (Some(zone), Some(written)) = (zone, &zone_text)
        && written != TIME_ZONE
    {
        notes.push(expected(zone, ("`Asia/Shanghai`(全国统一时间)", "`Asia/Shanghai`")));
    }
    let pack_id = pack_id?;
    let pack = Pack {
        id: pack_id.it,
        title: title?,
        version: version?,
        jurisdiction: jurisdiction?,
        languages: languages?,
        limits: limits?,
        wording: match wording {
            Some(read) => Some(read?),
            None => None,
        },
        place: pack_id.place,
    };
    Some((pack, first))
}

/// How answers say how a day was counted.
fn wording(node: &Node, notes: &mut Notes) -> Option<Wording> {
    let mut f = Fields::open(node, ("期限的说法", "wording of days"), notes)?;
    let mut say = |key, notes: &mut Notes| f.required(key, notes).and_then(|n| sentence(n, notes));
    let counting = say("counting", notes);
    let ends = say("ends", notes);
    let moved = say("moved", notes);
    let no_calendar = say("no_calendar", notes);
    let calendar_unverified = say("calendar_unverified", notes);
    let by_post = say("by_post", notes);
    let by_post_for = f.optional("by_post_for", notes).map_or_else(Vec::new, |n| names(n, notes));
    let left_out = f.optional("left_out", notes).map(|n| left_out(n, notes));
    f.close(notes);
    Some(Wording {
        counting: counting?,
        ends: ends?,
        moved: moved?,
        no_calendar: no_calendar?,
        calendar_unverified: calendar_unverified?,
        by_post: by_post?,
        by_post_for: by_post_for.into_iter().map(|n| Placed { it: ActionId::from(n.it), place: n.place }).collect(),
        left_out: match left_out {
            Some(read) => Some(read?),
            None => None,
        },
    })
}

/// Why a contact is in no count.
fn left_out(node: &Node, notes: &mut Notes) -> Option<LeftOutWording> {
    let mut f = Fields::open(node, ("不计数的原因", "reasons for leaving out"), notes)?;
    let mut say = |key, notes: &mut Notes| f.required(key, notes).and_then(|n| label(n, notes));
    let duplicate = say("duplicate", notes);
    let same_instant = say("same_instant", notes);
    let inbound = say("inbound", notes);
    f.close(notes);
    Some(LeftOutWording { duplicate: duplicate?, same_instant: same_instant?, inbound: inbound? })
}

pub(super) fn sentence(node: &Node, notes: &mut Notes) -> Option<Sentence> {
    let mut f = Fields::open(node, ("中英文句子", "sentence in both languages"), notes)?;
    let zh = f.required("zh", notes).and_then(|n| counted_text(n, notes));
    let en = f.required("en", notes).and_then(|n| counted_text(n, notes));
    f.close(notes);
    Some(Sentence { zh: zh?, en: en? })
}

/// A text whose slots are about a day.
fn counted_text(node: &Node, notes: &mut Notes) -> Option<Template<CountingSlot>> {
    let written = text(node, notes)?;
    let slot = |name: &str| COUNTING_SLOTS.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot);
    let errors = match Template::parse(&written, slot) {
        Ok(template) => return Some(template),
        Err(errors) => errors,
    };
    for error in errors {
        notes.push(match error {
            TemplateError::Unknown(name) => Diagnostic::error(
                "unknown-slot",
                node.place,
                format!("这里填不了 `{name}`"),
                format!("`{name}` cannot be filled in here"),
            )
            .help("只能填 from、length、last、on、year", "write `from`, `length`, `last`, `on` or `year`"),
            TemplateError::Unclosed(_) | TemplateError::SingleBraces(_) => Diagnostic::error(
                "slot-unclosed",
                node.place,
                "填空的花括号要成对写两层",
                "a slot stands in two pairs of braces",
            )
            .help("写成 `{{ on }}`", "write `{{ on }}`"),
        });
    }
    None
}

pub(super) fn term(node: &Node, notes: &mut Notes) -> Option<Term<ConditionDraft>> {
    let mut f = Fields::open(node, ("术语", "term"), notes)?;
    let term_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let when = f.required("when", notes).and_then(|n| condition(n, notes));
    f.close(notes);
    let term_id = term_id?;
    Some(Term { id: TermId::from(term_id.it), title: title?, when: when?, place: term_id.place })
}

pub(super) fn band(node: &Node, notes: &mut Notes) -> Option<Band> {
    let mut f = Fields::open(node, ("档位", "band"), notes)?;
    let band_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let horizon = f.optional("horizon_days", notes).and_then(|n| count(n, notes));
    let otherwise = if horizon.is_some() { f.required("otherwise", notes) } else { f.optional("otherwise", notes) };
    let otherwise = otherwise.and_then(|n| name(n, notes)).map(|n| n.map(BandId::from));
    let english = f.optional("en", notes).and_then(|n| title_english(n, notes));
    f.close(notes);
    let band_id = band_id?;
    Some(Band {
        id: BandId::from(band_id.it),
        title: title?,
        horizon: horizon.zip(otherwise),
        english,
        place: band_id.place,
    })
}

pub(super) fn tier(node: &Node, notes: &mut Notes) -> Option<TierDraft> {
    let mut f = Fields::open(node, ("付款顺位", "payment tier"), notes)?;
    let tier_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let method = f.required("method", notes).and_then(|n| word(n, &METHODS, notes));
    let reads = match method {
        Some(PaymentMethod::InFull) => f.required("reads", notes),
        Some(PaymentMethod::ProRata) | None => f.optional("reads", notes),
    };
    let reads = reads.and_then(|n| name(n, notes));
    let default = f.optional("default", notes).and_then(|n| yes_no(n, notes)).unwrap_or(false);
    let because = f.optional("because", notes).and_then(|n| text(n, notes));
    let extra = f.optional("extra", notes).and_then(|n| word(n, Order::WORDS, notes));
    let extra_because = match extra {
        Some(_) => f.required("extra_because", notes),
        None => f.optional("extra_because", notes),
    };
    let extra_because = extra_because.and_then(|n| text(n, notes));
    let english = f.optional("en", notes).and_then(|n| tier_english(n, notes));
    f.close(notes);
    let tier_id = tier_id?;
    Some(TierDraft {
        id: TierId::from(tier_id.it),
        title: title?,
        method: method?,
        reads,
        default,
        because,
        extra: extra.zip(extra_because).map(|(order, because)| Extra { order, because }),
        english,
        place: tier_id.place,
    })
}

pub(super) fn action(node: &Node, notes: &mut Notes) -> Option<Action> {
    let mut f = Fields::open(node, ("行动", "action"), notes)?;
    let action_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let who = f.required("who", notes).and_then(|n| word(n, &ACTORS, notes));
    let steps = f.required("steps", notes).map(|n| texts(n, notes));
    let proof = f.optional("proof", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let if_missed = f.optional("if_missed", notes).and_then(|n| text(n, notes));
    let scripts = f.optional("scripts", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let letters = f.optional("letters", notes).map(|n| names(n, notes)).unwrap_or_default();
    let english = f.optional("en", notes).and_then(|n| action_english(n, notes));
    f.close(notes);
    let action_id = action_id?;
    Some(Action {
        id: ActionId::from(action_id.it),
        title: title?,
        who: who?,
        steps: steps?,
        proof,
        if_missed,
        scripts,
        letters: letters.into_iter().map(|n| n.map(LetterId::from)).collect(),
        english,
        place: action_id.place,
    })
}

pub(super) fn avoid(node: &Node, notes: &mut Notes) -> Option<Avoid> {
    let mut f = Fields::open(node, ("不要做的事", "line of the do-not list"), notes)?;
    let avoid_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let because = f.required("because", notes).and_then(|n| text(n, notes));
    let cite = citations(f.optional("cite", notes), notes);
    let english = f.optional("en", notes).and_then(|n| avoid_english(n, notes));
    f.close(notes);
    let avoid_id = avoid_id?;
    Some(Avoid {
        id: AvoidId::from(avoid_id.it),
        title: title?,
        because: because?,
        cite,
        english,
        place: avoid_id.place,
    })
}

pub(super) fn referral(node: &Node, notes: &mut Notes) -> Option<Referral> {
    let mut f = Fields::open(node, ("转介", "referral"), notes)?;
    let referral_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let to = f.required("to", notes).and_then(|n| text(n, notes));
    let bring = f.optional("bring", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let free_first = f.optional("free_first", notes).and_then(|n| text(n, notes));
    let english = f.optional("en", notes).and_then(|n| referral_english(n, notes));
    f.close(notes);
    let referral_id = referral_id?;
    Some(Referral {
        id: ReferralId::from(referral_id.it),
        title: title?,
        to: to?,
        bring,
        free_first,
        english,
        place: referral_id.place,
    })
}

pub(super) fn behaviour(node: &Node, notes: &mut Notes) -> Option<Behaviour> {
    let mut f = Fields::open(node, ("行为", "behaviour"), notes)?;
    let behaviour_id = f.required("id", notes).and_then(|n| id(n, notes));
    let code = f.required("code", notes).and_then(|n| text(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let about = f.optional("about", notes).and_then(|n| text(n, notes));
    let english = f.optional("en", notes).and_then(|n| title_english(n, notes));
    f.close(notes);
    let behaviour_id = behaviour_id?;
    Some(Behaviour {
        id: BehaviourId::from(behaviour_id.it),
        code: code?,
        title: title?,
        about,
        english,
        place: behaviour_id.place,
    })
}

pub(super) fn severity(node: &Node, notes: &mut Notes) -> Option<SeverityLevel> {
    let mut f = Fields::open(node, ("严重程度", "severity"), notes)?;
    let severity_id = f.required("id", notes).and_then(|n| id(n, notes));
    let shown = f.required("label", notes).and_then(|n| label(n, notes));
    let severe = f.required("severe", notes).and_then(|n| yes_no(n, notes));
    let band = f.optional("band", notes).and_then(|n| name(n, notes)).map(|n| n.map(BandId::from));
    f.close(notes);
    let severity_id = severity_id?;
    Some(SeverityLevel {
        id: SeverityId::from(severity_id.it),
        label: shown?,
        severe: severe?,
        band,
        place: severity_id.place,
    })
}

pub(super) fn force(node: &Node, notes: &mut Notes) -> Option<ForceDraft> {
    let mut f = Fields::open(node, ("效力层级", "level of force"), notes)?;
    let force_id = f.required("id", notes).and_then(|n| id(n, notes));
    let shown = f.required("label", notes).and_then(|n| label(n, notes));
    let wording = f.required("wording", notes).and_then(|n| name(n, notes));
    let advisory = f.optional("advisory", notes).and_then(|n| name(n, notes));
    let strength = f.required("strength", notes).and_then(|n| name(n, notes)).map(|n| n.map(StrengthId::from));
    f.close(notes);
    let force_id = force_id?;
    Some(ForceDraft {
        id: ForceId::from(force_id.it),
        label: shown?,
        wording: TextDraft(wording?),
        advisory: advisory.map(TextDraft),
        strength: strength?,
        place: force_id.place,
    })
}

pub(super) fn strength(node: &Node, notes: &mut Notes) -> Option<StrengthLevel> {
    let mut f = Fields::open(node, ("依据强度", "strength"), notes)?;
    let strength_id = f.required("id", notes).and_then(|n| id(n, notes));
    let shown = f.required("label", notes).and_then(|n| label(n, notes));
    f.close(notes);
    let strength_id = strength_id?;
    Some(StrengthLevel { id: StrengthId::from(strength_id.it), label: shown?, place: strength_id.place })
}
