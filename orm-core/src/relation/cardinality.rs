//! How many children a parent has.

use crate::error::Error;

/// How many children a parent has, and so what its slot holds.
pub trait Cardinality: Send + 'static {
    /// The slot with children of type `T`.
    type Slot<T: Send + 'static>: Send + 'static;

    /// Places children, each with its parent's position, into the slots of so many parents.
    ///
    /// # Errors
    ///
    /// `missing`, when a parent has no child but needs one.
    fn place<T: Send + 'static>(
        parents: usize,
        children: impl Iterator<Item = (usize, T)>,
        missing: impl FnOnce() -> Error,
    ) -> Result<Vec<Self::Slot<T>>, Error>;
}

/// Any number: `has_many`, `many_to_many`.
#[derive(Debug)]
pub struct Many;

impl Cardinality for Many {
    type Slot<T: Send + 'static> = Vec<T>;

    fn place<T: Send + 'static>(
        parents: usize,
        children: impl Iterator<Item = (usize, T)>,
        _: impl FnOnce() -> Error,
    ) -> Result<Vec<Vec<T>>, Error> {
        let mut slots: Vec<Vec<T>> = Vec::new();
        slots.resize_with(parents, Vec::new);
        children.for_each(|(parent, child)| slots[parent].push(child));
        Ok(slots)
    }
}

/// One or none: `has_one`, and `belongs_to` by a nullable key.
#[derive(Debug)]
pub struct Optional;

impl Cardinality for Optional {
    type Slot<T: Send + 'static> = Option<T>;

    fn place<T: Send + 'static>(
        parents: usize,
        children: impl Iterator<Item = (usize, T)>,
        _: impl FnOnce() -> Error,
    ) -> Result<Vec<Option<T>>, Error> {
        let mut slots: Vec<Option<T>> = Vec::new();
        slots.resize_with(parents, || None);
        for (parent, child) in children {
            slots[parent].get_or_insert(child);
        }
        Ok(slots)
    }
}

/// Exactly one: `belongs_to` by a key that is never `NULL`.
#[derive(Debug)]
pub struct Required;

impl Cardinality for Required {
    type Slot<T: Send + 'static> = T;

    fn place<T: Send + 'static>(
        parents: usize,
        children: impl Iterator<Item = (usize, T)>,
        missing: impl FnOnce() -> Error,
    ) -> Result<Vec<T>, Error> {
        let slots = Optional::place(parents, children, || Error::not_found(""))?;
        slots.into_iter().collect::<Option<Vec<T>>>().ok_or_else(missing)
    }
}

/// The cardinality of a key of several columns: required if each column is.
pub trait Both<Other> {
    /// The cardinality of both.
    type Out: Cardinality;
}

impl<Other: Cardinality> Both<Other> for Required {
    type Out = Other;
}

impl<Other: Cardinality> Both<Other> for Optional {
    type Out = Self;
}
