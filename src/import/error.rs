//! Why a list cannot be read at all.

use thiserror::Error;

use crate::diagnostic::Text;

/// Why a list cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().en)]
pub enum ImportError {
    /// It is written in UTF-16.
    Utf16,
    /// There is nothing in it.
    Empty,
    /// It has more lines than are read.
    TooManyLines {
        /// How many it has.
        lines: usize,
        /// How many are read.
        limit: usize,
    },
    /// It has more contacts than one request may hold.
    TooManyContacts {
        /// How many it has.
        contacts: usize,
        /// How many there may be.
        limit: usize,
    },
    /// No row has the headers that were looked for.
    NoHeader {
        /// Headers of the time, which every list has.
        looked_for: Vec<String>,
        /// What the widest row holds.
        found: Vec<String>,
        /// In how many lines it was looked for.
        within: usize,
    },
    /// A selected number is none.
    BadNumber {
        /// Which, from 1.
        position: usize,
    },
    /// The beginning of ids has other characters, or too many.
    BadPrefix {
        /// The most there may be.
        limit: usize,
    },
    /// The id of the debt is empty or too long.
    BadDebt {
        /// How long it is.
        chars: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl ImportError {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Utf16 => "list-in-utf16",
            Self::Empty => "list-empty",
            Self::TooManyLines { .. } => "too-many-lines",
            Self::TooManyContacts { .. } => "too-many-contacts",
            Self::NoHeader { .. } => "header-not-found",
            Self::BadNumber { .. } => "bad-selected-number",
            Self::BadPrefix { .. } => "bad-prefix",
            Self::BadDebt { .. } => "bad-debt",
        }
    }

    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Utf16 => Text::new("文件是 UTF-16 编码", "the file is in UTF-16"),
            Self::Empty => Text::new("文件里没有内容", "there is nothing in the file"),
            Self::TooManyLines { lines, limit } => Text::new(
                format!("文件有 {lines} 行，上限 {limit}"),
                format!("the file has {lines} lines, the limit is {limit}"),
            ),
            Self::TooManyContacts { contacts, limit } => Text::new(
                format!("文件里有 {contacts} 次联系，上限 {limit}"),
                format!("the file has {contacts} contacts, the limit is {limit}"),
            ),
            Self::NoHeader { looked_for, found, within } => Text::new(
                format!(
                    "前 {within} 行里没有找到表头；找的是：{}；看到的是：{}",
                    looked_for.join("、"),
                    found.join("、")
                ),
                format!(
                    "no header in the first {within} lines; looked for {}; found {}",
                    looked_for.join(", "),
                    found.join(", ")
                ),
            ),
            Self::BadNumber { position } => Text::new(
                format!("要选的第 {position} 个号码不是号码"),
                format!("number {position} of those selected is no number"),
            ),
            Self::BadPrefix { limit } => Text::new(
                format!("编号的开头要有 1 到 {limit} 个字符，只用英文字母、数字、下划线和连字符"),
                format!("ids begin with 1 to {limit} letters, digits, `_` and `-`"),
            ),
            Self::BadDebt { chars, limit } => Text::new(
                format!("债务编号有 {chars} 个字，要 1 到 {limit} 个"),
                format!("the id of the debt has {chars} characters, there are 1 to {limit}"),
            ),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> Text {
        match self {
            Self::Utf16 => Text::new(
                "另存为“CSV UTF-8”，或者 GB18030(GBK) 的 CSV，再导入",
                "save it as CSV in UTF-8 or GB18030, then import it",
            ),
            Self::Empty => Text::new("换成有内容的文件", "give a file with something in it"),
            Self::TooManyLines { .. } => Text::new("按月份分成几个文件", "split it by month"),
            Self::TooManyContacts { .. } => Text::new(
                "只选催收的号码(`only`)，或者按月份分成几个文件",
                "select the collectors' numbers with `only`, or split the file by month",
            ),
            Self::NoHeader { .. } => Text::new(
                "核对是不是选对了表格种类；表头写法不同的，加到 imports/ 的 `columns` 里",
                "see whether this is the right kind of list; add other headers to `columns` in imports/",
            ),
            Self::BadNumber { .. } => Text::new(
                "写完整号码，或者开头几位加 `*`，如 4001234567,0755*",
                "write a whole number, or its beginning and `*`: 4001234567,0755*",
            ),
            Self::BadPrefix { .. } => Text::new("如 `line`、`call`", "such as `line` or `call`"),
            Self::BadDebt { .. } => Text::new("写债务的编号，如 a", "write the id of a debt, such as a"),
        }
    }
}
