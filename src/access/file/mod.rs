//! The file keys are kept in: JSON, readable by its owner, read within bounds and replaced as a whole. What stands in it is
//! read in `keys`; how it is replaced while others read and write it stands in `write`.

mod keys;
mod write;

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::key::Key;
use crate::diagnostic::Text;
use crate::fact::{NotJson, from_json};
use crate::stamp::Stamp;

pub use write::change;

/// The largest keys file that is read.
pub const MAX_FILE_BYTES: u64 = 1_048_576;
/// The most keys in a file.
pub const MAX_KEYS: usize = 1_000;
/// How many mistakes are told at once.
const TOLD: usize = 20;

/// A keys file as it was read.
#[derive(Debug, Clone)]
pub struct KeysFile {
    /// The keys in it, in their order.
    pub keys: Vec<Key>,
    /// Whether everybody on the machine can read or write it.
    pub open_to_all: bool,
    /// What it looked like from outside just before.
    pub stamp: Stamp,
}

/// One mistake in a keys file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// A JSON Pointer to it.
    pub place: String,
    /// What is wrong. It names fields and never quotes a value: somebody may have pasted a token.
    pub message: Text,
}

/// What can go wrong with a keys file.
#[derive(Debug)]
pub enum KeysError {
    /// It cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// It is no file.
    NoFile(PathBuf),
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge {
        /// Which.
        path: PathBuf,
        /// How large it is, as far as it was read.
        bytes: u64,
    },
    /// It is not JSON.
    NotJson {
        /// Which.
        path: PathBuf,
        /// Where not.
        error: NotJson,
    },
    /// It has mistakes.
    Mistakes {
        /// Which.
        path: PathBuf,
        /// All of them.
        mistakes: Vec<Mistake>,
    },
    /// It belongs to somebody else, and would belong to us after it was written.
    Owner(PathBuf),
}

impl KeysError {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            Self::File { path, error } => {
                let path = path.display();
                Text::new(format!("密钥文件 {path}：{error}"), format!("the keys file {path}: {error}"))
            }
            Self::NoFile(path) => {
                let path = path.display();
                Text::new(format!("{path} 不是文件"), format!("{path} is no file"))
            }
            Self::TooLarge { path, bytes } => {
                let path = path.display();
                Text::new(
                    format!("密钥文件 {path} 至少有 {bytes} 字节，上限 {MAX_FILE_BYTES}"),
                    format!("the keys file {path} has at least {bytes} bytes, the limit is {MAX_FILE_BYTES}"),
                )
            }
            Self::NotJson { path, error: NotJson { line, column, reason } } => {
                let path = path.display();
                Text::new(
                    format!("密钥文件 {path} 第 {line} 行第 {column} 列不是 JSON"),
                    format!("the keys file {path}, line {line}, column {column}: {reason}"),
                )
            }
            Self::Mistakes { path, mistakes } => {
                let (path, n) = (path.display(), mistakes.len());
                let lines: Vec<Text> = mistakes
                    .iter()
                    .take(TOLD)
                    .map(|m| {
                        let place = if m.place.is_empty() { "/" } else { &m.place };
                        Text::new(format!("{place}：{}", m.message.zh), format!("{place}: {}", m.message.en))
                    })
                    .collect();
                let lines = Text::join(&lines, "；", "; ");
                Text::new(
                    format!("密钥文件 {path} 有 {n} 处错误：{}", lines.zh),
                    format!("the keys file {path} has {n} mistakes: {}", lines.en),
                )
            }
            Self::Owner(path) => {
                let path = path.display();
                Text::new(
                    format!("密钥文件 {path} 属于别的用户，写过之后服务会读不到；请用那个用户执行"),
                    format!(
                        "the keys file {path} belongs to another user, and the service could not read it afterwards: run this as that user"
                    ),
                )
            }
        }
    }
}

/// Reads a keys file.
pub fn read(path: &Path) -> Result<KeysFile, KeysError> {
    let outside = |error| KeysError::File { path: path.to_owned(), error };
    let metadata = std::fs::metadata(path).map_err(outside)?;
    if !metadata.is_file() {
        return Err(KeysError::NoFile(path.to_owned()));
    }
    let file = File::open(path).map_err(outside)?;
    // Of the file that was opened: another may have taken its place since.
    let metadata = file.metadata().map_err(outside)?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(outside)?;
    if u64::try_from(read).is_ok_and(|read| read > MAX_FILE_BYTES) {
        return Err(KeysError::TooLarge { path: path.to_owned(), bytes: metadata.len().max(MAX_FILE_BYTES + 1) });
    }
    let input = from_json(&bytes).map_err(|error| KeysError::NotJson { path: path.to_owned(), error })?;
    let keys = keys::read(&input).map_err(|mistakes| KeysError::Mistakes { path: path.to_owned(), mistakes })?;
    Ok(KeysFile { keys, open_to_all: open_to_all(&metadata), stamp: Stamp::from(&metadata) })
}

/// Whether everybody can read or write it. A group may: that is how a service is given a file it does not own.
#[cfg(unix)]
fn open_to_all(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o006 != 0
}

#[cfg(not(unix))]
fn open_to_all(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests;
