//! The address of a collector of spans.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::Text;

/// Where the OTLP of HTTP is spoken below the address of a collector.
const TRACES: &str = "/v1/traces";
/// The longest address that is taken.
const MAX_CHARS: usize = 255;

/// The address spans are sent to, in plain HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

impl Endpoint {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Endpoint {
    type Err = Text;

    /// Takes the base of a collector, such as `http://127.0.0.1:4318`, or its whole address.
    fn from_str(text: &str) -> Result<Self, Text> {
        let example = Text::new("写成 `http://127.0.0.1:4318`", "write `http://127.0.0.1:4318`");
        let wrong =
            |zh: &str, en: &str| Err(Text::new(format!("{zh}；{}", example.zh), format!("{en}; {}", example.en)));
        if text.starts_with("https://") {
            return Err(Text::new(
                "这里只用不加密的 http:// 发送；请发给本机或内网的收集器，由它加密转发",
                "spans are sent by plain http:// only: send them to a collector on this machine or network, which passes them on encrypted",
            ));
        }
        let Some(rest) = text.strip_prefix("http://") else {
            return wrong("地址要以 http:// 开头", "the address begins with http://");
        };
        let length = text.chars().count();
        if length > MAX_CHARS {
            return wrong(
                &format!("地址有 {length} 个字，上限 {MAX_CHARS}"),
                &format!("the address has {length} characters, the limit is {MAX_CHARS}"),
            );
        }
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() || !rest.bytes().all(|b| b.is_ascii_graphic()) || rest.contains(['?', '#']) {
            return wrong("地址里要有主机名，不带空格和 ?、#", "the address names a host, without blanks, ? or #");
        }
        // A password in an address ends up in process lists.
        if host.contains('@') {
            return wrong("地址里不写用户名和密码", "the address holds no user name and no password");
        }
        let base = text.trim_end_matches('/');
        Ok(Self(if base.ends_with(TRACES) { base.to_owned() } else { format!("{base}{TRACES}") }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_of_a_collector_or_its_whole_address() {
        for (given, sent_to) in [
            ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
            ("http://collector:4318/", "http://collector:4318/v1/traces"),
            ("http://collector/otlp", "http://collector/otlp/v1/traces"),
            ("http://[::1]:4318/v1/traces", "http://[::1]:4318/v1/traces"),
        ] {
            assert_eq!(given.parse::<Endpoint>().unwrap().as_str(), sent_to);
        }
    }

    #[test]
    fn what_cannot_be_sent_to_is_refused_with_the_reason() {
        for (given, says) in [
            ("https://collector:4318", "plain http:// only"),
            ("collector:4318", "begins with http://"),
            ("http://", "names a host"),
            ("http://a b", "without blanks"),
            ("http://user:word@collector", "no password"),
        ] {
            assert!(given.parse::<Endpoint>().unwrap_err().en.contains(says), "{given}");
        }
    }
}
