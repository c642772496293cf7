//! The rows of one table.

use std::collections::HashSet;

use fake::RngExt as _;
use fake::rand::SeedableRng as _;
use fake::rand::rngs::ChaCha8Rng;
use orm_sqlite::migrate::Table;
use orm_sqlite::value::Value;
use orm_sqlite::{Error, Transaction};

use super::Options;
use super::check;
use super::field::{self, Field};
use super::plan::{self, Step};
use super::reference::{self, Pool};
use super::sql;
use crate::declared::quoted;

/// How often a row is made anew before the table is given up.
pub(super) const TRIES: u32 = 200;
/// How many of a hundred values are `NULL` where they may be.
pub(super) const NULLS: u32 = 10;

/// A new row: what it is found by again.
pub(super) type RowKey = Vec<(String, Value)>;

/// The numbers of one table, which do not depend on what other tables there are.
pub(super) fn numbers(seed: u64, table: &str) -> ChaCha8Rng {
    // FNV-1a: the same in every version and on every machine.
    let hash = table
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    ChaCha8Rng::seed_from_u64(seed ^ hash)
}

/// Adds rows to a table. Says what they are found by, if something of them is set later.
pub(super) fn fill(tx: &Transaction<'_>, step: &Step<'_>, rows: u64, options: &Options) -> Result<Vec<RowKey>, Error> {
    let mut filler = Filler::new(tx, step, options)?;
    let mut keys = Vec::new();
    for _ in 0..rows {
        let key = filler.add(tx)?;
        if !step.later.is_empty() {
            keys.push(key);
        }
    }
    Ok(keys)
}

struct Filler<'a> {
    table: &'a Table,
    rng: ChaCha8Rng,
    fields: Vec<Field<'a>>,
    pools: Vec<Pool<'a>>,
    /// Columns whose foreign key waits.
    waiting: Vec<usize>,
    /// The positions of the columns of each key, and the values that it has.
    uniques: Vec<(Vec<usize>, HashSet<String>)>,
}

type Row = Vec<Option<Value>>;

impl<'a> Filler<'a> {
    fn new(tx: &Transaction<'_>, step: &Step<'a>, options: &Options) -> Result<Self, Error> {
        let table = step.table;
        let mut rng = numbers(options.seed, &table.name);
        let field = |column| Field::new(tx, table, column, &options.roles);
        let fields: Result<Vec<_>, Error> = table.columns.iter().map(field).collect();
        let fields = fields?;
        let position = |name: &str| table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
        let now = table.foreign_keys.iter().filter(|key| !step.waits(key));
        let pools: Result<Vec<_>, Error> = now.map(|key| Pool::new(tx, table, key, &mut rng)).collect();
        let waiting = step.later.iter().flat_map(|key| &key.columns).filter_map(|column| position(column));
        let waiting = waiting.filter(|at| plan::is_nullable(table, &table.columns[*at].name)).collect();
        let uniques = reference::uniques(table).filter_map(|key| {
            let positions: Option<Vec<usize>> = key.into_iter().map(position).collect();
            Some((positions?, HashSet::new()))
        });
        Ok(Self { table, rng, fields, pools: pools?, waiting, uniques: uniques.collect() })
    }

