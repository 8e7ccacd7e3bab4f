//! From text to definitions: what the files say, with every name still a name.
//!
//! `parse` makes a tree, `read` turns trees into definitions field by field. Whether names stand for something and
//! whether things fit together is for `check`.

#[cfg(test)]
pub(crate) mod asked;
mod cases;
mod catalogue;
mod channel;
mod condition;
mod english;
mod errata;
mod facts;
mod first_questions;
mod imports;
mod laws;
mod letter;
mod look_alikes;
pub(crate) mod messages;
mod outcome;
mod parse;
mod parse_error;
mod phrases;
mod read;
mod rules;
mod traps;
mod tree;
mod unfilled;
mod values;

pub(crate) use cases::CaseDraft;
pub(crate) use catalogue::{ForceDraft, TierDraft};
pub(crate) use channel::{ChannelDraft, LimitDraft};
pub(crate) use condition::{ConditionDraft, MatcherKey, TestDraft};
pub(crate) use facts::FactDraft;
pub(crate) use first_questions::{FirstDraft, FirstQuestionsDraft};
pub(crate) use letter::{LetterDraft, NeedDraft};
pub(crate) use outcome::{
    ConductDraft, CostDraft, DueDraft, DueStartDraft, OverlapDraft, PlannedDraft, QuantityDraft, StepsDraft, ThenDraft,
};
pub(crate) use read::{Name, Notes, TextDraft, expected, rate_without_percent};
pub(crate) use rules::{CountDraft, RuleDraft};
pub(crate) use tree::{Entry, Kind, Node};
pub(crate) use unfilled::BLANK;

/// The words that readers know, for describing rule files to editors.
pub(crate) mod words {
    pub(crate) use super::cases::{POSITIONS, RESULTS, VERDICTS};
    pub(crate) use super::catalogue::{ACTORS, METHODS, TIME_ZONE};
    pub(crate) use super::channel::REPORT_FROM;
    pub(crate) use super::condition::MATCHERS;
    pub(crate) use super::facts::{CHANGEABLE, PHASES, RESERVED, TYPES};
    pub(crate) use super::laws::HOW;
    pub(crate) use super::letter::LETTER_KINDS;
    pub(crate) use super::outcome::{DUE_UNITS, ROLES, TODAY};
    pub(crate) use super::phrases::SIDES;
    pub(crate) use super::rules::{GROUP_KEYS, JUDGE_DAYS, LIMITS, SCOPES, STATES, WINDOWS};
    pub(crate) use super::values::UNITS;
}

pub(crate) use read::items;

use read::Fields;

use crate::diagnostic::Diagnostic;
use crate::rule::{
    Action, Avoid, Band, Behaviour, CalendarYear, Context, DatedValue, Disguise, Erratum, Import, Law, Mark, Pack,
    Phrase, Referral, Rung, SeverityLevel, StrengthLevel, Term, WordList,
};
use crate::source::{FileId, Place, Placed, SourceFile, Sources};

/// After how many mistakes of form a file is not read any further: it is no rule file, or was damaged.
const MAX_MISTAKES: usize = 1_000;

/// Everything the files define.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    pub(crate) packs: Vec<Pack>,
    pub(crate) first_questions: Option<FirstQuestionsDraft>,
    pub(crate) facts: Vec<FactDraft>,
    pub(crate) terms: Vec<Term<ConditionDraft>>,
    pub(crate) laws: Vec<Law<ConditionDraft>>,
    pub(crate) values: Vec<DatedValue>,
    pub(crate) calendar: Vec<Placed<CalendarYear>>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) words: Vec<WordList>,
    pub(crate) disguises: Vec<Disguise>,
    pub(crate) contexts: Vec<Context>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) messages: Vec<messages::MessageDraft>,
    pub(crate) bands: Vec<Band>,
    pub(crate) tiers: Vec<TierDraft>,
    pub(crate) actions: Vec<Action>,
    pub(crate) avoid: Vec<Avoid>,
    pub(crate) referrals: Vec<Referral>,
    pub(crate) behaviours: Vec<Behaviour>,
    pub(crate) severities: Vec<SeverityLevel>,
    pub(crate) forces: Vec<ForceDraft>,
    pub(crate) strengths: Vec<StrengthLevel>,
    pub(crate) evidence_ladder: Vec<Rung>,
    pub(crate) channels: Vec<ChannelDraft>,
    pub(crate) letters: Vec<LetterDraft>,
    pub(crate) errata: Vec<Erratum>,
    pub(crate) imports: Vec<Import>,
    pub(crate) rules: Vec<RuleDraft>,
    pub(crate) cases: Vec<CaseDraft>,
    /// Ids of definitions that could not be read: a use of one of them is no mistake of its own.
    pub(crate) unread: Vec<String>,
    /// Whether a whole file could not be read, so that nobody can say which names exist.
    pub(crate) unreadable_file: bool,
}

