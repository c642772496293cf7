//! The closure that `prepare` takes.

use super::Params;

/// A closure that builds a query from parameters: from none, from one, from a tuple, or from up to eight arguments.
///
/// `A` is the parameter, or the tuple of them; `M` says how the closure takes them, and is inferred. The types of the
/// closure's arguments are written out: they are what the prepared query takes.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let all = db.prepare(|| User::select())?;
/// assert_eq!(all.count(())?, 3);
///
/// let between = db.prepare(|low: Param<i64>, high: Param<i64>| User::select().filter(User::ID.between(low, high)))?;
/// assert_eq!(between.count((2, 3))?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a closure over parameters that gives a query",
    label = "expected a closure such as `|id: Param<i64>| User::select()..`",
    note = "it takes up to eight of `Param<..>` and `ParamList<..>`, or one tuple of them"
)]
pub trait Build<A, Q, M> {
    /// Calls the closure.
    #[doc(hidden)]
    fn build(self, params: A) -> Q;
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> Q, Q> Build<(), Q, ()> for F {
    fn build(self, (): ()) -> Q {
        self()
    }
}

/// A closure of one argument, which may be a tuple.
#[doc(hidden)]
#[derive(Debug)]
pub struct Whole;

#[diagnostic::do_not_recommend]
impl<F: FnOnce(A) -> Q, A: Params, Q> Build<A, Q, Whole> for F {
    fn build(self, params: A) -> Q {
        self(params)
    }
}

macro_rules! build {
    ($($name:ident)+) => {
        #[diagnostic::do_not_recommend]
        impl<Closure: FnOnce($($name),+) -> Q, $($name,)+ Q> Build<($($name,)+), Q, ($($name,)+)> for Closure {
            fn build(self, params: ($($name,)+)) -> Q {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = params;
                self($($name),+)
            }
        }
    };
}

build!(A B);
build!(A B C);
build!(A B C D);
build!(A B C D E);
build!(A B C D E F);
build!(A B C D E F G);
build!(A B C D E F G H);
