//! The tables of a record, in a file or on a server, by the same statements. The statements stand in `rows`; what rows
//! mean is left to `decision` and `deletion`.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqlSafeStr};
use uuid::Uuid;

use super::deletion::{Which, written};
use super::rows::{
    ALL_RUNS, DELETE_RUN, DecisionRow, DeletionRow, FIND_DECISION, FIND_DELETED, FIND_RULES, IDS_OF_RUN, KEEP_DECISION,
    KEEP_RULES, KEEP_RUN, LAST_RUN, TAKE_OLD, TAKE_ONE, TIMES_OF_RUN, UNDEAD, WAIT_FOR_THE_DISK, damaged, deletion,
    kept, length,
};
use super::{Deletion, Draft, Found, Place, Proof, RecordError};

/// How many connections are open at most.
const CONNECTIONS: u32 = 4;
/// How long a connection is waited for, and how long a file that somebody else writes to.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a deletion is tried that met another one.
const MOST_TRIES: usize = 5;

/// An open database.
#[derive(Clone)]
pub(super) enum Store {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A rule set to be kept.
pub(super) struct RuleSetRow {
    pub(super) digest: String,
    pub(super) version: String,
    pub(super) first_used: DateTime<Utc>,
    pub(super) files: Vec<u8>,
}

/// Does the same with either database: the statements are the same, the types of the library are not.
macro_rules! either {
    ($store:expr, $pool:ident => $work:expr) => {
        match $store {
            Store::Sqlite($pool) => $work,
            Store::Postgres($pool) => $work,
        }
    };
}

impl Store {
    /// Opens a database and brings its tables up to date.
    pub(super) async fn open(place: &Place) -> Result<Self, RecordError> {
        let store = match place {
            Place::Sqlite(path) => {
                make_private(path).map_err(|e| RecordError::Database { said: e.to_string() })?;
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .foreign_keys(true)
                    .auto_vacuum(SqliteAutoVacuum::Incremental)
                    .journal_mode(SqliteJournalMode::Wal)
                    // Every commit is on disk before it is told.
                    .synchronous(SqliteSynchronous::Full)
                    // What is deleted is overwritten.
                    .pragma("secure_delete", "ON")
                    .busy_timeout(PATIENCE)
                    .disable_statement_logging();
                let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
                Self::Sqlite(pool.connect_with(options).await?)
            }
            Place::Postgres(options) => {
                let options = options.as_ref().clone().disable_statement_logging();
                let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
                Self::Postgres(pool.connect_with(options).await?)
            }
        };
        let migrator = match store {
            Self::Sqlite(_) => migrator(include_str!("migrations/sqlite/1_decisions.sql")),
            Self::Postgres(_) => migrator(include_str!("migrations/postgres/1_decisions.sql")),
        };
        let migrated = either!(&store, pool => migrator.run(pool).await);
        migrated.map_err(|e| RecordError::Database { said: e.to_string() })?;
        store.warn_of_a_careless_server().await?;
        Ok(store)
    }

    /// Puts decisions on disk, with the rules they were made by: all of them or none. What is there already stays, so
    /// that it can be done twice.
    pub(super) async fn put(&self, rules: &[RuleSetRow], drafts: &[&Draft]) -> Result<(), RecordError> {
        either!(self, pool => {
            let mut writing = pool.begin_with(self.begin()).await?;
            if let Some(first) = self.first_statement() {
                sqlx::query(first).execute(&mut *writing).await?;
            }
            for row in rules {
                sqlx::query(KEEP_RULES)
                    .bind(&row.digest).bind(&row.version).bind(written(row.first_used)).bind(row.files.as_slice())
                    .execute(&mut *writing).await?;
            }
            for draft in drafts {
                let d = &draft.decision;
                sqlx::query(KEEP_DECISION)
                    .bind(d.id.to_string()).bind(written(d.at)).bind(d.key.as_deref()).bind(d.asked.kind())
                    .bind(serde_json::to_string(&d.asked).unwrap_or_default()).bind(d.as_of.to_string())
                    .bind(&d.ruleset_digest).bind(&d.engine_version)
                    .bind(&d.input.sha256).bind(length(d.input.bytes))
                    .bind(&d.answer.sha256).bind(length(d.answer.bytes))
                    .bind(draft.sealed.as_ref().map(|s| s.by.as_str())).bind(draft.sealed.as_ref().map(|s| s.bytes.as_slice()))
                    .execute(&mut *writing).await?;
            }
            writing.commit().await?;
        });
        Ok(())
    }

    /// What there is of a decision.
    pub(super) async fn find(&self, id: Uuid) -> Result<Found, RecordError> {
        let id = id.to_string();
        let row: Option<DecisionRow> =
            either!(self, pool => sqlx::query_as(FIND_DECISION).bind(&id).fetch_optional(pool).await?);
        if let Some(row) = row {
            return kept(row).map(|kept| Found::Kept(Box::new(kept))).ok_or(damaged(&id));
        }
        let at: Option<String> =
            either!(self, pool => sqlx::query_scalar(FIND_DELETED).bind(&id).fetch_optional(pool).await?);
        Ok(match at {
            Some(at) => Found::Deleted { at: at.parse().map_err(|_| damaged(&id))? },
            None => Found::Never,
        })
    }