/// Reads every file; mistakes are noted and reading goes on.
pub(crate) fn read_all(sources: &Sources, notes: &mut Vec<Diagnostic>) -> Definitions {
    let mut all = Definitions::default();
    for (file, source) in sources.iter() {
        let first = notes.len();
        match tree_of(file, source, notes) {
            _ if notes.len() - first > MAX_MISTAKES => {
                all.unreadable_file = true;
            }
            Some(node) => read_file(&node, &mut all, notes),
            None if source.text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#')) => {
                let note = Diagnostic::warning(
                    "empty-file",
                    tree::head(file),
                    "文件里没有内容",
                    "there is nothing in this file",
                );
                notes.push(note);
            }
            None => all.unreadable_file = true,
        }
    }
    all
}

/// Whether a file holds labelled messages: it stands in a folder `messages`. Strangers wrote these texts, some of them to
/// slip past a reader, so odd characters are left alone.
fn holds_messages(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|folder| folder == "messages")
}

/// One file as a tree, with what is wrong with its text noted.
pub(crate) fn tree_of(file: FileId, source: &SourceFile, notes: &mut Vec<Diagnostic>) -> Option<Node> {
    let first = notes.len();
    if !holds_messages(&source.path) {
        traps::traps(file, source, notes);
    }
    let parsed = parse::parse(file, source, notes);
    keep_causes(notes, first);
    parsed
}

/// Where a look-alike explains why a line cannot be read, what the parser said of that line or the next goes.
fn keep_causes(notes: &mut Vec<Diagnostic>, first: usize) {
    let causes: Vec<usize> =
        notes.iter().skip(first).filter(|n| n.code != "yaml-syntax").map(|n| n.place.span.line).collect();
    let mut index = 0;
    notes.retain(|note| {
        let of_this_file = index >= first;
        index += 1;
        let line = note.place.span.line;
        !(of_this_file && note.code == "yaml-syntax" && causes.iter().any(|cause| (*cause..=cause + 1).contains(&line)))
    });
}

/// Reads one definition of a kind, noting mistakes.
type Read<T> = fn(&Node, &mut Notes) -> Option<T>;

fn each<T>(node: Option<&Node>, read: Read<T>, into: &mut Vec<T>, unread: &mut Vec<String>, notes: &mut Notes) {
    let Some(node) = node else { return };
    if let Kind::Scalar { .. } = node.kind {
        notes.push(expected(node, ("一个列表(每项以 `-` 开头)", "a list (each entry starts with `-`)")).help(
            "每项另起一行，以 `- ` 开头；没有内容就删去这一行",
            "begin each entry on a line of its own with `- `; remove the line if there is none",
        ));
        return;
    }
    for item in items(node) {
        let definition = if unfilled::unfilled(item, notes) { None } else { read(item, notes) };
        match definition {
            Some(definition) => into.push(definition),
            None => unread.extend(item.get("id").or(item.get("name")).and_then(Node::text).map(str::to_owned)),
        }
    }
}

