//! What rows with slots have in common: the slot that is not loaded, and the traits that follow the user's struct.
//!
//! A row is `Clone`, `Debug`, `PartialEq` and `Serialize` if the struct and its slots are. An impl cannot say
//! `where User: Clone` of a struct that may not be: the bound would be false for every instance, and rustc refuses it. The
//! traits here carry the slots' types as a parameter, which keeps the question open until a row is used.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Cardinality;
use crate::table::TableRow;

/// The relation `R` was not loaded: its slot has no children, and no methods to ask for them.
///
/// Load it with the query's `with_..` method. A row that is serialized leaves it out.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::relation::NotLoaded;
///
/// let ada = db.query::<User>().find(1).one()?;
/// let _: NotLoaded<User_posts> = ada.posts;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct NotLoaded<R>(PhantomData<fn() -> R>);

impl<R> NotLoaded<R> {
    /// The slot.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R> Default for NotLoaded<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> Clone for NotLoaded<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for NotLoaded<R> {}

impl<R> PartialEq for NotLoaded<R> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<R> Eq for NotLoaded<R> {}

impl<R> fmt::Debug for NotLoaded<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotLoaded")
    }
}

/// The same as a unit: a row leaves it out, so this is only seen by who serializes the slot itself.
impl<R> Serialize for NotLoaded<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

/// A struct that can be cloned, as part of a row with the slots `P`.
#[doc(hidden)]
pub trait CloneRow<P> {
    /// The clone.
    fn clone_row(&self) -> Self;
}

impl<T: Clone, P> CloneRow<P> for T {
    fn clone_row(&self) -> Self {
        self.clone()
    }
}

/// A struct that can be compared, as part of a row with the slots `P`.
#[doc(hidden)]
pub trait EqRow<P> {
    /// Whether the two are equal.
    fn eq_row(&self, other: &Self) -> bool;
}

impl<T: PartialEq, P> EqRow<P> for T {
    fn eq_row(&self, other: &Self) -> bool {
        self == other
    }
}

/// A struct that can be shown, as part of a row with the slots `P`.
#[doc(hidden)]
pub trait DebugRow<P> {
    /// The struct as something to show.
    fn debug_row(&self) -> &dyn fmt::Debug;
}

impl<T: fmt::Debug, P> DebugRow<P> for T {
    fn debug_row(&self) -> &dyn fmt::Debug {
        self
    }
}

/// A struct that can be serialized, as part of a row with the slots `P`.
#[doc(hidden)]
pub trait SerializeRow<P> {
    /// Serializes the struct's fields and the slots as one map.
    ///
    /// # Errors
    ///
    /// What the serializer fails with.
    fn serialize_row<S: Serializer>(&self, slots: impl SlotFields, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Serialize, P> SerializeRow<P> for T {
    fn serialize_row<S: Serializer>(&self, slots: impl SlotFields, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(bound = "T: Serialize")]
        struct Row<'a, T, L: SlotFields> {
            #[serde(flatten)]
            base: &'a T,
            #[serde(flatten)]
            slots: Fields<L>,
        }
        Row { base: self, slots: Fields(slots) }.serialize(serializer)
    }
}

/// The slots as a map of the loaded ones.
struct Fields<L>(L);

impl<L: SlotFields> Serialize for Fields<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.serialize_into(&mut map)?;
        map.end()
    }
}

/// What stands in a slot of a row.
#[doc(hidden)]
pub trait SlotField {
    /// Whether it is one row, so that its `Option` may mean that there is none.
    const ONE_ROW: bool = true;

    /// Whether the relation was loaded, so that it is shown. `required` says that a loaded one has a row.
    fn is_loaded(&self, required: bool) -> bool {
        let _ = required;
        true
    }
}

impl<R> SlotField for NotLoaded<R> {
    const ONE_ROW: bool = false;

    fn is_loaded(&self, _: bool) -> bool {
        false
    }
}

impl<T: TableRow> SlotField for T {}

impl<T> SlotField for Vec<T> {
    const ONE_ROW: bool = false;
}

/// No row, or a relation that was not asked for: `None` of a list, of an `Option`, or of a row that is always there.
impl<T: SlotField> SlotField for Option<T> {
    const ONE_ROW: bool = false;

    fn is_loaded(&self, required: bool) -> bool {
        self.is_some() || (T::ONE_ROW && !required)
    }
}

/// The slot of a relation of the cardinality `C`, with its name.
#[doc(hidden)]
#[derive(Debug)]
pub struct NamedSlot<'a, C, T> {
    name: &'static str,
    slot: &'a T,
    cardinality: PhantomData<fn() -> C>,
}

/// A slot with its name.
#[doc(hidden)]
pub const fn named_slot<'a, C, T>(name: &'static str, slot: &'a T) -> NamedSlot<'a, C, T> {
    NamedSlot { name, slot, cardinality: PhantomData }
}

/// The slots of a row with their names.
#[doc(hidden)]
pub trait SlotFields {
    /// Adds the loaded ones to a map.
    ///
    /// # Errors
    ///
    /// What the serializer fails with.
    fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

impl SlotFields for () {
    fn serialize_into<M: SerializeMap>(&self, _: &mut M) -> Result<(), M::Error> {
        Ok(())
    }
}

impl<C: Cardinality, T: Serialize + SlotField, L: SlotFields> SlotFields for (NamedSlot<'_, C, T>, L) {
    fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let (NamedSlot { name, slot, .. }, rest) = self;
        if slot.is_loaded(C::REQUIRED) {
            map.serialize_entry(name, slot)?;
        }
        rest.serialize_into(map)
    }
}

/// Serializes a row; the slots' types `P` are only named.
///
/// # Errors
///
/// What the serializer fails with.
#[doc(hidden)]
pub fn serialize_row<P, T: SerializeRow<P>, S: Serializer>(
    base: &T,
    slots: impl SlotFields,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    base.serialize_row(slots, serializer)
}
