//! What rules point to: each thing once, each pointing to things that exist.

use indexmap::IndexMap;

use super::condition::{Sight, facts_of_kind, one_of_these, quantity_value, resolve};
use super::letters;
use super::names::{Noun, unknown, unknown_fact};
use super::template::{Use, template};
use super::{Known, citations, names, nowhere};
use crate::diagnostic::Diagnostic;
use crate::fact::FactScope;
use crate::rule::{
    Action, ActionId, Avoid, AvoidId, Band, BandId, Behaviour, BehaviourId, Channel, ChannelId, Force, ForceId, Length,
    Letter, LetterId, Pack, PaymentPlace, PaymentTier, Quantity, Referral, ReferralId, ReportLimit, Rung, RungId,
    SeverityId, SeverityLevel, StrengthId, StrengthLevel, TierId,
};
use crate::syntax::{ChannelDraft, ForceDraft, LetterDraft, LimitDraft, Name, Notes, QuantityDraft, TierDraft};

/// The catalogue as read.
pub(super) struct Drafts {
    pub(super) packs: Vec<Pack>,
    pub(super) bands: Vec<Band>,
    pub(super) tiers: Vec<TierDraft>,
    pub(super) actions: Vec<Action>,
    pub(super) avoid: Vec<Avoid>,
    pub(super) referrals: Vec<Referral>,
    pub(super) behaviours: Vec<Behaviour>,
    pub(super) severities: Vec<SeverityLevel>,
    pub(super) forces: Vec<ForceDraft>,
    pub(super) strengths: Vec<StrengthLevel>,
    pub(super) evidence_ladder: Vec<Rung>,
    pub(super) channels: Vec<ChannelDraft>,
    pub(super) letters: Vec<LetterDraft>,
}

/// The catalogue, resolved.
pub(super) struct Catalogue {
    pub(super) pack: Option<Pack>,
    pub(super) bands: IndexMap<BandId, Band>,
    pub(super) tiers: IndexMap<TierId, PaymentTier>,
    pub(super) actions: IndexMap<ActionId, Action>,
    pub(super) avoid: IndexMap<AvoidId, Avoid>,
    pub(super) referrals: IndexMap<ReferralId, Referral>,
    pub(super) behaviours: IndexMap<BehaviourId, Behaviour>,
    pub(super) severities: IndexMap<SeverityId, SeverityLevel>,
    pub(super) forces: IndexMap<ForceId, Force>,
    pub(super) strengths: IndexMap<StrengthId, StrengthLevel>,
    pub(super) evidence_ladder: IndexMap<RungId, Rung>,
    pub(super) channels: IndexMap<ChannelId, Channel>,
    pub(super) letters: IndexMap<LetterId, Letter>,
}

impl Catalogue {
    pub(super) fn resolve(drafts: Drafts, known: &Known<'_>, notes: &mut Notes) -> Self {
        let tiers = drafts.tiers.into_iter().map(|t| tier(t, known, notes)).collect();
        let forces = drafts.forces.into_iter().map(|f| force(f, known, notes)).collect();
        let channels = drafts.channels.into_iter().map(|c| channel(c, known, notes)).collect();
        let letters = drafts.letters.into_iter().map(|l| letters::letter(l, known, notes)).collect();
        let all = Self {
            pack: one_pack(drafts.packs, notes),
            bands: names::unique(drafts.bands, |x| (x.id.clone(), x.place), Noun::BAND, notes),
            tiers: names::unique(tiers, |x: &PaymentTier| (x.id.clone(), x.place), Noun::TIER, notes),
            actions: names::unique(drafts.actions, |x| (x.id.clone(), x.place), Noun::ACTION, notes),
            avoid: names::unique(drafts.avoid, |x| (x.id.clone(), x.place), Noun::AVOID, notes),
            referrals: names::unique(drafts.referrals, |x| (x.id.clone(), x.place), Noun::REFERRAL, notes),
            behaviours: names::unique(drafts.behaviours, |x| (x.id.clone(), x.place), Noun::BEHAVIOUR, notes),
            severities: names::unique(drafts.severities, |x| (x.id.clone(), x.place), Noun::SEVERITY, notes),
            forces: names::unique(forces, |x: &Force| (x.id.clone(), x.place), Noun::FORCE, notes),
            strengths: names::unique(drafts.strengths, |x| (x.id.clone(), x.place), Noun::STRENGTH, notes),
            evidence_ladder: names::unique(drafts.evidence_ladder, |x| (x.id.clone(), x.place), Noun::RUNG, notes),
            channels: names::unique(channels, |x: &Channel| (x.id.clone(), x.place), Noun::CHANNEL, notes),
            letters: names::unique(letters, |x: &Letter| (x.id.clone(), x.place), Noun::LETTER, notes),
        };
        all.check_references(known, notes);
        all
    }

