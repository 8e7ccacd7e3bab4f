//! Taking up changed rules: the folder is read whole and checked, and only rules without an error replace those in use.
//! Whatever goes wrong, the old rules keep answering and the outcome says why. Who asks for it stands elsewhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use utoipa::ToSchema;

use super::metrics::Metrics;
use super::running::{InUse, Running};
use crate::check::Checked;
use crate::diagnostic::{Reports, Text};
use crate::engine::Engine;
use crate::source::{ReadError, Sources, read_folder, read_settled};

/// How many mistakes one log line names.
const LOGGED: usize = 20;

/// How a reload ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reload {
    /// The number of this reload since the start, from 1.
    pub(crate) number: u64,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Who asked for it.
    pub(crate) asked_by: AskedBy,
    /// The digest of the rules before.
    pub(crate) before: String,
    /// The digest of what was read, where it could be read.
    pub(crate) read: Option<String>,
    /// What checking found.
    pub(crate) found: Reports,
}

/// How a reload can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The new rules are in use.
    Swapped,
    /// The folder holds what is in use already.
    Unchanged,
    /// The old rules stay in use.
    Refused(Refusal),
}

impl Outcome {
    /// The word for it, in answers and metrics.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Swapped => "swapped",
            Self::Unchanged => "unchanged",
            Self::Refused(_) => "refused",
        }
    }
}

/// Why the old rules stay in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The rules have mistakes.
    Mistakes,
    /// The folder cannot be read as a whole.
    Unreadable(Text),
    /// Checking itself broke down; a fault of the program, not of the rules.
    Failed,
}

impl Reload {
    /// Why it was refused, where it was.
    pub(super) fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Refused(refusal) => Some(refusal),
            Outcome::Swapped | Outcome::Unchanged => None,
        }
    }

    /// What is wrong, where something is.
    pub(super) fn problem(&self) -> Option<Text> {
        let n = self.found.errors;
        Some(match self.refusal()? {
            Refusal::Mistakes => {
                Text::new(format!("规则有 {n} 处错误，没有启用"), format!("the rules were not taken up; mistakes: {n}"))
            }
            Refusal::Unreadable(why) => why.clone(),
            Refusal::Failed => Text::new(
                "检查这些规则时程序出错，没有启用；请把规则文件发给开发者",
                "checking these rules failed inside, they were not taken up: send the files to the developers",
            ),
        })
    }
}

/// Who asked for a reload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AskedBy {
    /// A caller of the API.
    Request,
    /// The folder, by changing.
    Watch,
}

/// What was found in the folder last: a digest, or the reason why there was none.
type Seen = Result<String, String>;

/// Takes up what the rule folder holds.
pub(crate) struct Reloader {
    folder: PathBuf,
    running: Arc<Running>,
    metrics: Arc<Metrics>,
    /// How rules are checked; a test puts something else here.
    check: fn(Sources) -> Checked,
    /// Held during a reload, so that there is one at a time.
    seen: Mutex<Seen>,
}

impl Reloader {
    pub(super) fn new(
        folder: PathBuf,
        running: Arc<Running>,
        metrics: Arc<Metrics>,
        check: fn(Sources) -> Checked,
    ) -> Self {
        let seen = Mutex::new(Ok(running.now().digest().to_owned()));
        Self { folder, running, metrics, check, seen }
    }

    /// The folder the rules come from.
    pub(super) fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Reads, checks and takes up or refuses. A second call waits for the first.
    pub(super) fn reload(&self) -> Arc<InUse> {
        let mut seen = self.turn();
        let content = read_settled(&self.folder);
        *seen = state_of(&content);
        self.take_up(content, AskedBy::Request)
    }

    /// The same, where the folder holds something else than when it was last looked at; otherwise nothing happens.
    pub(super) fn follow(&self) -> Option<Arc<InUse>> {
        let mut seen = self.turn();
        if state_of(&read_folder(&self.folder)) == *seen {
            return None;
        }
        let content = read_settled(&self.folder);
        let state = state_of(&content);
        if state == *seen {
            return None;
        }
        *seen = state;
        Some(self.take_up(content, AskedBy::Watch))
    }

