//! What may stand between braces in `sql!`.

use std::marker::PhantomData;

use crate::ast::{self, Fragment};
use crate::column::Column;
use crate::engine::Unbound;
use crate::expr::{Expr, Joined, Kind, Literal, OperandKind, Typed};
use crate::never::Never;
use crate::query::Select;
use crate::scope::{At, Within};
use crate::sql::Trusted;
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Encode, EncodeError, Single, Value};

/// What may stand between braces in `sql!`: a value, which is bound; a `Vec`, an array or a slice of values, which is bound as the
/// list of `in ({list})`; a reference to one of these; a column; an expression; a select without a database, as `({select})`; text that the program has made,
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

/// How a reference was found to something that was found as `J`.
#[derive(Debug)]
pub struct Referenced<J>(PhantomData<J>);

/// How what is bound was found: a value, a list, a reference to one of them.
#[doc(hidden)]
pub trait Bound {}

impl Bound for Literal {}
impl<J: Bound> Bound for Referenced<J> {}

#[diagnostic::do_not_recommend]
impl<A: Argument<J>, J: Bound> Argument<Referenced<J>> for &A {
    fn fragment(&self) -> Fragment {
        (*self).fragment()
    }
}

/// References, and lists of them, name no table. These are not all types, so that `J` stays known for everything else.
macro_rules! of_no_table {
    ($([$($generics:tt)*] $ty:ty),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<S, J: Bound, $($generics)*> Joined<S, Referenced<J>> for $ty {
            type Lift<X: ColumnValue> = X;
        }

        #[diagnostic::do_not_recommend]
        impl<J: Bound, $($generics)*> OperandKind<Referenced<J>> for $ty {
            type Kind<K: Kind> = K::Part;
        }
    )+};
}

of_no_table!([A] &A, [A] &[A], [A] Vec<A>, [A, const N: usize] [A; N]);

/// What a list holds: values, and references to them.
#[doc(hidden)]
pub trait Item<J> {
    /// The value that is bound.
    fn encoded(&self) -> Result<Value, EncodeError>;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Single> + Clone> Item<Literal> for V {
    fn encoded(&self) -> Result<Value, EncodeError> {
        self.clone().encode()
    }
}

#[diagnostic::do_not_recommend]
impl Item<Literal> for &str {
    fn encoded(&self) -> Result<Value, EncodeError> {
        Ok(Value::Text((*self).to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<X: Item<J>, J: Bound> Item<Referenced<J>> for &X {
    fn encoded(&self) -> Result<Value, EncodeError> {
        (*self).encoded()
    }
}

// A `Vec<u8>` could be bytes or a list, and inference would make bytes of any list of integer literals: a list holds anything
// but `u8`, and bytes are `&[u8]`.

fn list<X: Item<J>, J>(values: &[X]) -> Fragment {
    Fragment::List(values.iter().map(Item::encoded).collect())
}

#[diagnostic::do_not_recommend]
impl<X: Item<J>, J: Bound> Argument<J> for Vec<X> {
    fn fragment(&self) -> Fragment {
        list(self)
    }
}

/// Nobody can use it: with a single impl for `Vec`s, rustc would print that one for a list of something else.
#[diagnostic::do_not_recommend]
impl Argument<Never> for Vec<Never> {
    fn fragment(&self) -> Fragment {
        Fragment::List(Ok(Vec::new()))
    }
}

#[diagnostic::do_not_recommend]
impl<X: Item<J>, J: Bound, const N: usize> Argument<J> for [X; N] {
    fn fragment(&self) -> Fragment {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<X: Item<J>, J: Bound> Argument<J> for &[X] {
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
