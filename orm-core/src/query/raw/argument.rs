//! What may stand between braces in `sql!`.

use crate::ast::{self, Fragment};
use crate::column::Column;
use crate::engine::Unbound;
use crate::expr::{Expr, Joined, Kind, Literal, OperandKind, Typed};
use crate::query::Select;
use crate::scope::{At, Within};
use crate::sql::Trusted;
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Encode, Single};

/// What may stand between braces in `sql!`: a value, which is bound; a `Vec` or an array of values, which is bound as the
/// list of `in ({list})`; a column; an expression; a select without a database, as `({select})`; text that the program has made,
/// as [`sql::trusted`](crate::sql::trusted). Bytes are a slice: `{bytes.as_slice()}`. `J` is inferred.
///
/// In a statement a column is its quoted name, and the columns of an expression are qualified by their tables' names, which
/// the statement's text has to leave them.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let low = 3;
/// let n: i64 = sql!("select count(*) from users where {User::LOGINS} >= {low}").one(&db)?;
/// assert_eq!(n, 2);
///
/// let (famous, authors) = (User::NAME.in_list(["Ada", "Bob"]), Post::select().columns(Post::AUTHOR_ID));
/// let n: i64 = sql!("select count(*) from users where {famous} and id not in ({authors})").one(&db)?;
/// assert_eq!(n, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in `sql!`",
    label = "expected a value, a list, a column or an expression; bytes are `&[u8]`"
)]
pub trait Argument<J> {
    /// The part of the statement.
    #[doc(hidden)]
    fn fragment(&self) -> Fragment;
}

fn value<V: Encode>(value: V) -> Fragment {
    Fragment::Expr(ast::Expr::from_encoded(value.encode()))
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone> Argument<Literal> for V {
    fn fragment(&self) -> Fragment {
        value(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType + Clone> Argument<Literal> for Option<V> {
    fn fragment(&self) -> Fragment {
        value(self.clone())
    }
}

// A `Vec<u8>` could be bytes or a list, and inference would make bytes of any list of integer literals: lists are `Vec`s
// and arrays, bytes are `&[u8]`.

fn list<V: ColumnType + Clone>(values: &[V]) -> Fragment {
    Fragment::List(values.iter().cloned().map(Encode::encode).collect())
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone> Argument<Literal> for Vec<V> {
    fn fragment(&self) -> Fragment {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone, const N: usize> Argument<Literal> for [V; N] {
    fn fragment(&self) -> Fragment {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl Argument<Literal> for &[u8] {
    fn fragment(&self) -> Fragment {
        value(self.to_vec())
    }
}

#[diagnostic::do_not_recommend]
impl Argument<Literal> for u8 {
    fn fragment(&self) -> Fragment {
        value(*self)
    }
}

#[diagnostic::do_not_recommend]
impl Argument<Literal> for &str {
    fn fragment(&self) -> Fragment {
        value((*self).to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl Argument<Literal> for &String {
    fn fragment(&self) -> Fragment {
        value((*self).clone())
    }
}

#[diagnostic::do_not_recommend]
impl Argument<Literal> for Trusted {
    fn fragment(&self) -> Fragment {
        Fragment::Text(self.text().to_owned().into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnValue, I> Argument<At<I>> for Column<T, V> {
    fn fragment(&self) -> Fragment {
        Fragment::Column(self.node())
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnValue, K> Argument<Typed> for Expr<S, V, K> {
    fn fragment(&self) -> Fragment {
        Fragment::Expr(self.node.clone())
    }
}

/// How a select was found.
#[derive(Debug)]
pub struct Selected;

#[diagnostic::do_not_recommend]
impl<S, R, G> Argument<Selected> for Select<S, Unbound, R, G> {
    fn fragment(&self) -> Fragment {
        Fragment::select(self.clone().into_tree())
    }
}

#[diagnostic::do_not_recommend]
impl<S, S2: Within<S>, R, G> Joined<S, Selected> for Select<S2, Unbound, R, G> {
    type Lift<X: ColumnValue> = X;
}

#[diagnostic::do_not_recommend]
impl<S, R, G> OperandKind<Selected> for Select<S, Unbound, R, G> {
    type Kind<K: Kind> = K::Part;
}
