//! What stands in a keys file: every mistake is noted with its place, and none is passed over. Values are never quoted.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::{MAX_KEYS, Mistake};
use crate::access::key::{Key, KeyId, MAX_NAME_CHARS, MAX_RATE_PER_MINUTE, MAX_SECRETS, NotValid, Secret, unlike};
use crate::access::scope::Scope;
use crate::access::token::unhex;
use crate::diagnostic::{Text, closest};
use crate::fact::Input;
use crate::hex::hex;

/// The form of the file that is read and written.
const VERSION: &str = "1";
/// The longest unknown name of a field that is told; anything longer is more likely a value in the wrong place.
const NAME_TOLD_CHARS: usize = 24;

const FILE: [&str; 2] = ["version", "keys"];
const KEY: [&str; 8] = ["id", "name", "scopes", "rate_per_minute", "created", "expires", "revoked", "secrets"];
const SECRET: [&str; 3] = ["sha256", "created", "ends"];

/// Reads the keys, or says everything that is wrong.
pub(super) fn read(input: &Input) -> Result<Vec<Key>, Vec<Mistake>> {
    let mut reading = Reading::default();
    let keys = reading.file(input);
    if reading.mistakes.is_empty() { Ok(keys) } else { Err(reading.mistakes) }
}

/// The file as it is written.
pub(super) fn written(keys: &[Key]) -> String {
    let keys = keys.iter().map(WrittenKey::from).collect();
    let text = serde_json::to_string_pretty(&WrittenFile { version: 1, keys });
    text.map(|text| text + "\n").unwrap_or_default()
}

#[derive(Default)]
struct Reading {
    mistakes: Vec<Mistake>,
}

impl Reading {
    fn file(&mut self, input: &Input) -> Vec<Key> {
        if !self.object(input, "", &FILE) {
            return Vec::new();
        }
        if input.get("version") != Some(&Input::Number(VERSION.to_owned())) {
            self.note("/version", "应当是 1", "it is 1");
        }
        let list = self.list(input.get("keys"), "/keys", MAX_KEYS);
        let mut keys: Vec<Key> = Vec::new();
        for (n, item) in list.iter().enumerate() {
            let place = format!("/keys/{n}");
            let Some(key) = self.key(item, &place) else { continue };
            if keys.iter().any(|other| other.id == key.id) {
                self.note(&format!("{place}/id"), "这个编号已经有了", "another key has this id");
            }
            keys.push(key);
        }
        keys
    }

    fn key(&mut self, input: &Input, place: &str) -> Option<Key> {
        if !self.object(input, place, &KEY) {
            return None;
        }
        let at = |field: &str| format!("{place}/{field}");
        let id = input.get("id").and_then(Input::text).and_then(KeyId::read);
        if id.is_none() {
            self.note(
                &at("id"),
                "应当是 k_ 加十二位小写十六进制数字",
                "it is `k_` and twelve lower-case hexadecimal digits",
            );
        }
        let name = input.get("name").and_then(Input::text).unwrap_or_default().to_owned();
        let scopes = self.scopes(input.get("scopes"), &at("scopes"));
        let rate_per_minute = self.rate(input.get("rate_per_minute"), &at("rate_per_minute"));
        for wrong in unlike(&name, &scopes, rate_per_minute) {
            let field = match wrong {
                NotValid::Name(_) | NotValid::NameUnprintable => "name",
                NotValid::NoScope => "scopes",
                NotValid::Rate(_) => "rate_per_minute",
            };
            let text = wrong.text();
            self.note(&at(field), text.zh, text.en);
        }
        let created = self.instant(input.get("created"), &at("created"));
        if created.is_none() {
            self.note(&at("created"), "没有写建立时间", "it does not say when it was made");
        }
        let expires = self.instant(input.get("expires"), &at("expires"));
        let revoked = self.instant(input.get("revoked"), &at("revoked"));
        let secrets = self.secrets(input.get("secrets"), &at("secrets"));
        Some(Key { id: id?, name, scopes, rate_per_minute, created: created?, expires, revoked, secrets })
    }

