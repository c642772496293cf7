//! Several queries in one request: all of them, or none.

use super::unbound::Statement;
use crate::ast::KeyList;
use crate::engine::{Cursor, Decoder, Request, Sql, StatementList};
use crate::error::Error;
use crate::value::Value;

/// What `batch` takes: a tuple of up to 16 queries without a database, or a `Vec` of equal ones.
///
/// The queries run in their order, in one transaction if any of them writes and in one snapshot otherwise. The answer is a
/// tuple or a `Vec` of the queries' answers.
///
/// # Example: a function over batches
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::Batch;
///
/// fn logged<B: Batch>(db: &Database, batch: B) -> Result<B::Output, orm_sqlite::Error> {
///     println!("a batch");
///     db.batch(batch)
/// }
/// let (users, tags) = logged(&db, (User::select(), Tag::select()))?;
/// assert_eq!((users.len(), tags.len()), (3, 2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch",
    label = "expected a tuple of queries without a database, or a `Vec` of equal ones",
    note = "start each query from the table, as in `User::select()`; an update or a delete needs `filter` or `all_rows`"
)]
pub trait Batch {
    /// The answers.
    type Output: Send + 'static;

    /// What makes them.
    #[doc(hidden)]
    type Decoder: Decoder<Output = Self::Output> + Send + 'static;

    /// All statements.
    #[doc(hidden)]
    fn request(self) -> Result<Request<Self::Decoder>, Error>;
}

/// A decoder among others: it sees its own statements, counted from 0.
#[doc(hidden)]
#[derive(Debug)]
pub struct Part<X> {
    first: usize,
    end: usize,
    decoder: X,
}

impl<X: Decoder> Part<X> {
    /// Appends the statements of a query to those of the batch.
    pub(crate) fn append(request: Request<X>, statements: &mut StatementList) -> Self {
        let first = statements.len();
        statements.append(request.statements);
        Self { first, end: statements.len(), decoder: request.decoder }
    }

    const fn has(&self, statement: usize) -> bool {
        self.first <= statement && statement < self.end
    }
}

impl<X: Decoder> Decoder for Part<X> {
    type Output = X::Output;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if self.has(statement) { self.decoder.rows(statement - self.first, sql, cursor) } else { Ok(()) }
    }

    fn changed(&mut self, statement: usize, rows: u64) {
        if self.has(statement) {
            self.decoder.changed(statement - self.first, rows);
        }
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        if self.has(list.statement) {
            self.decoder.keys(KeyList { statement: list.statement - self.first, ..list })
        } else {
            Vec::new()
        }
    }

    fn finish(&mut self) -> Result<X::Output, Error> {
        self.decoder.finish()
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Statement> Batch for Vec<Q> {
    type Output = Vec<Q::Output>;
    type Decoder = Parts<Q::Decoder>;

    fn request(self) -> Result<Request<Self::Decoder>, Error> {
        let mut statements = StatementList::default();
        let mut parts = Vec::with_capacity(self.len());
        for query in self {
            parts.push(Part::append(query.request()?, &mut statements));
        }
        Ok(Request { statements, writes: Q::WRITES, decoder: Parts(parts) })
    }
}

/// The decoders of equal queries, in the order of their statements.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts<X>(Vec<Part<X>>);

impl<X: Decoder> Parts<X> {
    fn find(&self, statement: usize) -> Option<usize> {
        let after = self.0.partition_point(|part| part.first <= statement);
        (0..after).rev().find(|&index| self.0[index].has(statement))
    }
}

impl<X: Decoder> Decoder for Parts<X> {
    type Output = Vec<X::Output>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        match self.find(statement) {
            Some(index) => self.0[index].rows(statement, sql, cursor),
            None => Ok(()),
        }
    }

    fn changed(&mut self, statement: usize, rows: u64) {
        if let Some(index) = self.find(statement) {
            self.0[index].changed(statement, rows);
        }
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.find(list.statement).map(|index| self.0[index].keys(list)).unwrap_or_default()
    }

    fn finish(&mut self) -> Result<Self::Output, Error> {
        self.0.iter_mut().map(Part::finish).collect()
    }
}

/// The decoders of a tuple, one after the other.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tuple<X>(pub(crate) X);

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Statement),+> Batch for ($($name,)+) {
            type Output = ($($name::Output,)+);
            type Decoder = Tuple<($(Part<$name::Decoder>,)+)>;

            fn request(self) -> Result<Request<Self::Decoder>, Error> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                let mut statements = StatementList::default();
                let decoder = Tuple(($(Part::append($name.request()?, &mut statements),)+));
                Ok(Request { statements, writes: false $(|| $name::WRITES)+, decoder })
            }
        }

        #[expect(non_snake_case, reason = "the names of the types serve for the values")]
        impl<$($name: Decoder),+> Decoder for Tuple<($(Part<$name>,)+)> {
            type Output = ($($name::Output,)+);

            fn rows<Rows: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut Rows) -> Result<(), Error> {
                let Self(($($name,)+)) = self;
                $($name.rows(statement, sql, cursor)?;)+
                Ok(())
            }

            fn changed(&mut self, statement: usize, rows: u64) {
                let Self(($($name,)+)) = self;
                $($name.changed(statement, rows);)+
            }

            fn keys(&self, list: KeyList) -> Vec<Value> {
                let Self(($($name,)+)) = self;
                [$($name.keys(list)),+].concat()
            }

            fn finish(&mut self) -> Result<Self::Output, Error> {
                let Self(($($name,)+)) = self;
                Ok(($($name.finish()?,)+))
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
