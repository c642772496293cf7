//! Changing the links of `many_to_many` relations.

use orm_core::relation::{ChildKey, Handle, LinkChange, Linkable, ParentKey};
use orm_core::value::IntoValue;

use crate::access::{Access, Write};

/// The methods of every handle that can write which change links; in the prelude.
///
/// # Example: in a function over handles
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn retag(db: &impl Write, post: i64, tags: &[i64]) -> Result<u64, orm_sqlite::Error> {
///     db.set_links(Post::tags(), post, tags.iter().copied()).run()
/// }
/// assert_eq!(retag(&db, 1, &[2])?, 2);
/// assert_eq!(db.transaction(|tx| retag(tx, 1, &[1, 2]))?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait WriteLinks: Write {
    /// Adds rows to a `many_to_many` relation: links of one parent to these children, by their primary keys.
    ///
    /// A link that is there already stays as it is: `INSERT INTO links .. ON CONFLICT (parent, child) DO NOTHING`. Where no key
    /// of the table of links tells two of them apart, each call adds one more. Other columns take their defaults; a table of
    /// links that needs more than the two keys does not compile here. No children, no statement.
    ///
    /// In a table of links with a soft delete, a link that was removed is restored: `DO UPDATE SET deleted_at = NULL WHERE
    /// deleted_at IS NOT NULL`. Its other columns keep their values.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.link(Post::tags(), 3, [1, 2]).run()?, 2);
    /// assert_eq!(db.link(Post::tags(), 3, [1, 2]).run()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn link<R: Linkable, C: IntoValue<ChildKey<R>>>(
        &self,
        relation: Handle<R>,
        parent: impl IntoValue<ParentKey<R>>,
        children: impl IntoIterator<Item = C>,
    ) -> LinkChange<R, Access<'_>> {
        let _ = relation;
        LinkChange::add(self.engine(), parent, children)
    }

    /// Removes rows from a `many_to_many` relation: the links of one parent to these children. The children stay. No children,
    /// no statement.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.unlink(Post::tags(), 2, [2]).run()?, 1);
    /// assert_eq!(db.query::<Post>().find(2).with_tags().one()?.tags.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn unlink<R: Linkable, C: IntoValue<ChildKey<R>>>(
        &self,
        relation: Handle<R>,
        parent: impl IntoValue<ParentKey<R>>,
        children: impl IntoIterator<Item = C>,
    ) -> LinkChange<R, Access<'_>> {
        let _ = relation;
        LinkChange::remove(self.engine(), parent, children)
    }

    /// Makes these children, and no others, the rows of a `many_to_many` relation of one parent, in one transaction. No
    /// children: no links remain.
    ///
    /// A link that stays is not written, so that its other columns keep their values. `run` gives the number of links that were
    /// removed and added.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.set_links(Post::tags(), 1, [2]).run()?, 2);
    /// let tags = db.query::<Post>().find(1).with_tags().one()?.tags;
    /// assert_eq!(tags.iter().map(|tag| tag.id).collect::<Vec<_>>(), [2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn set_links<R: Linkable, C: IntoValue<ChildKey<R>>>(
        &self,
        relation: Handle<R>,
        parent: impl IntoValue<ParentKey<R>>,
        children: impl IntoIterator<Item = C>,
    ) -> LinkChange<R, Access<'_>> {
        let _ = relation;
        LinkChange::set(self.engine(), parent, children)
    }
}

impl<W: Write> WriteLinks for W {}
