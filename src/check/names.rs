//! Names: each defined once, each use looked up, with a suggestion when a close one exists.

use std::borrow::Borrow;
use std::fmt::Display;
use std::hash::Hash;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::fact::{Fact, Vocabulary};
use crate::source::{Place, Placed};

/// A kind of thing that has a name: what it is called in messages, and the code of a name that stands for none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    unknown: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Noun {
    pub(super) const ACTION: Self = Self::new("unknown-action", "行动", "action");
    pub(super) const ARTICLE: Self = Self::new("unknown-article", "条文", "article");
    pub(super) const AVOID: Self = Self::new("unknown-avoid", "不要做的事", "line of the do-not list");
    pub(super) const BAND: Self = Self::new("unknown-band", "档位", "band");
    pub(super) const BEHAVIOUR: Self = Self::new("unknown-behaviour", "行为", "behaviour");
    pub(super) const CHANNEL: Self = Self::new("unknown-channel", "投诉渠道", "channel");
    pub(super) const CONTEXT: Self = Self::new("unknown-context", "语境", "context");
    pub(super) const ERRATUM: Self = Self::new("unknown-id", "错误说法", "erratum");
    pub(super) const EVIDENCE: Self = Self::new("unknown-evidence", "证据", "kind of evidence");
    pub(super) const FACT: Self = Self::new("unknown-fact", "事实", "fact");
    pub(super) const FORCE: Self = Self::new("unknown-force", "效力层级", "level of force");
    pub(super) const GIVEN_CONTACT: Self =
        Self::new("unknown-id", "联系(见本案例的 given)", "contact in the portfolio of this case");
    pub(super) const GIVEN_DEBT: Self =
        Self::new("unknown-id", "债务(见本案例的 given)", "debt in the portfolio of this case");
    pub(super) const IMPORT: Self = Self::new("unknown-id", "导入格式", "import");
    pub(super) const LAW: Self = Self::new("unknown-law", "法律文件", "law");
    pub(super) const LETTER: Self = Self::new("unknown-letter", "信函", "letter");
    pub(super) const MARK: Self = Self::new("unknown-id", "句子标记", "mark");
    pub(super) const OPTION: Self = Self::new("unknown-option", "选项", "option");
    pub(super) const PHRASE: Self = Self::new("unknown-phrase", "话术", "phrase list");
    pub(super) const REFERRAL: Self = Self::new("unknown-referral", "转介", "referral");
    pub(super) const RULE: Self = Self::new("unknown-rule", "规则", "rule");
    pub(super) const RUNG: Self = Self::new("unknown-rung", "证据等级", "rung of evidence");
    pub(super) const SEVERITY: Self = Self::new("unknown-severity", "严重程度", "severity");
    pub(super) const SLOT: Self = Self::new("unknown-slot", "可填内容", "slot");
    pub(super) const STRENGTH: Self = Self::new("unknown-strength", "依据强度", "strength");
    pub(super) const TERM: Self = Self::new("unknown-term", "术语", "term");
    pub(super) const TIER: Self = Self::new("unknown-tier", "付款顺位", "payment tier");
    pub(super) const WORDS: Self = Self::new("unknown-words", "词组", "list of words");
    pub(super) const VALUE: Self = Self::new("unknown-value", "数值", "value");

    const fn new(unknown: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { unknown, zh, en }
    }

    /// What it is called: Chinese, English.
    pub(super) fn called(self) -> (&'static str, &'static str) {
        (self.zh, self.en)
    }
}

/// Puts definitions under their ids; a second definition of an id is a mistake.
pub(super) fn unique<K: Hash + Eq + Display, V>(
    all: Vec<V>,
    key: impl Fn(&V) -> (K, Place),
    noun: Noun,
    notes: &mut Vec<Diagnostic>,
) -> IndexMap<K, V> {
    let mut map: IndexMap<K, V> = IndexMap::with_capacity(all.len());
    for item in all {
        let (id, place) = key(&item);
        if let Some(first) = map.get(&id) {
            let there = key(first).1;
            notes.push(
                Diagnostic::error(
                    "duplicate-id",
                    place,
                    format!("{} `{id}` 定义了两次", noun.zh),
                    format!("the {} `{id}` is defined twice", noun.en),
                )
                .also(there, "第一次在这里", "first here")
                .help("删去一个，或者换一个名字", "remove one, or give it another name"),
            );
            continue;
        }
        map.insert(id, item);
    }
    map
}

/// Notes a use of a name that stands for nothing.
pub(super) fn known<K, V>(used: &Placed<K>, map: &IndexMap<K, V>, noun: Noun, notes: &mut Vec<Diagnostic>) -> bool
where
    K: Hash + Eq + Display + Borrow<str>,
{
    if map.contains_key(&used.it) {
        return true;
    }
    let names = map.keys().map(Borrow::borrow);
    notes.push(unknown(noun, used.place, used.it.borrow(), names));
    false
}

/// Notes each use of a name that stands for nothing.
pub(super) fn all_known<K, V>(used: &[Placed<K>], map: &IndexMap<K, V>, noun: Noun, notes: &mut Vec<Diagnostic>)
where
    K: Hash + Eq + Display + Borrow<str>,
{
    for name in used {
        known(name, map, noun, notes);
    }
}

/// A name that stands for nothing.
pub(super) fn unknown<'n>(
    noun: Noun,
    place: Place,
    written: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let names: Vec<&str> = names.into_iter().collect();
    let note = Diagnostic::error(
        noun.unknown,
        place,
        format!("没有名为 `{written}` 的{}", noun.zh),
        format!("unknown {} `{written}`", noun.en),
    );
    if (1..=LISTED).contains(&names.len()) {
        return note.suggest_or_list(written, names.into_iter());
    }
    let none_at_all = names.is_empty();
    let note = note.suggest(written, names);
    match note.help {
        None if !none_at_all => note.help(
            format!("核对名字；没有定义过的，先在规则里定义这个{}", noun.zh),
            format!("check the name; a new {} is defined in the rules first", noun.en),
        ),
        _ => note,
    }
}

/// A fact that does not exist: lawyers also write its Chinese name, or leave its scope out.
pub(super) fn unknown_fact(place: Place, written: &str, vocabulary: &Vocabulary) -> Diagnostic {
    let note = unknown(Noun::FACT, place, written, vocabulary.names());
    let meant = fact_meant(written, vocabulary);
    note.write_instead(meant.map(str::to_owned))
}

/// The fact that is called so in Chinese, or by its name without the scope.
pub(super) fn fact_meant<'v>(written: &str, vocabulary: &'v Vocabulary) -> Option<&'v str> {
    let called = |fact: &Fact| {
        let bare = fact.name.as_str().split_once('.').map(|(_, bare)| bare);
        fact.label.zh == written || bare == Some(written)
    };
    vocabulary.iter().map(|(_, fact)| fact).find(|fact| called(fact)).map(|fact| fact.name.as_str())
}

/// As many names are listed where none is close.
const LISTED: usize = 12;
