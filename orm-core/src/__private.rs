//! The complete list of what expansions may name. Its items may change in any release, which the exact version pin
//! between the crates makes safe.

pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::default::Default;
pub use core::fmt;
pub use core::marker::{PhantomData, Sized};
pub use core::ops::{Deref, FnOnce};
pub use core::option::Option;
pub use core::panic;
pub use core::result::Result::{self, Err, Ok};

pub use crate::column::Column;
pub use crate::engine::Unbound;
pub use crate::error::Error;
pub use crate::expr::{BoundsDef, BoundsOf, Interval, NoBounds, RowEnds};
pub use crate::query::builder_state::{Given, Missing, Provided};
pub use crate::query::{Raw, ViewQuery};
pub use crate::relation::{
    Above, Both, Cardinality, CloneRow, DebugRow, Direct, EqRow, Handle, If, LinkOf, LoadQuery, Many, NotLoaded,
    Optional, Path, Polymorphic, PolymorphicHandle, PolymorphicPath, References, Related, Relation, RelationQuery,
    Relations, RelationsOn, Required, SerializeRow, Slot, SlotField, Slots, TargetOf, Through, To, Tree, TypeValue,
    Via, Whole, With, WithAny, key_of, named_slot, only_links, serialize_row,
};
pub use crate::schema::{
    Check, ColumnSchema, Dimension, ForeignKey, IndexPart, IndexSchema, ReferentialAction, Schema, SearchIndex,
    SpatialIndex, TableSchema, Term, Unique, deleted_at, deleted_by, has_moment, is_nullable, is_version,
};
pub use crate::table::{
    Alias, Insertable, Patch, PrimaryKey, ReadOnly, ReadWrite, SearchableDef, SoftDeletes, SpatialDef, Table, TableDef,
    TableRow, Versioned, View,
};
pub use crate::value::checked::{
    Checked, CheckedColumn, CheckedType, Fields, checked_column, checked_get, column_type, column_value,
};
pub use crate::value::{
    AllowedValues, ColumnType, ColumnValue, Decode, DecodeError, Encode, EncodeError, Field, FromRow, IntoField,
    IntoValue, KeyOf, Plain, Row, Set, StorageClass, Unborrowed, Value, ValueRef, deserialize_set,
};
pub use serde::{Serialize, Serializer};

use crate::ast;
use crate::expr::{Expr, IntoOrder, RowKind};
use crate::never::Never;

pub use crate::table::Assignments;

/// What the expansion of a shape names.
pub mod shape {
    pub use crate::shape::{
        ColumnItem, Columns, Flat, Named, NoParams, OfType, Read, RelationItem, ShapeDef, SlotOf, by, column, computed,
        field, fill, from_row, handle, is_absent, read, read_one, related, related_with, relation, slot, width,
    };
}

/// The field of an insert model for a column without a default.
pub type InsertField<V, T> = <V as CheckedColumn<<T as Fields>::Checked>>::Field;

/// The field of an insert model for a table's only key.
pub type KeyField<V, T> = <V as CheckedType<<T as Fields>::Checked>>::KeyField<V>;

/// The state in which a builder starts for the column `C` with values of type `V`.
pub type InsertStart<V, T, C> = <V as CheckedColumn<<T as Fields>::Checked>>::Start<C>;

/// The same for a table's only key.
pub type KeyStart<V, T, C> = <V as CheckedType<<T as Fields>::Checked>>::KeyStart<C>;

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
        Some(column) => row.is_null(start + column),
        None => (0..schema.columns.len()).all(|column| row.is_null(start + column)),
    }
}

/// Asks that a key of the type `V` can reference a column: their types without `NULL` are the same.
pub const fn same_key<V: ColumnValue<Base = A>, T, W: ColumnValue<Base = B>, A: KeyOf<B>, B>(_: Column<T, W>) {}

