//! `ON CONFLICT`.

use std::fmt;

use super::draft::{Action, Clause};
use super::{DoUpdate, Insert};
use crate::ast::Expr as Node;
use crate::column::Column;
use crate::expr::{Assignments, Expr, RowKind};
use crate::scope::{Of, SameTable, Upsert};
use crate::table::{Stored, Table};
use crate::value::ColumnValue;

/// An insert that waits for what to do with a row that is there already.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let waiting = db.insert(NewTag::builder().name("math").build()).on_conflict(Tag::NAME);
/// assert_eq!(waiting.do_nothing().run()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "`on_conflict` needs `do_update` or `do_nothing`"]
pub struct OnConflict<T, D> {
    insert: Insert<T, D>,
    target: Vec<usize>,
    target_filter: Vec<Node>,
}

impl<T: Stored, D> OnConflict<T, D> {
    pub(super) const fn new(insert: Insert<T, D>, target: Vec<usize>) -> Self {
        Self { insert, target, target_filter: Vec::new() }
    }

    fn with<U>(mut self, action: Action) -> Insert<T, D, U> {
        let Self { target, target_filter, .. } = self;
        self.insert.draft.on_conflict(Clause { target, target_filter, action, filter: Vec::new() });
        self.insert.retyped()
    }

    /// `ON CONFLICT (columns) WHERE`: means the partial unique index over the columns whose condition this is.
    ///
    /// SQLite asks for the index's own condition and nothing else: <https://sqlite.org/lang_upsert.html>. A value in it
    /// stands in the text of the statement, as it does in the index: `ACTIVE.eq(true)` finds `where = "active = 1"`. Without it
    /// only a whole index is found. Repeated, the conditions are joined by AND.
    ///
    /// # Example: one draft of each user
    ///
    /// ```
    /// use orm_sqlite::prelude::*;
    ///
    /// #[derive(Table)]
    /// #[table(name = "notes", index(author_id, unique, where = "sent_at IS NULL"))]
    /// struct Note {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     author_id: i64,
    ///     sent_at: Option<Timestamp>,
    ///     body: String,
    /// }
    ///
    /// let db = Database::open_in_memory()?;
    /// db.create_tables(&schema!(Note))?;
    /// let save = |body: &str| {
    ///     db.insert(NewNote::builder().author_id(1).body(body).build())
    ///         .on_conflict(Note::AUTHOR_ID)
    ///         .target_filter(Note::SENT_AT.is_null())
    ///         .do_update(Note::BODY.set_excluded())
    ///         .run()
    /// };
    /// save("Dear")?;
    /// save("Dear Ada")?;
    /// assert_eq!(db.select::<Note>().columns(Note::BODY).all()?, ["Dear Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn target_filter<K: RowKind>(mut self, predicate: Expr<T, bool, K>) -> Self {
        self.target_filter.push(predicate.node);
        self
    }

    /// `DO UPDATE SET`: changes the stored row. `column.set_excluded()` takes the value of the row that was not added, and
    /// `excluded(column)` is that value in an expression. A [`filter`](Insert::filter) may follow.
    ///
    /// The row counts as written, and `returning` gives it as it is afterwards.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let again = NewUser::builder().email("bob@x.org").name("Robert").build();
    /// let bob = db
    ///     .insert(again)
    ///     .on_conflict(User::EMAIL)
    ///     .do_update((User::NAME.set_excluded(), User::LOGINS.to(User::LOGINS.add(1))))
    ///     .returning()
    ///     .one()?;
    /// assert_eq!((bob.id, bob.name.as_str(), bob.logins), (2, "Robert", 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn do_update<A: Assignments<T, Upsert<T>>>(self, assignments: A) -> Insert<T, D, DoUpdate> {
        let mut list = Vec::new();
        assignments.append(&mut list);
        self.with(Action::Update(list))
    }

    /// `DO UPDATE SET` every column that the insert sets to its new value: all but the columns of the target and the primary
    /// key.
    ///
    /// What a `default_fn` filled in is not set by the insert, so that `created_at` stays; a column with an `on_update_fn` is
    /// written. Rows that set different columns each change their own. A row that sets nothing else than its key changes
    /// nothing, as in `do_nothing`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rows = [
    ///     NewUser::builder().email("ada@x.org").name("Countess").logins(9).build(),
    ///     NewUser::builder().email("bob@x.org").name("Robert").build(),
    /// ];
    /// db.insert_many(rows).on_conflict(User::EMAIL).do_update_rest().run()?;
    /// let users = db.select::<User>().order_by(User::ID).columns((User::NAME, User::LOGINS)).limit(2).all()?;
    /// assert_eq!(users, [("Countess".to_owned(), 9), ("Robert".to_owned(), 0)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn do_update_rest(self) -> Insert<T, D, DoUpdate> {
        self.with(Action::UpdateRest)
    }

    /// `DO NOTHING`: leaves the stored row as it is. The row does not count as written, and `returning` leaves it out.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["math", "verse"].map(|name| NewTag::builder().name(name).build());
    /// let new = db.insert_many(tags).on_conflict(Tag::NAME).do_nothing().returning_columns(Tag::NAME).all()?;
    /// assert_eq!(new, ["verse"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn do_nothing(self) -> Insert<T, D> {
        self.with(Action::Nothing)
    }
}

/// Columns of the table `T`: one, or a tuple of them.
///
/// The impls are those of `ColumnPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let link = NewPostTag::builder().post_id(1).tag_id(1).build();
/// assert_eq!(db.insert(link).on_conflict((PostTag::POST_ID, PostTag::TAG_ID)).do_nothing().run()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a column of `{T}`",
    label = "expected a column of `{T}`, or a tuple of them"
)]
pub trait ColumnList<T>: ColumnPart<T> {}

impl<T, X: ColumnPart<T>> ColumnList<T> for X {}

/// One column, or several.
#[diagnostic::on_unimplemented(
    message = "this is not a column of `{T}`",
    label = "expected a column of `{T}`, or a tuple of them"
)]
pub trait ColumnPart<T> {
    /// The positions in the table.
    #[doc(hidden)]
    fn positions(self) -> Vec<usize>;
}

impl<T, U: Table, V: ColumnValue> ColumnPart<T> for Column<U, V>
where
    Of<U>: SameTable<T>,
{
    fn positions(self) -> Vec<usize> {
        vec![self.index()]
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<T, $($name: ColumnPart<T>),+> ColumnPart<T> for ($($name,)+) {
            fn positions(self) -> Vec<usize> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                [$($name.positions()),+].concat()
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);

impl<T: Stored, D> fmt::Debug for OnConflict<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnConflict").field("target", &self.target).finish_non_exhaustive()
    }
}
