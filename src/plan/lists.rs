//! The do-not list and the referrals, each line with the rules that raise it.

use super::Here;
use super::answer::{AvoidLine, ReferralLine, ReferralReason};
use crate::fact::Subject;
use crate::finding::{Findings, RuleReference, TriageFinding, cited_for_any};
use crate::rule::AvoidId;

pub(super) fn avoid(here: &Here<'_>, findings: &Findings) -> Vec<AvoidLine> {
    let by_triage = findings.triage.iter().flat_map(|f| f.avoid.iter().map(move |a| (a, &f.reference)));
    let by_conduct = findings.conduct.iter().flat_map(|f| f.avoid.iter().map(move |a| (a, &f.rule)));
    let raised: Vec<(&AvoidId, &RuleReference)> = by_triage.chain(by_conduct).collect();
    let set = &here.session.program.set;
    let open: Vec<Subject> = here.open_debts().collect();
    // In the order of the catalogue, which is the lawyers' order of importance.
    let lines = set.avoid.values().filter_map(|line| {
        let mut raised_by: Vec<RuleReference> = Vec::new();
        for (_, rule) in raised.iter().filter(|(id, _)| **id == line.id) {
            if !raised_by.contains(rule) {
                raised_by.push((*rule).clone());
            }
        }
        (!raised_by.is_empty()).then(|| AvoidLine {
            avoid: line.id.clone(),
            title: line.title.clone(),
            title_en: line.title_en(),
            because: line.because.clone(),
            because_en: line.because_en(),
            raised_by,
            citations: cited_for_any(here.session, &line.cite, &open, here.session.portfolio.as_of),
        })
    });
    lines.collect()
}

pub(super) fn referrals(here: &Here<'_>, findings: &[TriageFinding]) -> Vec<ReferralLine> {
    let set = &here.session.program.set;
    let lines = set.referrals.values().filter_map(|referral| {
        let because: Vec<ReferralReason> = findings
            .iter()
            .filter(|f| f.referrals.contains(&referral.id))
            .map(|f| ReferralReason {
                debt: here.debt_id(f.subject),
                text: f.because.clone(),
                text_en: f.because_en.clone(),
                rule: f.reference.clone(),
            })
            .collect();
        (!because.is_empty()).then(|| ReferralLine {
            referral: referral.id.clone(),
            title: referral.title.clone(),
            title_en: referral.title_en(),
            to: referral.to.clone(),
            to_en: referral.to_en(),
            bring: referral.bring.clone(),
            bring_en: referral.bring_en(),
            free_first: referral.free_first.clone(),
            free_first_en: referral.free_first_en(),
            because,
        })
    });
    lines.collect()
}