fn read_file(node: &Node, all: &mut Definitions, notes: &mut Notes) {
    if !matches!(node.kind, Kind::Map(_)) {
        notes.push(
            expected(node, ("大类名，如 `rules:`", "a section such as `rules:`")).help(
                "第一行写上大类名(如 `rules:`、`values:`、`cases:`)，内容写在下面，缩进两格",
                "begin with the section (`rules:`, `values:`, `cases:`) and put the content below it, two spaces further in",
            ),
        );
        return;
    }
    let Some(mut file) = Fields::open(node, ("规则文件", "rule file"), notes) else { return };
    if let Some((pack, first_questions)) = file.optional("pack", notes).and_then(|n| catalogue::pack(n, notes)) {
        all.packs.push(pack);
        all.first_questions = all.first_questions.take().or(first_questions);
    }
    each(file.optional("facts", notes), facts::fact, &mut all.facts, &mut all.unread, notes);
    each(file.optional("terms", notes), catalogue::term, &mut all.terms, &mut all.unread, notes);
    each(file.optional("laws", notes), laws::law, &mut all.laws, &mut all.unread, notes);
    each(file.optional("values", notes), values::value, &mut all.values, &mut all.unread, notes);
    each(file.optional("calendar", notes), values::calendar_year, &mut all.calendar, &mut all.unread, notes);
    each(file.optional("phrases", notes), phrases::phrase, &mut all.phrases, &mut all.unread, notes);
    each(file.optional("words", notes), phrases::words, &mut all.words, &mut all.unread, notes);
    each(file.optional("disguises", notes), phrases::disguise, &mut all.disguises, &mut all.unread, notes);
    each(file.optional("contexts", notes), phrases::context, &mut all.contexts, &mut all.unread, notes);
    each(file.optional("marks", notes), phrases::mark, &mut all.marks, &mut all.unread, notes);
    each(file.optional("messages", notes), messages::message, &mut all.messages, &mut all.unread, notes);
    each(file.optional("bands", notes), catalogue::band, &mut all.bands, &mut all.unread, notes);
    each(file.optional("payment_tiers", notes), catalogue::tier, &mut all.tiers, &mut all.unread, notes);
    each(file.optional("actions", notes), catalogue::action, &mut all.actions, &mut all.unread, notes);
    each(file.optional("avoid", notes), catalogue::avoid, &mut all.avoid, &mut all.unread, notes);
    each(file.optional("referrals", notes), catalogue::referral, &mut all.referrals, &mut all.unread, notes);
    each(file.optional("behaviours", notes), catalogue::behaviour, &mut all.behaviours, &mut all.unread, notes);
    each(file.optional("severities", notes), catalogue::severity, &mut all.severities, &mut all.unread, notes);
    each(file.optional("forces", notes), catalogue::force, &mut all.forces, &mut all.unread, notes);
    each(file.optional("strengths", notes), catalogue::strength, &mut all.strengths, &mut all.unread, notes);
    each(file.optional("evidence_ladder", notes), channel::rung, &mut all.evidence_ladder, &mut all.unread, notes);
    each(file.optional("channels", notes), channel::channel, &mut all.channels, &mut all.unread, notes);
    each(file.optional("letters", notes), letter::letter, &mut all.letters, &mut all.unread, notes);
    each(file.optional("errata", notes), errata::erratum, &mut all.errata, &mut all.unread, notes);
    each(file.optional("imports", notes), imports::import, &mut all.imports, &mut all.unread, notes);
    each(file.optional("rules", notes), rules::rule, &mut all.rules, &mut all.unread, notes);
    each(file.optional("cases", notes), cases::case, &mut all.cases, &mut all.unread, notes);
    file.close(notes);
}

/// The place of a whole definition for messages: its head, not its body.
pub(crate) fn head_of(node: &Node) -> Place {
    match &node.kind {
        Kind::Map(entries) => entries
            .iter()
            .find(|e| matches!(e.key.as_str(), "id" | "name" | "year"))
            .map_or_else(|| entries.first().map_or(node.place, |e| e.key_place), |e| e.value.place),
        Kind::Scalar { .. } | Kind::List(_) => node.place,
    }
}
