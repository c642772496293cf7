//! A spatial index beside a table.

use super::{ColumnSchema, TableKind, TableSchema};

/// A spatial index of a table: what `#[table(rtree(..))]` says.
///
/// It is an R*Tree that has a box for each row of the table whose columns are not `NULL`: <https://sqlite.org/rtree.html>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// #[derive(Table)]
/// #[table(name = "sights", rtree(lon, lat))]
/// struct Sight {
///     #[column(primary_key)]
///     id: i64,
///     lon: f64,
///     lat: f64,
/// }
///
/// let index = Sight::schema().spatial.unwrap();
/// assert_eq!((index.name(), index.integer), ("sights_rtree", false));
/// assert_eq!(index.dimensions[1].name, "lat");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SpatialIndex {
    /// The index as a query names it: the number of the row, and the two ends of each dimension.
    #[doc(hidden)]
    pub table: TableSchema,
    /// The dimensions, one to five.
    pub dimensions: &'static [Dimension],
    /// Whether it stores integers of 32 bits; else floating point numbers of 32 bits, rounded away from the middle of a box.
    pub integer: bool,
}

/// A dimension of a spatial index: where the boxes begin and end in it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// let x = Room::schema().spatial.unwrap().dimensions[0];
/// assert_eq!((x.name, x.low, x.high, x.is_point()), ("x", 2, 3, false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dimension {
    /// The name.
    pub name: &'static str,
    /// The position of the column with the smaller end.
    pub low: usize,
    /// The position of the column with the greater end; the same column where the boxes are points.
    pub high: usize,
}

/// The position of the row's number in the index as a table.
pub(crate) const NUMBER: usize = 0;

#[doc(hidden)]
impl SpatialIndex {
    pub const fn new(name: &'static str, columns: &'static [ColumnSchema], dimensions: &'static [Dimension]) -> Self {
        let mut table = TableSchema::new(name, columns);
        table.kind = TableKind::Index;
        Self { table, dimensions, integer: false }
    }

    /// The column with the number of the row.
    pub const fn number() -> ColumnSchema {
        ColumnSchema::of::<i64>("id")
    }

    /// A column with one end of a dimension.
    pub const fn end(name: &'static str) -> ColumnSchema {
        ColumnSchema::of::<f64>(name)
    }

    pub const fn integer(mut self) -> Self {
        self.integer = true;
        self
    }
}

#[doc(hidden)]
impl Dimension {
    pub const fn new(name: &'static str, low: usize, high: usize) -> Self {
        Self { name, low, high }
    }
}

impl Dimension {
    /// Whether the boxes have no width in this dimension.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// assert!(!Room::schema().spatial.unwrap().dimensions.iter().any(|dimension| dimension.is_point()));
    /// ```
    pub const fn is_point(&self) -> bool {
        self.low == self.high
    }
}

impl SpatialIndex {
    /// The name of the index in the database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// assert_eq!(Room::schema().spatial.map(|index| index.name()), Some("rooms_rtree"));
    /// ```
    pub const fn name(&self) -> &'static str {
        self.table.name
    }

    /// The positions of the table's columns that make the boxes, each once.
    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> {
        let ends = |dimension: &Dimension| [Some(dimension.low), (!dimension.is_point()).then_some(dimension.high)];
        self.dimensions.iter().flat_map(ends).flatten()
    }
}

/// The positions in the index as a table of the ends of a dimension.
pub(crate) const fn ends_of(dimension: usize) -> [usize; 2] {
    [1 + 2 * dimension, 2 + 2 * dimension]
}
