//! Lines out of chunks. However the chunks are cut, the lines are the same; what they mean is left to others.

/// How a line may be longer in bytes than what it holds: a mark at the start of the text, and a carriage return.
const AROUND: usize = BYTE_ORDER_MARK.len() + 1;

/// What some programs write at the start of a text in UTF-8.
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1; blank lines count.
    pub number: u64,
    /// What it holds.
    pub content: Content,
}

/// What a line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Its bytes, without the line ending.
    Whole(Vec<u8>),
    /// More bytes than are read. They were not kept.
    TooLong {
        /// How many are read.
        limit: usize,
    },
}

/// Cuts what comes in into lines. It never holds more than one line of the length that is read.
///
/// ```
/// use ashore::batch::{Content, Framing, Line};
///
/// let mut framing = Framing::new(100);
/// let mut chunk: &[u8] = b"{}\n\n{\"as_of\"";
/// assert_eq!(framing.next(&mut chunk), Some(Line { number: 1, content: Content::Whole(b"{}".to_vec()) }));
/// assert_eq!(framing.next(&mut chunk), None, "the third line has not ended");
/// assert_eq!(framing.number(), 3);
/// ```
#[derive(Debug)]
pub struct Framing {
    limit: usize,
    number: u64,
    kept: Vec<u8>,
    /// The line is too long and was said to be; its rest is passed over.
    passing: bool,
}

impl Framing {
    /// For lines of at most so many bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, number: 1, kept: Vec::new(), passing: false }
    }

    /// The number of the line that is being read.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank. What was read is gone from the chunk; nothing comes once it is used up.
    pub fn next(&mut self, chunk: &mut &[u8]) -> Option<Line> {
        while !chunk.is_empty() {
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let (piece, rest) = chunk.split_at(end.unwrap_or(chunk.len()));
            *chunk = rest.get(1..).unwrap_or_default();
            let line = self.take(piece, end.is_some());
            if line.is_some() {
                return line;
            }
        }
        None
    }

    /// What is left when nothing more comes: a last line without an ending.
    pub fn end(&mut self) -> Option<Line> {
        self.take(&[], true)
    }

    fn take(&mut self, piece: &[u8], ended: bool) -> Option<Line> {
        let mut line = None;
        if !self.passing {
            // Said at once: whoever writes one line without end learns of it, and nothing piles up.
            if self.kept.len() + piece.len() > self.limit.saturating_add(AROUND) {
                self.kept = Vec::new();
                self.passing = true;
                line = Some(self.too_long());
            } else {
                self.kept.extend_from_slice(piece);
            }
        }
        if ended {
            if !std::mem::take(&mut self.passing) {
                line = self.whole();
            }
            self.number += 1;
        }
        line
    }

    fn whole(&mut self) -> Option<Line> {
        let mut bytes = std::mem::take(&mut self.kept);
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        if self.number == 1 && bytes.starts_with(&BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        if bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            return None;
        }
        if bytes.len() > self.limit {
            return Some(self.too_long());
        }
        Some(Line { number: self.number, content: Content::Whole(bytes) })
    }

    fn too_long(&self) -> Line {
        Line { number: self.number, content: Content::TooLong { limit: self.limit } }
    }
}
