//! Imports: how to read a list that a carrier or a phone gives out. Header names, formats and words are those of the
//! carriers and change without notice; so they are kept in YAML.

use super::id::ImportId;
use crate::diagnostic::Text;
use crate::source::{Place, Placed};

/// A fact with the value it is given, both as written.
pub type GivenFact = (Placed<String>, Placed<String>);

/// One kind of list, and what its columns mean.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id: `call_list`.
    pub id: ImportId,
    /// Its name for people.
    pub title: Text,
    /// What is true of every contact of such a list.
    pub always: Vec<GivenFact>,
    /// When a contact was.
    pub at: StampColumns,
    /// The numbers on either side.
    pub number: Option<NumberColumns>,
    /// How long a call took.
    pub duration: Option<DurationColumns>,
    /// Facts that are read from a column as they stand, or by words.
    pub facts: Vec<FactColumn>,
    /// How lines begin that add up and are no contacts.
    pub totals: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

/// The columns that say when a contact was.
#[derive(Debug, Clone)]
pub struct StampColumns {
    /// Headers of a column with date and time, or with the time alone where a column of dates stands beside it.
    pub columns: Vec<Placed<String>>,
    /// Headers of a column with the date.
    pub date_columns: Vec<Placed<String>>,
    /// How dates and times are written.
    pub formats: Vec<Placed<String>>,
}

/// The columns with numbers.
#[derive(Debug, Clone)]
pub struct NumberColumns {
    /// Headers of the column with the number of the other side.
    pub columns: Vec<Placed<String>>,
    /// Headers of the column with the number of the person.
    pub own_columns: Vec<Placed<String>>,
    /// What is taken off the front, so that one number is written in one way.
    pub drop_prefixes: Vec<String>,
    /// What is left of a number that is masked.
    pub mask: Mask,
}

/// What is left of a number that is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    /// As many digits at the front.
    pub first: usize,
    /// As many digits at the end.
    pub last: usize,
    /// Numbers of at most so many digits are those of services and stay whole.
    pub whole_up_to: usize,
}

/// The column that says how long a call took.
#[derive(Debug, Clone)]
pub struct DurationColumns {
    /// Its headers.
    pub columns: Vec<Placed<String>>,
    /// How durations are written.
    pub formats: Vec<Placed<String>>,
    /// From how many seconds on a call was connected, below which it was not; without it a duration says nothing of that.
    pub connected_from_seconds: Option<u32>,
    /// No call is longer; what is written as longer is not believed.
    pub at_most_seconds: u32,
}

/// A column that gives a fact.
#[derive(Debug, Clone)]
pub struct FactColumn {
    /// The fact.
    pub fact: Placed<String>,
    /// Its headers.
    pub columns: Vec<Placed<String>>,
    /// What the words of the column mean; none where the text is taken as it stands.
    pub words: Vec<GivenFact>,
    /// What is true as well where the column holds something.
    pub with: Vec<GivenFact>,
}
