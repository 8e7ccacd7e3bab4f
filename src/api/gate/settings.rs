//! How the gate is set: keys, rates, origins of web pages.

use std::path::PathBuf;

use actix_web::http::Uri;
use validator::{Validate, ValidationError};

use crate::access::{KeysFile, read};
use crate::diagnostic::Text;

/// The most origins.
const MAX_ORIGINS: usize = 32;

/// How the gate is set.
#[derive(Debug, Clone, Validate)]
pub struct GateSettings {
    /// The file of keys; nothing where no key is asked for.
    pub keys: Option<PathBuf>,
    /// How many requests a key, or without keys an address, may send in a minute; 0 for no limit.
    #[validate(range(min = 0, max = 1_000_000, message = "is between 0 (no limit) and 1000000"))]
    pub rate_per_minute: u32,
    /// How many of them may come at once.
    #[validate(range(min = 1, max = 100_000, message = "is between 1 and 100000"))]
    pub rate_burst: u32,
    /// How many missing or bad keys from one address are answered as such in a minute; 0 for no limit.
    #[validate(range(min = 0, max = 1_000_000, message = "is between 0 (no limit) and 1000000"))]
    pub bad_keys_per_minute: u32,
    /// The origins whose pages may read answers, such as `https://desk.example.org`.
    #[validate(custom(function = "origins"))]
    pub cors_origin: Vec<String>,
    /// Whether browsers are told to come by https only.
    pub hsts: bool,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            keys: None,
            rate_per_minute: 600,
            rate_burst: 60,
            bad_keys_per_minute: 60,
            cors_origin: Vec::new(),
            hsts: false,
        }
    }
}

impl GateSettings {
    /// The keys file with what it holds, or why a service must not start by it.
    pub fn keys_file(&self) -> Result<Option<(PathBuf, KeysFile)>, Text> {
        let Some(path) = &self.keys else { return Ok(None) };
        let file = read(path).map_err(|error| error.text())?;
        if file.keys.is_empty() {
            let path = path.display();
            return Err(Text::new(
                format!("密钥文件 {path} 里没有密钥；用 ashore key new 建一个"),
                format!("the keys file {path} holds no key: make one with `ashore key new`"),
            ));
        }
        Ok(Some((path.clone(), file)))
    }
}

fn origins(given: &[String]) -> Result<(), ValidationError> {
    if given.len() > MAX_ORIGINS {
        let message = format!("is given {} times, the limit is {MAX_ORIGINS}", given.len());
        return Err(ValidationError::new("origins").with_message(message.into()));
    }
    match given.iter().find(|origin| !is_origin(origin)) {
        None => Ok(()),
        Some(_) => Err(ValidationError::new("origins").with_message(
            "is an origin as browsers send it, such as https://desk.example.org: https (http only for localhost), a host in \
             lower case, a port if it is not the usual one, and nothing after it; there is no `*`"
                .into(),
        )),
    }
}

/// Whether this is an origin exactly as a browser writes one.
fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
    let usual = match scheme {
        "https" => authority.port_u16() == Some(443),
        "http" if ["localhost", "127.0.0.1", "[::1]"].contains(&authority.host()) => authority.port_u16() == Some(80),
        _ => return false,
    };
    let host = authority.host();
    !usual
        && !host.contains('*')
        && !text.chars().any(|c| c.is_ascii_uppercase())
        && !authority.as_str().contains('@')
        && text == format!("{scheme}://{authority}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_only_as_a_browser_writes_it() {
        for good in [
            "https://desk.example.org",
            "https://desk.example.org:8443",
            "http://localhost:3000",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "*",
            "null",
            "https://*",
            "https://*.example.org",
            "http://desk.example.org",
            "https://desk.example.org/",
            "https://desk.example.org/page",
            "https://desk.example.org:443",
            "https://Desk.example.org",
            "https://me@desk.example.org",
            "desk.example.org",
            "https://",
            "",
            "https://a b",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
