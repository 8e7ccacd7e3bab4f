//! Commands as run.
