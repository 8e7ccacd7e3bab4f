//! Words of a fixed choice: one list for reading, writing and documentation.

/// A choice whose options are written as words.
pub trait Word: Copy + PartialEq + Sized + 'static {
    /// Every option with its word.
    const WORDS: &'static [(&'static str, Self)];

    /// The word of this option.
    fn word(self) -> &'static str {
        // Every option stands in the list.
        Self::WORDS.iter().find(|(_, option)| *option == self).map_or("", |(word, _)| word)
    }
}

/// Declares a choice: each option with the word it is written as.
// A word is matched as `tt`: wrapped up as `literal`, the documentation would not see it and show the names of the code.
macro_rules! words {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$inner:meta])* $option:ident = $word:tt),* $(,)? }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $word)] $option,)*
        }

        impl $crate::money::Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $name::$option)),*];
        }
    };
}

pub(crate) use words;
