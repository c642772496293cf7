//! Adding and removing rows of a table between: `db.link(User::groups(), 1, [2, 3])`.

use std::fmt;
use std::marker::PhantomData;

use super::key::{self, Collation};
use super::plan::{compared, equal};
use super::{ManyToMany, OnlyLinks, Through};
use crate::ast::{self, Assignment, Expr, List, Portion, Source, UnaryOp};
use crate::engine::{Engine, Request, Sql};
use crate::error::Error;
use crate::query::decoder::Changes;
use crate::query::find::Key;
use crate::query::insert;
use crate::schema::{ColumnSchema, TableSchema};
use crate::sql;
use crate::table::{PrimaryKey, Stored, Table};
use crate::value::IntoValue;

/// The primary key of the parent of a relation.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::ParentKey;
///
/// let key: ParentKey<Post_tags> = 1;
/// assert_eq!(key, 1_i64);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub type ParentKey<R> = <<R as super::Relation>::Parent as PrimaryKey>::Key;
/// The primary key of the child of a relation.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::ChildKey;
///
/// let key: ChildKey<Post_tags> = 1;
/// assert_eq!(key, 1_i64);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub type ChildKey<R> = <<R as super::Relation>::Child as PrimaryKey>::Key;

/// A relation whose links are added and removed by the primary keys of both sides.
///
/// `#[derive(Relations)]` makes one for each `many_to_many`; a table of links that has more columns which a new row must
/// set is none.
///
/// # Example: a function over all of them
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::relation::{Handle, Linkable, ParentKey};
///
/// fn clear<R: Linkable>(db: &Database, relation: Handle<R>, parent: ParentKey<R>) -> Result<u64, orm_sqlite::Error> {
///     db.set_links(relation, parent, Vec::<orm_sqlite::relation::ChildKey<R>>::new()).run()
/// }
/// assert_eq!(clear(&db, Post::tags(), 2)?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Linkable: ManyToMany<Link: Stored, Via: OnlyLinks, Parent: PrimaryKey, Child: PrimaryKey> {}

impl<R: ManyToMany<Link: Stored, Via: OnlyLinks, Parent: PrimaryKey, Child: PrimaryKey>> Linkable for R {}

/// What is done to the links of one parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Remove,
    Set,
}

/// A change of the links of one row: what `link`, `unlink` and `set_links` give.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// assert_eq!(db.link(Post::tags(), 1, [1, 2]).run()?, 1);
/// assert_eq!(db.unlink(Post::tags(), 1, [1]).run()?, 1);
/// assert_eq!(db.set_links(Post::tags(), 1, [1]).run()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "the links do not change until `run`"]
pub struct LinkChange<R, D> {
    change: Change,
    parent: Vec<Expr>,
    children: Vec<Vec<Expr>>,
    db: D,
    relation: PhantomData<fn() -> R>,
}

#[doc(hidden)]
impl<R: Linkable, D> LinkChange<R, D> {
    /// More links.
    pub fn add<C: IntoValue<ChildKey<R>>>(
        db: D,
        parent: impl IntoValue<ParentKey<R>>,
        children: impl IntoIterator<Item = C>,
    ) -> Self {
        Self::new(Change::Add, db, parent.into_value(), children)
    }

    /// Fewer links.
    pub fn remove<C: IntoValue<ChildKey<R>>>(
        db: D,
        parent: impl IntoValue<ParentKey<R>>,
        children: impl IntoIterator<Item = C>,
    ) -> Self {
        Self::new(Change::Remove, db, parent.into_value(), children)
    }

    /// Exactly these links.
    pub fn set<C: IntoValue<ChildKey<R>>>(
        db: D,
        parent: impl IntoValue<ParentKey<R>>,
        children: impl IntoIterator<Item = C>,
    ) -> Self {
        Self::new(Change::Set, db, parent.into_value(), children)
    }

    fn new<C: IntoValue<ChildKey<R>>>(
        change: Change,
        db: D,
        parent: ParentKey<R>,
        children: impl IntoIterator<Item = C>,
    ) -> Self {
        let children = children.into_iter().map(|child| child.into_value().into_nodes().into_vec()).collect();
        Self { change, parent: parent.into_nodes().into_vec(), children, db, relation: PhantomData }
    }
}

impl<R: Linkable, D> LinkChange<R, D> {
    /// Changes the links, all or none, and gives the number of rows that were added or removed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.link(Tag::posts(), 1, [1, 2, 3]).run()?, 1);
    /// assert_eq!(db.find::<PostTag>((3, 1)).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn run(self) -> D::Output<u64>
    where
        D: Engine,
    {
        let variables = self.db.limits().variables;
        let statements = statements::<R>(self.change, &self.parent, &self.children, variables);
        self.db.run(statements.map(|statements| Request {
            statements: statements.into(),
            writes: true,
            decoder: Changes::default(),
        }))
    }

    /// The statements; none where there is nothing to do.
    ///
    /// # Errors
    ///
    /// When a key cannot be written, and when the relation is not over the primary keys of both sides.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let statements = db.link(Post::tags(), 1, [2]).to_sql()?;
    /// let insert = r#"INSERT INTO "post_tags" ("post_id", "tag_id") VALUES (?, ?)"#;
    /// assert!(statements[0].text.starts_with(insert));
    /// assert!(statements[0].text.ends_with(r#"ON CONFLICT ("post_id", "tag_id") DO NOTHING"#));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn to_sql(self) -> Result<Vec<Sql>, Error> {
        statements::<R>(self.change, &self.parent, &self.children, crate::engine::Limits::default().variables)
    }
}

