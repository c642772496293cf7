//! The file `snapshot.json` of a migration: the schema after it, and which migration it follows.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::model::Snapshot;
use crate::error::Error;

/// The version of the file's form.
const VERSION: u32 = 1;

/// What `snapshot.json` holds.
///
/// `parent` is the [`id`](Self::id) of the migration that was the newest when this one was made: two migrations with one parent
/// are branches that diverged.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Snapshot, SnapshotFile};
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (\n    b INT\n)"])?;
/// let file = SnapshotFile::new("20260101120000_first", None, snapshot);
/// assert_eq!(SnapshotFile::from_json("20260101120000_first", &file.to_json())?.snapshot, file.snapshot);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotFile {
    /// The name of the migration.
    pub migration: String,
    /// The migration that it follows.
    pub parent: Option<String>,
    /// The schema after it.
    pub snapshot: Snapshot,
}

/// The form of the file. A statement is a list of lines, so that a difference of two files is one of lines.
#[derive(Serialize, Deserialize)]
struct Form {
    version: u32,
    parent: Option<String>,
    schema: Vec<Vec<String>>,
}

impl SnapshotFile {
    /// The file of a migration.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Snapshot, SnapshotFile};
    ///
    /// let first = SnapshotFile::new("1_first", None, Snapshot::default());
    /// let second = SnapshotFile::new("2_second", Some(first.id()), Snapshot::default());
    /// assert_ne!(first.id(), second.id());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn new(migration: impl Into<String>, parent: Option<String>, snapshot: Snapshot) -> Self {
        Self { migration: migration.into(), parent, snapshot }
    }

    /// What tells this migration from others: a hash of its name, its parent and the schema after it, in hexadecimal.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Snapshot, SnapshotFile};
    ///
    /// assert_eq!(SnapshotFile::new("1_first", None, Snapshot::default()).id().len(), 64);
    /// ```
    pub fn id(&self) -> String {
        let parent = self.parent.as_deref().unwrap_or_default();
        checksum(&format!("{}\n{parent}\n{}", self.migration, self.snapshot.canonical()))
    }

    /// The text of the file.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Snapshot, SnapshotFile};
    ///
    /// let json = SnapshotFile::new("1_first", None, Snapshot::parse(["CREATE TABLE a (b)"])?).to_json();
    /// assert!(json.contains(r#""CREATE TABLE a (b)""#) && json.ends_with("}\n"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        let lines = |sql: &str| sql.split('\n').map(str::to_owned).collect();
        let schema = self.snapshot.statements().map(lines).collect();
        let form = Form { version: VERSION, parent: self.parent.clone(), schema };
        // Nothing in it can fail: its keys are texts, and its values too.
        let mut json = serde_json::to_string_pretty(&form).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// When it is no JSON of this form, is of a newer version, or has a statement that is not understood.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::SnapshotFile;
    ///
    /// let json = r#"{ "version": 1, "parent": null, "schema": [["CREATE TABLE a (", "b)"]] }"#;
    /// assert!(SnapshotFile::from_json("1_first", json)?.snapshot.table("a").is_some());
    /// let newer = SnapshotFile::from_json("1_first", r#"{ "version": 2, "parent": null, "schema": [] }"#).unwrap_err();
    /// assert!(newer.to_string().contains("newer"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn from_json(migration: &str, json: &str) -> Result<Self, Error> {
        let place = format!("the snapshot of `{migration}`");
        // The error of the parser quotes what stands there; its place is enough.
        let form: Form = serde_json::from_str(json).map_err(|error| {
            Error::refused(format!("{place} is not one: line {}, column {}", error.line(), error.column()))
        })?;
        if form.version > VERSION {
            let message = format!(
                "{place} was written by a newer version: it has form {}, and this knows {VERSION}",
                form.version
            );
            return Err(Error::refused(message));
        }
        let snapshot = Snapshot::parse(form.schema.iter().map(|lines| lines.join("\n")))?;
        Ok(Self::new(migration, form.parent, snapshot))
    }
}

impl Snapshot {
    /// A hash that is equal for schemas that mean the same, in hexadecimal.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let hash = |sql| Ok::<_, orm_sqlite::Error>(Snapshot::parse([sql])?.hash());
    /// assert_eq!(hash("CREATE TABLE a (b)")?, hash("create table A (\"b\")")?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn hash(&self) -> String {
        checksum(&self.canonical())
    }
}

/// The SHA-256 of a text in hexadecimal. A byte order mark and the way in which lines end make no difference, so that a
/// migration is the same on every system.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::checksum;
///
/// assert_eq!(checksum("\u{feff}a\r\nb"), checksum("a\nb"));
/// assert_ne!(checksum("a\nb"), checksum("a b"));
/// ```
pub fn checksum(text: &str) -> String {
    use std::fmt::Write as _;

    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}
