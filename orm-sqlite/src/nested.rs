//! Inserts of rows with new rows below them.

use std::panic::Location;

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request, Unbound};
use orm_core::error::Error;
use orm_core::query::{self, NestedRow};
use orm_core::relation::{LoadQuery, RelationQuery, Relations};
use orm_core::table::PrimaryKey;

use crate::access::{Access, Read, Write};

/// The methods of every handle that can write which insert rows with new rows below them; in the prelude.
///
/// # Example: in a function over handles
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn publish(db: &impl Write, author: i64, title: &str, tag: i64) -> Result<Post, orm_sqlite::Error> {
///     let new = NewPost::builder().author_id(author).title(title).published(true).build();
///     db.insert_nested(new.with_links(Post::tags(), [tag]))
/// }
/// assert_eq!(publish(&db, 1, "Poems", 2)?.id, 4);
/// assert_eq!(db.transaction(|tx| publish(tx, 1, "Odes", 2))?.id, 5);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait WriteNested: Write {
    /// Inserts a row with new rows below it, all or none, and gives the row as it was stored.
    ///
    /// What is below a row is said by `with_new` and `with_links`. Every relation of every level is one `INSERT .. RETURNING`
    /// (or several, where SQLite's limit on parameters asks for them), in one transaction.
    ///
    /// # Errors
    ///
    /// What any of the inserts fails with; nothing is written then.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let new = NewUser::builder().name("Dora").email("dora@x.org").build();
    /// let dora = db.insert_nested(new.with_new(User::posts(), |user| {
    ///     ["Odes", "Poems"].map(|title| NewPost::builder().author_id(user.id).title(title).build())
    /// }))?;
    /// let posts = db.select::<Post>().filter(Post::AUTHOR_ID.eq(dora.id)).order_by(Post::ID);
    /// assert_eq!(posts.columns(Post::TITLE).all()?, ["Odes", "Poems"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn insert_nested<N: NestedRow>(&self, row: N) -> Result<N::Table, Error> {
        let mut rows = self.insert_nested_many([row])?;
        rows.pop().ok_or_else(|| Error::refused("an insert of one row returned none"))
    }

    /// Inserts many rows with new rows below each of them, all or none, and gives the rows in the order of the input.
    ///
    /// The rows of all parents go in one insert for each relation. A closure that a loop makes has one type, as the rows must.
    ///
    /// # Errors
    ///
    /// What any of the inserts fails with; nothing is written then.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let new = ["Dora", "Emil"].map(|name| {
    ///     let user = NewUser::builder().name(name).email(format!("{name}@x.org")).build();
    ///     user.with_new(User::posts(), |user| {
    ///         [NewPost::builder().author_id(user.id).title(format!("By {}", user.name)).build()]
    ///     })
    /// });
    /// let users = db.insert_nested_many(new)?;
    /// let emil = db.query::<User>().find(users[1].id).with_posts().one()?;
    /// assert_eq!(emil.posts[0].title, "By Emil");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn insert_nested_many<N: NestedRow>(&self, rows: impl IntoIterator<Item = N>) -> Result<Vec<N::Table>, Error> {
        let caller = Location::caller();
        self.transaction(|tx| query::insert_nested(rows, Called(tx.engine(), caller)))
    }

    /// As `insert_nested_many`, and loads the rows with relations, in the order of the input and in the same transaction.
    ///
    /// A filter of the query leaves rows out of the answer; they are written.
    ///
    /// # Errors
    ///
    /// What any of the statements fails with; nothing is written then.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let new = NewUser::builder().name("Dora").email("dora@x.org").build();
    /// let new = new.with_new(User::posts(), |user| [NewPost::builder().author_id(user.id).title("Odes").build()]);
    /// let users = db.insert_nested_query([new], |user| user.with_posts())?;
    /// assert_eq!(users[0].posts[0].title, "Odes");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn insert_nested_query<N, X>(
        &self,
        rows: impl IntoIterator<Item = N>,
        load: impl FnOnce(<N::Table as Relations>::Query<Unbound>) -> X,
    ) -> Result<Vec<<X::Load as LoadQuery>::Row>, Error>
    where
        N: NestedRow<Table: PrimaryKey + Relations>,
        X: RelationQuery<Root = N::Table, Db = Unbound>,
    {
        let caller = Location::caller();
        self.transaction(|tx| query::insert_nested_query(rows, load(N::Table::query()), Called(tx.engine(), caller)))
    }
}

impl<W: Write> WriteNested for W {}

/// A handle whose statements are somebody else's: `#[track_caller]` does not reach into a closure.
#[derive(Clone, Copy)]
struct Called<'db>(Access<'db>, &'static Location<'static>);

#[diagnostic::do_not_recommend]
impl Engine for Called<'_> {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }

    fn limits(&self) -> Limits {
        self.0.limits()
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for Called<'_> {
    fn run_local<D: Decoder>(self, mut request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        if let Ok(request) = &mut request {
            request.statements.set_caller(self.1);
        }
        self.0.run_local(request)
    }
}
