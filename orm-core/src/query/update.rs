//! `UPDATE`.

mod deleted;
mod from;
mod many;
mod or;
mod part;
mod state;
mod version;

use std::fmt;
use std::marker::PhantomData;

pub use from::{HasFrom, UpdateJoining};
pub use many::UpdateMany;
pub use state::{Filtered, HasFilter, HasSet, NoFilter, NothingSet, Written};
pub use version::IntoVersion;

use super::decoder::{Changes, Keeping, Terms};
use super::projection::Project;
use super::returning::Returning;
use super::unbound::Template;
use crate::ast::{self, Assignment, Changing, Expr as Node, Resolution, Source};
use crate::engine::{Engine, Request, Sql, StatementList, Unbound};
use crate::error::Error;
use crate::expr::{Assignments, Expr, RowKind};
use crate::scope::{ModelOf, Of};
use crate::sql;
use crate::table::{Patch, Stored, Table, TableRow};

/// An update of the table `T`, whose assignments and filters are over the scope `S`: the table, or its join with others.
///
/// It starts from `db.update::<User>()`, and runs only when it says both what it writes and which rows it means. Of two
/// assignments to one column the later one counts. Columns with an `on_update_fn` that are not set are written too. An
/// update whose patch sets nothing changes nothing and does not reach the database.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let changed = db
///     .update::<User>()
///     .set((User::NAME.to("Grace"), User::LOGINS.to(User::LOGINS.add(1))))
///     .filter(User::ID.eq(1))
///     .run()?;
/// assert_eq!(changed, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "an update does nothing until a method such as `run` runs it"]
pub struct Update<T, D, A = NothingSet, F = NoFilter, S = T> {
    pub(super) ast: Changing,
    /// The table, if a version was named that its row must have.
    versioned: Option<&'static str>,
    db: D,
    types: PhantomData<fn() -> (T, A, F, S)>,
}

// Only what begins a write asks whether the table is `Stored`: a method that asked again would be one more error.
impl<T: Stored, D> Update<T, D> {
    pub(super) fn new(db: D) -> Self {
        Self { ast: Changing::of(T::source()), versioned: None, db, types: PhantomData }
    }
}

impl<T: TableRow, D, A, F, S> Update<T, D, A, F, S> {
    fn retyped<A2, F2, S2>(self) -> Update<T, D, A2, F2, S2> {
        Update { ast: self.ast, versioned: self.versioned, db: self.db, types: PhantomData }
    }

    /// `SET`: adds assignments: one, a tuple or a `Vec`.
    ///
    /// An expression sees the row as it was before the update, also where another assignment changes the same column.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.update::<User>().set((User::LOGINS.to(User::ID), User::BIO.to(None))).all_rows().run()?;
    /// assert_eq!(db.select::<User>().columns(User::LOGINS).all()?, [1, 2, 3]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn set<X: Assignments<T, S>>(mut self, assignments: X) -> Update<T, D, HasSet, F, S> {
        assignments.append(self.ast.assignments());
        self.retyped()
    }

    /// Adds the columns that are set in an update model: `Set::Value(..)`, not `Set::Unset`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let patch = UserPatch { name: Set::Value("Grace".to_owned()), bio: Set::Value(None), ..UserPatch::default() };
    /// db.update::<User>().patch(patch).filter(User::ID.eq(1)).run()?;
    /// let grace = db.find::<User>(1).one()?;
    /// assert_eq!((grace.name.as_str(), grace.bio, grace.logins), ("Grace", None, 3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn patch<P: Patch<Table = U>, U: Table>(mut self, patch: P) -> Update<T, D, HasSet, F, S> where Of<U>: ModelOf<T> {
        self.ast.assignments().extend(patch.assign(crate::table::Assignments::default()).into_list());
        self.retyped()
    }

    /// `WHERE`: changes the rows for which the predicate is true. Repeated, all must be true.
    ///
    /// A predicate with an `all_of`, `any_of` or `not_in_list` of an empty list in it is refused before it reaches SQLite.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = db.update::<User>().set(User::LOGINS.to(0)).filter(User::LOGINS.gt(3)).run()?;
    /// assert_eq!(changed, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter<K: RowKind>(mut self, predicate: Expr<S, bool, K>) -> Update<T, D, A, HasFilter, S> {
        self.ast.filter(predicate.node);
        self.retyped()
    }

    /// Says that every row is meant.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.update::<User>().set(User::LOGINS.to(0)).all_rows().run()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn all_rows(self) -> Update<T, D, A, HasFilter, S> {
        self.retyped()
    }

    /// No statement if there is nothing to write.
    pub(super) fn statements(self, returning: Vec<Node>) -> (Result<StatementList, Error>, D) {
        (statements(T::source(), self.ast, self.versioned.is_some(), returning), self.db)
    }

    pub(super) fn into_template(self) -> Result<Template, Error> {
        let keeps = self.terms();
        Ok(Template { keeps, ..Template::write::<T>(self.statements(Vec::new()).0?.lower()?) })
    }

    pub(super) fn terms(&self) -> Terms {
        Terms { keeps_rows: self.ast.resolution() == Some(Resolution::Fail), versioned: self.versioned }
    }

    pub(super) fn into_returning<R>(self, returning: Vec<Node>) -> Returning<D, R> {
        let keeps = self.terms();
        let (statements, db) = self.statements(returning);
        Returning::new(statements, T::schema().name, db).keeping(keeps)
    }
}

