//! What a key opens. The words stand in keys files, on the command line, in answers and in the OpenAPI document.

use std::fmt;

use crate::diagnostic::Text;

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Portfolios, contacts, letters, figures: in and out.
    Evaluate,
    /// Reading the rules in use and checking rule files.
    RulesRead,
    /// Taking up changed rules.
    RulesReload,
    /// The numbers for monitoring.
    Metrics,
    /// The decisions on record.
    DecisionsRead,
}

impl Scope {
    /// All there are.
    pub const ALL: [Self; 5] = [Self::Evaluate, Self::RulesRead, Self::RulesReload, Self::Metrics, Self::DecisionsRead];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::RulesRead => "rules:read",
            Self::RulesReload => "rules:reload",
            Self::Metrics => "metrics",
            Self::DecisionsRead => "decisions:read",
        }
    }

    /// The scope of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// What it is for.
    pub fn about(self) -> Text {
        match self {
            Self::Evaluate => {
                Text::new("评估、访谈、导入、信函、计算", "evaluations, interviews, imports, letters, figures")
            }
            Self::RulesRead => Text::new("查看规则、检查规则文件", "reading the rules, checking rule files"),
            Self::RulesReload => Text::new("启用改过的规则", "taking up changed rules"),
            Self::Metrics => Text::new("监控数字", "the numbers for monitoring"),
            Self::DecisionsRead => Text::new("查看留存的决定", "reading the decisions on record"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
