//! Expressions, against hand-written SQL on the same rows.

mod arithmetic;
mod case;
mod function;
mod limit;
mod null;
mod overflow;
mod random;
mod text;
mod tuple;

use std::fmt::Debug;

use orm_sqlite::prelude::*;

use crate::model::{Fixture, rows};

/// A row with a value of each class, and its nullable twin.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "samples", strict = false, insert(derive(Debug, Clone)))]
pub(crate) struct Sample {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) a: i64,
    pub(crate) b: Option<i64>,
    pub(crate) x: f64,
    pub(crate) y: Option<f64>,
    #[column(name = "select")]
    pub(crate) word: String,
    pub(crate) note: Option<String>,
    pub(crate) small: u8,
}

/// Another table with columns of the same names.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "others")]
pub(crate) struct Other {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) a: i64,
    pub(crate) b: Option<i64>,
    pub(crate) note: Option<String>,
}

const ROWS: &str = "
    insert into samples values (1, 7, 2, 1.5, null, 'Ada', 'x', 200);
    insert into samples values (2, -7, null, -2.5, 0.5, 'böb', null, 0);
    insert into samples values (3, 0, 0, 0.0, 0.0, '', 'cleo', 255);
    insert into samples values (4, 9223372036854775807, -3, 1e300, -1.0, 'a%_b', '', 1);
    insert into samples values (5, -9223372036854775808, 64, 2.0, null, 'Ada', 'Ada', 8);
    insert into others values (1, 7, null, 'x');
    insert into others values (2, 1, 2, null);
";

pub(crate) fn samples() -> Fixture {
    let fixture = Fixture::new(&schema!(Sample, Other));
    fixture.raw.execute_batch(ROWS).unwrap();
    fixture
}

/// A value as rusqlite's rows show it.
pub(crate) trait Shown {
    fn shown(&self) -> String;
}

impl Shown for i64 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for bool {
    fn shown(&self) -> String {
        i64::from(*self).to_string()
    }
}

impl Shown for f64 {
    fn shown(&self) -> String {
        format!("{self:?}")
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        self.clone()
    }
}

impl<V: Shown> Shown for Option<V> {
    fn shown(&self) -> String {
        self.as_ref().map_or_else(|| "NULL".to_owned(), Shown::shown)
    }
}

/// What an expression is for each sample that the filter finds, in the order of their keys.
pub(crate) fn values<V>(fixture: &Fixture, expr: Expr<Sample, V>, filter: Expr<Sample, bool>) -> Vec<String>
where
    V: Shown + Debug + orm_sqlite::value::FromRow + Send + 'static,
{
    let rows = fixture.db.select::<Sample>().filter(filter).order_by(Sample::ID).columns(expr).all().unwrap();
    rows.iter().map(Shown::shown).collect()
}

/// The same of hand-written SQL.
pub(crate) fn expected(fixture: &Fixture, sql: &str, filter: &str) -> Vec<String> {
    rows(&fixture.raw, &format!("select {sql} from samples where {filter} order by id"))
}

/// Compares an expression with hand-written SQL on all samples but the two with the extreme integers.
#[track_caller]
pub(crate) fn same<V>(fixture: &Fixture, expr: Expr<Sample, V>, sql: &str)
where
    V: Shown + Debug + orm_sqlite::value::FromRow + Send + 'static,
{
    assert_eq!(values(fixture, expr, Sample::ID.le(3)), expected(fixture, sql, "id <= 3"), "{sql}");
}

/// The same on all samples.
#[track_caller]
pub(crate) fn same_everywhere<V>(fixture: &Fixture, expr: Expr<Sample, V>, sql: &str)
where
    V: Shown + Debug + orm_sqlite::value::FromRow + Send + 'static,
{
    assert_eq!(values(fixture, expr, Sample::ID.gt(0)), expected(fixture, sql, "true"), "{sql}");
}
