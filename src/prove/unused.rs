//! Things that are defined and that nothing uses.

use std::fmt::Display;

use super::used::{ACTION, AVOID, BAND, BEHAVIOUR, CHANNEL, LETTER, PHRASE, REFERRAL, TERM, TIER, Used};
use crate::diagnostic::Diagnostic;
use crate::rule::RuleSet;
use crate::source::Place;

pub(super) fn check(set: &RuleSet, notes: &mut Vec<Diagnostic>) {
    let mut used = Used::default();
    used.rules(&set.rules);
    used.catalogue(set);
    let mut look = |kind: &'static str, zh: &str, id: &dyn Display, place: Place| {
        let id = id.to_string();
        if used.contains(kind, &id) {
            return;
        }
        notes.push(
            Diagnostic::warning(
                "unused-definition",
                place,
                format!("没有规则用到{zh} `{id}`"),
                format!("nothing uses the {kind} `{id}`"),
            )
            .help("在规则里用上它，或者删去", "use it in a rule, or remove it"),
        );
    };
    set.actions.values().for_each(|x| look(ACTION, "行动", &x.id, x.place));
    set.avoid.values().for_each(|x| look(AVOID, "不要做的事", &x.id, x.place));
    set.referrals.values().for_each(|x| look(REFERRAL, "转介", &x.id, x.place));
    set.letters.values().for_each(|x| look(LETTER, "信函", &x.id, x.place));
    set.channels.values().for_each(|x| look(CHANNEL, "投诉渠道", &x.id, x.place));
    set.behaviours.values().for_each(|x| look(BEHAVIOUR, "行为", &x.id, x.place));
    set.phrases.values().for_each(|x| look(PHRASE, "话术", &x.id, x.place));
    set.bands.values().for_each(|x| look(BAND, "档位", &x.id, x.place));
    set.terms.values().for_each(|x| look(TERM, "术语", &x.id, x.place));
    // Debts that no rule places stand in the default tier.
    set.tiers.values().filter(|t| !t.default).for_each(|x| look(TIER, "付款顺位", &x.id, x.place));
}
