//! From definitions to a [`RuleSet`]: names are looked up, types are compared, periods and citations are held against
//! each other. Every mistake of every file is noted; a rule set exists only when there was no error.

mod cases;
mod catalogue;
mod citations;
mod condition;
mod laws;
mod names;
mod phrases;
mod reads;
mod rules;
mod template;
mod values;
mod vocabulary;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, any_error, sort};
use crate::fact::{EngineFacts, Vocabulary};
use crate::rule::{Calendar, DatedValue, Law, Phrase, PhraseId, RuleSet, Term, TermId, ValueId};
use crate::source::{FileId, Place, Sources, Span};
use crate::syntax::{ConditionDraft, Definitions, read_all};

/// What checking gives.
#[derive(Debug)]
pub struct Checked {
    /// Every mistake, in reading order.
    pub diagnostics: Vec<Diagnostic>,
    /// The rules, when no mistake was an error.
    pub rules: Option<RuleSet>,
    /// The files, for showing mistakes.
    pub sources: Sources,
}

/// Reads and checks all files.
pub fn check(sources: Sources) -> Checked {
    let mut notes = Vec::new();
    let mut definitions = read_all(&sources, &mut notes);
    let unread = std::mem::take(&mut definitions.unread);
    let unreadable_file = definitions.unreadable_file;
    let rules = resolve(definitions, &sources, &mut notes);
    if let Some(rules) = &rules {
        reads::check(rules, &mut notes);
    }
    notes.retain(|note| !follows_from_unread(note, &unread, unreadable_file));
    sort(&mut notes);
    notes.dedup();
    let rules = rules.filter(|_| !any_error(&notes));
    Checked { diagnostics: notes, rules, sources }
}

/// Whether a mistake only follows from something that could not be read, and would send its author the wrong way: the
/// name exists, in the part that has to be mended first.
fn follows_from_unread(note: &Diagnostic, unread: &[String], unreadable_file: bool) -> bool {
    let of_shape = ["unknown-key", "unknown-matcher", "unknown-word"].contains(&note.code);
    let of_whole = ["engine-fact-missing", "engine-value-missing", "pack-missing", "default-tier", "rule-without-case"]
        .contains(&note.code);
    let of_names = note.code.starts_with("unknown-") && !of_shape;
    if unreadable_file {
        return of_names || of_whole;
    }
    of_names && unread.iter().any(|id| note.message.en.contains(&format!("`{id}`")))
}

/// What names are looked up in while definitions are resolved.
struct Known<'k> {
    vocabulary: &'k Vocabulary,
    values: &'k IndexMap<ValueId, DatedValue>,
    phrases: &'k IndexMap<PhraseId, Phrase>,
    terms: &'k IndexMap<TermId, Term<ConditionDraft>>,
    laws: &'k IndexMap<crate::rule::LawId, Law>,
}

fn resolve(all: Definitions, sources: &Sources, notes: &mut Vec<Diagnostic>) -> Option<RuleSet> {
    let vocabulary = vocabulary::vocabulary(all.facts, notes);
    let values = values::values(all.values, notes);
    let calendar: Calendar = values::calendar(all.calendar, notes);
    let phrases = phrases::phrases(all.phrases, notes);
    let terms = names::unique(all.terms, |t| (t.id.clone(), t.place), names::Noun::TERM, notes);
    // Laws carry conditions, and conditions do not lean on laws: an empty registry serves to resolve them.
    let none = IndexMap::new();
    let known = Known { vocabulary: &vocabulary, values: &values, phrases: &phrases, terms: &terms, laws: &none };
    let resolved_terms = condition::resolve_terms(&known, notes);
    let laws = laws::laws(all.laws, &known, notes);
    let known = Known { laws: &laws, ..known };

    let catalogue = catalogue::Catalogue::resolve(
        catalogue::Drafts {
            packs: all.packs,
            bands: all.bands,
            tiers: all.tiers,
            actions: all.actions,
            avoid: all.avoid,
            referrals: all.referrals,
            behaviours: all.behaviours,
            severities: all.severities,
            forces: all.forces,
            strengths: all.strengths,
            channels: all.channels,
            letters: all.letters,
        },
        &known,
        notes,
    );
    values::check_names(&values, &laws, &catalogue, notes);
    laws::check_forces(&laws, &catalogue, notes);
    let rules = rules::rules(all.rules, &known, &catalogue, notes);
    cases::check(&all.cases, &rules, &catalogue, &vocabulary, &values, notes);
    let engine_facts = engine_facts(&vocabulary, notes);
    let pack = catalogue.pack?;
    Some(RuleSet {
        digest: sources.digest(),
        sources: sources.clone(),
        engine_facts: engine_facts?,
        pack,
        laws,
        calendar,
        terms: resolved_terms,
        bands: catalogue.bands,
        tiers: catalogue.tiers,
        actions: catalogue.actions,
        avoid: catalogue.avoid,
        referrals: catalogue.referrals,
        behaviours: catalogue.behaviours,
        severities: catalogue.severities,
        forces: catalogue.forces,
        strengths: catalogue.strengths,
        channels: catalogue.channels,
        letters: catalogue.letters,
        rules,
        cases: all.cases,
        vocabulary,
        values,
        phrases,
    })
}

fn engine_facts(vocabulary: &Vocabulary, notes: &mut Vec<Diagnostic>) -> Option<EngineFacts> {
    match EngineFacts::find(vocabulary) {
        Ok(found) => Some(found),
        Err(wrong) => {
            let names: Vec<String> = wrong.iter().map(|(name, kind)| format!("`{name}` ({kind})")).collect();
            let place = wrong.iter().find_map(|(name, _)| vocabulary.find(name)).map_or_else(nowhere, |(_, f)| f.place);
            notes.push(
                Diagnostic::error(
                    "engine-fact-missing",
                    place,
                    format!("程序要用的 {} 个事实没有定义，或者类型不同", wrong.len()),
                    format!("{} facts that the program reads are missing or have another type", wrong.len()),
                )
                .help(
                    format!("在 facts/ 里按括号里的类型定义：{}", names.join("、")),
                    format!("declare them in facts/ with the type in brackets: {}", names.join(", ")),
                ),
            );
            None
        }
    }
}

/// The head of the first file: the place of mistakes that are about the folder as a whole.
fn nowhere() -> Place {
    Place { file: FileId(0), span: Span { line: 1, column: 0, end_line: 1, end_column: 0 } }
}
