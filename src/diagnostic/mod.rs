//! Mistakes in rule files: what is wrong, exactly where, and what to do about it.
//!
//! A mistake is noted and reading goes on, so that an author sees every mistake of every file at once.
//! Codes are words and stay the same for ever; they are the same in the terminal, as JSON and over HTTP.

mod render;
mod report;
mod suggest;
mod text;

pub use render::{as_json, render};
pub use report::{MAX_LISTED, OtherPlace, Report, Reports};
pub use suggest::closest;
pub use text::{Language, Text};

use crate::source::Place;

/// How bad a mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rules cannot be used until it is mended.
    Error,
    /// The rules can be used, but somebody should look.
    Warning,
}

impl Severity {
    /// The word for it, the same in every form of output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable name of the mistake, in words: `unknown-fact`.
    pub code: &'static str,
    /// Whether the rules can still be used.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// What is wrong, in one line that stands alone.
    pub message: Text,
    /// What to say under the marked words; empty where the message says it all.
    pub label: Option<Text>,
    /// What to do about it; left out where it would be the same for every mistake.
    pub help: Option<Text>,
    /// Another place that belongs to it, such as the first of two definitions, and what to say there.
    pub also: Option<(Place, Text)>,
}

impl Diagnostic {
    /// An error at `place`.
    pub fn error(code: &'static str, place: Place, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, place, message: Text::new(zh, en), label: None, help: None, also: None }
    }

    /// A warning at `place`.
    pub fn warning(code: &'static str, place: Place, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, zh, en) }
    }

    /// The same mistake with words for the marked place.
    pub fn label(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.label = Some(Text::new(zh, en));
        self
    }

    /// The same mistake with another place that belongs to it.
    pub fn also(mut self, place: Place, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.also = Some((place, Text::new(zh, en)));
        self
    }

    /// The same mistake with a remedy.
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Text::new(zh, en));
        self
    }

    /// The same mistake with the way to write it as its remedy, where that can be told.
    pub fn write_instead(self, better: Option<String>) -> Self {
        match better {
            Some(better) => self.help(format!("写成 `{better}`"), format!("write `{better}`")),
            None => self,
        }
    }

    /// The same mistake, with `did you mean` when a known name is close to what was written.
    pub fn suggest<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match closest(written, known) {
            Some(name) => self.help(format!("是不是想写 `{name}`？"), format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// The same mistake with the closest known name, or with all of them where none is close.
    pub fn suggest_or_list<'a>(self, written: &str, known: impl Iterator<Item = &'a str> + Clone) -> Self {
        if closest(written, known.clone()).is_some() {
            return self.suggest(written, known);
        }
        let list: Vec<String> = known.map(|k| format!("`{k}`")).collect();
        self.help(format!("可用的有：{}", list.join("、")), format!("write one of {}", list.join(", ")))
    }
}

/// Puts mistakes in reading order: by file, then by place. Two runs over the same files print the same bytes.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|d| (d.place, d.severity, d.code));
}

/// Whether any of these mistakes stops the rules from being used.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
