//! The command line and the service as run in tests, and copies of the shipped rules with a change.

pub(crate) mod collector;
pub(crate) mod service;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs a command on the shipped rules, or on those given with `--rules`.
pub(crate) fn ashore(args: &[&str], input: Option<&[u8]>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ashore"));
    command
        .args(args)
        .env_remove("ASHORE_RULES")
        .env_remove("ASHORE_LANG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.spawn().unwrap();
    if let (Some(mut stdin), Some(bytes)) = (child.stdin.take(), input) {
        // A command that has no use for its input may close it early.
        let _ = stdin.write_all(bytes);
    }
    child.wait_with_output().unwrap()
}

/// What was printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A copy of the shipped rules with one file changed.
pub(crate) fn rules_with(name: &str, file: &str, change: impl Fn(String) -> String) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&to);
    copy(Path::new("rules"), &to);
    let path = to.join(file);
    let changed = change(std::fs::read_to_string(&path).unwrap());
    std::fs::write(path, changed).unwrap();
    to
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