/// The path of a relation whose child holds the key.
pub fn has_many<Parent, Child, const KEY: u64>(name: &'static str) -> Path
where
    Child: References<KEY>,
    Child::Table: Related<Parent>,
{
    Path {
        name,
        parent: Child::references(),
        child: Child::columns(),
        through: None,
        shared: false,
        parent_is: None,
        child_is: None,
        with_deleted: false,
        filter: None,
        order_by: None,
    }
}

/// The path of a relation whose parent holds the key.
pub fn belongs_to<Parent: References<KEY>, const KEY: u64>(name: &'static str) -> Path {
    Path {
        name,
        parent: Parent::columns(),
        child: Parent::references(),
        through: None,
        shared: true,
        parent_is: None,
        child_is: None,
        with_deleted: false,
        filter: None,
        order_by: None,
    }
}

/// The columns of the table `Link` that reference the table `Target`, and the columns that they reference.
pub fn link<Link: References<KEY>, Target, const KEY: u64>() -> [&'static [usize]; 2]
where
    Link::Table: Related<Target>,
{
    [Link::columns(), Link::references()]
}

/// The path of a relation through a table that holds both keys.
pub const fn many_to_many(
    name: &'static str,
    table: &'static TableSchema,
    [near, parent]: [&'static [usize]; 2],
    [far, child]: [&'static [usize]; 2],
) -> Path {
    let through = Some(Through { table, parent: near, child: far });
    Path {
        name,
        parent,
        child,
        through,
        shared: false,
        parent_is: None,
        child_is: None,
        with_deleted: false,
        filter: None,
        order_by: None,
    }
}

/// Asks that a column of the type `V` can have the primary key of `T`.
pub const fn same_primary_key<V: ColumnValue, T: PrimaryKey>()
where
    V::Base: KeyOf<T::Key>,
{
}

/// As [`same_primary_key`], of a column of another table.
pub const fn has_primary_key<T: PrimaryKey, U, V: ColumnValue>(_: Column<U, V>)
where
    V::Base: KeyOf<T::Key>,
{
}

/// The path of a relation whose child has the parent's primary key without referencing it, in rows of a type.
pub fn has_many_when<Parent: PrimaryKey>(name: &'static str, child: &'static [usize]) -> Path {
    let parent = Parent::schema().primary_key;
    Path {
        name,
        parent,
        child,
        through: None,
        shared: false,
        parent_is: None,
        child_is: None,
        with_deleted: false,
        filter: None,
        order_by: None,
    }
}

/// The condition that a child's column says this, and what else the relation asks.
pub fn child_is<Child: Table, V>(column: Column<Child, V>, value: TypeValue, filter: Option<ast::Expr>) -> ast::Expr {
    let said = value.said_by(ast::Expr::Column(Child::source().column(column.index())));
    ast::Expr::All(std::iter::once(said).chain(filter).collect())
}

/// Whether a column's values can be those of a type: TEXT, or INTEGER.
pub const fn says_type<V: ColumnValue>(text: bool) -> bool {
    match <V::Base as ColumnType>::STORAGE {
        StorageClass::Text => text,
        StorageClass::Integer => !text,
        _ => false,
    }
}

/// As [`says_type`], of a column of another table.
pub const fn column_says_type<T, V: ColumnValue>(_: Column<T, V>, text: bool) -> bool {
    says_type::<V>(text)
}

/// What a relation asks of its children: a predicate over their table alone.
pub fn child_filter<Child, K: RowKind>(predicate: Expr<Child, bool, K>) -> ast::Expr {
    predicate.node
}

/// The order in which a relation's children come.
pub fn child_order<Child, K: RowKind, I>(order: impl IntoOrder<Child, K, I>) -> Vec<ast::OrderBy> {
    let mut terms = Vec::new();
    order.append(&mut terms);
    terms
}

/// A schema of so many tables.
pub fn schema<const N: usize>(tables: [&'static TableSchema; N]) -> Schema {
    Schema::new(Vec::from(tables))
}

/// The text of a view's query.
///
/// # Errors
///
/// When the query cannot be lowered.
pub fn view_sql<V: View, Q: ViewQuery<V>>(query: fn() -> Q) -> Result<String, Error> {
    query().view_sql()
}

/// What a variant of an enum is stored as.
pub fn text(text: &'static str) -> Value {
    Value::Text(text.into())
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

/// Whether a type is stored as INTEGER. The expansion panics, so that the error has nothing of this library in it.
pub const fn is_integer<V: ColumnType>() -> bool {
    matches!(V::STORAGE, StorageClass::Integer)
}

/// Whether a column holds text.
pub const fn is_text<V: ColumnValue>() -> bool {
    matches!(<V::Base as ColumnType>::STORAGE, StorageClass::Text)
}

/// Whether the columns are unique in the rows for which the conditions are true.
pub const fn is_unique_where(
    schema: &TableSchema,
    columns: &[usize],
    conditions: &[&[Term]],
    with_deleted: bool,
) -> bool {
    schema.is_unique_where(columns, conditions, with_deleted)
}

/// Whether the columns are unique in a part of the rows.
pub const fn is_partly_unique(schema: &TableSchema, columns: &[usize]) -> bool {
    schema.is_partly_unique(columns)
}

/// Whether a column holds numbers.
pub const fn is_number<V: ColumnValue>() -> bool {
    matches!(<V::Base as ColumnType>::STORAGE, StorageClass::Integer | StorageClass::Real)
}

/// Whether a column holds integers.
pub const fn is_integer_value<V: ColumnValue>() -> bool {
    is_integer::<V::Base>()
}

/// Asks that the two ends of a dimension have one type.
pub const fn same_ends<V: ColumnValue, W: ColumnValue>()
where
    V::Base: EndOf<W::Base>,
{
}

/// The columns of a dimension can be compared with the same values.
#[diagnostic::on_unimplemented(
    message = "a dimension from `{Other}` to `{Self}` has no one type",
    label = "this end is a `{Self}`, the other a `{Other}`"
)]
pub trait EndOf<Other> {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> EndOf<V> for V {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> EndOf<Never> for V {}
