//! Who calls, as far as the log may know.

/// Put into the extensions of a request once its key was verified.
#[derive(Debug, Clone)]
pub(in crate::api) struct Caller {
    /// The public id of the key.
    pub(in crate::api) key_id: String,
}
