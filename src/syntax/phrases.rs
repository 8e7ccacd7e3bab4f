//! What collectors say: phrases and what they lean on.

use super::read::{Fields, Notes, count, expected, id, items, label, name, names, text, word};
use super::tree::{Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::message::least_letters;
use crate::rule::{
    Context, ContextId, Disguise, Effect, Mark, MarkId, Phrase, PhraseContext, PhraseId, PhrasePattern, Reach, Side,
    SpeechAct, Tells, WordList, WordListId,
};
use crate::source::Placed;

/// On which side of a phrase a context stands.
pub(crate) const SIDES: [(&str, Side); 3] =
    [("either", Side::Either), ("before", Side::Before), ("after", Side::After)];

pub(super) fn phrase(node: &Node, notes: &mut Notes) -> Option<Phrase> {
    let mut f = Fields::open(node, ("话术", "phrase list"), notes)?;
    let phrase_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let act = f.optional("act", notes).and_then(|n| word(n, &SpeechAct::WORDS, notes));
    let says = f.required("says", notes).map(|n| items(n).into_iter().filter_map(|p| pattern(p, notes)).collect());
    let not_when =
        f.optional("not_when", notes).map(|n| items(n).into_iter().filter_map(|c| own_context(c, notes)).collect());
    let labelled = f.optional("labelled", notes).and_then(|n| name(n, notes));
    let despite = f.optional("despite", notes).map(|n| names(n, notes)).unwrap_or_default();
    let examples = f.required("examples", notes).map(|n| names(n, notes));
    let near_misses = f.required("near_misses", notes).map(|n| names(n, notes));
    f.close(notes);
    let phrase_id = phrase_id?;
    Some(Phrase {
        id: PhraseId::from(phrase_id.it),
        title: title?,
        act,
        says: says?,
        not_when: not_when.unwrap_or_default(),
        labelled,
        despite: despite.into_iter().map(|d| Placed { it: ContextId::from(d.it), place: d.place }).collect(),
        examples: examples?,
        near_misses: near_misses?,
        place: phrase_id.place,
    })
}

pub(super) fn words(node: &Node, notes: &mut Notes) -> Option<WordList> {
    let mut f = Fields::open(node, ("词组", "list of words"), notes)?;
    let list_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| text(n, notes));
    let any = f.required("any", notes).map(|n| names(n, notes));
    f.close(notes);
    let list_id = list_id?;
    Some(WordList { id: WordListId::from(list_id.it), title: title?, any: any?, place: list_id.place })
}

pub(super) fn disguise(node: &Node, notes: &mut Notes) -> Option<Disguise> {
    let mut f = Fields::open(node, ("伪装写法", "disguise"), notes)?;
    let means = f.required("means", notes).and_then(|n| name(n, notes));
    let written = f.required("written", notes).map(|n| names(n, notes));
    f.close(notes);
    Some(Disguise { means: means?, written: written? })
}

pub(super) fn context(node: &Node, notes: &mut Notes) -> Option<Context> {
    let mut f = Fields::open(node, ("语境", "context"), notes)?;
    let context_id = f.required("id", notes).and_then(|n| id(n, notes));
    let title = f.required("title", notes).and_then(|n| label(n, notes));
    let says = f.required("says", notes).map(|n| names(n, notes));
    let side = f.optional("side", notes).and_then(|n| word(n, &SIDES, notes)).unwrap_or(Side::Either);
    let reach = f.required("reach", notes).and_then(|n| word(n, &Reach::WORDS, notes));
    let within = f.optional("within", notes).and_then(|n| count(n, notes));
    let makes = f.required("makes", notes).and_then(|n| word(n, &Effect::WORDS, notes));
    f.close(notes);
    let context_id = context_id?;
    Some(Context {
        id: ContextId::from(context_id.it),
        title: title?,
        says: says?,
        side,
        reach: reach?,
        within,
        makes: makes?,
        place: context_id.place,
    })
}

pub(super) fn mark(node: &Node, notes: &mut Notes) -> Option<Mark> {
    let mut f = Fields::open(node, ("句子标记", "mark"), notes)?;
    let mark_id = f.required("id", notes).and_then(|n| id(n, notes));
    let tells = f.required("tells", notes).and_then(|n| word(n, &Tells::WORDS, notes));
    let title = f.required("title", notes).and_then(|n| label(n, notes));
    let says = f.required("says", notes).map(|n| names(n, notes));
    f.close(notes);
    let mark_id = mark_id?;
    Some(Mark { id: MarkId::from(mark_id.it), tells: tells?, title: title?, says: says?, place: mark_id.place })
}

fn pattern(node: &Node, notes: &mut Notes) -> Option<PhrasePattern> {
    if let Kind::Map(_) = node.kind {
        let mut f = Fields::open(node, ("话术", "phrase"), notes)?;
        let all = f.required("all", notes).map(|n| names(n, notes));
        let none = f.optional("none", notes).map(|n| names(n, notes)).unwrap_or_default();
        let reach = f.optional("reach", notes).and_then(|n| word(n, &Reach::WORDS, notes)).unwrap_or(Reach::Sentence);
        f.close(notes);
        return all.filter(|words| !words.is_empty()).map(|all| PhrasePattern { all, none, reach });
    }
    let pattern = name(node, notes)?;
    // A single picture says enough: 🔪.
    if least_letters(&pattern.it) == Some(1) && pattern.it.chars().all(|c| c.is_alphanumeric() || c.is_whitespace()) {
        notes.push(
            Diagnostic::error(
                "phrase-too-short",
                node.place,
                format!("只有一个字的话术 `{}` 会到处匹配", pattern.it),
                format!("a phrase of one character, `{}`, matches everywhere", pattern.it),
            )
            .help(
                "写得更具体，或写成 `打…腿`、`{ all: [甲, 乙] }`，几个词都出现才算",
                "be more specific, or write `a…b` or `{ all: [a, b] }`: all of them in one sentence",
            ),
        );
    }
    Some(PhrasePattern::of(vec![pattern]))
}

fn own_context(node: &Node, notes: &mut Notes) -> Option<PhraseContext> {
    if let Kind::Map(_) = node.kind {
        let mut f = Fields::open(node, ("例外语境", "context"), notes)?;
        let before = f.optional("before", notes).and_then(|n| name(n, notes));
        let after = f.optional("after", notes).and_then(|n| name(n, notes));
        f.close(notes);
        return match (before, after) {
            (Some(says), None) => Some(PhraseContext { says, side: Side::Before }),
            (None, Some(says)) => Some(PhraseContext { says, side: Side::After }),
            _ => {
                notes.push(expected(
                    node,
                    ("`{ before: 词 }` 或 `{ after: 词 }`", "`{ before: word }` or `{ after: word }`"),
                ));
                None
            }
        };
    }
    name(node, notes).map(|says| PhraseContext { says, side: Side::Either })
}