    fn scopes(&mut self, input: Option<&Input>, place: &str) -> Vec<Scope> {
        let mut scopes = Vec::new();
        for (n, item) in self.list(input, place, Scope::ALL.len()).iter().enumerate() {
            if let Some(scope) = item.text().and_then(Scope::of) {
                scopes.push(scope);
            } else {
                let known = Scope::ALL.map(Scope::word);
                self.note(
                    &format!("{place}/{n}"),
                    format!("没有这种权限；可用：{}", known.join("、")),
                    format!("no such scope: use {}", known.join(", ")),
                );
            }
        }
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    fn secrets(&mut self, input: Option<&Input>, place: &str) -> Vec<Secret> {
        let list = self.list(input, place, MAX_SECRETS);
        if list.is_empty() {
            self.note(place, "至少要有一个密文摘要", "it has at least one");
        }
        let secrets = list.iter().enumerate().filter_map(|(n, item)| self.secret(item, &format!("{place}/{n}")));
        secrets.collect()
    }

    fn secret(&mut self, input: &Input, place: &str) -> Option<Secret> {
        if !self.object(input, place, &SECRET) {
            return None;
        }
        let at = |field: &str| format!("{place}/{field}");
        let sha256 = input.get("sha256").and_then(Input::text).and_then(unhex);
        if sha256.is_none() {
            self.note(
                &at("sha256"),
                "应当是六十四位小写十六进制数字",
                "it is sixty-four lower-case hexadecimal digits",
            );
        }
        let created = self.instant(input.get("created"), &at("created"));
        if created.is_none() {
            self.note(&at("created"), "没有写建立时间", "it does not say when it was made");
        }
        let ends = self.instant(input.get("ends"), &at("ends"));
        Some(Secret { sha256: sha256?, created: created?, ends })
    }

    /// A time; nothing where none is given. One that cannot be read is a mistake: no key may live longer by a typo.
    fn instant(&mut self, input: Option<&Input>, place: &str) -> Option<DateTime<Utc>> {
        let given = input.filter(|input| **input != Input::Null)?;
        let read = given.text().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        if read.is_none() {
            self.note(place, "应当写成 2027-01-31T16:00:00Z 这样的时间", "it is a time such as 2027-01-31T16:00:00Z");
        }
        read.map(|time| time.to_utc())
    }

    fn rate(&mut self, input: Option<&Input>, place: &str) -> Option<u32> {
        match input {
            None | Some(Input::Null) => None,
            Some(Input::Number(text)) if text.parse::<u32>().is_ok() => text.parse().ok(),
            Some(_) => {
                self.note(
                    place,
                    format!("应当是 1 到 {MAX_RATE_PER_MINUTE} 的整数"),
                    format!("it is a whole number from 1 to {MAX_RATE_PER_MINUTE}"),
                );
                None
            }
        }
    }

    fn list<'i>(&mut self, input: Option<&'i Input>, place: &str, limit: usize) -> &'i [Input] {
        let Some(Input::List(items)) = input else {
            self.note(place, "应当是列表", "it is a list");
            return &[];
        };
        let n = items.len();
        if n > limit {
            self.note(place, format!("有 {n} 项，上限 {limit}"), format!("it has {n} entries, the limit is {limit}"));
        }
        items.get(..n.min(limit)).unwrap_or_default()
    }

    /// Whether it is an object; notes what it has twice or should not have.
    fn object(&mut self, input: &Input, place: &str, known: &[&str]) -> bool {
        let Input::Map(entries) = input else {
            self.note(place, "应当是对象", "it is an object");
            return false;
        };
        for (n, (name, _)) in entries.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                self.unknown(name, place, known);
            } else if entries.iter().take(n).any(|(before, _)| before == name) {
                self.note(&format!("{place}/{name}"), "写了两次", "it is written twice");
            }
        }
        true
    }

    fn unknown(&mut self, name: &str, place: &str, known: &[&str]) {
        let plain =
            name.chars().count() <= NAME_TOLD_CHARS && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
        let (zh, en) = match closest(name, known.iter().copied()) {
            Some(close) => (format!("；是不是想写 `{close}`？"), format!("; did you mean `{close}`?")),
            None => Default::default(),
        };
        let shown = if plain { format!(" `{name}`") } else { String::new() };
        self.note(place, format!("没有字段{shown}{zh}"), format!("unknown field{shown}{en}"));
    }

    fn note(&mut self, place: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.mistakes.push(Mistake { place: place.to_owned(), message: Text::new(zh, en) });
    }
}

impl NotValid {
    /// What is wrong, with both numbers of a limit.
    pub fn text(self) -> Text {
        match self {
            Self::Name(chars) => Text::new(
                format!("名称有 {chars} 个字，应当是 1 到 {MAX_NAME_CHARS} 个"),
                format!("the name has {chars} characters, it needs 1 to {MAX_NAME_CHARS}"),
            ),
            Self::NameUnprintable => {
                Text::new("名称里有不能显示的字符", "the name holds a character that is not printed")
            }
            Self::NoScope => Text::new("至少要有一种权限", "a key needs at least one scope"),
            Self::Rate(rate) => Text::new(
                format!("每分钟 {rate} 次，应当是 1 到 {MAX_RATE_PER_MINUTE}"),
                format!("{rate} requests a minute, it is 1 to {MAX_RATE_PER_MINUTE}"),
            ),
        }
    }
}

#[derive(Serialize)]
struct WrittenFile<'k> {
    version: u8,
    keys: Vec<WrittenKey<'k>>,
}

#[derive(Serialize)]
struct WrittenKey<'k> {
    id: &'k KeyId,
    name: &'k str,
    scopes: Vec<&'static str>,
    rate_per_minute: Option<u32>,
    created: String,
    expires: Option<String>,
    revoked: Option<String>,
    secrets: Vec<WrittenSecret>,
}

#[derive(Serialize)]
struct WrittenSecret {
    sha256: String,
    created: String,
    ends: Option<String>,
}

impl<'k> From<&'k Key> for WrittenKey<'k> {
    fn from(key: &'k Key) -> Self {
        Self {
            id: &key.id,
            name: &key.name,
            scopes: key.scopes.iter().map(|scope| scope.word()).collect(),
            rate_per_minute: key.rate_per_minute,
            created: time(key.created),
            expires: key.expires.map(time),
            revoked: key.revoked.map(time),
            secrets: key
                .secrets
                .iter()
                .map(|s| WrittenSecret { sha256: hex(&s.sha256), created: time(s.created), ends: s.ends.map(time) })
                .collect(),
        }
    }
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