#[rustfmt::skip]
impl<T: TableRow, D, A, F, S> Update<T, D, A, F, S> {
    /// Updates, and gives the number of rows that the filter found, whether or not their values changed. A patch that sets
    /// nothing writes nothing and gives 0.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let set = User::NAME.to("Ada");
    /// assert_eq!(db.update::<User>().set(set).filter(User::ID.eq(1)).run()?, 1);
    ///
    /// let taken = db.update::<User>().set(User::EMAIL.to("bob@x.org")).filter(User::ID.eq(1)).run();
    /// assert!(taken.is_err_and(|error| error.is_unique_violation()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn run(self) -> D::Output<u64> where D: Engine, F: Filtered, A: Written {
        let decoder = Keeping::new(Changes::default(), self.terms());
        let (statements, db) = self.statements(Vec::new());
        db.run(statements.map(|statements| Request { statements, writes: true, decoder }))
    }

    /// `RETURNING` all columns: the rows as they are after the update, in no promised order.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada = db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1)).returning().one()?;
    /// assert_eq!(ada.logins, 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning(self) -> Returning<D, T> where F: Filtered, A: Written {
        self.into_returning(ast::all_columns(T::source()).collect())
    }

    /// `RETURNING` some columns of the rows as they are after the update, in no promised order.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let logins: i64 = db
    ///     .update::<User>()
    ///     .set(User::LOGINS.to(User::LOGINS.add(1)))
    ///     .filter(User::ID.eq(1))
    ///     .returning_columns(User::LOGINS)
    ///     .one()?;
    /// assert_eq!(logins, 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_columns<X: Project<T, K, I, R>, R, K: RowKind, I>(self, projection: X) -> Returning<D, R> where F: Filtered, A: Written {
        let mut columns = Vec::new();
        projection.project(&mut columns);
        self.into_returning(columns)
    }
}

impl<T: TableRow, D, A: Written, F: Filtered, S> Update<T, D, A, F, S> {
    /// The statement's text and parameters; none if there is nothing to write.
    ///
    /// # Errors
    ///
    /// When a value cannot be written, or the filter was built from an empty list.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let sql = Tag::update().set(Tag::NAME.to("verse")).filter(Tag::ID.eq(1)).to_sql()?;
    /// let text = sql.map(|sql| sql.text.to_string());
    /// assert_eq!(text.as_deref(), Some(r#"UPDATE "tags" SET "name" = ? WHERE "tags"."id" = ?"#));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<Option<Sql>, Error> {
        Ok(self.statements(Vec::new()).0?.lower()?.pop())
    }
}

impl<T: TableRow, A: Written, F: Filtered, S> Update<T, Unbound, A, F, S> {
    /// Binds the update to a database or a transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let reset = User::update().set(User::LOGINS.to(0)).all_rows();
    /// assert_eq!(reset.using(&db).run()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn using<E: Engine>(self, db: E) -> Update<T, E, A, F, S> {
        Update { ast: self.ast, versioned: self.versioned, db, types: PhantomData }
    }
}

fn statements(
    table: Source,
    mut update: Changing,
    versioned: bool,
    returning: Vec<Node>,
) -> Result<StatementList, Error> {
    if !returning.is_empty() {
        update.full().returning = returning;
    }
    let assignments = update.assignments();
    if versioned && assignments.is_empty() {
        // What names a version asks whether it is still there, and writes if only the next one.
        assignments.extend(table.next_version());
    }
    with_updates(table, assignments);
    if !assignments.is_empty() {
        return Ok(update.into_tree().into());
    }
    // Nothing to write, but who asked for the rows still gets them.
    let update = update.into_full();
    if update.returning.is_empty() { Ok(StatementList::default()) } else { sql::unchanged(*update).map(Into::into) }
}

/// Leaves one assignment for each column, the last one said, and adds what the program's `on_update_fn` gives for the rest, and
/// the next version.
pub(super) fn with_updates(source: Source, list: &mut Vec<Assignment>) {
    later_counts(list);
    let has_own = source.schema.columns.iter().any(|column| column.version || column.on_update_fn.is_some());
    if list.is_empty() || !has_own {
        return;
    }
    for own in source.on_updates().chain(source.next_version()) {
        if !list.iter().any(|assignment| assignment.column == own.column) {
            list.push(own);
        }
    }
}

/// Of two assignments to one column leaves the later one, in the place of the earlier.
pub(super) fn later_counts(list: &mut Vec<Assignment>) {
    let mut at = 1;
    while at < list.len() {
        match list[..at].iter().position(|earlier| earlier.column == list[at].column) {
            Some(earlier) => list[earlier] = list.remove(at),
            None => at += 1,
        }
    }
}

impl<T: TableRow, D, A, F, S> fmt::Debug for Update<T, D, A, F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update").field("table", &T::schema().name).field("filter", &self.ast).finish_non_exhaustive()
    }
}