    fn turn(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_up(&self, content: Result<Sources, ReadError>, asked_by: AskedBy) -> Arc<InUse> {
        let old = self.running.now();
        let read = content.as_ref().ok().map(Sources::digest);
        let (outcome, found, fresh) = match content {
            Err(error) => (Outcome::Refused(Refusal::Unreadable(error.text())), Reports::default(), None),
            Ok(_) if read.as_deref() == Some(old.digest()) => (Outcome::Unchanged, Reports::default(), None),
            Ok(sources) => self.prepare(sources),
        };
        let number = old.last.as_ref().map_or(1, |last| last.number + 1);
        let reload = Arc::new(Reload { number, outcome, asked_by, before: old.digest().to_owned(), read, found });
        log(&reload, old.refused().is_some());
        self.metrics.reloaded(&reload.outcome);
        let (engine, document) = match fresh {
            Some(fresh) => (fresh.engine, fresh.document),
            None => (old.engine.clone(), old.document.clone()),
        };
        self.running.set(InUse { engine, document, last: Some(reload) })
    }

    /// Checks rules and makes what is needed to answer by them.
    fn prepare(&self, sources: Sources) -> (Outcome, Reports, Option<InUse>) {
        let prepared = guarded(|| {
            let checked = (self.check)(sources);
            let found = Reports::new(&checked.diagnostics, &checked.sources);
            (found, checked.rules.map(|rules| InUse::new(Arc::new(Engine::new(rules)))))
        });
        match prepared {
            Some((found, Some(fresh))) => (Outcome::Swapped, found, Some(fresh)),
            Some((found, None)) => (Outcome::Refused(Refusal::Mistakes), found, None),
            None => (Outcome::Refused(Refusal::Failed), Reports::default(), None),
        }
    }
}

/// Does something that ought not to panic, and outlives it if it does.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Nothing is shared with `work` that a panic could leave half done: it reads texts and gives back a new value.
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn state_of(content: &Result<Sources, ReadError>) -> Seen {
    content.as_ref().map(Sources::digest).map_err(ToString::to_string)
}

/// One line for each reload that changed something. Texts of rules are nobody's private life.
fn log(reload: &Reload, was_refused: bool) {
    let digest = reload.read.as_deref().unwrap_or_default();
    let (number, warnings) = (reload.number, reload.found.warnings);
    match &reload.outcome {
        Outcome::Swapped => tracing::info!(
            reload.number = number,
            ruleset.digest = digest,
            ruleset.before = %reload.before,
            warnings,
            "new rules are in use"
        ),
        Outcome::Unchanged if was_refused => tracing::info!(
            reload.number = number,
            ruleset.digest = digest,
            "the rule folder holds the rules in use again"
        ),
        Outcome::Unchanged => {}
        Outcome::Refused(_) => tracing::warn!(
            reload.number = number,
            ruleset.digest = digest,
            ruleset.in_use = %reload.before,
            errors = reload.found.errors,
            warnings,
            diagnostics = %diagnostics_line(&reload.found),
            "new rules were refused, the old ones keep answering: {}",
            on_one_line(&reload.problem().unwrap_or_default().en)
        ),
    }
}

/// The first errors on one line: code, place, message.
fn diagnostics_line(found: &Reports) -> String {
    let errors = found.diagnostics.iter().filter(|d| d.severity == crate::diagnostic::Severity::Error);
    let mut parts: Vec<String> = errors
        .take(LOGGED)
        .map(|d| format!("{} {}:{}:{} {}", d.code, d.file, d.line, d.column, on_one_line(&d.message.en)))
        .collect();
    if let Some(more) = found.errors.checked_sub(LOGGED).filter(|n| *n > 0) {
        parts.push(format!("and {more} more"));
    }
    parts.join("; ")
}

fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
