//! Relations: what they are, which statements load them, and how children are placed into their parents.
//!
//! Each relation has a tag type that implements [`Relation`]. A query has one [`Slot`] for each relation of its table:
//! [`NotLoaded`], or [`With`] a query of the related table. A load is one statement for each slot that is loaded, at any
//! depth, all in one snapshot; the statements below the first bind the keys that were found above them.

mod along;
mod arrange;
mod asked;
mod below;
mod cardinality;
mod extra;
mod handle;
mod key;
mod linked;
mod links;
mod loader;
mod measure;
mod plan;
mod polymorphic;
mod query;
mod references;
mod row;
mod slot;
mod statement;
mod tree;
mod written;

pub(crate) use along::joined;
pub use asked::If;
pub use cardinality::{Both, Cardinality, Many, Optional, Required, Wrong};
pub use extra::{Extra, Extras, WithExtra};
pub use handle::Handle;
pub(crate) use key::KeySet;
pub use linked::{
    Above, BelowRelation, Direct, IsVia, LinkOf, Linked, ManyToMany, OnlyLinks, RelationOf, TakesNew, Via, WithLink,
    only_links,
};
pub use links::{ChildKey, LinkChange, Linkable, ParentKey};
pub(crate) use links::{child_values, row as link_row, unless_linked};
pub use measure::Measure;
pub(crate) use plan::{Level, Plan};
pub use polymorphic::{Polymorphic, PolymorphicHandle, PolymorphicPath, TargetOf, To, TypeValue, WithAny};
pub use query::{RelationQuery, Relations, RelationsOn};
pub use references::{References, Related, key_of};
pub use row::{CloneRow, DebugRow, EqRow, NotLoaded, SerializeRow, SlotField, SlotFields, named_slot, serialize_row};
pub use slot::{Slot, Slots, With};
pub use tree::{LoadQuery, Tree, Whole};
pub(crate) use written::Written;

use crate::ast;
use crate::schema::TableSchema;
use crate::table::{SoftDeletes, TableRow};

/// One relation of a table; implemented by the tag that `#[derive(Relations)]` makes, such as `User_posts`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::Relation;
///
/// assert_eq!(<User_posts as Relation>::path().name, "posts");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Relation: Send + 'static {
    /// The table that has the relation.
    type Parent: TableRow;
    /// The table that is related.
    type Child: TableRow;
    /// How many children a parent has, and so the type of the slot.
    type Cardinality: Cardinality;
    /// The parent's row with only this relation loaded.
    type Loaded;
    /// The table between, if there is one.
    #[doc(hidden)]
    type Via;

    /// The columns by which the two are related.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::relation::Relation;
    ///
    /// let path = User_posts::path();
    /// assert_eq!((path.parent, path.child), (&[0][..], &[1][..]));
    /// assert!(!path.shared);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn path() -> Path;
}

/// The parent's row with only the relation `R` loaded: `Loaded<User_posts>` is `UserRow<Vec<Post>, ..>`.
///
/// A function that takes a user with posts and whatever else is generic over the other slots:
/// `fn titles<A, B>(user: &UserRow<Vec<Post>, A, B>)`.
///
/// # Example: a function that needs the posts and nothing else
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::relation::Loaded;
///
/// fn titles(user: &Loaded<User_posts>) -> Vec<&str> {
///     user.posts.iter().map(|post| post.title.as_str()).collect()
/// }
/// let ada = db.query::<User>().find(1).with_posts().one()?;
/// assert_eq!(titles(&ada), ["Notes", "Engines"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub type Loaded<R> = <R as Relation>::Loaded;

/// The columns by which two tables are related.
///
/// # Example: a key that the parent holds
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::Relation;
///
/// let path = Post_author::path();
/// assert_eq!((path.parent, path.child, path.shared), (&[1][..], &[0][..], true));
/// assert!(path.through.is_none());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Path {
    /// The relation's name.
    pub name: &'static str,
    /// Positions of the parent's columns.
    pub parent: &'static [usize],
    /// Positions of the child's columns that equal them.
    pub child: &'static [usize],
    /// The table between, whose rows link the two.
    pub through: Option<Through>,
    /// Whether the parent holds the key, so that many parents may share one child.
    pub shared: bool,
    /// A column of the parent, and what it says of the parents that have the relation.
    #[doc(hidden)]
    pub parent_is: Option<(usize, TypeValue)>,
    /// A column of the child, and what it says of the children that are the relation's.
    #[doc(hidden)]
    pub child_is: Option<(usize, TypeValue)>,
    /// Whether deleted rows are among the children.
    #[doc(hidden)]
    pub with_deleted: bool,
    /// What the relation itself asks of a child.
    #[doc(hidden)]
    pub filter: Option<fn() -> ast::Expr>,
    /// The order of children where a query has none of its own.
    #[doc(hidden)]
    pub order_by: Option<fn() -> Vec<ast::OrderBy>>,
}

#[doc(hidden)]
impl Path {
    /// The path on which only children that fulfil the predicate are met.
    #[must_use]
    pub const fn filtered(mut self, filter: fn() -> ast::Expr) -> Self {
        self.filter = Some(filter);
        self
    }

    /// The path to children of a type. What reads them has the condition among its filters; new ones are given the type.
    #[must_use]
    pub const fn typed(mut self, column: usize, value: TypeValue) -> Self {
        self.child_is = Some((column, value));
        self
    }

    /// The path whose children may be deleted softly.
    #[must_use]
    pub const fn with_deleted<Child: SoftDeletes>(mut self) -> Self {
        self.with_deleted = true;
        self
    }

    /// The child as a query reads it that says nothing of deleted rows.
    pub(crate) fn seen(&self, mut child: ast::Source) -> ast::Source {
        if self.with_deleted && child.deleted == ast::Deleted::Skip {
            child.deleted = ast::Deleted::With;
        }
        child
    }

    /// The path whose children come in an order.
    #[must_use]
    pub const fn ordered(mut self, order_by: fn() -> Vec<ast::OrderBy>) -> Self {
        self.order_by = Some(order_by);
        self
    }
}

/// The table between two tables of a many-to-many relation.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::Relation;
///
/// let through = Post_tags::path().through;
/// assert!(through.is_some_and(|through| through.table.name == "post_tags"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Through {
    /// The table.
    pub table: &'static TableSchema,
    /// Positions of its columns that equal the parent's.
    pub parent: &'static [usize],
    /// Positions of its columns that equal the child's.
    pub child: &'static [usize],
}
