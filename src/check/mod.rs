//! From definitions to a [`RuleSet`]: names are looked up, types are compared, periods and citations are held against
//! each other. Every mistake of every file is noted; a rule set exists only when there was no error.

mod advice;
mod cases;
mod catalogue;
mod change;
mod citations;
mod condition;
mod english;
mod errata;
mod first_questions;
mod given;
mod imports;
mod laws;
mod letters;
mod names;
pub mod pages;
mod phrases;
mod reads;
mod rules;
mod template;
mod values;
mod vocabulary;

pub(crate) use condition::{Sight, WITHIN_UNITS, fits};
pub(crate) use phrases::unknown_behaviour;

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Severity, any_error, sort};
use crate::fact::{EngineFacts, Vocabulary};
use crate::rule::{Calendar, Case, DatedValue, Law, Phrase, PhraseId, RuleSet, Term, TermId, ValueId};
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
    keep_causes(&mut notes);
    sort(&mut notes);
    notes.dedup();
    let notes = listed(&notes);
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
    // In a portfolio a fact stands without its scope.
    let short = |id: &str| id.rsplit('.').next().map(str::to_owned).unwrap_or_default();
    of_names
        && unread.iter().any(|id| [id.clone(), short(id)].iter().any(|n| note.message.en.contains(&format!("`{n}`"))))
}

/// Where a look-alike or an unseen character spoils a line, what else is said of that line follows from it.
fn keep_causes(notes: &mut Vec<Diagnostic>) {
    const CAUSES: [&str; 8] = [
        "comparison-sign",
        "full-width-punctuation",
        "invisible-character",
        "no-space-after-colon",
        "no-space-after-dash",
        "odd-space",
        "slot-unquoted",
        "text-cut-by-hash",
    ];
    let line = |note: &Diagnostic| (note.place.file, note.place.span.line);
    let spoilt: HashSet<(FileId, usize)> = notes.iter().filter(|n| CAUSES.contains(&n.code)).map(line).collect();
    notes.retain(|note| CAUSES.contains(&note.code) || !spoilt.contains(&line(note)));
}

/// As many mistakes of one file are listed. A file with more was mostly damaged in one place.
const LISTED: usize = 200;

/// Leaves the first mistakes of each file, and says how many there are where that is not all. Errors go before warnings.
fn listed(notes: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(notes.len().min(LISTED));
    for of_file in notes.chunk_by(|a, b| a.place.file == b.place.file) {
        let errors = of_file.iter().filter(|n| n.severity == Severity::Error);
        let warnings = of_file.iter().filter(|n| n.severity == Severity::Warning);
        if of_file.len() <= LISTED {
            kept.extend(of_file.iter().cloned());
            continue;
        }
        let mut first: Vec<Diagnostic> = errors.chain(warnings).take(LISTED).cloned().collect();
        sort(&mut first);
        let count = of_file.len();
        let place = first.last().map_or_else(nowhere, |last| last.place);
        kept.extend(first);
        kept.push(
            Diagnostic::warning(
                "more-mistakes",
                place,
                format!("这个文件有 {count} 处问题，只列出 {LISTED} 处"),
                format!("this file has {count} mistakes, {LISTED} are listed"),
            )
            .help("先改列出的，再检查一次", "mend these, then check again"),
        );
    }
    kept
}

/// What names are looked up in while definitions are resolved.
struct Known<'k> {
    sources: &'k Sources,
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
    let (phrases, lexicon, reader) = phrases::phrases(
        phrases::Drafts {
            phrases: all.phrases,
            words: all.words,
            disguises: all.disguises,
            contexts: all.contexts,
            marks: all.marks,
            messages: all.messages,
        },
        notes,
    );
    let terms = names::unique(all.terms, |t| (t.id.clone(), t.place), names::Noun::TERM, notes);
    // Laws carry conditions, and conditions do not lean on laws: an empty registry serves to resolve them.
    let none = IndexMap::new();
    let known =
        Known { sources, vocabulary: &vocabulary, values: &values, phrases: &phrases, terms: &terms, laws: &none };
    let resolved_terms = condition::resolve_terms(&known, notes);
    let laws = laws::laws(all.laws, &known, notes);
    let known = Known { laws: &laws, ..known };

    let first_questions = all.first_questions.map(|f| first_questions::first_questions(f, &known, notes));
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
            evidence_ladder: all.evidence_ladder,
            channels: all.channels,
            letters: all.letters,
        },
        &known,
        notes,
    );
    values::check_names(&values, &laws, &catalogue, &vocabulary, notes);
    phrases::behaviours(&phrases, &lexicon, &catalogue.behaviours, notes);
    laws::check_forces(&laws, &catalogue, notes);
    let rules = rules::rules(all.rules, &known, &catalogue, notes);
    advice::check(&rules, &laws, &catalogue, &vocabulary, notes);
    english::check(&rules, &catalogue, notes);
    let errata = errata::errata(all.errata, &rules, &known, &catalogue, notes);
    let imports = imports::imports(all.imports, &vocabulary, notes);
    given::check(&all.cases, &vocabulary, notes);
    let cases: Vec<Case> = all.cases.into_iter().map(|draft| draft.case).collect();
    cases::check(&cases, &rules, &catalogue, &vocabulary, &values, &laws, notes);
    let engine_facts = engine_facts(&vocabulary, notes);
    let pack = catalogue.pack?;
    Some(RuleSet {
        digest: sources.digest(),
        sources: sources.clone(),
        engine_facts: engine_facts?,
        pack,
        first_questions,
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
        evidence_ladder: catalogue.evidence_ladder,
        channels: catalogue.channels,
        letters: catalogue.letters,
        errata,
        imports,
        rules,
        cases,
        vocabulary,
        values,
        phrases,
        lexicon,
        reader: Arc::new(reader),
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
