//! How a record is kept: every setting with its bounds.

use super::{Keys, Place, RecordError};
use crate::diagnostic::Text;

/// How a record is kept.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where.
    pub place: Place,
    /// Whether inputs are kept, sealed with the first key.
    pub inputs: bool,
    /// The keys that open inputs; the first seals.
    pub keys: Keys,
    /// After how many days decisions are deleted; never, where nothing is said.
    pub days: Option<u32>,
    /// How many decisions may wait to be written.
    pub queue: usize,
}

/// How many decisions may wait to be written, unless the operator says otherwise.
pub const QUEUE: usize = 1_024;
/// The most days decisions can be kept for by a number: a hundred years.
const MAX_DAYS: u32 = 36_525;
/// The most decisions that may wait.
const MAX_QUEUE: usize = 65_536;

impl Settings {
    /// A record at this place, with nothing said besides.
    pub fn at(place: Place) -> Self {
        Self { place, inputs: false, keys: Keys::default(), days: None, queue: QUEUE }
    }

    /// Whether every setting is within its bounds and has what it needs.
    pub(super) fn check(&self) -> Result<(), RecordError> {
        let wrong = |zh: String, en: String| Err(RecordError::BadSetting(Text::new(zh, en)));
        if self.inputs && self.keys.is_empty() {
            return wrong(
                "--record-inputs 需要密钥：加上 --record-key-file 文件，用 `ashore record key 文件` 生成".to_owned(),
                "--record-inputs needs a key: add --record-key-file FILE, made by `ashore record key FILE`".to_owned(),
            );
        }
        if let Some(days) = self.days.filter(|d| *d == 0 || *d > MAX_DAYS) {
            return wrong(
                format!("--record-days 是 {days}，应在 1 到 {MAX_DAYS} 之间"),
                format!("--record-days is {days}, it has to be between 1 and {MAX_DAYS}"),
            );
        }
        if self.queue == 0 || self.queue > MAX_QUEUE {
            let queue = self.queue;
            return wrong(
                format!("--record-queue 是 {queue}，应在 1 到 {MAX_QUEUE} 之间"),
                format!("--record-queue is {queue}, it has to be between 1 and {MAX_QUEUE}"),
            );
        }
        Ok(())
    }
}
