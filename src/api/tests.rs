//! Responses as sent.
