//! The English beside the Chinese of a definition, as written under `en`. Every text of it may be left out: whether one
//! is wanted is for `check`.

use super::read::{Fields, Notes, TextDraft, name, text, texts};
use super::tree::Node;
use crate::rule::{
    ActionEnglish, AvoidEnglish, ChannelEnglish, ReferralEnglish, RuleEnglish, TierEnglish, TitleEnglish,
};

pub(super) fn rule_english(node: &Node, notes: &mut Notes) -> Option<RuleEnglish<TextDraft>> {
    let mut f = Fields::open(node, ("规则的英文", "rule's English"), notes)?;
    let english = RuleEnglish {
        title: said(&mut f, "title", notes),
        because: draft(&mut f, "because", notes),
        today: draft(&mut f, "today", notes),
        above: draft(&mut f, "above", notes),
        at_line: draft(&mut f, "at_line", notes),
        not_above: draft(&mut f, "not_above", notes),
        unless_because: said(&mut f, "unless_because", notes),
        not_modelled: said(&mut f, "not_modelled", notes),
        place: node.place,
    };
    f.close(notes);
    Some(english)
}

pub(super) fn action_english(node: &Node, notes: &mut Notes) -> Option<ActionEnglish> {
    let mut f = Fields::open(node, ("行动的英文", "action's English"), notes)?;
    let english = ActionEnglish {
        title: said(&mut f, "title", notes),
        steps: lines(&mut f, "steps", notes),
        proof: lines(&mut f, "proof", notes),
        if_missed: said(&mut f, "if_missed", notes),
        place: node.place,
    };
    f.close(notes);
    Some(english)
}

pub(super) fn avoid_english(node: &Node, notes: &mut Notes) -> Option<AvoidEnglish> {
    let mut f = Fields::open(node, ("不要做的事的英文", "do-not line's English"), notes)?;
    let english = AvoidEnglish {
        title: said(&mut f, "title", notes),
        because: said(&mut f, "because", notes),
        place: node.place,
    };
    f.close(notes);
    Some(english)
}

pub(super) fn referral_english(node: &Node, notes: &mut Notes) -> Option<ReferralEnglish> {
    let mut f = Fields::open(node, ("转介的英文", "referral's English"), notes)?;
    let english = ReferralEnglish {
        title: said(&mut f, "title", notes),
        to: said(&mut f, "to", notes),
        bring: lines(&mut f, "bring", notes),
        free_first: said(&mut f, "free_first", notes),
        place: node.place,
    };
    f.close(notes);
    Some(english)
}

pub(super) fn channel_english(node: &Node, notes: &mut Notes) -> Option<ChannelEnglish> {
    let mut f = Fields::open(node, ("渠道的英文", "channel's English"), notes)?;
    let english = ChannelEnglish {
        title: said(&mut f, "title", notes),
        how: said(&mut f, "how", notes),
        takes: said(&mut f, "takes", notes),
        place: node.place,
    };
    f.close(notes);
    Some(english)
}

pub(super) fn tier_english(node: &Node, notes: &mut Notes) -> Option<TierEnglish> {
    let mut f = Fields::open(node, ("付款顺位的英文", "tier's English"), notes)?;
    let english = TierEnglish {
        title: said(&mut f, "title", notes),
        because: said(&mut f, "because", notes),
        extra_because: said(&mut f, "extra_because", notes),
        place: node.place,
    };
    f.close(notes);
    Some(english)
}

pub(super) fn title_english(node: &Node, notes: &mut Notes) -> Option<TitleEnglish> {
    let mut f = Fields::open(node, ("名称的英文", "title's English"), notes)?;
    let english = TitleEnglish { title: said(&mut f, "title", notes), place: node.place };
    f.close(notes);
    Some(english)
}

fn said(f: &mut Fields<'_>, key: &'static str, notes: &mut Notes) -> Option<String> {
    f.optional(key, notes).and_then(|n| text(n, notes))
}

fn draft(f: &mut Fields<'_>, key: &'static str, notes: &mut Notes) -> Option<TextDraft> {
    f.optional(key, notes).and_then(|n| name(n, notes)).map(TextDraft)
}

fn lines(f: &mut Fields<'_>, key: &'static str, notes: &mut Notes) -> Vec<String> {
    f.optional(key, notes).map(|n| texts(n, notes)).unwrap_or_default()
}
