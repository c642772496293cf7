//! The complete list of what expansions may name. Its items may change in any release, which the exact version pin
//! between the crates makes safe.

pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::default::Default;
pub use core::fmt;
pub use core::marker::PhantomData;
pub use core::ops::{Deref, FnOnce};
pub use core::option::Option;
pub use core::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::vec::Vec;

pub use crate::column::Column;
pub use crate::engine::Unbound;
pub use crate::error::Error;
pub use crate::query::builder_state::{Given, Missing, Provided};
pub use crate::query::{Argument, Fragment, Raw};
pub use crate::relation::{
    Both, Cardinality, CloneRow, DebugRow, EqRow, Handle, LoadQuery, Many, NotLoaded, Optional, Path, References,
    Related, Relation, RelationQuery, Relations, RelationsOn, Required, SerializeRow, Slot, SlotField, Slots, Through,
    Tree, Whole, With, key_of, serialize_row,
};
pub use crate::schema::{
    Check, ColumnSchema, ForeignKey, IndexPart, IndexSchema, ReferentialAction, Schema, TableSchema, Unique,
};
pub use crate::table::{Alias, Insertable, Patch, PrimaryKey, Table, TableRow};
pub use crate::value::{
    AllowedValues, ColumnType, ColumnValue, Decode, DecodeError, Encode, EncodeError, Field, FromRow, IntoField,
    IntoValue, KeyOf, Plain, Row, Set, StorageClass, Value, ValueRef, deserialize_set,
};
pub use serde::{Serialize, Serializer};

pub use crate::table::Assignments;

/// The field of an insert model for a column without a default.
pub type InsertField<V> = <V as ColumnValue>::Field;

/// The field of an insert model for a table's only key.
pub type KeyField<V> = <V as ColumnType>::KeyField<V>;

/// The state in which a builder starts for the column `C` with the insert field `F`.
pub type Start<V, F, C> = <F as Field<V>>::Start<C>;

/// A default value, from what the attribute says.
///
/// # Errors
///
/// When SQLite has no equal for the value.
pub fn encode_default<V: ColumnValue, X: IntoValue<V::Base>>(value: X) -> Result<Value, EncodeError> {
    value.into_value().encode()
}

/// A value that a function of the program makes.
///
/// # Errors
///
/// When SQLite has no equal for the value.
pub fn encode_value<V: ColumnValue, X: IntoField<V>>(value: X) -> Result<Value, EncodeError> {
    value.into_field().encode()
}

/// Whether an outer join found no row of the table, whose columns stand in the row from `start` on.
pub fn is_absent<R: Row + ?Sized>(schema: &TableSchema, row: &R, start: usize) -> bool {
    match schema.sentinel() {
        Some(column) => row.value(start + column).is_null(),
        None => (0..schema.columns.len()).all(|column| row.value(start + column).is_null()),
    }
}

/// Asks that a key of the type `V` can reference a column: their types without `NULL` are the same.
pub const fn same_key<V: ColumnValue, T, W: ColumnValue>(_: Column<T, W>)
where
    V::Base: KeyOf<W::Base>,
{
}

/// The path of a relation whose child holds the key.
pub fn has_many<Parent, Child, const KEY: u64>(name: &'static str) -> Path
where
    Child: References<KEY>,
    Child::Table: Related<Parent>,
{
    Path { name, parent: Child::references(), child: Child::columns(), through: None, shared: false }
}

/// The path of a relation whose parent holds the key.
pub fn belongs_to<Parent: References<KEY>, const KEY: u64>(name: &'static str) -> Path {
    Path { name, parent: Parent::columns(), child: Parent::references(), through: None, shared: true }
}

/// The path of a relation through the table `Link`, which holds both keys.
pub fn many_to_many<Parent, Child, Link, const A: u64, const B: u64>(name: &'static str) -> Path
where
    Link: References<A> + References<B>,
    <Link as References<A>>::Table: Related<Parent>,
    <Link as References<B>>::Table: Related<Child>,
{
    Path {
        name,
        parent: <Link as References<A>>::references(),
        child: <Link as References<B>>::references(),
        through: Some(Through {
            table: Link::schema(),
            parent: <Link as References<A>>::columns(),
            child: <Link as References<B>>::columns(),
        }),
        shared: false,
    }
}

/// A stored value that is no variant of an enum.
#[cold]
pub fn not_a_variant(ty: &'static str, value: ValueRef<'_>) -> DecodeError {
    match value {
        ValueRef::Text(_) => DecodeError::does_not_fit(ty, "a TEXT that is none of its variants"),
        ValueRef::Integer(_) => DecodeError::does_not_fit(ty, "an INTEGER that is none of its variants"),
        other => DecodeError::found(ty, other),
    }
}

/// Refuses, while compiling, an `autoincrement` over a type that is not stored as INTEGER.
pub const fn assert_integer_key<V: ColumnType>() {
    assert!(matches!(V::STORAGE, StorageClass::Integer), "`autoincrement` needs an INTEGER primary key");
}

/// Refuses, while compiling, a `has_one` over columns that are not unique.
pub const fn assert_unique(schema: &TableSchema, columns: &[usize], message: &'static str) {
    assert!(schema.is_unique(columns), "{}", message);
}
