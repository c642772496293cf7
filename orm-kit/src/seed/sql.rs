//! Statements over tables that are known by name only, with bound values of any class.

use orm_sqlite::prelude::*;
use orm_sqlite::query::Raw;
use orm_sqlite::sql::trusted;
use orm_sqlite::value::{ColumnType, Decode, DecodeError, Encode, EncodeError, Plain, StorageClass, Value, ValueRef};
use orm_sqlite::{Error, Transaction};

use crate::declared::quoted;

/// A value of any class.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Any(pub(super) Value);

impl Encode for Any {
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(self.0)
    }
}

impl Decode for Any {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        Ok(Self(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => Value::Integer(integer),
            ValueRef::Real(real) => Value::Real(real),
            // What is not UTF-8 is bound as bytes, as which it finds its row again.
            ValueRef::Text(text) => match std::str::from_utf8(text) {
                Ok(text) => Value::Text(text.to_owned()),
                Err(_) => Value::Blob(text.to_vec()),
            },
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        }))
    }
}

impl ColumnType for Any {
    const STORAGE: StorageClass = StorageClass::Blob;
    type Family = Plain;
    type KeyField<T: ColumnType> = T;
}

/// Adds a row.
pub(super) fn insert(tx: &Transaction<'_>, table: &str, row: &[(&str, &Value)]) -> Result<(), Error> {
    let columns: Vec<String> = row.iter().map(|(column, _)| quoted(column)).collect();
    let head = format!("INSERT INTO {} ({}) VALUES (", quoted(table), columns.join(", "));
    if row.is_empty() {
        let text = format!("INSERT INTO {} DEFAULT VALUES", quoted(table));
        sql!("{trusted(text)}").run(tx)?;
        return Ok(());
    }
    let mut raw = Raw::start().argument(&trusted(head));
    for (at, (_, value)) in row.iter().enumerate() {
        if at > 0 {
            raw = raw.text(", ");
        }
        raw = raw.argument(&Any((*value).clone()));
    }
    raw.text(")").run(tx)?;
    Ok(())
}

/// Sets columns of the row that has a key.
pub(super) fn update(
    tx: &Transaction<'_>,
    table: &str,
    set: &[(&str, &Value)],
    key: &[(String, Value)],
) -> Result<(), Error> {
    let mut raw = Raw::start().argument(&trusted(format!("UPDATE {} SET ", quoted(table))));
    for (at, (column, value)) in set.iter().enumerate() {
        let separator = if at > 0 { ", " } else { "" };
        raw = raw.argument(&trusted(format!("{separator}{} = ", quoted(column)))).argument(&Any((*value).clone()));
    }
    for (at, (column, value)) in key.iter().enumerate() {
        let separator = if at > 0 { " AND " } else { " WHERE " };
        raw = raw.argument(&trusted(format!("{separator}{column} = "))).argument(&Any(value.clone()));
    }
    raw.run(tx)?;
    Ok(())
}

/// The different values of some columns, as rows, in order. Rows with a `NULL` are left out.
pub(super) fn keys(tx: &Transaction<'_>, table: &str, columns: &[String]) -> Result<Vec<Vec<Value>>, Error> {
    let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let present: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for name in &names {
        // A column each time, in one order, because a row's type says how many columns it has.
        let text = format!(
            "SELECT {name} FROM {} WHERE {} GROUP BY {all} ORDER BY {all}",
            quoted(table),
            present.join(" AND "),
            all = names.join(", ")
        );
        let values = sql!("{trusted(text)}").all::<Any, _>(tx)?;
        if rows.is_empty() {
            rows = vec![Vec::new(); values.len()];
        }
        for (row, value) in rows.iter_mut().zip(values) {
            row.push(value.0);
        }
    }
    Ok(rows)
}

/// The largest number in a column.
pub(super) fn largest(tx: &Transaction<'_>, table: &str, column: &str) -> Result<i64, Error> {
    let text =
        format!("SELECT coalesce(max({0}), 0) FROM {1} WHERE typeof({0}) = 'integer'", quoted(column), quoted(table));
    sql!("{trusted(text)}").one(tx)
}

/// The number of the row that was added last.
pub(super) fn last_rowid(tx: &Transaction<'_>) -> Result<i64, Error> {
    sql!("SELECT last_insert_rowid()").one(tx)
}
