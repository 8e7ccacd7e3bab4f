//! `ashore test --bless`: writes what came instead into the expectations that failed, and shows every line it changed.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::place;
use crate::cli::{Context, Ended, complain, out};
use crate::diagnostic::Text;
use crate::engine::Engine;
use crate::trial::{self, Blessed, Verdict};

/// Rewrites, shows, and lists what a person has to decide.
pub(super) fn run(context: &Context, engine: &Engine, verdicts: &[Verdict]) -> Ended {
    let files = trial::bless(verdicts, &engine.rules().sources);
    // Nothing is written where one file has changed under us: half a blessing helps nobody.
    for file in &files {
        if let Err(ended) = unchanged(context, engine, file) {
            return ended;
        }
    }
    let mut text = String::from("\n");
    for file in &files {
        let path = engine.rules().sources.path(file.file);
        if let Err(error) = fs::write(context.rules.join(path), &file.text) {
            out(&text);
            complain(&format!("{path}: {error}"));
            return Ended::Outside;
        }
        let _ = writeln!(text, "--- {path}\n+++ {path}");
        for line in &file.lines {
            let _ = writeln!(text, "@@ -{0} +{0} @@\n-{1}\n+{2}", line.line, line.before, line.after);
        }
    }
    let open = open(context, engine, verdicts);
    let lines: usize = files.iter().map(|f| f.lines.len()).sum();
    let sum = Text::new(
        format!(
            "改写了 {} 个文件的 {lines} 行；请逐行核对，改写的是预期，不是规则。还有 {} 条预期要自己决定",
            files.len(),
            open.len()
        ),
        format!(
            "rewrote {lines} lines of {} files; review each: what changed are expectations, not rules. {} expectations are left for you to decide",
            files.len(),
            open.len()
        ),
    );
    let _ = writeln!(text, "{}\n{}", open.concat(), sum.in_language(context.language));
    out(&text);
    if open.is_empty() { Ended::Well } else { Ended::Mistakes }
}

/// The file on disk is the one the cases were read from.
#[expect(clippy::disallowed_methods, reason = "a file is read once more before it is rewritten")]
fn unchanged(context: &Context, engine: &Engine, file: &Blessed) -> Result<(), Ended> {
    let sources = &engine.rules().sources;
    let path: &Path = sources.path(file.file).as_ref();
    let now = fs::read(context.rules.join(path)).ok();
    if now.as_deref() == sources.get(file.file).map(|f| f.text.as_bytes()) {
        return Ok(());
    }
    let path = path.display();
    complain(context.say(
        &format!("{path} 在运行期间变了，没有改写任何文件；请重新运行"),
        &format!("{path} changed while the cases ran; nothing was rewritten: run it again"),
    ));
    Err(Ended::Outside)
}

/// The expectations that cannot be taken over.
fn open(context: &Context, engine: &Engine, verdicts: &[Verdict]) -> Vec<String> {
    let failures = verdicts.iter().flat_map(|v| v.failures.iter().map(move |f| (v, f)));
    failures
        .filter(|(_, f)| f.edits.is_empty())
        .map(|(verdict, failure)| {
            let at = place(engine, failure.place);
            let text = Text::new(
                format!("不能改写，请自己决定：{}({at})：{}\n", verdict.name, failure.expected.zh),
                format!("cannot be blessed, decide yourself: {} ({at}): {}\n", verdict.name, failure.expected.en),
            );
            text.in_language(context.language).to_owned()
        })
        .collect()
}
