//! Things that are defined and that nothing uses.

use std::fmt::Display;

use super::used::{ACTION, AVOID, BAND, BEHAVIOUR, CHANNEL, LETTER, PHRASE, REFERRAL, TIER, Used};
use crate::diagnostic::Diagnostic;
use crate::rule::RuleSet;
use crate::source::Place;

pub(super) fn check(set: &RuleSet, notes: &mut Vec<Diagnostic>) {
    let mut used = Used::default();
    set.rules.iter().for_each(|rule| used.rule(rule));
    used.catalogue(set);
    let mut look = |all: &mut dyn Iterator<Item = (String, Place)>, kind: &'static str, code, zh: &str, en: &str| {
        for (id, place) in all.filter(|(id, _)| !used.contains(kind, id)) {
            notes.push(
                Diagnostic::warning(
                    code,
                    place,
                    format!("没有规则用到{zh} `{id}`"),
                    format!("nothing uses the {en} `{id}`"),
                )
                .help("在规则里用上它，或者删去", "use it in a rule, or remove it"),
            );
        }
    };
    look(&mut set.actions.values().map(|x| at(&x.id, x.place)), ACTION, "unused-action", "行动", "action");
    look(
        &mut set.avoid.values().map(|x| at(&x.id, x.place)),
        AVOID,
        "unused-avoid",
        "不要做的事",
        "line of the do-not list",
    );
    look(&mut set.referrals.values().map(|x| at(&x.id, x.place)), REFERRAL, "unused-referral", "转介", "referral");
    look(&mut set.letters.values().map(|x| at(&x.id, x.place)), LETTER, "unused-letter", "信函", "letter");
    look(&mut set.channels.values().map(|x| at(&x.id, x.place)), CHANNEL, "unused-channel", "投诉渠道", "channel");
    look(&mut set.behaviours.values().map(|x| at(&x.id, x.place)), BEHAVIOUR, "unused-behaviour", "行为", "behaviour");
    look(&mut set.phrases.values().map(|x| at(&x.id, x.place)), PHRASE, "unused-phrase", "话术", "phrase list");
    look(&mut set.bands.values().map(|x| at(&x.id, x.place)), BAND, "unused-band", "档位", "band");
    let tiers = set.tiers.values().filter(|t| !t.default);
    look(&mut tiers.map(|x| at(&x.id, x.place)), TIER, "unused-tier", "付款顺位", "payment tier");
}

fn at(id: &impl Display, place: Place) -> (String, Place) {
    (id.to_string(), place)
}
