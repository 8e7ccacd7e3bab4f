//! A record by itself: what is too old goes and leaves a proof, and what is damaged is told.

use std::path::Path;
use std::sync::LazyLock;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::*;
use crate::check::check;
use crate::engine::Explain;
use crate::fact::LIMITS;
use crate::reply::PlanForm;
use crate::source::read_folder;

static ENGINE: LazyLock<Arc<Engine>> =
    LazyLock::new(|| Arc::new(Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.unwrap())));
const ASKED: Asked = Asked::Evaluation { explain: Explain::Findings, form: PlanForm::Json };
const INPUT: &[u8] = br#"{ "as_of": "2026-11-22", "debts": [{ "id": "a", "outstanding": 100 }] }"#;

fn in_march() -> DateTime<Utc> {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn in_november() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn settings(name: &str, keys: &Keys) -> Settings {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp").join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    Settings { inputs: true, keys: keys.clone(), ..Settings::at(Place::Sqlite(file)) }
}

fn open(name: &str, keys: &Keys, clock: Clock) -> Record {
    Record::open(settings(name, keys), clock).unwrap()
}

fn begin(name: &str) -> Keys {
    let Place::Sqlite(file) = settings(name, &Keys::default()).place else { panic!() };
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
    Keys::new(vec![Key::new().unwrap()])
}

fn decide(record: &Record) -> Uuid {
    let reply = ASKED.reply(&ENGINE, INPUT, &LIMITS).unwrap();
    let draft = record.draft(ASKED, &ENGINE, INPUT, &reply, Some("k1".into())).unwrap();
    let id = draft.decision.id;
    record.wait(record.keep(draft, ENGINE.clone())).unwrap();
    id
}

fn change(name: &str, statement: &'static str) {
    let Place::Sqlite(file) = settings(name, &Keys::default()).place else { panic!() };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
        let mut file = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(statement).execute(&mut file).await.unwrap();
    });
}

fn found(record: &Record, id: Uuid) -> Found {
    record.wait(record.find(id)).unwrap()
}

#[test]
fn what_is_too_old_goes_and_the_proof_of_it_tells_of_every_change() {
    let name = "record-purged.db";
    let keys = begin(name);
    let record = open(name, &keys, in_march);
    let old: Vec<Uuid> = (0..3).map(|_| decide(&record)).collect();
    record.close();
    let record = open(name, &keys, in_november);
    let young = decide(&record);
    let Found::Kept(kept) = found(&record, old[0]) else { panic!() };
    assert_eq!((kept.decision.at, kept.decision.key.as_deref()), (in_march(), Some("k1")));
    assert_eq!(record.input(&kept).unwrap(), INPUT);

    assert_eq!(record.purge(267, "age").unwrap(), [], "266 days old is not older than 267");
    let runs = record.purge(265, "age").unwrap();
    assert_eq!(runs.iter().map(|r| (r.number, r.how_many)).collect::<Vec<_>>(), [(1, 3)]);
    assert_eq!(
        (runs[0].oldest.as_str(), runs[0].newest.as_str()),
        ("2026-03-01T08:00:00.000Z", "2026-03-01T08:00:00.000Z")
    );
    assert_eq!(found(&record, old[2]), Found::Deleted { at: in_november() });
    assert!(matches!(found(&record, young), Found::Kept(_)));
    assert_eq!(record.delete(young, "a wish").unwrap().unwrap().before, runs[0].hash);
    assert_eq!(record.delete(young, "a wish").unwrap(), None);
    assert_eq!(record.proof().unwrap().problems, []);

    change(name, "DELETE FROM deleted WHERE id = (SELECT min(id) FROM deleted WHERE run = 1)");
    change(name, "UPDATE deletions SET reason = 'age' WHERE number = 2");
    let problems: Vec<String> = record.proof().unwrap().problems.into_iter().map(|p| p.en).collect();
    assert_eq!(problems, ["the ids of deletion 1 do not agree: 2 are known, 3 were deleted", "deletion 2 was changed"]);
    record.close();
}

#[test]
fn a_service_deletes_what_is_too_old_by_itself() {
    let name = "record-aged.db";
    let keys = begin(name);
    let record = open(name, &keys, in_march);
    let old = decide(&record);
    record.close();
    let record = Record::open(Settings { days: Some(30), ..settings(name, &keys) }, in_november).unwrap();
    let gone = || matches!(found(&record, old), Found::Deleted { .. });
    let seen = (0..6_000).any(|_| {
        gone() || {
            std::thread::sleep(Duration::from_millis(20));
            false
        }
    });
    assert!(seen, "two minutes are enough");
    record.close();
}

#[test]
fn rows_that_were_exchanged_and_rules_that_were_changed_are_told() {
    let name = "record-damaged.db";
    let keys = begin(name);
    let record = open(name, &keys, in_march);
    let (one, two) = (decide(&record), decide(&record));
    // Both have what is sealed of one of them: it opens there, and not in the other's place.
    change(name, "UPDATE decisions SET sealed = (SELECT max(sealed) FROM decisions)");
    let opens = [one, two].map(|id| {
        let Found::Kept(kept) = found(&record, id) else { panic!() };
        record.input(&kept)
    });
    assert_eq!(opens.iter().filter(|opened| opened.is_ok()).count(), 1, "{opens:?}");
    assert!(opens.contains(&Err(RecordError::DoesNotOpen)), "{opens:?}");
    let digest = &ENGINE.rules().digest;
    let packed = record.wait(record.rules(digest)).unwrap().unwrap();
    assert_eq!(unpack(digest, &packed).unwrap().digest(), *digest);
    change(name, "UPDATE rulesets SET files = zeroblob(9)");
    let packed = record.wait(record.rules(digest)).unwrap().unwrap();
    assert!(matches!(record.compile(digest, &packed), Err(RecordError::Damaged { .. })));

    // Rules that are gone are put back with the next decision.
    change(name, "DELETE FROM rulesets");
    assert_eq!(record.wait(record.rules(digest)).unwrap(), None);
    decide(&record);
    let packed = record.wait(record.rules(digest)).unwrap().unwrap();
    let Found::Kept(kept) = found(&record, one) else { panic!() };
    let engine = record.compile(digest, &packed).unwrap();
    let mut then = kept.decision;
    assert_eq!(replay(&then, &engine, INPUT).outcome, Outcome::SameBytes);
    then.answer.sha256 = "0".repeat(64);
    assert_eq!(replay(&then, &engine, INPUT).outcome, Outcome::DifferentBytes);
    then.engine_version = "0.0.9".into();
    assert_eq!(replay(&then, &engine, INPUT).outcome, Outcome::OtherEngine);
    record.close();
    let closed = record.draft(ASKED, &ENGINE, INPUT, &ASKED.reply(&ENGINE, INPUT, &LIMITS).unwrap(), None).unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(record.keep(closed, ENGINE.clone())), Err(RecordError::Closed));
}