    fn check_references(&self, known: &Known<'_>, notes: &mut Notes) {
        for band in self.bands.values() {
            if let Some((_, otherwise)) = &band.horizon {
                names::known(otherwise, &self.bands, Noun::BAND, notes);
            }
        }
        let by_post = self.pack.iter().filter_map(|p| p.wording.as_ref()).flat_map(|w| &w.by_post_for);
        for action in by_post {
            names::known(action, &self.actions, Noun::ACTION, notes);
        }
        for action in self.actions.values() {
            for letter in &action.letters {
                names::known(letter, &self.letters, Noun::LETTER, notes);
            }
        }
        for letter in self.letters.values() {
            if let Some(instead) = &letter.instead {
                names::known(instead, &self.letters, Noun::LETTER, notes);
            }
        }
        letters::lead_somewhere(&self.letters, notes);
        for avoid in self.avoid.values() {
            for citation in &avoid.cite {
                citations::exists(citation, known.laws, notes);
            }
        }
        for band in self.severities.values().filter_map(|s| s.band.as_ref()) {
            names::known(band, &self.bands, Noun::BAND, notes);
        }
        for force in self.forces.values() {
            names::known(&force.strength, &self.strengths, Noun::STRENGTH, notes);
        }
        if self.tiers.values().filter(|t| t.default).count() != 1 {
            let place = self.tiers.values().next().map_or_else(nowhere, |t| t.place);
            notes.push(
                Diagnostic::error(
                    "default-tier",
                    place,
                    "付款顺位里要有且只有一个 `default: true`",
                    "exactly one payment tier is the default",
                )
                .help("没有规则安排的债务排在这里", "debts that no rule places stand there"),
            );
        }
    }

    /// Where a debt is to stand in the pay-first list: one of the tiers, or `hold`, which is none of them.
    pub(super) fn payment(&self, written: Name, notes: &mut Notes) -> Option<PaymentPlace> {
        const HOLD: &str = "hold";
        if written.it == HOLD {
            return Some(PaymentPlace::Hold);
        }
        let tier = written.map(TierId::from);
        if self.tiers.contains_key(&tier.it) {
            return Some(PaymentPlace::Tier(tier));
        }
        let names = self.tiers.keys().map(TierId::as_str).chain([HOLD]);
        notes.push(unknown(Noun::TIER, tier.place, tier.it.as_str(), names));
        None
    }
}

fn one_pack(packs: Vec<Pack>, notes: &mut Notes) -> Option<Pack> {
    let mut packs = packs.into_iter();
    let first = packs.next();
    if first.is_none() {
        notes.push(
            Diagnostic::error("pack-missing", nowhere(), "没有找到 `pack:`(规则包说明)", "there is no `pack:`").help(
                "在 pack.yaml 里写上编号、版本、地区和说明",
                "say in pack.yaml what the pack is: id, version, jurisdiction, limits",
            ),
        );
    }
    for extra in packs {
        notes.push(Diagnostic::error("duplicate-id", extra.place, "`pack:` 写了两次", "there are two `pack:`"));
    }
    first
}

fn tier(draft: TierDraft, known: &Known<'_>, notes: &mut Notes) -> PaymentTier {
    let reads = draft.reads.and_then(|name| fact_of_type(&name, "amount", known, notes));
    PaymentTier {
        id: draft.id,
        title: draft.title,
        method: draft.method,
        reads,
        default: draft.default,
        because: draft.because,
        extra: draft.extra,
        english: draft.english,
        place: draft.place,
    }
}

/// A debt's fact of the type wanted.
pub(super) fn fact_of_type(
    name: &Name,
    kind: &str,
    known: &Known<'_>,
    notes: &mut Notes,
) -> Option<crate::fact::FactId> {
    let Some((id, fact)) = known.vocabulary.find(&name.it) else {
        notes.push(unknown_fact(name.place, &name.it, known.vocabulary));
        return None;
    };
    if fact.kind.word() != kind || fact.scope > FactScope::Debt {
        let wanted = match kind {
            "date" => "日期",
            "amount" => "金额",
            other => other,
        };
        let note = Diagnostic::error(
            "wrong-unit",
            name.place,
            format!("`{}` 的类型是{}，这里要{wanted}", name.it, fact.kind.describe().zh),
            format!("`{}` is {}, this wants a {kind} of a debt or the household", name.it, fact.kind.describe().en),
        );
        notes.push(one_of_these(note, facts_of_kind(known, kind)));
        return None;
    }
    Some(id)
}

fn force(draft: ForceDraft, known: &Known<'_>, notes: &mut Notes) -> Force {
    Force {
        id: draft.id,
        label: draft.label,
        wording: template(&draft.wording, Use::Wording, known, notes),
        advisory: draft.advisory.as_ref().map(|text| template(text, Use::Wording, known, notes)),
        strength: draft.strength,
        place: draft.place,
    }
}

fn channel(draft: ChannelDraft, known: &Known<'_>, notes: &mut Notes) -> Channel {
    Channel {
        within: draft.within.and_then(|w| limit(w, known, notes)),
        takes_when: draft.takes_when.as_ref().map(|c| resolve(c, known, Sight::DEBT, notes)),
        id: draft.id,
        title: draft.title,
        how: draft.how,
        takes: draft.takes,
        from: draft.from,
        until: draft.until,
        checked: draft.checked,
        english: draft.english,
        place: draft.place,
    }
}

fn limit(draft: ReportLimit<LimitDraft>, known: &Known<'_>, notes: &mut Notes) -> Option<ReportLimit> {
    let (unit, quantity) = draft.length;
    let quantity = match quantity {
        QuantityDraft::Number(n) => Quantity::Number(n),
        QuantityDraft::Value(id) => quantity_value(&id, unit, known, notes)?,
    };
    Some(ReportLimit {
        length: Length { quantity, unit },
        counted_from: draft.counted_from,
        before: draft.before,
        today: draft.today,
        passed: draft.passed,
        day_unknown: draft.day_unknown,
    })
}
