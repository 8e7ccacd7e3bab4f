//! Reading a rule folder from disk, within limits.

use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{SourceFile, Sources};

/// The largest rule file that is read. The whole shipped pack is smaller.
pub(crate) const MAX_FILE_BYTES: u64 = 1_048_576;
/// The most files a rule folder may hold.
pub(crate) const MAX_FILES: usize = 2_000;
/// How deep folders may nest.
const MAX_DEPTH: usize = 8;

/// Why a rule folder could not be read at all. A mistake inside a file is a diagnostic, not this.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The folder or a file in it cannot be opened.
    #[error("无法读取 {path}: {source} / cannot read {path}: {source}")]
    Unreadable {
        /// Which one.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is too large.
    #[error("规则文件 {path} 有 {bytes} 字节，上限 {limit} / rule file {path} has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// Which one.
        path: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// There are too many files.
    #[error("规则文件夹有 {files} 个文件，上限 {limit} / the rule folder has {files} files, the limit is {limit}")]
    TooMany {
        /// How many were seen.
        files: usize,
        /// The limit.
        limit: usize,
    },
    /// There is no rule file in the folder.
    #[error("{path} 里没有规则文件(*.yaml) / no rule file (*.yaml) in {path}")]
    Empty {
        /// The folder.
        path: String,
    },
}

/// Reads every `.yaml` file below `root`. Hidden files and editors' leftovers are passed over.
#[expect(clippy::disallowed_methods, reason = "this is the one module that reads rule files")]
pub fn read_folder(root: &Path) -> Result<Sources, ReadError> {
    let mut paths = Vec::new();
    collect(root, 0, &mut paths)?;
    if paths.is_empty() {
        return Err(ReadError::Empty { path: root.display().to_string() });
    }
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let shown = path.display().to_string();
        let unreadable = |source| ReadError::Unreadable { path: shown.clone(), source };
        let bytes = fs::metadata(&path).map_err(unreadable)?.len();
        if bytes > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge { path: shown, bytes, limit: MAX_FILE_BYTES });
        }
        let raw = fs::read(&path).map_err(|source| ReadError::Unreadable { path: shown.clone(), source })?;
        // A file in another encoding is shown to its author with the mistake marked, not refused unseen:
        // `syntax` reports the replacement characters.
        let text = String::from_utf8_lossy(&raw).into_owned();
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let name = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        files.push(SourceFile::new(name, text));
    }
    Ok(Sources::new(files))
}

#[expect(clippy::disallowed_methods, reason = "this is the one module that reads rule files")]
fn collect(folder: &Path, depth: usize, into: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: folder.display().to_string(), source };
    if depth > MAX_DEPTH {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_none_or(|n| n.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            collect(&path, depth + 1, into)?;
        } else if path.extension().is_some_and(|e| e == "yaml") {
            into.push(path);
            if into.len() > MAX_FILES {
                return Err(ReadError::TooMany { files: into.len(), limit: MAX_FILES });
            }
        }
    }
    Ok(())
}
