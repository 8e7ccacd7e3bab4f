//! English beside the Chinese: what definitions say to somebody who reads no Chinese. The Chinese is what counts; each
//! English text stands for one of its texts, and where there is none an answer leaves it out.

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