fn statements<R: Linkable>(
    change: Change,
    parent: &[Expr],
    children: &[Vec<Expr>],
    variables: usize,
) -> Result<Vec<Sql>, Error> {
    let path = R::path();
    let Some(through) = path.through else {
        return Ok(Vec::new());
    };
    let link = <R::Link as Table>::source();
    let near = Side { link, columns: through.parent, table: R::Parent::schema(), referenced: path.parent };
    let far = Side { link, columns: through.child, table: R::Child::schema(), referenced: path.child };
    let parent = near.values(parent)?;
    let mut children = children.iter().map(|child| far.values(child)).collect::<Result<Vec<_>, _>>()?;
    let keys = unless_linked(&through);
    let keyed = keys.is_some();
    let mut statements = Vec::new();
    if change == Change::Set || (change == Change::Remove && !children.is_empty()) {
        let mut filter = near.equal(&parent);
        if change == Change::Remove {
            filter.push(far.listed(&children));
        } else if keyed && !children.is_empty() {
            filter.push(Expr::unary(UnaryOp::Not, far.listed(&children)));
        }
        // Links that no key tells apart are all written anew.
        statements.push(sql::delete(&ast::Delete {
            with: Vec::new(),
            hard: false,
            table: link,
            filter: filter.into(),
            portion: Portion::default(),
            returning: Vec::new(),
        })?);
    }
    if change != Change::Remove {
        if change == Change::Set && !keyed {
            let collations: Vec<_> = far.referenced().map(Collation::of).collect();
            key::retain_distinct(&mut children, &collations);
        }
        let rows = children.into_iter().map(|child| row(link, (near.columns, &parent), (far.columns, &child)));
        let rows = rows.collect::<Result<_, _>>()?;
        statements.extend(insert::rows(link, rows, keys, variables)?);
    }
    Ok(statements)
}

/// One side of a link: its columns, and the key that they reference.
struct Side {
    link: Source,
    columns: &'static [usize],
    table: &'static TableSchema,
    referenced: &'static [usize],
}

impl Side {
    fn referenced(&self) -> impl Iterator<Item = &'static ColumnSchema> {
        let table = self.table;
        self.referenced.iter().map(|&index| &table.columns[index])
    }

    /// The values of a primary key in the order of the columns.
    fn values(&self, key: &[Expr]) -> Result<Vec<Expr>, Error> {
        let primary = self.table.primary_key;
        let values = self.referenced.iter().map(|index| {
            let part = primary.iter().position(|part| part == index)?;
            key.get(part).cloned()
        });
        let values = values.collect::<Option<Vec<_>>>().filter(|values| values.len() == primary.len());
        values.ok_or_else(|| {
            let (link, table) = (self.link.schema.name, self.table.name);
            Error::refused(format!("`{link}` references other columns of `{table}` than its primary key"))
        })
    }

    /// The conditions that the columns have these values.
    fn equal(&self, values: &[Expr]) -> Vec<Expr> {
        let columns = self.columns.iter().map(|&index| self.link.column(index)).zip(self.referenced());
        let columns = columns.map(|(column, referenced)| compared(column, referenced));
        columns.zip(values).map(|(column, value)| equal(column, value.clone())).collect()
    }

    /// The condition that the columns have one of these values, of which there is one at least.
    fn listed(&self, rows: &[Vec<Expr>]) -> Expr {
        let (&[column], Some(referenced)) = (self.columns, self.referenced().next()) else {
            return Expr::Any(rows.iter().map(|values| Expr::All(self.equal(values))).collect());
        };
        let column = self.link.column(column);
        let mut values = Vec::with_capacity(rows.len());
        for value in rows.iter().flatten() {
            match value {
                Expr::Value(value) => values.push(value.clone()),
                other => return other.clone().meant_for(&Expr::Column(column)),
            }
        }
        let operand = Box::new(compared(column, referenced));
        Expr::InList { operand, list: List::Values(values), negated: false }
    }
}

/// The columns of both keys, if a key of the table between tells two links by them apart.
pub(crate) fn unless_linked(through: &Through) -> Option<Vec<usize>> {
    let mut keys = [through.parent, through.child].concat();
    keys.sort_unstable();
    keys.dedup();
    through.table.is_key(&keys).then_some(keys)
}

/// The values that the table between has for a child with this primary key.
pub(crate) fn child_values<R: Linkable>(through: &Through, key: &[Expr]) -> Result<Vec<Expr>, Error> {
    let link = <R::Link as Table>::source();
    Side { link, columns: through.child, table: R::Child::schema(), referenced: R::path().child }.values(key)
}

/// One row of the table between: the columns of both keys, with their values.
pub(crate) fn row(
    link: Source,
    parent: (&[usize], &[Expr]),
    child: (&[usize], &[Expr]),
) -> Result<Vec<Assignment>, Error> {
    let pairs = [parent, child].into_iter().flat_map(|(columns, values)| columns.iter().zip(values));
    merged(link, pairs.map(|(&column, value)| Assignment { column, value: value.clone() }).collect())
}

/// A link whose sides share a column, which is written once.
fn merged(link: Source, assignments: Vec<Assignment>) -> Result<Vec<Assignment>, Error> {
    let mut row: Vec<Assignment> = Vec::with_capacity(assignments.len());
    for assignment in assignments {
        match row.iter().find(|other| other.column == assignment.column) {
            None => row.push(assignment),
            Some(other) if other.value == assignment.value => {}
            Some(other) => {
                let path = link.column(other.column).path();
                return Err(Error::refused(format!(
                    "the two rows to link differ in `{path}`, which both of them share"
                )));
            }
        }
    }
    Ok(row)
}

impl<R: Linkable, D> fmt::Debug for LinkChange<R, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkChange")
            .field("relation", &R::path().name)
            .field("change", &self.change)
            .finish_non_exhaustive()
    }
}
