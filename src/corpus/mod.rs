//! Messages that people have labelled, held against what the rules read in them: what is found, what is missed, which
//! lawful ones are flagged. The labels stand in files of their own, and rules never see them.
//!
//! A folder holds sets, a set holds files, each about one behaviour by its code:
//!
//! ```yaml
//! code: D1
//! messages:
//!   - { say: '…', shows: [D1], may: [F2] }           # must be found; may be found, counted neither way
//!   - { say: '…', shows: [D1], disguised: true }     # written to slip past a reader
//!   - { say: '…', near_miss: true, given: { recipient: parent } }
//!   - { say: '…', unclear: [F3] }                    # nobody can tell from the words alone
//! ```

mod figures;
mod judge;

pub use figures::{CodeFigures, Counted, Figures, Totals, figures};
pub use judge::{Found, Judged, judge};

use std::collections::BTreeSet;

use crate::check::unknown_behaviour;
use crate::diagnostic::Diagnostic;
use crate::fact::Input;
use crate::rule::RuleSet;
use crate::source::{Place, Placed, Sources};
use crate::syntax::messages;

/// Labelled messages, in the order of their files.
#[derive(Debug)]
pub struct Corpus {
    /// The files.
    pub sources: Sources,
    /// The messages.
    pub messages: Vec<Message>,
}

/// A message and what people say it shows. Behaviours are named by their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The set it belongs to: the folder its file stands in; empty for files outside any.
    pub set: String,
    /// What its file is about.
    pub code: String,
    /// The text.
    pub say: String,
    /// What it shows.
    pub shows: Vec<String>,
    /// What a careful reader might or might not add: counted neither way.
    pub may: Vec<String>,
    /// What nobody can tell from the words alone.
    pub unclear: Vec<String>,
    /// Whether it is lawful or innocent, with words like those of a breach.
    pub near_miss: bool,
    /// Whether it is written to slip past a reader.
    pub disguised: bool,
    /// Facts of the contact, and of its debt.
    pub given: Vec<(String, Input)>,
    /// Where it is written.
    pub place: Place,
}

impl Message {
    /// Whether nothing may be found in it but what it is labelled with: a near miss, or a text of the grey strip.
    pub fn is_lawful(&self) -> bool {
        self.near_miss || !self.unclear.is_empty()
    }
}

/// Reads labelled messages, or says everything that is wrong with the files.
pub fn read(sources: Sources, rules: &RuleSet) -> Result<Corpus, (Vec<Diagnostic>, Sources)> {
    let known: BTreeSet<&str> = rules.behaviours.values().map(|b| b.code.as_str()).collect();
    let (mut notes, mut all) = (Vec::new(), Vec::new());
    for (file, source) in sources.iter() {
        let Some(draft) = messages::messages(file, source, &mut notes) else { continue };
        let set = source.path.split_once('/').map_or("", |(set, _)| set);
        // A file of lawful texts alone may have a code that is no behaviour.
        if draft.messages.iter().any(|m| !m.shows.is_empty()) {
            notes.extend(unknown(&draft.code, &known));
        }
        for message in draft.messages {
            for code in message.shows.iter().chain(&message.may).chain(&message.unclear) {
                notes.extend(unknown(code, &known));
            }
            let codes = |all: Vec<Placed<String>>| all.into_iter().map(|c| c.it).collect();
            all.push(Message {
                set: set.to_owned(),
                code: draft.code.it.clone(),
                shows: codes(message.shows),
                may: codes(message.may),
                unclear: codes(message.unclear),
                near_miss: message.near_miss,
                disguised: message.disguised,
                given: message.given.into_iter().map(|(name, value)| (name.it, value)).collect(),
                place: message.say.place,
                say: message.say.it,
            });
        }
    }
    if crate::diagnostic::any_error(&notes) {
        crate::diagnostic::sort(&mut notes);
        return Err((notes, sources));
    }
    Ok(Corpus { sources, messages: all })
}

fn unknown(code: &Placed<String>, known: &BTreeSet<&str>) -> Option<Diagnostic> {
    (!known.contains(code.it.as_str())).then(|| unknown_behaviour(code, known))
}