    /// One more row.
    fn add(&mut self, tx: &Transaction<'_>) -> Result<RowKey, Error> {
        let mut place = self.table.name.clone();
        for attempt in 0..TRIES {
            let row = match self.row(attempt) {
                Ok(row) => row,
                Err(at) => {
                    place = at;
                    continue;
                }
            };
            if let Some(key) = self.taken(&row) {
                place = self.place(&key);
                continue;
            }
            let values: Vec<(&str, &Value)> = self
                .fields
                .iter()
                .zip(&row)
                .filter_map(|(field, value)| Some((field.column.name.as_str(), value.as_ref()?)))
                .collect();
            match sql::insert(tx, &self.table.name, &values) {
                Ok(()) => return self.added(tx, &row),
                Err(error) if error.is_unique_violation() || error.is_check_violation() => {
                    place = self.violated(&error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::custom(format!(
            "no row for `{place}` fulfils its constraints: {TRIES} were tried; ask for fewer rows, or fill `{}` by hand",
            self.table.name
        )))
    }

    /// `table.a, table.b`
    fn place(&self, columns: &[usize]) -> String {
        let names = columns.iter().map(|at| format!("{}.{}", self.table.name, self.table.columns[*at].name));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The columns of the constraint that an error is about.
    fn violated(&self, error: &Error) -> String {
        let names: Vec<String> = if error.columns().is_empty() {
            let constraint = error.constraint().unwrap_or_default();
            let is_it = |name: Option<&str>, sql: &str| name == Some(constraint) || sql == constraint;
            let found = self.table.checks.iter().find(|check| is_it(check.name.as_deref(), check.expr.as_str()));
            // An index over expressions is known by its name alone.
            let index = self.table.indexes.iter().find(|index| index.name == constraint);
            let parts = index.iter().flat_map(|index| &index.parts).map(|part| part.expr.as_str());
            let parts = parts.collect::<Vec<_>>().join(", ");
            let sql = found.map_or(if index.is_some() { &parts } else { constraint }, |check| check.expr.as_str());
            check::columns(self.table, sql).map(str::to_owned).collect()
        } else {
            error.columns().to_vec()
        };
        if names.is_empty() {
            return self.table.name.clone();
        }
        names.iter().map(|name| format!("{}.{name}", self.table.name)).collect::<Vec<_>>().join(", ")
    }

    /// A key that another row has already.
    fn taken(&self, row: &Row) -> Option<Vec<usize>> {
        let taken =
            |(key, seen): &&(Vec<usize>, HashSet<String>)| self::key(key, row).is_some_and(|it| seen.contains(&it));
        self.uniques.iter().find(taken).map(|(key, _)| key.clone())
    }

    /// Remembers a row that is there now.
    fn added(&mut self, tx: &Transaction<'_>, row: &Row) -> Result<RowKey, Error> {
        for (key, seen) in &mut self.uniques {
            seen.extend(self::key(key, row));
        }
        for pool in self.pools.iter_mut().filter(|pool| pool.is_own) {
            let position =
                |name: &String| self.fields.iter().position(|field| field.column.name.eq_ignore_ascii_case(name));
            let values: Option<Vec<Value>> =
                pool.key.references.iter().map(|name| row[position(name)?].clone()).collect();
            pool.keys.extend(values);
        }
        for (field, value) in self.fields.iter_mut().zip(row) {
            if let (Some(next), Some(Value::Integer(value))) = (&mut field.next, value) {
                *next = value.saturating_add(1);
            }
        }
        let key: Option<RowKey> = plan::key_columns(self.table)
            .map(|name| {
                let at = self.fields.iter().position(|field| field.column.name.eq_ignore_ascii_case(name))?;
                Some((quoted(name), row[at].clone()?))
            })
            .collect();
        match key.filter(|key| !key.is_empty()) {
            Some(key) => Ok(key),
            None => Ok(vec![(rowid(self.table).to_owned(), Value::Integer(sql::last_rowid(tx)?))]),
        }
    }

    /// Values for all columns, or the place of one that there is none for.
    fn row(&mut self, attempt: u32) -> Result<Row, String> {
        let mut row: Row = vec![None; self.fields.len()];
        let mut done = vec![false; self.fields.len()];
        let mut own = Vec::new();
        for (at, pool) in self.pools.iter_mut().enumerate() {
            let position =
                |name: &String| self.fields.iter().position(|field| field.column.name.eq_ignore_ascii_case(name));
            let positions: Option<Vec<usize>> = pool.key.columns.iter().map(position).collect();
            let Some(positions) = positions else { continue };
            let chosen: Vec<Option<Value>> = positions.iter().map(|at| row[*at].clone()).collect();
            let may_be_null = positions.iter().any(|at| self.fields[*at].nullable && !done[*at]);
            let is_null = may_be_null && self.rng.random_range(0..100) < NULLS;
            let key = if is_null { None } else { pool.choose(&mut self.rng, &chosen).map(<[Value]>::to_vec) };
            match key {
                Some(key) => {
                    for (at, value) in positions.iter().zip(key) {
                        (row[*at], done[*at]) = (Some(value), true);
                    }
                }
                None if may_be_null => {
                    for at in positions.iter().filter(|at| self.fields[**at].nullable && !done[**at]) {
                        row[*at] = Some(Value::Null);
                    }
                    for at in positions {
                        done[at] |= self.fields[at].nullable;
                    }
                }
                // The first row of a table that references itself, and may not reference nothing, references itself.
                None if pool.is_own && pool.keys.is_empty() => own.push((at, positions)),
                None => {
                    let names = pool.key.columns.iter().map(|name| format!("{}.{name}", self.table.name));
                    return Err(names.collect::<Vec<_>>().join(", "));
                }
            }
        }
        for at in &self.waiting {
            (row[*at], done[*at]) = (Some(Value::Null), true);
        }
        for (at, field) in self.fields.iter().enumerate() {
            let is_own = own.iter().any(|(_, positions)| positions.contains(&at));
            if !done[at] && !is_own && field.column.generated.is_none() {
                row[at] = field::value(&mut self.rng, field, attempt);
            }
        }
        for (pool, positions) in own {
            for (at, name) in positions.iter().zip(&self.pools[pool].key.references) {
                let from = self.fields.iter().position(|field| field.column.name.eq_ignore_ascii_case(name));
                row[*at] = from.and_then(|from| row[from].clone());
            }
        }
        Ok(row)
    }
}

/// A name by which a row's number is asked for, where no column has it.
fn rowid(table: &Table) -> &'static str {
    ["rowid", "_rowid_", "oid"].into_iter().find(|name| table.column(name).is_none()).unwrap_or("rowid")
}

/// The values of a key as one text; nothing with a `NULL`, which equals no other.
fn key(columns: &[usize], row: &Row) -> Option<String> {
    let values: Option<Vec<&Value>> =
        columns.iter().map(|at| row[*at].as_ref().filter(|value| **value != Value::Null)).collect();
    values.map(|values| values.into_iter().map(written).collect::<Vec<_>>().join(","))
}

/// A value as a text that no other value has: a `Debug` form hides it.
fn written(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Integer(integer) => integer.to_string(),
        Value::Real(real) => format!("real {real:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::Blob(bytes) => format!("{bytes:?}"),
    }
}
