//! What can go wrong with a record. Nothing of an input and no secret of a place is ever part of it.

use std::fmt;

use crate::diagnostic::Text;

/// What can go wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// The place is written wrongly.
    BadPlace,
    /// A setting is out of its bounds, or lacks another.
    BadSetting(Text),
    /// A key file cannot be used.
    BadKey {
        /// Which file.
        path: String,
        /// Why not.
        why: Text,
    },
    /// The database refused or cannot be reached.
    Database {
        /// What it said.
        said: String,
    },
    /// The thread of the record could not be started.
    NoThread {
        /// What the system said.
        said: String,
    },
    /// More decisions wait to be written than may.
    Full {
        /// How many may.
        queue: usize,
    },
    /// Writing took too long.
    TooSlow {
        /// How long was waited.
        seconds: u64,
    },
    /// The record is closed.
    Closed,
    /// The system gives no random numbers.
    NoRandomness,
    /// What was read back is not what was written.
    Damaged {
        /// What it is about.
        what: Text,
    },
    /// The input of a decision was not kept.
    InputNotKept,
    /// The input was sealed with a key that is not here.
    NoKey {
        /// The fingerprint of that key.
        fingerprint: String,
    },
    /// The sealed input does not open: it was changed, or belongs to another decision.
    DoesNotOpen,
    /// Rules of the day do not pass the checks of this version.
    RulesRefused {
        /// Their digest.
        digest: String,
    },
}

impl RecordError {
    /// The database's own words, which hold no value of a row.
    pub(super) fn database(error: &sqlx::Error) -> Self {
        let said = match error {
            // What a server adds in its details may quote a row.
            sqlx::Error::Database(refused) => refused.message().to_owned(),
            other => other.to_string(),
        };
        Self::Database { said }
    }

    #[expect(clippy::needless_pass_by_value, reason = "it is used in place of a closure")]
    pub(super) fn thread(error: std::io::Error) -> Self {
        Self::NoThread { said: error.to_string() }
    }

    /// What is wrong, and what to do where that can be said.
    pub fn text(&self) -> Text {
        match self {
            Self::BadPlace => Text::new(
                "记录的位置写成 `sqlite:文件` 或 `postgres://用户@主机/数据库`",
                "write the place of the record as `sqlite:FILE` or `postgres://USER@HOST/DATABASE`",
            ),
            Self::BadSetting(text) => text.clone(),
            Self::BadKey { path, why } => {
                Text::new(format!("密钥文件 {path}：{}", why.zh), format!("key file {path}: {}", why.en))
            }
            Self::Database { said } => {
                Text::new(format!("记录的数据库出错：{said}"), format!("the database of the record failed: {said}"))
            }
            Self::NoThread { said } => {
                Text::new(format!("记录没有启动：{said}"), format!("the record did not start: {said}"))
            }
            Self::Full { queue } => Text::new(
                format!("等着写入记录的决定已有 {queue} 条，上限 {queue}"),
                format!("{queue} decisions wait to be put on record, the limit is {queue}"),
            ),
            Self::TooSlow { seconds } => Text::new(
                format!("写入记录超过 {seconds} 秒"),
                format!("putting it on record took more than {seconds} seconds"),
            ),
            Self::Closed => Text::new("记录已关闭", "the record is closed"),
            Self::NoRandomness => Text::new("系统没有给出随机数", "the system gave no random numbers"),
            Self::Damaged { what } => {
                Text::new(format!("记录里的内容不对：{}", what.zh), format!("the record is damaged: {}", what.en))
            }
            Self::InputNotKept => Text::new(
                "这次决定的输入没有保存；有原文件的，用 `--input` 给出",
                "the input of this decision was not kept: give it with `--input` if you have the file",
            ),
            Self::NoKey { fingerprint } => Text::new(
                format!("输入是用指纹为 {fingerprint} 的密钥封存的，这里没有；用 `--record-key-file` 给出"),
                format!(
                    "the input was sealed with the key {fingerprint}, which is not here: give it with `--record-key-file`"
                ),
            ),
            Self::DoesNotOpen => Text::new(
                "封存的输入打不开：被改过，或者不是这次决定的",
                "the sealed input does not open: it was changed, or belongs to another decision",
            ),
            Self::RulesRefused { digest } => Text::new(
                format!("当时的规则（{digest}）通不过这个版本的检查；请用当时的版本"),
                format!(
                    "the rules of that day ({digest}) do not pass the checks of this version: use the version of that day"
                ),
            ),
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Text { zh, en } = self.text();
        write!(f, "{zh} / {en}")
    }
}

impl std::error::Error for RecordError {}
