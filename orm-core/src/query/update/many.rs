//! Different changes of many rows, by their primary keys.

use std::fmt;
use std::marker::PhantomData;

use super::with_updates;
use crate::ast::{self, Assignment, Expr as Node, add_equal};
use crate::engine::{Engine, Param, Request, Sql};
use crate::error::Error;
use crate::query::decoder::Changes;
use crate::query::find;
use crate::query::returning::Returning;
use crate::relation::KeySet;
use crate::sql;
use crate::table::{Patch, PrimaryKey, Stored, Table};
use crate::value::{IntoValue, Value};

/// An update of many rows of the table `T`, each with changes of its own.
///
/// It starts from `db.update_many(..)`, with pairs of a primary key and an update model. Each is a statement, and equal ones
/// are prepared once; all run in one transaction, all or none. A pair whose model sets nothing is left out. A key that
/// stands there twice is an error before anything is written; a key that no row has changes nothing.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let logins = |logins: i64| UserPatch { logins: Set::Value(logins), ..UserPatch::default() };
/// assert_eq!(db.update_many([(1, logins(10)), (3, logins(30)), (99, logins(0))]).run()?, 2);
/// assert_eq!(db.select::<User>().order_by(User::ID).columns(User::LOGINS).all()?, [10, 0, 30]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "an update does nothing until a method such as `run` runs it"]
pub struct UpdateMany<T, D> {
    rows: Result<Vec<Row>, Error>,
    db: D,
    table: PhantomData<fn() -> T>,
}

/// The changes of one row.
struct Row {
    key: Vec<Value>,
    assignments: Vec<Assignment>,
}

impl<T: PrimaryKey + Stored, D> UpdateMany<T, D> {
    pub(crate) fn new<K, P>(rows: impl IntoIterator<Item = (K, P)>, db: D) -> Self
    where
        K: IntoValue<T::Key>,
        P: Patch<Table = T>,
    {
        let mut known = KeySet::new(T::schema());
        let rows = rows.into_iter().map(|(key, patch)| {
            let key = find::values(T::source(), key.into_value())?;
            if !known.insert(&key) {
                let table = T::schema().name;
                return Err(Error::refused(format!("a primary key of `{table}` stands twice in one `update_many`")));
            }
            let mut assignments = patch.assign(crate::table::Assignments::default()).into_list();
            with_updates(T::source(), &mut assignments);
            Ok(Row { key, assignments })
        });
        Self { rows: rows.collect(), db, table: PhantomData }
    }

    /// The statements' texts and parameters, in the order of the rows.
    ///
    /// # Errors
    ///
    /// When a value cannot be written, or a key stands there twice.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let name = |name: &str| TagPatch { name: Set::Value(name.to_owned()), ..TagPatch::default() };
    /// let statements = db.update_many([(1, name("verse")), (2, name("prose"))]).to_sql()?;
    /// assert_eq!(&*statements[0].text, r#"UPDATE "tags" SET "name" = ? WHERE "tags"."id" = ?"#);
    /// assert_eq!(statements[0].text, statements[1].text);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<Vec<Sql>, Error> {
        lower::<T>(self.rows?, &[])
    }
}

impl<T: PrimaryKey + Stored, D: Engine> UpdateMany<T, D> {
    /// Updates, and gives the number of rows that were found by their keys.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let email = |email: &str| UserPatch { email: Set::Value(email.to_owned()), ..UserPatch::default() };
    /// let taken = db.update_many([(1, email("new@x.org")), (2, email("cleo@x.org"))]).run();
    /// assert!(taken.is_err_and(|error| error.is_unique_violation()));
    /// assert_eq!(db.find::<User>(1).one()?.email, "ada@x.org");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn run(self) -> D::Output<u64> {
        let statements = self.rows.and_then(|rows| lower::<T>(rows, &[]));
        self.db.run(statements.map(|statements| Request {
            statements: statements.into(),
            writes: true,
            decoder: Changes::default(),
        }))
    }

    /// `RETURNING` all columns: the rows that were found, as their own update left them, in the order of the input.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let name = |name: &str| TagPatch { name: Set::Value(name.to_owned()), ..TagPatch::default() };
    /// let tags = db.update_many([(2, name("looms")), (99, name("none")), (1, name("numbers"))]).returning().all()?;
    /// assert_eq!(tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["looms", "numbers"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning(self) -> Returning<D, T> {
        let returning: Vec<Node> = ast::all_columns(T::source()).collect();
        let statements = self.rows.and_then(|rows| lower::<T>(rows, &returning)).map(Into::into);
        Returning::new(statements, T::schema().name, self.db)
    }
}

fn lower<T: PrimaryKey>(rows: Vec<Row>, returning: &[Node]) -> Result<Vec<Sql>, Error> {
    let mut statements: Vec<Sql> = Vec::with_capacity(rows.len());
    let mut columns: Vec<usize> = Vec::new();
    for row in rows.into_iter().filter(|row| !row.assignments.is_empty()) {
        let same = row.assignments.iter().map(|assignment| assignment.column).eq(columns.iter().copied());
        let like = statements.last().filter(|_| same).and_then(|last| alike(last, &row));
        if let Some(sql) = like {
            statements.push(sql);
            continue;
        }
        columns = row.assignments.iter().map(|assignment| assignment.column).collect();
        let mut update = ast::Update::of(T::source());
        update.assignments = row.assignments;
        add_equal(&mut update.filter, T::source(), row.key.into_iter().map(Node::Value));
        update.returning = returning.to_vec();
        statements.push(sql::update(&update)?);
    }
    Ok(statements)
}

/// The statement of a row that sets the same columns as the one before it: the text is the same, with other values.
fn alike(last: &Sql, row: &Row) -> Option<Sql> {
    let values = row.assignments.iter().map(|assignment| match &assignment.value {
        Node::Value(value) => Some(Param::Value(value.clone())),
        _ => None,
    });
    let keys = row.key.iter().cloned().map(|key| Some(Param::Value(key)));
    let params: Vec<Param> = values.chain(keys).collect::<Option<_>>()?;
    (params.len() == last.params.len()).then(|| Sql { text: last.text.clone(), params, labels: last.labels.clone() })
}

impl<T: Table, D> fmt::Debug for UpdateMany<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateMany").field("table", &T::schema().name).finish_non_exhaustive()
    }
}
