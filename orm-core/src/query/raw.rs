//! Raw SQL: text that is part of the program, with bound values.

use std::fmt;

use super::decoder::{All, Changes, First, ForEach, One};
use super::step::Step;
use crate::column::Column;
use crate::engine::{Decoder, Engine, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::sql;
use crate::table::Table;
use crate::value::{ColumnType, Encode, EncodeError, FromRow, Single, Value};

/// A raw statement, made by `sql!`: text that is part of the program, with bound values.
///
/// It runs on a database or a transaction, and decodes its rows by position into a value, a tuple or a table's struct.
/// SQLite checks it when it runs; a row type that takes another number of columns is refused.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let name = "Ada";
/// let logins: i64 = sql!("select logins from users where name = {name}").one(&db)?;
/// assert_eq!(logins, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a statement does nothing until a method such as `all` runs it"]
#[derive(Clone)]
pub struct Raw {
    fragments: Vec<Fragment>,
}

/// A part of a raw statement.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Fragment {
    /// Text of the program.
    Text(&'static str),
    /// A value to bind.
    Value(Result<Value, EncodeError>),
    /// Values to bind as one list.
    List(Result<Vec<Value>, EncodeError>),
    /// A name to quote.
    Name(&'static str),
}

/// What may stand between braces in `sql!`: a value, which is bound; a `Vec` or an array of values, which is bound as the
/// list of `in ({list})`; a column, whose name is quoted. Bytes are a slice: `{bytes.as_slice()}`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let low = 3;
/// let n: i64 = sql!("select count(*) from users where {User::LOGINS} >= {low}").one(&db)?;
/// assert_eq!(n, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in `sql!`",
    label = "expected a value, a list or a column; bytes are `&[u8]`"
)]
pub trait Argument {
    /// The part of the statement.
    #[doc(hidden)]
    fn fragment(&self) -> Fragment;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone> Argument for V {
    fn fragment(&self) -> Fragment {
        Fragment::Value(self.clone().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType + Clone> Argument for Option<V> {
    fn fragment(&self) -> Fragment {
        Fragment::Value(self.clone().encode())
    }
}

// A `Vec<u8>` could be bytes or a list, and inference would make bytes of any list of integer literals: lists are `Vec`s
// and arrays, bytes are `&[u8]`.

fn list<V: ColumnType + Clone>(values: &[V]) -> Fragment {
    Fragment::List(values.iter().cloned().map(Encode::encode).collect())
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone> Argument for Vec<V> {
    fn fragment(&self) -> Fragment {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone, const N: usize> Argument for [V; N] {
    fn fragment(&self) -> Fragment {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl Argument for &[u8] {
    fn fragment(&self) -> Fragment {
        Fragment::Value(Ok(Value::Blob(self.to_vec())))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for u8 {
    fn fragment(&self) -> Fragment {
        Fragment::Value(self.encode())
    }
}

#[diagnostic::do_not_recommend]
impl Argument for &str {
    fn fragment(&self) -> Fragment {
        Fragment::Value(Ok(Value::Text((*self).to_owned())))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for &String {
    fn fragment(&self) -> Fragment {
        Fragment::Value(Ok(Value::Text((*self).clone())))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: 'static> Argument for Column<T, V> {
    fn fragment(&self) -> Fragment {
        Fragment::Name(self.name())
    }
}

impl Raw {
    /// A statement of these parts.
    #[doc(hidden)]
    pub fn new(fragments: impl Into<Vec<Fragment>>) -> Self {
        Self { fragments: fragments.into() }
    }

    /// The text and the parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let name = "Ada";
    /// let sql = sql!("select {User::ID} from users where name = {name}").to_sql()?;
    /// assert_eq!(&*sql.text, r#"select "id" from users where name = ?"#);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(&self) -> Result<Sql, Error> {
        sql::raw(&self.fragments)
    }

    fn request<X: Decoder>(&self, decoder: X) -> Result<Request<X>, Error> {
        Ok(Request { statements: vec![self.to_sql()?], writes: true, decoder })
    }

    /// All rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let pairs: Vec<(i64, String)> = sql!("select id, name from users order by id limit 2").all(&db)?;
    /// assert_eq!(pairs, [(1, "Ada".to_owned()), (2, "Bob".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn all<R: FromRow, D: Engine>(self, db: D) -> D::Output<Vec<R>> {
        db.run(self.request(All::new()))
    }

    /// The first row, or `None`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let name: Option<String> = sql!("select name from users where id = {99}").get(&db)?;
    /// assert_eq!(name, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn get<R: FromRow, D: Engine>(self, db: D) -> D::Output<Option<R>> {
        db.run(self.request(First::new()))
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let version: String = sql!("select sqlite_version()").one(&db)?;
    /// assert!(version.starts_with("3."));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn one<R: FromRow, D: Engine>(self, db: D) -> D::Output<R> {
        db.run(self.request(One::new("the raw statement")))
    }

    /// Runs a statement without rows, and gives the number of rows it changed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = sql!("update users set logins = logins + {1}").run(&db)?;
    /// assert_eq!(changed, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn run<D: Engine>(self, db: D) -> D::Output<u64> {
        db.run(self.request(Changes::default()))
    }

    /// Shows one row at a time to a closure, which may stop early.
    ///
    /// # Errors
    ///
    /// What the statement or the closure fails with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mut names = Vec::new();
    /// sql!("select name from users order by id").for_each(&db, |name: String| names.push(name))?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn for_each<R: FromRow, T: Step, D: LocalEngine>(self, db: D, each: impl FnMut(R) -> T) -> Result<(), Error> {
        db.run_local(self.request(ForEach::new(each)))
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.fragments.iter().map(|fragment| match fragment {
                Fragment::Text(text) | Fragment::Name(text) => text,
                Fragment::Value(_) | Fragment::List(_) => "?",
            }))
            .finish()
    }
}
