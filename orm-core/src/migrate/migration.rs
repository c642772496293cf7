//! One migration: its name and its texts.

use std::borrow::Cow;

use super::back::{IRREVERSIBLE, NO_WAY_BACK};
use super::plan::LOSES;
use super::snapshot::{SnapshotFile, checksum};
use super::token::tokens;
use crate::error::{Error, Verdict};

/// The longest name of a migration.
const LONGEST: usize = 64;

/// What a comment says in a file that must not run in a transaction.
const NO_TRANSACTION: &str = "no-transaction";

/// What a comment starts with in a file that is followed by a step in Rust.
const STEP: &str = "rust step";

/// A migration: a folder `<timestamp>_<name>` with `migration.sql`, `down.sql` and `snapshot.json`.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Migration;
///
/// let migration = Migration::new("20260101120000_notes", "CREATE TABLE notes (text TEXT);")?.with_down("DROP TABLE notes;");
/// assert_eq!(migration.version(), "20260101120000");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    name: Cow<'static, str>,
    up: Cow<'static, str>,
    down: Option<Cow<'static, str>>,
    snapshot: Option<Cow<'static, str>>,
}

impl Migration {
    /// A migration of a name and the text of `migration.sql`.
    ///
    /// # Errors
    ///
    /// When the name is not made of lower-case letters, digits and `_`, is longer than 64, or starts with no digit.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert!(Migration::new("20260101120000_first", "").is_ok());
    /// assert!(Migration::new("../../etc/passwd", "").is_err());
    /// ```
    pub fn new(name: impl Into<Cow<'static, str>>, up: impl Into<Cow<'static, str>>) -> Result<Self, Error> {
        let name = name.into();
        check_name(&name)?;
        Ok(Self { name, up: up.into(), down: None, snapshot: None })
    }

    /// As `migrations!` has it, which has looked at the name.
    #[doc(hidden)]
    #[must_use]
    pub const fn embedded(
        name: &'static str,
        up: &'static str,
        down: Option<&'static str>,
        snapshot: Option<&'static str>,
    ) -> Self {
        const fn text(text: Option<&'static str>) -> Option<Cow<'static, str>> {
            match text {
                Some(text) => Some(Cow::Borrowed(text)),
                None => None,
            }
        }
        Self { name: Cow::Borrowed(name), up: Cow::Borrowed(up), down: text(down), snapshot: text(snapshot) }
    }

    /// With the text of `down.sql`, which takes it back.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// let migration = Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("DROP TABLE a;");
    /// assert_eq!(migration.down(), Some("DROP TABLE a;"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn with_down(mut self, down: impl Into<Cow<'static, str>>) -> Self {
        self.down = Some(down.into());
        self
    }

