//! What keeps a line from being answered, and what ends a whole batch: with a name that never changes, in words, as sent.

use serde::Serialize;

use crate::diagnostic::{Language, Text};
use crate::fact::{NotJson, Problem};

/// What keeps a line from being answered, or ends a batch before its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The line is not UTF-8.
    NotUtf8 {
        /// The first byte that is not, from 1.
        byte: usize,
    },
    /// The line is not JSON.
    NotJson(NotJson),
    /// The portfolio cannot be read; every bad field is listed.
    BadPortfolio(Vec<Problem>),
    /// The line is longer than what is read.
    TooLong {
        /// How many bytes are read.
        limit: usize,
    },
    /// Answering broke down; a fault of the program.
    Failed,
    /// The answer could not be put on record, and is not given.
    NotRecorded(Text),
    /// The input broke off.
    BrokenOff {
        /// The first line that was not answered.
        next: u64,
    },
    /// For too long no whole line came.
    InputStalled {
        /// How long was waited.
        seconds: u64,
        /// The first line that was not answered.
        next: u64,
    },
    /// The service is stopping.
    Stopping {
        /// The first line that was not answered.
        next: u64,
    },
    /// For too long no answer was taken.
    OutputStalled {
        /// How long was waited.
        seconds: u64,
    },
}

/// A problem as sent: the shape of `application/problem+json`, without what concerns other calls.
#[derive(Debug, Serialize)]
pub(super) struct Sent {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<BadField>,
}

#[derive(Debug, Serialize)]
struct BadField {
    pointer: String,
    code: &'static str,
    detail: String,
}

impl Trouble {
    /// As sent to a reader of this language.
    pub(super) fn sent(&self, language: Language) -> Sent {
        let (code, status) = self.name();
        let (title, detail) = self.words();
        let errors = match self {
            Self::BadPortfolio(fields) => fields.iter().map(|f| bad_field(f, language)).collect(),
            _ => Vec::new(),
        };
        Sent {
            kind: format!("urn:ashore:problem:{code}"),
            title: title.in_language(language).to_owned(),
            status,
            code,
            detail: detail.in_language(language).to_owned(),
            errors,
        }
    }

    /// The stable name, and the status the same trouble has for a request of its own.
    fn name(&self) -> (&'static str, u16) {
        match self {
            Self::NotUtf8 { .. } | Self::NotJson(_) => ("not-json", 400),
            Self::BadPortfolio(_) => ("bad-portfolio", 422),
            Self::TooLong { .. } => ("line-too-long", 413),
            Self::Failed => ("line-failed", 500),
            Self::NotRecorded(_) => ("record-unavailable", 503),
            Self::BrokenOff { .. } => ("broken-body", 400),
            Self::InputStalled { .. } => ("input-stalled", 408),
            Self::OutputStalled { .. } => ("output-stalled", 408),
            Self::Stopping { .. } => ("stopping", 503),
        }
    }

    /// What is wrong, and what to do.
    fn words(&self) -> (Text, Text) {
        match self {
            Self::NotUtf8 { byte } => (
                Text::new(
                    format!("这一行不是 UTF-8 文字(第 {byte} 个字节)"),
                    format!("the line is not UTF-8 text (byte {byte})"),
                ),
                Text::new("把文件另存为 UTF-8", "save the file as UTF-8"),
            ),
            Self::NotJson(error) => (
                Text::new(
                    format!("这一行不是 JSON(第 {} 列)", error.column),
                    format!("the line is not JSON (column {}): {}", error.column, error.reason),
                ),
                Text::new(
                    "一份材料写成一行，中间不换行；检查逗号、引号和括号",
                    "a portfolio is one line without a break inside; look at commas, quotes and brackets",
                ),
            ),
            Self::BadPortfolio(fields) => {
                let n = fields.len();
                (
                    Text::new(format!("这一行有 {n} 处问题"), format!("the line has {n} problems")),
                    Text::new("改正后只需重新提交这一行", "mend it and send this line again"),
                )
            }
            Self::TooLong { limit } => (
                Text::new(format!("这一行超过 {limit} 字节"), format!("the line is longer than {limit} bytes")),
                Text::new(
                    "减少联系记录，或请运维人员调高上限",
                    "leave out contacts, or ask the operator to raise the limit",
                ),
            ),
            Self::Failed => (
                Text::new("回答这一行时程序出错", "answering this line failed inside"),
                Text::new("其他行不受影响；请告诉开发者", "other lines are not affected; tell the developers"),
            ),
            Self::NotRecorded(why) => {
                (why.clone(), Text::new("这一行稍后重新提交", "send this line again in a moment"))
            }
            Self::BrokenOff { next } => (
                Text::new("正文没有传完", "the body broke off"),
                Text::new(format!("从第 {next} 行起重新提交"), format!("send it again from line {next}")),
            ),
            Self::InputStalled { seconds, next } => (
                Text::new(
                    format!("{seconds} 秒内没有收到完整的一行"),
                    format!("no whole line came within {seconds} seconds"),
                ),
                Text::new(format!("从第 {next} 行起重新提交"), format!("send it again from line {next}")),
            ),
            Self::Stopping { next } => (
                Text::new("服务正在停止", "the service is stopping"),
                Text::new(
                    format!("稍后从第 {next} 行起重新提交"),
                    format!("send it again from line {next} in a moment"),
                ),
            ),
            Self::OutputStalled { seconds } => (
                Text::new(
                    format!("{seconds} 秒内没有人读取回答"),
                    format!("for {seconds} seconds nobody read the answers"),
                ),
                Text::new(
                    "一边发送一边读取；从收到的最后一行之后重新提交",
                    "read while you write; send it again from after the last line you have",
                ),
            ),
        }
    }
}

fn bad_field(field: &Problem, language: Language) -> BadField {
    BadField {
        pointer: field.pointer.clone(),
        code: field.code,
        detail: field.message.in_language(language).to_owned(),
    }
}
