//! Where a record is kept, and how that is shown: without the secret that may be in it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use super::RecordError;

/// Where a record is kept.
#[derive(Clone)]
pub enum Place {
    /// In a file of this machine.
    Sqlite(PathBuf),
    /// On a server.
    Postgres(Box<PgConnectOptions>),
}

impl FromStr for Place {
    type Err = RecordError;

    fn from_str(text: &str) -> Result<Self, RecordError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // A record in memory would be none.
            if path.is_empty() || path == ":memory:" {
                return Err(RecordError::BadPlace);
            }
            return Ok(Self::Sqlite(path.into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(text).map_err(|_| RecordError::BadPlace)?;
            return Ok(Self::Postgres(Box::new(options.application_name("ashore"))));
        }
        Err(RecordError::BadPlace)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(server) => {
                let host = server.get_socket().map_or(server.get_host().to_owned(), |s| s.display().to_string());
                let database = server.get_database().unwrap_or(server.get_username());
                write!(f, "postgres {host}:{} {database}", server.get_port())
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_without_its_secret() {
        let shown = |text: &str| text.parse::<Place>().map(|p| format!("{p} {p:?}")).unwrap_or_default();
        assert_eq!(shown("sqlite:a/b.db"), "sqlite:a/b.db sqlite:a/b.db");
        assert_eq!(shown("sqlite:///var/lib/a.db"), "sqlite:/var/lib/a.db sqlite:/var/lib/a.db");
        let server = shown("postgres://ann:sesame@db.example:5433/ashore?sslmode=require");
        assert_eq!(server, "postgres db.example:5433 ashore postgres db.example:5433 ashore");
        for bad in ["", "sqlite:", "sqlite::memory:", "mysql://a/b", "a.db", "postgres://[::1"] {
            assert_eq!(bad.parse::<Place>().err(), Some(RecordError::BadPlace), "{bad}");
        }
    }
}
