//! Rust structs for a database that is there already.
//!
//! It goes from a [`Snapshot`] to names (`names`, `ident`), then to what each struct says (`table`, `key`, `relation`, `view`),
//! and then to text (`source`). Text of the database is only ever a string literal, or a name that was made valid: see `ident`.

mod column;
mod ident;
mod kept;
mod key;
mod left_out;
mod names;
mod plan;
mod relation;
mod rename;

mod source;
mod table;
mod view;
mod virtual_table;

pub use left_out::LeftOut;

use left_out::Notes;
use orm_sqlite::migrate::{Object, ObjectKind, Snapshot};

/// What [`pull`] writes.
///
/// # Example
///
/// ```
/// use orm_kit::pull::{Options, pull};
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (id INTEGER PRIMARY KEY)"])?;
/// let source = pull(&snapshot, &Options::new().only(["b"])).source;
/// assert!(source.contains("struct B ") && !source.contains("struct A "));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Options {
    only: Option<Vec<String>>,
    no_relations: bool,
    no_views: bool,
}

impl Options {
    /// All tables and views, with relations.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_kit::pull::{Options, pull};
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// assert!(pull(&Snapshot::default(), &Options::new()).left_out.is_empty());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Only the tables and views of these names, whose case does not matter. A foreign key to another table is listed as left
    /// out.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_kit::pull::{Options, pull};
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::parse(["CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (a REFERENCES a)"])?;
    /// let pulled = pull(&snapshot, &Options::new().only(["B"]));
    /// assert!(pulled.left_out.iter().any(|left| left.place == "b.a"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn only<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.only = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Structs without relations.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_kit::pull::{Options, pull};
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::parse(["CREATE TABLE a (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a)"])?;
    /// assert!(pull(&snapshot, &Options::new()).source.contains("belongs_to"));
    /// assert!(!pull(&snapshot, &Options::new().without_relations()).source.contains("belongs_to"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn without_relations(mut self) -> Self {
        self.no_relations = true;
        self
    }

    /// No structs for views.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_kit::pull::{Options, pull};
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::parse(["CREATE VIEW v AS SELECT 1 AS one"])?;
    /// assert!(!pull(&snapshot, &Options::new().without_views()).source.contains("struct V"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn without_views(mut self) -> Self {
        self.no_views = true;
        self
    }

    fn has(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|one| one.eq_ignore_ascii_case(name)))
    }
}

/// What [`pull`] gives.
///
/// # Example
///
/// ```
/// use orm_kit::pull::{Options, pull};
/// use orm_sqlite::migrate::Snapshot;
///
/// let pulled = pull(&Snapshot::parse(["CREATE TABLE notes (id INTEGER PRIMARY KEY)"])?, &Options::new());
/// assert!(pulled.source.contains("pub struct Notes"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pulled {
    /// A Rust module: what was left out as a comment, the prelude, and a struct for each table and view.
    pub source: String,
    /// What the structs do not say, in the order of the database.
    pub left_out: Vec<LeftOut>,
}

/// Writes structs for the tables and views of a database.
///
/// A migration from the database to the structs changes nothing but what is listed in [`Pulled::left_out`]: declared types are
/// kept as they are found, and tables that are not STRICT stay so. Names of Rust are made from those of the database; where
/// two would be the same, the later one is numbered, so that the same schema gives the same text.
///
/// A column is an `Option` unless it cannot be `NULL`. Its type follows from the declared one: integers are `i64`, `bool` only
/// where a `CHECK` allows 0 and 1 alone; other numbers are `f64`, bytes are `Vec<u8>`, texts and dates are `String`.
///
/// # Example
///
/// ```
/// use orm_kit::pull::{Options, pull};
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse([
///     "CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
///     "CREATE TABLE album (id INTEGER PRIMARY KEY, artist_id INTEGER NOT NULL REFERENCES artist ON DELETE CASCADE) STRICT",
///     "CREATE TRIGGER t AFTER INSERT ON album BEGIN SELECT 1; END",
/// ])?;
/// let pulled = pull(&snapshot, &Options::new());
/// assert!(pulled.source.contains("artist = belongs_to(artist_id)"));
/// assert!(pulled.source.contains("albums = has_many(Album::ARTIST_ID)"));
/// assert_eq!(pulled.left_out[0].to_string(), "t: the trigger on `album`, because structs have no triggers of their own");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn pull(snapshot: &Snapshot, options: &Options) -> Pulled {
    let mut notes = Notes::default();
    let plan = plan::Plan::new(snapshot, options, &mut notes);
    let tables: Vec<_> = (0..plan.tables.len()).map(|at| table::item(&plan, at, &mut notes)).collect();
    let views: Vec<_> = plan.views.iter().map(|view| view::item(view, &mut notes)).collect();
    let is_said = |object: &&Object| !plan.tables.iter().any(|table| table.says(object));
    let is_wanted = |object: &&Object| options.has(object.table.as_ref().unwrap_or(&object.name));
    for object in snapshot.objects.iter().filter(is_wanted).filter(is_said) {
        match object.kind {
            ObjectKind::View => {}
            ObjectKind::Trigger => {
                let table = object.table.as_deref().unwrap_or_default();
                notes.add(&object.name, format!("the trigger on `{table}`"), "structs have no triggers of their own");
            }
            ObjectKind::VirtualTable => notes.add(
                &object.name,
                "the virtual table",
                "only a full-text or spatial index that `fts(..)` or `rtree(..)` would make can be said, with its triggers",
            ),
        }
    }
    let left_out = notes.into_list();
    Pulled { source: source::write(&left_out, tables.into_iter().chain(views)), left_out }
}