    /// The files of a rule set.
    pub(super) async fn rules(&self, digest: &str) -> Result<Option<Vec<u8>>, RecordError> {
        Ok(either!(self, pool => sqlx::query_scalar(FIND_RULES).bind(digest).fetch_optional(pool).await?))
    }

    /// Deletes decisions and leaves a line that says so; nothing where there is nothing to delete.
    pub(super) async fn delete(
        &self,
        which: &Which,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Deletion>, RecordError> {
        let mut tries = 1;
        loop {
            match self.try_to_delete(which, reason, now).await {
                // Another run took the same number, or the file was being written to.
                Err(RecordError::Database { .. }) if tries < MOST_TRIES => tries += 1,
                ended => return ended,
            }
        }
    }

    async fn try_to_delete(
        &self,
        which: &Which,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Deletion>, RecordError> {
        let (take, from) = match which {
            Which::One(id) => (TAKE_ONE, id.to_string()),
            Which::Before(then) => (TAKE_OLD, written(*then)),
        };
        either!(self, pool => {
            let mut deleting = pool.begin_with(self.begin()).await?;
            let last: Option<(i64, String)> = sqlx::query_as(LAST_RUN).fetch_optional(&mut *deleting).await?;
            let number = last.as_ref().map_or(1, |(n, _)| n.saturating_add(1));
            sqlx::query(take).bind(&from).bind(written(now)).bind(number).execute(&mut *deleting).await?;
            let ids: Vec<String> = sqlx::query_scalar(IDS_OF_RUN).bind(number).fetch_all(&mut *deleting).await?;
            if ids.is_empty() {
                return Ok(None);
            }
            let made: (String, String) = sqlx::query_as(TIMES_OF_RUN).bind(number).fetch_one(&mut *deleting).await?;
            let last = last.map(|(n, hash)| (u64::try_from(n).unwrap_or_default(), hash));
            let run = Deletion::after(last, now, reason, &ids, made);
            sqlx::query(DELETE_RUN).bind(number).execute(&mut *deleting).await?;
            sqlx::query(KEEP_RUN)
                .bind(number).bind(&run.at).bind(&run.reason).bind(length(run.how_many)).bind(&run.oldest)
                .bind(&run.newest).bind(&run.ids_sha256).bind(&run.before).bind(&run.hash)
                .execute(&mut *deleting).await?;
            deleting.commit().await?;
            Ok(Some(run))
        })
    }

    /// Lets nothing of what was deleted lie about in the files of the database.
    pub(super) async fn clean(&self) -> Result<(), RecordError> {
        match self {
            Self::Sqlite(pool) => {
                sqlx::query("PRAGMA incremental_vacuum").execute(pool).await?;
                // The log of changes may hold what was deleted. It is emptied unless somebody reads all the while.
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(pool).await?;
                if busy != 0 {
                    tracing::warn!(
                        "the log of changes beside the record could not be emptied of what was deleted: somebody reads it"
                    );
                }
            }
            Self::Postgres(pool) => {
                sqlx::query("VACUUM decisions").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Every run of deletions, held against what is there.
    pub(super) async fn proof(&self) -> Result<Proof, RecordError> {
        let rows: Vec<DeletionRow> = either!(self, pool => sqlx::query_as(ALL_RUNS).fetch_all(pool).await?);
        let runs: Vec<Deletion> = rows.into_iter().map(deletion).collect();
        let mut ids = Vec::with_capacity(runs.len());
        for run in &runs {
            let of_run: Vec<String> = either!(self, pool => {
                sqlx::query_scalar(IDS_OF_RUN).bind(length(run.number)).fetch_all(pool).await?
            });
            ids.push(of_run);
        }
        let undead: Vec<String> = either!(self, pool => sqlx::query_scalar(UNDEAD).fetch_all(pool).await?);
        Ok(Proof::new(runs, &ids, &undead))
    }

    pub(super) async fn close(&self) {
        either!(self, pool => pool.close().await);
    }

    /// Who writes says so at once: a file cannot turn a reader into a writer while another writes.
    fn begin(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => "BEGIN",
        }
    }

    fn first_statement(&self) -> Option<&'static str> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(_) => Some(WAIT_FOR_THE_DISK),
        }
    }

    /// A server that was told not to wait for its disk may lose what it said was written.
    async fn warn_of_a_careless_server(&self) -> Result<(), RecordError> {
        if let Self::Postgres(pool) = self {
            let careful: bool = sqlx::query_scalar("SELECT current_setting('fsync')::boolean").fetch_one(pool).await?;
            if !careful {
                tracing::warn!(
                    "the database server runs with fsync off: decisions on record may be lost when it fails"
                );
            }
        }
        Ok(())
    }
}

impl From<sqlx::Error> for RecordError {
    fn from(error: sqlx::Error) -> Self {
        Self::database(&error)
    }
}

fn migrator(first: &'static str) -> Migrator {
    let made = Migration::new(1, "decisions".into(), MigrationType::Simple, first.into_sql_str(), false);
    Migrator::with_migrations(vec![made])
}

/// Makes the file, where there is none, readable for this user alone; the log beside it is made alike.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}
