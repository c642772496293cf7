//! What is bound to a place of a statement.

use smallvec::SmallVec;

use crate::value::Value;

/// The arguments of one run of a prepared query; few need no allocation.
#[doc(hidden)]
pub type Bindings = SmallVec<[Binding; 2]>;

/// What is bound to a place of a statement: a value, or a list of them.
///
/// # Example
///
/// ```
/// use orm_sqlite::engine::Binding;
/// use orm_sqlite::value::Value;
///
/// let ids = Binding::List(vec![Value::Integer(1), Value::Integer(2)]);
/// assert_ne!(ids, Binding::Value(Value::Integer(1)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Binding {
    /// One value.
    Value(Value),
    /// A list of values in one parameter.
    List(Vec<Value>),
}

impl Binding {
    /// The binding, and `NULL` in its place.
    #[doc(hidden)]
    pub const fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Value(Value::Null))
    }

    /// Whether it is a list without values.
    pub(crate) const fn is_empty_list(&self) -> bool {
        matches!(self, Self::List(values) if values.is_empty())
    }
}
