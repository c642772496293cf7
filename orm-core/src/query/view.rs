//! What can stand behind a view.

use super::select::Select;
use crate::ast;
use crate::engine::Unbound;
use crate::error::Error;
use crate::table::{FillsColumns, View};

/// A query without a database whose rows give the columns of the view `V`: what `#[view(query = path)]` asks of the
/// function's result.
///
/// It is a select that starts from [`User::select()`](super::TableExt::select) and ends with `columns`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// #[derive(View, Debug, PartialEq)]
/// #[view(query = authors)]
/// struct Author {
///     name: String,
///     posts: i64,
/// }
///
/// fn authors() -> impl ViewQuery<Author> {
///     let posts = User::select().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
///     posts.group_by(User::NAME).columns((User::NAME, count()))
/// }
///
/// db.create_tables(&schema!(Author))?;
/// let most = db.select::<Author>().order_by(Author::POSTS.desc()).limit(1).one()?;
/// assert_eq!(most, Author { name: "Ada".to_owned(), posts: 2 });
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no query for the view `{V}`",
    label = "expected a select without a database",
    note = "it starts from `Table::select()`, and `columns` says what it gives"
)]
pub trait ViewQuery<V>: ViewQueryPart<V> {}

impl<V, Q: ViewQueryPart<V>> ViewQuery<V> for Q {}

/// The impl of [`ViewQuery`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no query for the view `{V}`",
    label = "expected a select without a database",
    note = "it starts from `Table::select()`, and `columns` says what it gives"
)]
pub trait ViewQueryPart<V> {
    /// The query's text, with its values written into it.
    #[doc(hidden)]
    fn view_sql(&self) -> Result<String, Error>;

    /// The tree.
    #[doc(hidden)]
    fn into_ast(self) -> ast::Select;
}

impl<V: View, S, R: FillsColumns<V::Columns>, G> ViewQueryPart<V> for Select<S, Unbound, R, G> {
    fn view_sql(&self) -> Result<String, Error> {
        self.to_inline_sql()
    }

    fn into_ast(self) -> ast::Select {
        self.into_tree()
    }
}
