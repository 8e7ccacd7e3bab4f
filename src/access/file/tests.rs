//! Keys files as somebody might leave them.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::access::{Key, New, Scope};

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ashore-access-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("keys.json")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_000_000_123).unwrap()
}

fn key(name: &str) -> Key {
    let scopes = vec![Scope::Evaluate, Scope::DecisionsRead];
    let expires = Some(now() + TimeDelta::days(1));
    Key::new(New { name: name.into(), scopes, rate_per_minute: Some(5), expires }, now()).unwrap().0
}

fn add(path: &Path, key: Key) -> Result<(), KeysError> {
    change(path, true, |keys| {
        keys.push(key);
        Ok(())
    })
}

#[expect(clippy::disallowed_methods, reason = "a test looks at the file it wrote")]
fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[test]
fn what_is_written_reads_back_the_same() {
    let path = file("back");
    let mut other = key("门口 \"desk\" \\");
    other.rotate(TimeDelta::hours(3), now()).unwrap();
    other.revoke(now());
    let keys = vec![key("a"), other];
    for key in &keys {
        add(&path, key.clone()).unwrap();
    }
    let read = read(&path).unwrap();
    assert_eq!(read.keys, keys);
    assert!(!read.open_to_all);
    assert_eq!(Stamp::of(&path), Some(read.stamp));
}

#[test]
fn every_mistake_is_named_with_its_place_and_no_value_is_quoted() {
    let path = file("mistakes");
    std::fs::write(
        &path,
        r#"{ "version": "1", "kyes": 1, "keys": [
            { "id": "desk", "name": "", "scopes": ["evaluate", "SECRETVALUE"], "rate_per_minute": "fast",
              "created": "2026-11-22", "expires": "SECRETVALUE", "revoked": true,
              "secrets": [{ "sha256": "SECRETVALUE" }, []], "ashore_0123456789ab_SECRETVALUE": 1 },
            { "id": "k_0123456789ab", "name": "x", "scopes": [], "created": "2026-11-22T00:00:00Z", "secrets": [], "rate_per_minute": 1.5 },
            7 ] }"#,
    )
    .unwrap();
    let Err(error) = read(&path) else { panic!("it has mistakes") };
    let KeysError::Mistakes { mistakes, .. } = &error else { panic!("{error:?}") };
    let told: Vec<String> = mistakes.iter().map(|m| format!("{}: {}", m.place, m.message.en)).collect();
    assert_eq!(
        told,
        [
            ": unknown field `kyes`; did you mean `keys`?",
            "/version: it is 1",
            "/keys/0: unknown field",
            "/keys/0/id: it is `k_` and twelve lower-case hexadecimal digits",
            "/keys/0/scopes/1: no such scope: use evaluate, rules:read, rules:reload, metrics, decisions:read",
            "/keys/0/rate_per_minute: it is a whole number from 1 to 1000000",
            "/keys/0/name: the name has 0 characters, it needs 1 to 80",
            "/keys/0/created: it is a time such as 2027-01-31T16:00:00Z",
            "/keys/0/created: it does not say when it was made",
            "/keys/0/expires: it is a time such as 2027-01-31T16:00:00Z",
            "/keys/0/revoked: it is a time such as 2027-01-31T16:00:00Z",
            "/keys/0/secrets/0/sha256: it is sixty-four lower-case hexadecimal digits",
            "/keys/0/secrets/0/created: it does not say when it was made",
            "/keys/0/secrets/1: it is an object",
            "/keys/1/rate_per_minute: it is a whole number from 1 to 1000000",
            "/keys/1/scopes: a key needs at least one scope",
            "/keys/1/secrets: it has at least one",
            "/keys/2: it is an object",
        ]
    );
    assert!(!error.text().en.contains("SECRETVALUE") && !error.text().zh.contains("SECRETVALUE"));
}

#[test]
fn limits_say_both_numbers() {
    let path = file("limits");
    let one = format!("{},", serde_json::json!({ "id": "k_0123456789ab" }));
    let many = one.repeat(MAX_KEYS + 1);
    std::fs::write(&path, format!(r#"{{ "version": 1, "keys": [{}] }}"#, many.trim_end_matches(','))).unwrap();
    let said = read(&path).unwrap_err().text().en;
    assert!(said.contains("/keys: it has 1001 entries, the limit is 1000"), "{said}");
    std::fs::write(&path, " ".repeat(1_048_577)).unwrap();
    let said = read(&path).unwrap_err().text().en;
    assert!(said.contains("at least 1048577 bytes, the limit is 1048576"), "{said}");
}

#[test]
fn two_keys_of_one_id_are_refused() {
    let path = file("twice");
    let key = key("a");
    add(&path, key.clone()).unwrap();
    add(&path, key).unwrap();
    let said = read(&path).unwrap_err().text().en;
    assert!(said.contains("/keys/1/id: another key has this id"), "{said}");
}

#[test]
fn a_change_that_fails_leaves_the_file_as_it_was() {
    let path = file("fails");
    add(&path, key("a")).unwrap();
    let before = bytes(&path);
    let failed = change(&path, true, |keys| {
        keys.clear();
        Err::<(), _>(KeysError::NoFile("x".into()))
    });
    assert!(failed.is_err());
    assert_eq!(bytes(&path), before);
    assert!(read(path.parent().unwrap()).is_err(), "a folder is no file");
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_and_a_group_that_could_read_it_still_can() {
    use std::os::unix::fs::PermissionsExt;

    let path = file("modes");
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let set = |mode: u32| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    add(&path, key("a")).unwrap();
    assert_eq!(mode(), 0o600);
    set(0o640);
    assert!(!read(&path).unwrap().open_to_all);
    add(&path, key("b")).unwrap();
    assert_eq!(mode(), 0o640);
    set(0o644);
    assert!(read(&path).unwrap().open_to_all);
    add(&path, key("c")).unwrap();
    assert_eq!(mode(), 0o640, "what everybody could read is closed");
}