    /// With the text of `snapshot.json`, the schema after it.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Migration, Snapshot, SnapshotFile};
    ///
    /// let file = SnapshotFile::new("1_first", None, Snapshot::default());
    /// let migration = Migration::new("1_first", "")?.with_snapshot(file.to_json());
    /// assert_eq!(migration.snapshot()?, Some(file));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn with_snapshot(mut self, snapshot: impl Into<Cow<'static, str>>) -> Self {
        self.snapshot = Some(snapshot.into());
        self
    }

    /// The name of its folder.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert_eq!(Migration::new("1_first", "")?.name(), "1_first");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its name starts with, up to the first `_`: migrations run in this order.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert_eq!(Migration::new("0001_first_one", "")?.version(), "0001");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn version(&self) -> &str {
        version(&self.name)
    }

    /// The text of `migration.sql`.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert_eq!(Migration::new("1_first", "CREATE TABLE a (b);")?.up(), "CREATE TABLE a (b);");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn up(&self) -> &str {
        &self.up
    }

    /// The text of `down.sql`, if it has one that does something: a file of nothing but comments says why it cannot.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// let migration = Migration::new("1_first", "DROP TABLE a;")?.with_down("-- irreversible: the rows of a are gone\n");
    /// assert_eq!(migration.down(), None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn down(&self) -> Option<&str> {
        self.down.as_deref().filter(|down| !tokens(down).is_empty())
    }

    /// The SHA-256 of `migration.sql`: see [`checksum`].
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Migration, checksum};
    ///
    /// assert_eq!(Migration::new("1_first", "SELECT 1;\r\n")?.checksum(), checksum("SELECT 1;\n"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn checksum(&self) -> String {
        checksum(&self.up)
    }

    /// What `snapshot.json` holds, if there is one.
    ///
    /// # Errors
    ///
    /// As [`SnapshotFile::from_json`].
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert!(Migration::new("1_first", "")?.snapshot()?.is_none());
    /// assert!(Migration::new("1_first", "")?.with_snapshot("{").snapshot().is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn snapshot(&self) -> Result<Option<SnapshotFile>, Error> {
        self.snapshot.as_deref().map(|json| SnapshotFile::from_json(&self.name, json)).transpose()
    }

    /// Whether it runs in a transaction: not with a comment `-- no-transaction`, for a single `PRAGMA`, `VACUUM` or `ATTACH`
    /// (which the options of the database have to allow).
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert!(!Migration::new("1_smaller", "-- no-transaction\nVACUUM;")?.is_transactional());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_transactional(&self) -> bool {
        !comments(&self.up).any(|comment| comment == NO_TRANSACTION)
    }

    /// Whether a step in Rust follows its statements: it has a comment `-- rust step`.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// assert!(Migration::new("1_hash", "-- rust step\n")?.has_step());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn has_step(&self) -> bool {
        comments(&self.up).any(|comment| comment == STEP)
    }

    /// What it loses, as its comments say: tables and columns.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// let migration = Migration::new("1_first", "-- loses: users.bio\nALTER TABLE users DROP COLUMN bio;")?;
    /// assert_eq!(migration.losses().collect::<Vec<_>>(), ["users.bio"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn losses(&self) -> impl Iterator<Item = &str> {
        losses(&self.up)
    }

    /// What `down.sql` says of why it cannot take all back, or nothing: its comments that begin with `irreversible:` or `there is no way back`.
    #[doc(hidden)]
    pub fn down_limits(&self) -> impl Iterator<Item = &str> {
        let said = comments(self.down.as_deref().unwrap_or_default());
        said.filter_map(|comment| {
            let irreversible = comment.strip_prefix(IRREVERSIBLE).map(str::trim);
            irreversible.or_else(|| comment.starts_with(NO_WAY_BACK).then_some(comment))
        })
    }

    /// What taking it back loses.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migration;
    ///
    /// let migration = Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("-- loses: a\nDROP TABLE a;");
    /// assert_eq!(migration.down_losses().count(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn down_losses(&self) -> impl Iterator<Item = &str> {
        losses(self.down.as_deref().unwrap_or_default())
    }
}

/// The lines of a text that are comments, without what makes them one.
fn comments(text: &str) -> impl Iterator<Item = &str> {
    let all = tokens(text);
    // What looks like one in a text or a name is none.
    let is_outside = move |line: &str| {
        let at = line.as_ptr().addr() - text.as_ptr().addr();
        let before = all.partition_point(|token| token.start <= at);
        before.checked_sub(1).and_then(|last| all.get(last)).is_none_or(|token| token.end() <= at)
    };
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with("--"));
    lines.filter(move |line| is_outside(line)).filter_map(|line| line.strip_prefix("--").map(str::trim))
}

fn losses(text: &str) -> impl Iterator<Item = &str> {
    comments(text).filter_map(|comment| comment.strip_prefix(LOSES.trim_end()).map(str::trim))
}

fn version(name: &str) -> &str {
    name.split('_').next().unwrap_or(name)
}

/// What migrations are ordered by: the version, as a number of any length, and the name.
pub(super) fn order(name: &str) -> ((usize, &str), &str) {
    let digits = version(name).trim_start_matches('0');
    ((digits.len(), digits), name)
}

/// Only what is a plain name of a folder everywhere.
fn check_name(name: &str) -> Result<(), Error> {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let starts = name.starts_with(|char: char| char.is_ascii_digit());
    if is_plain && starts && name.len() <= LONGEST {
        return Ok(());
    }
    let shown: String = name.chars().take(LONGEST).flat_map(char::escape_default).collect();
    let message = format!(
        "`{shown}` is no name of a migration: it is a time and a word, such as `20260101120000_add_notes`, of at most \
         {LONGEST} lower-case letters, digits and `_`"
    );
    Err(Error::migration(Verdict::History, "invalid_name", message))
}
