//! The rule folder as it was in a revision of its git repository, read through the `git` command.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::diagnostic::Text;
use crate::source::{MAX_FILES, SourceFile, Sources};

/// The rule files below `folder` as they were in `revision`.
pub(super) fn read_revision(folder: &Path, revision: &str) -> Result<Sources, Text> {
    if revision.starts_with('-') || revision.contains(['\n', '\0']) {
        return Err(Text::new(format!("`{revision}` 不是版本"), format!("`{revision}` is not a revision")));
    }
    let commit = format!("{revision}^{{commit}}");
    let known = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    if !known.status.success() {
        return Err(Text::new(
            format!("`{revision}` 既不是文件夹，也不是 {} 所在 git 仓库里的版本", folder.display()),
            format!("`{revision}` is neither a folder nor a revision of the git repository of {}", folder.display()),
        ));
    }
    let commit = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    let listed = git(folder, &["ls-tree", "-r", "-z", "--name-only", &commit, "--", "."])?;
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let is_rule = |name: &&str| is_yaml(name) && !name.split('/').any(|part| part.starts_with('.'));
    let names: Vec<&str> = names.split('\0').filter(is_rule).collect();
    if names.is_empty() {
        return Err(Text::new(
            format!("版本 `{revision}` 的 {} 里没有规则文件(*.yaml)", folder.display()),
            format!("no rule file (*.yaml) in {} of revision `{revision}`", folder.display()),
        ));
    }
    if names.len() > MAX_FILES {
        let files = names.len();
        return Err(Text::new(
            format!("版本 `{revision}` 有 {files} 个规则文件，上限 {MAX_FILES}"),
            format!("revision `{revision}` has {files} rule files, the limit is {MAX_FILES}"),
        ));
    }
    contents(folder, revision, &commit, &names)
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "yaml")
}

/// The texts of files of a commit, all from one `git cat-file`.
fn contents(folder: &Path, revision: &str, commit: &str, names: &[&str]) -> Result<Sources, Text> {
    let asked: Vec<String> = names.iter().map(|name| format!("{commit}:./{name}\n")).collect();
    let asked = asked.concat();
    let mut child = command(folder, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| no_git(&e))?;
    // Written beside the reading: either pipe may fill up while the other waits.
    let writer = child.stdin.take().map(|mut stdin| std::thread::spawn(move || stdin.write_all(asked.as_bytes())));
    let output = child.wait_with_output().map_err(|e| no_git(&e))?;
    let written = writer.is_none_or(|w| w.join().is_ok_and(|w| w.is_ok()));
    let files = if written { split(&output.stdout, names) } else { None };
    let files = files.ok_or_else(|| {
        Text::new(
            format!("读不出版本 `{revision}` 的规则文件"),
            format!("the rule files of revision `{revision}` cannot be read"),
        )
    })?;
    let sources = Sources::new(files);
    sources.within_limits().map_err(|error| error.text())?;
    Ok(sources)
}

/// `<object> blob <size>`, a line feed, so many bytes, a line feed; for each name in turn.
fn split(mut bytes: &[u8], names: &[&str]) -> Option<Vec<SourceFile>> {
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let end = bytes.iter().position(|b| *b == b'\n')?;
        let header = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let size: usize = header.rsplit_once(" blob ")?.1.parse().ok()?;
        let start = end + 1;
        let text = String::from_utf8_lossy(bytes.get(start..start.checked_add(size)?)?).into_owned();
        files.push(SourceFile::new(*name, text));
        bytes = bytes.get(start + size + 1..)?;
    }
    Some(files)
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args);
    command
}

fn git(folder: &Path, args: &[&str]) -> Result<Output, Text> {
    command(folder, args).output().map_err(|e| no_git(&e))
}

fn no_git(error: &std::io::Error) -> Text {
    Text::new(format!("git 命令运行不了：{error}"), format!("the git command cannot be run: {error}"))
}
