//! `INSERT .. SELECT`.

use super::Insert;
use super::draft::Draft;
use crate::column::Column;
use crate::error::Error;
use crate::expr::FitsIn;
use crate::never::Never;
use crate::query::Subquery;
use crate::schema::TableSchema;
use crate::scope::Outermost;
use crate::table::Stored;
use crate::value::ColumnValue;

impl<T: Stored, D> Insert<T, D> {
    /// The rows of a select.
    pub(crate) fn select<Q: Subquery<Outermost, R>, C: Targets<T, R>, R>(columns: C, select: Q, db: D) -> Self {
        Self::draft(Draft::select(T::source(), columns.positions(), select.into_ast()), db)
    }
}

/// The columns of the table `T` that a select with rows of type `R` fills: one, or a tuple of them.
///
/// There are as many columns as the select gives, and each takes what stands in its place: the same type, or its `Option`
/// takes the bare one.
///
/// The impls are those of `TargetPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let authors = User::select().columns((User::ID, User::NAME));
/// // `bio` may be NULL, a name never is.
/// let copied = db.insert_select((Post::AUTHOR_ID, Post::TITLE), authors).run()?;
/// assert_eq!(copied, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the select does not give what these columns take",
    label = "the select gives `{R}`",
    note = "the select needs one column for each, of the same type or for an `Option` of it"
)]
pub trait Targets<T, R>: TargetPart<T, R> {}

impl<T, R, X: TargetPart<T, R>> Targets<T, R> for X {}

/// One column, or several.
#[diagnostic::on_unimplemented(
    message = "the select does not give what these columns take",
    label = "the select gives `{R}`",
    note = "the select needs one column for each, of the same type or for an `Option` of it"
)]
pub trait TargetPart<T, R> {
    /// The positions in the table.
    #[doc(hidden)]
    fn positions(self) -> Vec<usize>;
}

impl<T: Stored, V: ColumnValue, W: FitsIn<V>> TargetPart<T, W> for Column<T, V> {
    fn positions(self) -> Vec<usize> {
        vec![self.index()]
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        // Keeps rustc from taking the one other impl's rows for those of the select, before it has seen the select.
        #[diagnostic::do_not_recommend]
        impl<T, $($name),+> TargetPart<T, Never> for ($($name,)+) {
            fn positions(self) -> Vec<usize> {
                Vec::new()
            }
        }

        impl<T, $($name: TargetPart<T, $row>, $row),+> TargetPart<T, ($($row,)+)> for ($($name,)+) {
            fn positions(self) -> Vec<usize> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                [$($name.positions()),+].concat()
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);

/// Refuses what an insert model would not let through: SQLite would say less, or nothing.
pub(super) fn check(table: &TableSchema, columns: &[usize]) -> Result<(), Error> {
    let refuse = |column: usize, reason: &str| {
        let name = table.columns[column].name;
        Err(Error::refused(format!("an insert from a select into `{}`: column `{name}` {reason}", table.name)))
    };
    for (at, &column) in columns.iter().enumerate() {
        if table.columns[column].generated.is_some() {
            return refuse(column, "is generated, and cannot be written");
        }
        if columns[..at].contains(&column) {
            return refuse(column, "stands there twice");
        }
    }
    for (index, column) in table.columns.iter().enumerate() {
        if columns.contains(&index) || column.generated.is_some() || column.default.is_some() {
            continue;
        }
        if column.default_fn.is_some() {
            return refuse(index, "has a `default_fn`, which SQLite cannot call for each row: select a value for it");
        }
        let numbers_itself = table.is_rowid_key(index);
        if !column.nullable && !numbers_itself {
            return refuse(index, "is required");
        }
    }
    Ok(())
}
