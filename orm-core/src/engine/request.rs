//! What a terminal method hands to an engine.

use std::panic::Location;
use std::slice;
use std::sync::Arc;

use super::{Bindings, Param, Sql};
use crate::ast::{FurtherRuns, Tree};
use crate::error::Error;

/// A list of statements and the decoder of their rows.
///
/// The statements run in order in one snapshot; several that write run in one transaction, all or none.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// # use orm_sqlite::engine::{Cursor, Decoder, LocalEngine, Sql};
/// # use orm_sqlite::error::Error;
/// # struct Rows(usize);
/// # impl Decoder for Rows {
/// #     type Output = usize;
/// #     fn rows<C: Cursor>(&mut self, _statement: usize, _sql: &Sql, cursor: &mut C) -> Result<(), Error> {
/// #         while cursor.advance()?.is_some() {
/// #             self.0 += 1;
/// #         }
/// #         Ok(())
/// #     }
/// #     fn finish(&mut self) -> Result<usize, Error> {
/// #         Ok(self.0)
/// #     }
/// # }
/// use orm_sqlite::engine::Request;
///
/// let statements = vec![User::select().to_sql()?, Post::select().to_sql()?];
/// let request = Request { statements: statements.into(), writes: false, decoder: Rows(0) };
/// assert_eq!(db.engine().run_local(Ok(request))?, 6);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Request<D> {
    /// The statements, in order.
    pub statements: StatementList,
    /// Whether any of them writes, so that several need a write transaction.
    pub writes: bool,
    /// What takes the rows.
    pub decoder: D,
}

/// The statements of a request.
///
/// Some are text already, others are still the tree of their builder: an engine that keeps prepared statements may know the text
/// of such a tree from an earlier one. Any other engine lowers them.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::StatementList;
///
/// let statements = StatementList::from(vec![User::select().to_sql()?]);
/// assert_eq!(statements.len(), 1);
/// assert!(statements.lower()?[0].text.starts_with("SELECT"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct StatementList {
    list: List,
    caller: Option<&'static Location<'static>>,
}

/// One statement is the usual case, and costs no allocation.
#[derive(Debug)]
enum List {
    One(Planned),
    Many(Vec<Planned>),
}

/// A statement of a request.
#[doc(hidden)]
#[derive(Debug)]
pub enum Planned {
    /// Text with its parameters.
    Sql(Sql),
    /// A tree, whose text an engine may know.
    Tree(Tree),
    /// Text whose parameters have their values beside them.
    Bound {
        /// The text, which whoever made the request keeps.
        sql: Arc<Sql>,
        /// The values of its arguments.
        arguments: Bindings,
    },
}

impl Planned {
    /// Text and parameters.
    ///
    /// # Errors
    ///
    /// When it cannot be lowered, or an argument is an empty list where it must not be.
    pub fn lower(self) -> Result<Sql, Error> {
        match self {
            Self::Sql(sql) => Ok(sql),
            Self::Tree(tree) => tree.lower(),
            Self::Bound { sql, arguments } => sql.bind(&arguments),
        }
    }

    /// Counts the statements whose keys it binds from another one on.
    fn move_keys(&mut self, by: usize) {
        let params = match self {
            Self::Sql(sql) => &mut sql.params,
            Self::Bound { sql, .. } => &mut Arc::make_mut(sql).params,
            // Keys are bound by the statements of loads, which are text.
            Self::Tree(_) => return,
        };
        for param in params {
            if let Param::Keys(keys) = param {
                keys.statement += by;
            }
        }
    }

    /// Takes the values of the runs behind the first, if there are any.
    #[inline]
    pub fn take_further_runs(&mut self) -> Option<Box<FurtherRuns>> {
        match self {
            Self::Tree(tree) => tree.take_further_runs(),
            Self::Sql(_) | Self::Bound { .. } => None,
        }
    }

    /// How often it runs.
    #[inline]
    pub const fn runs(&self) -> usize {
        match self {
            Self::Tree(tree) => tree.runs(),
            Self::Sql(_) | Self::Bound { .. } => 1,
        }
    }

    /// Whether it is a write that gives rows back.
    #[inline]
    fn is_returning(&self) -> bool {
        match self {
            Self::Sql(sql) => !sql.labels.is_empty(),
            Self::Tree(tree) => tree.is_returning(),
            Self::Bound { sql, .. } => !sql.labels.is_empty(),
        }
    }
}

impl StatementList {
    #[inline]
    const fn of(list: List) -> Self {
        Self { list, caller: None }
    }

    /// Where in the program the request was made: the line of a terminal method such as `all`. None before it has reached an engine.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::engine::StatementList;
    ///
    /// assert!(StatementList::default().caller().is_none());
    /// ```
    #[inline]
    pub const fn caller(&self) -> Option<&'static Location<'static>> {
        self.caller
    }

