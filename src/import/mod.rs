//! Imports: a list that a carrier or a phone gives out becomes contacts in the shape of a request, and every line that
//! was dropped or is doubtful is named with the reason. Pure: bytes, a definition and the vocabulary in, values out.
//!
//! Nothing is guessed. What cannot be read is not known and said to be so; whose number it is, the definition and the
//! caller say.

mod cell;
mod contact;
mod encoding;
mod error;
mod format;
mod header;
mod number;
mod rows;

pub use error::ImportError;
pub(crate) use format::Format;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::diagnostic::Text;
use crate::fact::{LIMITS, Vocabulary};
use crate::rule::Import;

/// The most lines of one list. A busy number has some ten thousand calls a year.
pub const MAX_LINES: usize = 100_000;

/// The longest beginning of an id.
const MAX_PREFIX_CHARS: usize = 40;

/// What a caller chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The debt that all contacts are about, where the caller knows.
    pub debt: Option<String>,
    /// The numbers whose lines are taken, each whole or with `*` at the end; all lines where there is none.
    pub only: Vec<String>,
    /// Whether the middle of numbers is hidden.
    pub mask: bool,
    /// What ids begin with: `line` for `line-12`.
    pub prefix: String,
    /// The most contacts one request may hold.
    pub contacts: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { debt: None, only: Vec::new(), mask: true, prefix: "line".to_owned(), contacts: LIMITS.contacts }
    }
}

/// A contact as a request holds it: its id, its debt, and facts in the order of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Contact(pub IndexMap<String, Value>);

/// Lines of a list, counted. The header is none of them: `read` is `kept` and `dropped` together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Lines {
    /// All lines but the header; a text over several lines counts once.
    #[schema(example = 132)]
    pub read: usize,
    /// Lines that became contacts.
    #[schema(example = 120)]
    pub kept: usize,
    /// Lines that became none.
    #[schema(example = 12)]
    pub dropped: usize,
    /// Lines that were kept and are doubtful.
    #[schema(example = 3)]
    pub doubtful: usize,
}

/// What became of a line that was not simply taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RemarkKind {
    /// It is no contact of the answer.
    Dropped,
    /// It is, and part of it is not known or not sure.
    Doubtful,
}

/// Why a line was dropped, or is doubtful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remark {
    /// The line, from 1; absent where several lines are summed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 12)]
    pub line: Option<usize>,
    /// For how many lines it stands.
    #[schema(example = 1)]
    pub lines: usize,
    /// The header of the column, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "呼叫类型")]
    pub column: Option<String>,
    /// What became of it.
    pub kind: RemarkKind,
    /// The reason, in Chinese.
    #[schema(example = "不认识 `呼转` 这个词，方向按不知道处理")]
    pub because: String,
    /// The reason in English.
    pub because_en: String,
}

/// A column that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    /// Its header in the file.
    #[schema(example = "对方号码")]
    pub header: String,
    /// As what it was read: a part of the import, or a fact.
    #[schema(example = "number")]
    pub read_as: String,
}

/// A list as contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// The contacts, ready for the `contacts` of a portfolio.
    #[schema(schema_with = contacts_schema)]
    pub contacts: Vec<Contact>,
    /// The lines, counted.
    pub lines: Lines,
    /// Every line that was dropped or is doubtful.
    pub remarks: Vec<Remark>,
    /// How the bytes were read: `UTF-8` or `GB18030`.
    #[schema(example = "GB18030")]
    pub encoding: &'static str,
    /// What separates the cells: `,`, `;` or `tab`.
    #[schema(example = ",")]
    pub separator: &'static str,
    /// The line of the header.
    #[schema(example = 1)]
    pub header_line: usize,
    /// The columns that were read.
    pub columns: Vec<Column>,
    /// Headers of columns that nothing was read from.
    pub columns_not_read: Vec<String>,
}

fn contacts_schema() -> utoipa::openapi::Array {
    use utoipa::openapi::{ArrayBuilder, Ref};
    ArrayBuilder::new()
        .items(Ref::from_schema_name("Contact"))
        .description(Some("The contacts, ready for the `contacts` of a portfolio"))
        .build()
}

/// Reads a list.
pub fn import(
    bytes: &[u8],
    definition: &Import,
    vocabulary: &Vocabulary,
    options: &Options,
) -> Result<Imported, ImportError> {
    let options = options.checked(definition)?;
    let decoded = encoding::decode(bytes)?;
    let lines = rows::lines(&decoded.text);
    if lines.len() > MAX_LINES {
        return Err(ImportError::TooManyLines { lines: lines.len(), limit: MAX_LINES });
    }
    if lines.iter().all(|l| l.trim().is_empty()) {
        return Err(ImportError::Empty);
    }
    let header = header::find(&lines, definition)?;
    let rows = rows::rows(&lines, header.separator.0);
    let mut reader = contact::Reader::new(definition, vocabulary, &options, &header);
    for row in &rows {
        reader.row(row);
    }
    let (contacts, lines, remarks) = reader.finish();
    if contacts.len() > options.contacts {
        return Err(ImportError::TooManyContacts { contacts: contacts.len(), limit: options.contacts });
    }
    Ok(Imported {
        contacts,
        lines,
        remarks,
        encoding: decoded.encoding,
        separator: header.separator.1,
        header_line: header.line,
        columns: header.columns,
        columns_not_read: header.not_read,
    })
}

impl Options {
    /// The same, with the selected numbers written as those of lists are; or what is wrong with them.
    fn checked(&self, definition: &Import) -> Result<Self, ImportError> {
        let limit = MAX_PREFIX_CHARS;
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if self.prefix.is_empty() || self.prefix.chars().count() > limit || !self.prefix.chars().all(good) {
            return Err(ImportError::BadPrefix { limit });
        }
        let debt = self.debt.as_ref().map_or(0, |d| d.chars().count());
        if self.debt.is_some() && !(1..=LIMITS.id_chars).contains(&debt) {
            return Err(ImportError::BadDebt { chars: debt, limit: LIMITS.id_chars });
        }
        let prefixes = definition.number.as_ref().map(|n| n.drop_prefixes.as_slice()).unwrap_or_default();
        let mut only = Vec::with_capacity(self.only.len());
        for (i, pattern) in self.only.iter().enumerate() {
            match number::read(&cell::plain(pattern).0, prefixes) {
                number::Read::Number(number, false) => only.push(number),
                _ => return Err(ImportError::BadNumber { position: i + 1 }),
            }
        }
        Ok(Self { only, ..self.clone() })
    }
}

/// A cell in a message: short, and without what may be somebody's number.
fn shown(cell: &str) -> String {
    const SHOWN_CHARS: usize = 24;
    // A date without separators has eight digits, a telephone number more.
    const LONGEST_NUMBER: usize = 8;
    let digits = cell.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    if cell.chars().count() <= SHOWN_CHARS && digits <= LONGEST_NUMBER { cell.to_owned() } else { "…".to_owned() }
}

impl Remark {
    fn new(line: usize, column: Option<String>, kind: RemarkKind, because: Text) -> Self {
        Self { line: Some(line), lines: 1, column, kind, because: because.zh, because_en: because.en }
    }

    /// One remark for many lines.
    fn summary(lines: usize, kind: RemarkKind, because: Text) -> Self {
        Self { line: None, lines, column: None, kind, because: because.zh, because_en: because.en }
    }
}
