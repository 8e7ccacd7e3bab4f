//! How much a rule folder may hold, how a rule file may be named, and why a folder could not be read at all. A mistake
//! inside a file is a diagnostic, not this.

use std::fmt;

use super::Sources;
use crate::diagnostic::Text;

/// The largest rule file that is read. The whole shipped pack is smaller.
pub const MAX_FILE_BYTES: usize = 1_048_576;
/// The most that all rule files may hold together.
pub const MAX_TOTAL_BYTES: usize = 16_777_216;
/// The most files a rule folder may hold.
pub const MAX_FILES: usize = 2_000;
/// How deep folders may nest.
pub const MAX_DEPTH: usize = 8;
/// How many files and folders of any kind are looked at, so that links between folders cannot keep us walking.
pub(super) const MAX_ENTRIES: usize = 20_000;
/// The most characters of a path.
const MAX_PATH_CHARS: usize = 255;

/// Why a rule folder could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// The folder or a file in it cannot be opened.
    Unreadable {
        /// Which one.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is too large.
    TooLarge {
        /// Which one.
        path: String,
        /// Its size, or as much of it as was read.
        bytes: u64,
    },
    /// All files together are too large.
    TooMuch {
        /// Their size as far as it was counted.
        bytes: usize,
    },
    /// There are too many files.
    TooMany {
        /// How many were seen.
        files: usize,
    },
    /// There are too many entries of any kind.
    TooWide,
    /// Folders nest too deep.
    TooDeep {
        /// The folder that is too deep.
        path: String,
    },
    /// A link leads back to a folder it stands in.
    Loop {
        /// The link.
        path: String,
    },
    /// Something is named like a rule file and is none: a pipe, a device.
    NotAFile {
        /// Which one.
        path: String,
    },
    /// There is no rule file in the folder.
    Empty {
        /// The folder.
        path: String,
    },
    /// The folder kept changing while it was read.
    Changing {
        /// The folder.
        path: String,
    },
}

impl ReadError {
    /// What is wrong, with both numbers where a limit is passed.
    pub fn text(&self) -> Text {
        match self {
            Self::Unreadable { path, source } => {
                Text::new(format!("无法读取 {path}：{source}"), format!("cannot read {path}: {source}"))
            }
            Self::TooLarge { path, bytes } => Text::new(
                format!("规则文件 {path} 有 {bytes} 字节，上限 {MAX_FILE_BYTES}"),
                format!("rule file {path} has {bytes} bytes, the limit is {MAX_FILE_BYTES}"),
            ),
            Self::TooMuch { bytes } => Text::new(
                format!("规则文件合计至少 {bytes} 字节，上限 {MAX_TOTAL_BYTES}"),
                format!("the rule files have at least {bytes} bytes together, the limit is {MAX_TOTAL_BYTES}"),
            ),
            Self::TooMany { files } => Text::new(
                format!("规则文件夹有至少 {files} 个文件，上限 {MAX_FILES}"),
                format!("the rule folder has at least {files} files, the limit is {MAX_FILES}"),
            ),
            Self::TooWide => Text::new(
                format!("规则文件夹里各种文件和文件夹超过 {MAX_ENTRIES} 个"),
                format!("the rule folder holds more than {MAX_ENTRIES} files and folders of any kind"),
            ),
            Self::TooDeep { path } => Text::new(
                format!("文件夹 {path} 在第 {} 层，上限 {MAX_DEPTH} 层", MAX_DEPTH + 1),
                format!("folder {path} stands at level {}, the limit is {MAX_DEPTH}", MAX_DEPTH + 1),
            ),
            Self::Loop { path } => Text::new(
                format!("链接 {path} 指回它所在的文件夹；请删去这个链接"),
                format!("link {path} leads back to a folder it stands in: remove it"),
            ),
            Self::NotAFile { path } => Text::new(
                format!("{path} 不是普通文件；请换成文件，或者改名"),
                format!("{path} is not a regular file: put a file in its place, or rename it"),
            ),
            Self::Empty { path } => {
                Text::new(format!("{path} 里没有规则文件（*.yaml）"), format!("no rule file (*.yaml) in {path}"))
            }
            Self::Changing { path } => Text::new(
                format!("读取时 {path} 一直在变；请等保存或复制完成后再试"),
                format!("{path} kept changing while it was read: try again once saving or copying is done"),
            ),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Text { zh, en } = self.text();
        write!(f, "{zh} / {en}")
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl Sources {
    /// Whether there are no more files and no more text than a folder may hold.
    pub fn within_limits(&self) -> Result<(), ReadError> {
        let (files, bytes) = (self.len(), self.iter().map(|(_, f)| f.text.len()).sum());
        if files > MAX_FILES {
            return Err(ReadError::TooMany { files });
        }
        if bytes > MAX_TOTAL_BYTES {
            return Err(ReadError::TooMuch { bytes });
        }
        Ok(())
    }
}

/// What is wrong with a path as the name of a rule file, where something is: only what `read_folder` could have found.
pub fn path_problem(path: &str) -> Option<Text> {
    let parts: Vec<&str> = path.split('/').collect();
    let strange = |c: char| c.is_control() || c == '\\' || c == ':';
    if path.chars().count() > MAX_PATH_CHARS {
        let n = path.chars().count();
        return Some(Text::new(
            format!("路径有 {n} 个字，上限 {MAX_PATH_CHARS}"),
            format!("the path has {n} characters, the limit is {MAX_PATH_CHARS}"),
        ));
    }
    if parts.iter().any(|p| p.is_empty() || p.starts_with('.') || p.contains(strange)) {
        return Some(Text::new(
            "路径写成相对规则文件夹的样子，例如 `cn/triage/court.yaml`；不能有 `..`、隐藏文件和反斜杠",
            "write the path from the rule folder on, such as `cn/triage/court.yaml`, without `..`, hidden files or backslashes",
        ));
    }
    if parts.len() > MAX_DEPTH + 1 {
        let n = parts.len() - 1;
        return Some(Text::new(
            format!("路径有 {n} 层文件夹，上限 {MAX_DEPTH}"),
            format!("the path has {n} folders, the limit is {MAX_DEPTH}"),
        ));
    }
    if path.strip_suffix(".yaml").is_none_or(|stem| stem.is_empty() || stem.ends_with('/')) {
        return Some(Text::new("规则文件的名字以 `.yaml` 结尾", "the name of a rule file ends in `.yaml`"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_a_rule_folder_can_hold_are_taken() {
        for good in ["x.yaml", "cn/triage/court.yaml", "国/规则.yaml", "a/b/c/d/e/f/g/h/i.yaml"] {
            assert_eq!(path_problem(good), None, "{good}");
        }
        for bad in [
            "",
            "/etc/x.yaml",
            "../x.yaml",
            "cn/../x.yaml",
            "./x.yaml",
            "cn//x.yaml",
            "cn/.x.yaml",
            ".yaml",
            "cn/.yaml",
            "x.yml",
            "x.yaml/",
            "cn\\x.yaml",
            "C:x.yaml",
            "x\n.yaml",
            "a/b/c/d/e/f/g/h/i/j.yaml",
        ] {
            assert!(path_problem(bad).is_some(), "{bad}");
        }
        assert!(
            path_problem(&format!("{}.yaml", "x".repeat(251))).unwrap().en.contains("256 characters, the limit is 255")
        );
    }
}
