//! Definitions of laws, and citations of their articles.

use indexmap::IndexMap;

use super::condition::condition;
use super::facts::period;
use super::read::{Fields, Name, Notes, date, id, items, name, text, word, yes_no};
use super::tree::{Kind, Node};
use super::{ConditionDraft, head_of};
use crate::diagnostic::Diagnostic;
use crate::rule::{Article, Checked, Citation, ForceId, How, Law, LawId, LawVersion};
use crate::source::{Place, Placed};

/// How something was checked.
pub(crate) const HOW: [(&str, How); 5] = [
    ("full_text", How::FullText),
    ("two_secondary", How::TwoSecondary),
    ("secondary", How::Secondary),
    ("weak_secondary", How::WeakSecondary),
    ("memory", How::Memory),
];

pub(super) fn law(node: &Node, notes: &mut Notes) -> Option<Law<ConditionDraft>> {
    let mut fields = Fields::open(node, ("法律文件", "law"), notes)?;
    let law_id = fields.required("id", notes).and_then(|n| id(n, notes));
    let title = fields.required("title", notes).and_then(|n| text(n, notes));
    let issuer = fields.required("issuer", notes).and_then(|n| text(n, notes));
    let force = fields.required("force", notes).and_then(|n| name(n, notes));
    let applies_when = fields.optional("applies_when", notes).and_then(|n| condition(n, notes));
    let note = fields.optional("note", notes).and_then(|n| text(n, notes));
    let versions = fields.required("versions", notes);
    // A law with an unreadable version is not read at all: half a law would make good citations look wrong.
    let versions: Option<Vec<LawVersion>> = versions.and_then(|n| {
        let read: Vec<Option<LawVersion>> = items(n).into_iter().map(|v| version(v, notes)).collect();
        read.into_iter().collect()
    });
    fields.close(notes);
    let law_id = law_id?;
    Some(Law {
        id: LawId::from(law_id.it),
        title: title?,
        issuer: issuer?,
        force: ForceId::from(force?.it),
        applies_when,
        versions: versions?,
        note,
        place: law_id.place,
    })
}

fn version(node: &Node, notes: &mut Notes) -> Option<LawVersion> {
    let mut fields = Fields::open(node, ("法律版本", "version of a law"), notes)?;
    let (from, until) = period(&mut fields, notes);
    let date_unverified = fields.optional("date_unverified", notes).and_then(|n| yes_no(n, notes)).unwrap_or(false);
    let list = fields.required("articles", notes);
    if from.is_none() && node.get("from").is_none() {
        notes.push(
            Diagnostic::error(
                "missing-field",
                head_of(node),
                "法律版本缺少 `from`",
                "a version of a law has no `from`",
            )
            .help("写上施行日：`from: 2024-01-01`", "write the day it came into force: `from: 2024-01-01`"),
        );
    }
    fields.close(notes);
    let mut articles = IndexMap::new();
    let mut whole = true;
    if let Some(Node { kind: Kind::Map(entries), .. }) = list {
        for entry in entries {
            match article(&entry.value, entry.key_place, notes) {
                Some(found) => {
                    articles.insert(entry.key.clone(), found);
                }
                None => whole = false,
            }
        }
    } else if let Some(other) = list {
        notes.push(
            super::read::expected(other, ("条文的映射", "a mapping of articles")).help(
                "每条写成 `\"128\": { gist: …, checked: … }`",
                "write each as `\"128\": { gist: …, checked: … }`",
            ),
        );
    }
    whole.then_some(LawVersion { from: from?, until, date_unverified, articles })
}

fn article(node: &Node, place: Place, notes: &mut Notes) -> Option<Article> {
    let mut fields = Fields::open(node, ("条文", "article"), notes)?;
    let gist = fields.required("gist", notes).and_then(|n| text(n, notes));
    let checked = fields.required("checked", notes).and_then(|n| checked(n, notes));
    let number_unverified = fields.optional("number_unverified", notes).and_then(|n| yes_no(n, notes)).unwrap_or(false);
    let advisory = fields.optional("advisory", notes).and_then(|n| yes_no(n, notes)).unwrap_or(false);
    let succeeded_by = fields.optional("succeeded_by", notes).and_then(|n| text(n, notes));
    fields.close(notes);
    Some(Article { gist: gist?, checked: checked?, number_unverified, advisory, succeeded_by, place })
}

/// When and how something was checked.
pub(super) fn checked(node: &Node, notes: &mut Notes) -> Option<Checked> {
    let mut fields = Fields::open(node, ("核对记录", "record of checking"), notes)?;
    let on = fields.required("on", notes).and_then(|n| date(n, notes));
    let how = fields.required("how", notes).and_then(|n| word(n, &HOW, notes));
    fields.close(notes);
    Some(Checked { on: on?, how: how? })
}

/// Reads `law-id/article`. Without a `/` the whole is kept as the law: `check` knows the titles and can say more.
fn citation(name: Name) -> Placed<Citation> {
    name.map(|written| match written.split_once('/') {
        Some((law, article)) => Citation { law: LawId::from(law), article: article.to_owned() },
        None => Citation { law: LawId::from(written), article: String::new() },
    })
}

/// A list of citations.
pub(super) fn citations(node: Option<&Node>, notes: &mut Notes) -> Vec<Placed<Citation>> {
    let Some(node) = node else { return Vec::new() };
    let mut all: Vec<Placed<Citation>> = Vec::new();
    for cited in super::read::names(node, notes).into_iter().map(citation) {
        match all.iter().find(|there| there.it == cited.it) {
            Some(first) => notes.push(cited_twice(&cited, first.place)),
            None => all.push(cited),
        }
    }
    all
}

/// Where an article stands twice, another was meant: after a renumbering both may have become the same number.
fn cited_twice(cited: &Placed<Citation>, first: Place) -> Diagnostic {
    Diagnostic::error(
        "duplicate-key",
        cited.place,
        format!("`{}` 在同一个列表里写了两次", cited.it),
        format!("`{}` stands twice in one list", cited.it),
    )
    .also(first, "第一次在这里", "first here")
    .help("删去一个，或者换成本来要写的", "remove one, or write what was meant")
}
