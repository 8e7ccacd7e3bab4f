//! Where the lines of a batch go: standard output, or a file that a later run can go on with.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::path::Path;

use crate::diagnostic::Text;

/// How much is put together before it is written, where more is at hand at once.
const TOGETHER: usize = 65_536;

/// How much of a file is looked at in one go.
const BLOCK: usize = 65_536;

/// Takes lines in order.
pub(super) struct Output {
    to: To,
    held: Vec<u8>,
    /// The number of the first line that may not have been written.
    unwritten: u64,
    /// The number of the line after the last that was taken.
    next: u64,
}

enum To {
    Stdout(std::io::Stdout),
    File(File),
}

impl Output {
    /// Standard output; lines begin with this one.
    pub(super) fn stdout(from_line: u64) -> Self {
        Self { to: To::Stdout(std::io::stdout()), held: Vec::new(), unwritten: from_line, next: from_line }
    }

    /// A file that is as far as the line before this one.
    pub(super) fn file(file: File, from_line: u64) -> Self {
        Self { to: To::File(file), held: Vec::new(), unwritten: from_line, next: from_line }
    }

    /// The number of the first line that may not have been written.
    pub(super) fn unwritten(&self) -> u64 {
        self.unwritten
    }

    /// Takes a line with its number. It is written when enough came together.
    pub(super) fn take(&mut self, number: u64, line: &[u8]) -> Result<()> {
        self.next = number.saturating_add(1);
        self.held.extend_from_slice(line);
        if self.held.len() >= TOGETHER { self.write() } else { Ok(()) }
    }

    /// Writes what was taken.
    pub(super) fn write(&mut self) -> Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        match &mut self.to {
            To::Stdout(out) => {
                out.write_all(&self.held)?;
                out.flush()?;
            }
            To::File(file) => file.write_all(&self.held)?,
        }
        self.held.clear();
        self.unwritten = self.next;
        Ok(())
    }

    /// Writes the rest; in a file it is there even if the power fails.
    pub(super) fn end(&mut self) -> Result<()> {
        self.write()?;
        match &self.to {
            To::Stdout(_) => Ok(()),
            // What is no file on a disk (`/dev/null`, a pipe) cannot be told to keep it.
            To::File(file) => {
                file.sync_data().or_else(|e| if e.kind() == ErrorKind::InvalidInput { Ok(()) } else { Err(e) })
            }
        }
    }
}

/// Why a file is not written to.
#[derive(Debug)]
pub(super) enum Refused {
    /// It cannot be opened, read or cut.
    Outside(Error),
    /// It is not what was meant.
    Misused(Text),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Outside(error)
    }
}

/// A new file. One with content is left alone: it may be the work of hours.
pub(super) fn new_file(path: &Path) -> std::result::Result<File, Refused> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    if file.metadata()?.len() > 0 {
        let path = path.display();
        return Err(Refused::Misused(Text::new(
            format!("{path} 里已有内容：加 --resume 接着写，或换一个文件"),
            format!("{path} is not empty: go on with --resume, or name another file"),
        )));
    }
    Ok(file)
}

/// A file that an earlier run wrote to, cut after its last whole line, and the number of the line to go on with.
pub(super) fn resumed(path: &Path, digest: &str) -> std::result::Result<(File, u64), Refused> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let mut end = file.metadata()?.len();
    loop {
        end = after_last_break(&mut file, end)?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        let Some(before) = end.checked_sub(1) else { return Ok((file, 1)) };
        let start = after_last_break(&mut file, before)?;
        let last = read(&mut file, start, end)?;
        match said(&last) {
            // It goes on now.
            Some(Said::End) => end = start,
            Some(Said::Answer(number)) => {
                if !answered_by(&last, digest) {
                    let path = path.display();
                    return Err(Refused::Misused(Text::new(
                        format!("{path} 是按另一版规则算的：用原来的规则接着写，或换一个文件从头算"),
                        format!("{path} was written by other rules: go on with those, or begin anew in another file"),
                    )));
                }
                file.seek(SeekFrom::Start(end))?;
                return Ok((file, number.saturating_add(1)));
            }
            None => {
                let path = path.display();
                return Err(Refused::Misused(Text::new(
                    format!("{path} 的最后一行不是这个命令写的，没有改动；请换一个文件"),
                    format!("the last line of {path} was not written by this command; name another file"),
                )));
            }
        }
    }
}

/// What the start of a line says it is.
enum Said {
    /// The answer to the line of this number.
    Answer(u64),
    /// Why a batch ended before its end.
    End,
}

/// What a line is; nothing where no batch wrote it.
fn said(line: &[u8]) -> Option<Said> {
    let rest = line.strip_prefix(b"{\"line\":")?;
    let digits = rest.iter().position(|byte| *byte == b',').and_then(|end| rest.get(..end))?;
    if digits == b"null" {
        return Some(Said::End);
    }
    std::str::from_utf8(digits).ok()?.parse().ok().map(Said::Answer)
}

/// Whether a line is a problem, or an answer by the rules of this digest.
fn answered_by(line: &[u8], digest: &str) -> bool {
    let problem = line.windows(b",\"problem\":{\"type\":".len()).take(400).any(|w| w == b",\"problem\":{\"type\":");
    problem || line.windows(digest.len()).any(|w| w == digest.as_bytes())
}

/// The place after the last line break before this one; the start where there is none.
fn after_last_break(file: &mut File, before: u64) -> Result<u64> {
    let mut end = before;
    while end > 0 {
        let start = end.saturating_sub(u64::try_from(BLOCK).unwrap_or(u64::MAX));
        let block = read(file, start, end)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + u64::try_from(at).unwrap_or(u64::MAX) + 1);
        }
        end = start;
    }
    Ok(0)
}

fn read(file: &mut File, start: u64, end: u64) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![0; usize::try_from(end - start).map_err(Error::other)?];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}
