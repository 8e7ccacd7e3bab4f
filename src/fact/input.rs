//! What was given, before anyone has said what it means: the common shape of a JSON request and of the `given` of a
//! test case. Numbers stay text, so that no amount passes through a binary float.

/// A piece of what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Nothing: the fact is not known.
    Null,
    /// `true` or `false`.
    YesNo(bool),
    /// A number, exactly as written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Input>),
    /// An object; a repeated key is there twice.
    Map(Vec<(String, Input)>),
}

impl Input {
    /// An object's value under `key`.
    pub fn get(&self, key: &str) -> Option<&Input> {
        match self {
            Self::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            Self::Null | Self::YesNo(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::YesNo(_) | Self::Number(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Whether it says that the fact is not known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Null) || self.text() == Some("unknown")
    }

    /// The word for what this is: Chinese, English.
    pub fn describe(&self) -> (&'static str, &'static str) {
        match self {
            Self::Null => ("空值", "null"),
            Self::YesNo(_) => ("是或否", "a yes or no"),
            Self::Number(_) => ("数字", "a number"),
            Self::Text(_) => ("文字", "a text"),
            Self::List(_) => ("列表", "a list"),
            Self::Map(_) => ("对象", "an object"),
        }
    }
}
