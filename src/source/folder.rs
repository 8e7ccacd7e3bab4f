//! Reading a rule folder from disk, within limits. Whatever stands in the folder, reading ends soon: links that lead in
//! circles, pipes, files without end. A folder is read whole or not at all.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::limits::{MAX_DEPTH, MAX_ENTRIES, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};
use super::{ReadError, SourceFile, Sources};

/// How often a folder is read at most until two readings agree.
const MOST_READINGS: usize = 5;

/// Reads every `.yaml` file below `root`. Hidden files and editors' leftovers are passed over.
pub fn read_folder(root: &Path) -> Result<Sources, ReadError> {
    let mut walk = Walk::default();
    walk.folder(root)?;
    if walk.found.is_empty() {
        return Err(ReadError::Empty { path: root.display().to_string() });
    }
    let (mut files, mut total) = (Vec::with_capacity(walk.found.len()), 0);
    for path in walk.found {
        let raw = read_file(&path)?;
        total += raw.len();
        if total > MAX_TOTAL_BYTES {
            return Err(ReadError::TooMuch { bytes: total });
        }
        // A file in another encoding is shown to its author with the mistake marked, not refused unseen:
        // `syntax` reports the replacement characters.
        let text = String::from_utf8_lossy(&raw).into_owned();
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let name = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        files.push(SourceFile::new(name, text));
    }
    Ok(Sources::new(files))
}

/// Reads a folder that may be changing: until two readings in a row agree, so that a change of several files that is
/// under way is waited for, and a file that vanishes between listing and reading is looked for again.
pub fn read_settled(root: &Path) -> Result<Sources, ReadError> {
    let mut before = read_folder(root);
    for _ in 1..MOST_READINGS {
        let again = read_folder(root);
        let agree = match (&before, &again) {
            (Ok(before), Ok(again)) => before.digest() == again.digest(),
            (Err(before), Err(again)) => before.to_string() == again.to_string(),
            _ => false,
        };
        if agree {
            return again;
        }
        before = again;
    }
    Err(ReadError::Changing { path: root.display().to_string() })
}

/// Reads one file, which may have grown or been exchanged since it was listed.
fn read_file(path: &Path) -> Result<Vec<u8>, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: path.display().to_string(), source };
    let file = fs::File::open(path).map_err(unreadable)?;
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    let mut raw = Vec::new();
    file.take(limit + 1).read_to_end(&mut raw).map_err(unreadable)?;
    if raw.len() > MAX_FILE_BYTES {
        let bytes = fs::metadata(path).map_or(0, |m| m.len()).max(limit + 1);
        return Err(ReadError::TooLarge { path: path.display().to_string(), bytes });
    }
    Ok(raw)
}

/// A walk through a folder, in search of rule files.
#[derive(Default)]
struct Walk {
    found: Vec<PathBuf>,
    entries: usize,
    /// The folders we are in, each by the place it really has, so that a link back to one of them is seen.
    inside: Vec<PathBuf>,
}

impl Walk {
    #[expect(clippy::disallowed_methods, reason = "this is the one module that reads rule files")]
    fn folder(&mut self, folder: &Path) -> Result<(), ReadError> {
        let shown = || folder.display().to_string();
        let unreadable = |source| ReadError::Unreadable { path: shown(), source };
        let real = fs::canonicalize(folder).map_err(unreadable)?;
        if self.inside.contains(&real) {
            return Err(ReadError::Loop { path: shown() });
        }
        if self.inside.len() > MAX_DEPTH {
            return Err(ReadError::TooDeep { path: shown() });
        }
        self.inside.push(real);
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            self.entry(&entry.map_err(unreadable)?.path())?;
        }
        self.inside.pop();
        Ok(())
    }

    fn entry(&mut self, path: &Path) -> Result<(), ReadError> {
        self.entries += 1;
        if self.entries > MAX_ENTRIES {
            return Err(ReadError::TooWide);
        }
        if path.file_name().is_none_or(|n| n.to_string_lossy().starts_with('.')) {
            return Ok(());
        }
        if path.is_dir() {
            return self.folder(path);
        }
        if path.extension().is_none_or(|e| e != "yaml") {
            return Ok(());
        }
        let shown = || path.display().to_string();
        let metadata = fs::metadata(path).map_err(|source| ReadError::Unreadable { path: shown(), source })?;
        // Opening a pipe would wait for a writer that may never come.
        if !metadata.is_file() {
            return Err(ReadError::NotAFile { path: shown() });
        }
        self.found.push(path.to_owned());
        let files = self.found.len();
        if files > MAX_FILES { Err(ReadError::TooMany { files }) } else { Ok(()) }
    }
}
