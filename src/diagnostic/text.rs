//! A sentence in the two languages of the project: Chinese for counsellors and lawyers, English beside it.

use serde::Serialize;

/// Which of the two languages a reader wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, the default everywhere.
    #[default]
    Zh,
    /// English.
    En,
}

/// The same sentence in Chinese and in English.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A sentence from its two wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// What is the same in both languages: a name, a number.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Self { en: zh.clone(), zh }
    }

    /// Texts in one line, with what stands between them in either language.
    pub fn join(texts: &[Self], zh: &str, en: &str) -> Self {
        let all = |pick: fn(&Self) -> &str| texts.iter().map(pick).collect::<Vec<_>>();
        Self { zh: all(|t| &t.zh).join(zh), en: all(|t| &t.en).join(en) }
    }

    /// The wording in the language asked for.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}