    /// Says where the request was made, unless that was said before.
    #[doc(hidden)]
    #[inline]
    pub const fn set_caller(&mut self, caller: &'static Location<'static>) {
        if self.caller.is_none() {
            self.caller = Some(caller);
        }
    }

    /// How often a statement is run: an insert of many rows is one statement that runs often.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::engine::StatementList;
    ///
    /// assert_eq!(StatementList::default().len(), 0);
    /// ```
    #[inline]
    pub fn len(&self) -> usize {
        match &self.list {
            List::One(statement) => statement.runs(),
            List::Many(list) => list.iter().map(Planned::runs).sum(),
        }
    }

    /// Whether there are none.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::engine::StatementList;
    ///
    /// assert!(StatementList::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text and the parameters of each.
    ///
    /// # Errors
    ///
    /// When one cannot be lowered.
    ///
    /// # Example: an engine that sees the text
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::engine::{Request, Sql};
    ///
    /// fn texts<D>(request: Request<D>) -> Result<Vec<Sql>, orm_sqlite::Error> {
    ///     request.statements.lower()
    /// }
    /// # texts(Request { statements: vec![User::select().to_sql()?].into(), writes: false, decoder: () })?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lower(self) -> Result<Vec<Sql>, Error> {
        let mut lowered = Vec::with_capacity(self.len());
        for statement in self.into_vec() {
            match statement {
                Planned::Tree(tree) => tree.lower_runs(&mut lowered)?,
                other => lowered.push(other.lower()?),
            }
        }
        Ok(lowered)
    }

    /// The statements, each of which may run often.
    #[doc(hidden)]
    #[inline]
    pub fn planned(&mut self) -> &mut [Planned] {
        match &mut self.list {
            List::One(statement) => slice::from_mut(statement),
            List::Many(list) => list,
        }
    }

    /// Whether one of them is a write that gives rows back.
    #[doc(hidden)]
    #[inline]
    pub fn is_returning(&self) -> bool {
        match &self.list {
            List::One(statement) => statement.is_returning(),
            List::Many(list) => list.iter().any(Planned::is_returning),
        }
    }

    /// Adds the statements of another request, which counted them from 0.
    pub(crate) fn append(&mut self, other: Self) {
        let first = self.len();
        let mut list = std::mem::take(self).into_vec();
        list.extend(other.into_vec().into_iter().map(|mut statement| {
            statement.move_keys(first);
            statement
        }));
        self.list = List::Many(list);
    }

    /// Adds a statement that binds no keys.
    pub(crate) fn add(&mut self, statement: Planned) {
        match &mut self.list {
            List::Many(list) if list.is_empty() => self.list = List::One(statement),
            List::Many(list) => list.push(statement),
            List::One(_) => {
                let mut list = std::mem::take(self).into_vec();
                list.push(statement);
                self.list = List::Many(list);
            }
        }
    }

    /// Adds a statement, which may bind keys of those before it.
    pub(crate) fn push(&mut self, sql: Sql) {
        let mut list = std::mem::take(self).into_vec();
        list.push(Planned::Sql(sql));
        self.list = List::Many(list);
    }

    /// The statements of a prepared query, with its arguments.
    #[inline]
    pub(crate) fn bound(list: &[Arc<Sql>], arguments: Bindings) -> Self {
        match list {
            [only] => Self::of(List::One(Planned::Bound { sql: only.clone(), arguments })),
            list => Self::several_bound(list, &arguments),
        }
    }

    fn several_bound(list: &[Arc<Sql>], arguments: &Bindings) -> Self {
        let bound = |sql: &Arc<Sql>| Planned::Bound { sql: sql.clone(), arguments: arguments.clone() };
        Self::of(List::Many(list.iter().map(bound).collect()))
    }

    fn into_vec(self) -> Vec<Planned> {
        match self.list {
            List::One(statement) => vec![statement],
            List::Many(list) => list,
        }
    }
}

impl Default for StatementList {
    fn default() -> Self {
        Self::of(List::Many(Vec::new()))
    }
}

impl From<Vec<Sql>> for StatementList {
    fn from(list: Vec<Sql>) -> Self {
        Self::of(List::Many(list.into_iter().map(Planned::Sql).collect()))
    }
}

impl From<Sql> for StatementList {
    fn from(sql: Sql) -> Self {
        Self::of(List::One(Planned::Sql(sql)))
    }
}

impl From<Tree> for StatementList {
    fn from(tree: Tree) -> Self {
        Self::of(List::One(Planned::Tree(tree)))
    }
}

impl From<Planned> for StatementList {
    fn from(statement: Planned) -> Self {
        Self::of(List::One(statement))
    }
}

impl From<Vec<Planned>> for StatementList {
    fn from(mut list: Vec<Planned>) -> Self {
        let one = if list.len() == 1 { list.pop() } else { None };
        Self::of(one.map_or(List::Many(list), List::One))
    }
}
