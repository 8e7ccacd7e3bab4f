//! English beside the Chinese: what definitions say to somebody who reads no Chinese. The Chinese is what counts; each
//! English text stands for one of its texts, and where there is none an answer leaves it out.

use super::catalogue::{Action, Avoid, Band, Behaviour, Channel, PaymentTier, Referral};
use super::definition::Rule;
use super::letter::Letter;
use super::template::Template;
use crate::source::Place;

/// The English of a rule. `T` is the form of texts with slots: drafts while read.
#[derive(Debug, Clone)]
pub struct RuleEnglish<T = Template> {
    /// Of its title.
    pub title: Option<String>,
    /// Of the reason it gives.
    pub because: Option<T>,
    /// Of its line for the box at the top.
    pub today: Option<T>,
    /// Of what a cost rule says above the line.
    pub above: Option<T>,
    /// Of what a cost rule says at the line.
    pub at_line: Option<T>,
    /// Of what a cost rule says when not above it.
    pub not_above: Option<T>,
    /// Of the exception in words.
    pub unless_because: Option<String>,
    /// Of what it leaves out.
    pub not_modelled: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// The English of an action. Words to say are said in Chinese and have none.
#[derive(Debug, Clone)]
pub struct ActionEnglish {
    /// Of its title.
    pub title: Option<String>,
    /// Of how it is done, a step for each.
    pub steps: Vec<String>,
    /// Of what proof to keep.
    pub proof: Vec<String>,
    /// Of what happens if it is missed.
    pub if_missed: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// The English of a line of the do-not list.
#[derive(Debug, Clone)]
pub struct AvoidEnglish {
    /// Of what not to do.
    pub title: Option<String>,
    /// Of why.
    pub because: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// The English of a tier of the pay-first list.
#[derive(Debug, Clone)]
pub struct TierEnglish {
    /// Of its title.
    pub title: Option<String>,
    /// Of why the money is shared so.
    pub because: Option<String>,
    /// Of why money beyond the contracts goes in its order.
    pub extra_because: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// The English of a referral.
#[derive(Debug, Clone)]
pub struct ReferralEnglish {
    /// Of its title.
    pub title: Option<String>,
    /// Of to whom.
    pub to: Option<String>,
    /// Of what to bring.
    pub bring: Vec<String>,
    /// Of what is free and comes first.
    pub free_first: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// The English of a channel.
#[derive(Debug, Clone)]
pub struct ChannelEnglish {
    /// Of its title.
    pub title: Option<String>,
    /// Of how to reach it.
    pub how: Option<String>,
    /// Of what it takes.
    pub takes: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// The English of a definition of which only the title is shown: a band, a tier, a behaviour, a letter.
#[derive(Debug, Clone)]
pub struct TitleEnglish {
    /// Of its title.
    pub title: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// English entries that stand one for one beside the Chinese; others would send somebody to another step.
fn in_step(zh: &[String], en: Option<&Vec<String>>) -> Vec<String> {
    en.filter(|en| en.len() == zh.len()).cloned().unwrap_or_default()
}

impl Rule {
    /// What it leaves out, in English.
    pub fn not_modelled_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.not_modelled.is_some())?.not_modelled.clone()
    }

    /// The exception in words, in English.
    pub fn unless_because_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.unless_because.is_some())?.unless_because.clone()
    }
}

impl Action {
    /// How, in English.
    pub fn steps_en(&self) -> Vec<String> {
        in_step(&self.steps, self.english.as_ref().map(|e| &e.steps))
    }

    /// What proof to keep, in English.
    pub fn proof_en(&self) -> Vec<String> {
        in_step(&self.proof, self.english.as_ref().map(|e| &e.proof))
    }

    /// What happens if it is missed, in English.
    pub fn if_missed_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.if_missed.is_some())?.if_missed.clone()
    }
}

impl Avoid {
    /// Why, in English.
    pub fn because_en(&self) -> Option<String> {
        self.english.as_ref()?.because.clone()
    }
}

impl PaymentTier {
    /// Why the money is shared so, in English.
    pub fn because_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.because.is_some())?.because.clone()
    }

    /// Why money beyond the contracts goes in its order, in English.
    pub fn extra_because_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.extra.is_some())?.extra_because.clone()
    }
}

impl Referral {
    /// To whom, in English.
    pub fn to_en(&self) -> Option<String> {
        self.english.as_ref()?.to.clone()
    }

    /// What to bring, in English.
    pub fn bring_en(&self) -> Vec<String> {
        in_step(&self.bring, self.english.as_ref().map(|e| &e.bring))
    }

    /// What is free and comes first, in English.
    pub fn free_first_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.free_first.is_some())?.free_first.clone()
    }
}

impl Channel {
    /// How to reach it, in English.
    pub fn how_en(&self) -> Option<String> {
        self.english.as_ref()?.how.clone()
    }

    /// What it takes, in English.
    pub fn takes_en(&self) -> Option<String> {
        self.english.as_ref().filter(|_| self.takes.is_some())?.takes.clone()
    }
}

/// The English title of a definition, where it has one.
macro_rules! english_titles {
    ($($definition:ty),+) => {
        $(impl $definition {
            /// Its title in English.
            pub fn title_en(&self) -> Option<String> {
                self.english.as_ref()?.title.clone()
            }
        })+
    };
}

english_titles!(Rule, Band, PaymentTier, Action, Avoid, Referral, Behaviour, Channel, Letter);
