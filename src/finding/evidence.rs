//! What to keep as evidence: whether it is held, where it stands on the ladder of evidence, and how to keep it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::evaluate::Session;
use crate::fact::{Choice, Subject, Value};
use crate::rule::RungId;
use crate::source::Placed;

/// A piece of evidence to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EvidenceToKeep {
    /// The word for it.
    #[schema(example = "call_recording")]
    pub evidence: String,
    /// Its name for people.
    #[schema(example = "通话录音")]
    pub label: String,
    /// Whether the household holds it; absent where nobody said what it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<bool>,
    /// Its rung of the ladder of evidence, for evidence of conduct.
    #[schema(example = "full_recording")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rung: Option<RungId>,
    /// The same for people.
    #[schema(example = "完整的录音录像")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rung_label: Option<String>,
    /// How to keep it, for evidence of conduct.
    #[schema(example = "保留手机里的完整原始文件，不剪辑")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how_en: Option<String>,
}

/// Kinds of evidence by their labels, each once, and whether they are in hand.
pub(crate) fn kept<'n>(session: &Session<'_>, names: impl Iterator<Item = &'n Placed<String>>) -> Vec<EvidenceToKeep> {
    let mut all: Vec<EvidenceToKeep> = Vec::new();
    for found in names.filter_map(|n| kind(session, &n.it)).map(|(_, evidence)| evidence) {
        if !all.contains(&found) {
            all.push(found);
        }
    }
    all
}

/// The same with how to keep each, the strongest first; what stands on no rung comes last.
pub(super) fn ladder<'n>(
    session: &Session<'_>,
    names: impl Iterator<Item = &'n Placed<String>>,
) -> Vec<EvidenceToKeep> {
    let rungs = &session.program.set.evidence_ladder;
    let mut all: Vec<(usize, EvidenceToKeep)> = Vec::new();
    for (choice, evidence) in names.filter_map(|n| kind(session, &n.it)) {
        let rung = choice.rung.as_ref().and_then(|r| rungs.get_full(r.it.as_str()));
        let evidence = EvidenceToKeep {
            rung: rung.map(|(_, id, _)| id.clone()),
            rung_label: rung.map(|(.., rung)| rung.label.zh.clone()),
            how: choice.keep.as_ref().map(|k| k.zh.clone()),
            how_en: choice.keep.as_ref().map(|k| k.en.clone()),
            ..evidence
        };
        if all.iter().all(|(_, there)| *there != evidence) {
            all.push((rung.map_or(rungs.len(), |(position, ..)| position), evidence));
        }
    }
    all.sort_by_key(|(position, _)| *position);
    all.into_iter().map(|(_, evidence)| evidence).collect()
}

/// A kind of evidence by name, with whether it is held.
fn kind<'s>(session: &'s Session<'_>, name: &str) -> Option<(&'s Choice, EvidenceToKeep)> {
    let set = &session.program.set;
    let kinds = set.vocabulary.get(set.engine_facts.evidence).map_or(&[][..], |f| f.kind.choices());
    let index = kinds.iter().position(|c| c.name == name)?;
    let held = match session.value(set.engine_facts.evidence, Subject::Household) {
        Some(Value::Choices(all)) => Some(all.contains(&index)),
        _ => None,
    };
    let choice = kinds.get(index)?;
    let evidence = EvidenceToKeep {
        evidence: name.to_owned(),
        label: choice.label.zh.clone(),
        held,
        rung: None,
        rung_label: None,
        how: None,
        how_en: None,
    };
    Some((choice, evidence))
}
