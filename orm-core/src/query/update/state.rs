//! What an update or a delete has said so far, as types.

/// No `filter` yet.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{NoFilter, NothingSet, Update};
///
/// let update: Update<User, Unbound, NothingSet, NoFilter> = User::update();
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct NoFilter;
/// A `filter`, or `all_rows`.
///
/// # Example: an update that can be stored
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{HasFilter, HasSet, Update};
///
/// fn greeted(id: i64) -> Update<User, Unbound, HasSet, HasFilter> {
///     User::update().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(id))
/// }
/// # greeted(1).to_sql()?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct HasFilter;
/// Nothing to write yet.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{HasFilter, NothingSet, Update};
///
/// let update: Update<User, Unbound, NothingSet, HasFilter> = User::update().all_rows();
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct NothingSet;
/// Something to write.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{HasSet, NoFilter, Update};
///
/// let update: Update<User, Unbound, HasSet, NoFilter> = User::update().set(User::LOGINS.to(0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct HasSet;

/// A write that says which rows it means.
///
/// [`HasFilter`] is one, [`NoFilter`] is not.
///
/// # Example: a function over every delete that may run
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Delete, Filtered};
///
/// fn purge<F: Filtered>(db: &Database, delete: Delete<Comment, Unbound, F>) -> Result<u64, orm_sqlite::Error> {
///     delete.using(db).run()
/// }
/// assert_eq!(purge(&db, Comment::delete().all_rows())?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this would change every row of the table",
    label = "no `filter`",
    note = "add `.filter(..)`, or say `.all_rows()`"
)]
pub trait Filtered {}

#[diagnostic::do_not_recommend]
impl Filtered for HasFilter {}

/// An update that says what it writes.
///
/// [`HasSet`] is one, [`NothingSet`] is not.
///
/// # Example: a function over every update that may run
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Filtered, Update, Written};
///
/// fn apply<A: Written, F: Filtered>(
///     db: &Database,
///     update: Update<User, Unbound, A, F>,
/// ) -> Result<u64, orm_sqlite::Error> {
///     update.using(db).run()
/// }
/// assert_eq!(apply(&db, User::update().set(User::LOGINS.to(0)).all_rows())?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this update writes nothing",
    label = "nothing is set",
    note = "add `.set(..)` or `.patch(..)`"
)]
pub trait Written {}

#[diagnostic::do_not_recommend]
impl Written for HasSet {}
