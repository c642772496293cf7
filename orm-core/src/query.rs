//! The builders: each owns a tree, the handle it runs on, and types that say what may be added.

mod along;
pub(crate) mod batch;
pub(crate) mod builder_state;
mod compose;
mod cte;
pub(crate) mod decoder;
mod delete;
mod deleted;
pub(crate) mod find;
mod group;
pub(crate) mod insert;
mod join;
pub(crate) mod keyset;
mod limit;
pub(crate) mod page;
mod prepared;
pub(crate) mod projection;
pub(crate) mod raw;
mod returning;
pub(crate) mod rows;
mod search;
mod select;
mod set;
mod shape;
mod source;
mod spatial;
mod statement;
mod step;
mod subquery;
pub(crate) mod unbound;
mod update;
mod view;
mod with;

pub use along::StartsIn;
pub use batch::Batch;
pub use compose::{Filter, Limit, Ordered};
pub use cte::{Cte, Recursive};
pub use delete::Delete;
pub use find::{IntoKey, Key};
pub use group::{Combined, GroupBy, Grouped, NoRows, Ungrouped};
pub use insert::{
    BelowRow, ColumnList, DoUpdate, HasUpdate, Insert, NestedRow, NestedRowExt, NewLinks, NewRows, NewRowsOf, NoUpdate,
    OnConflict, Targets, WithNew, insert_nested, insert_nested_query,
};
pub use join::Joining;
pub use keyset::{CursorPage, Keyset};
pub use limit::IntoRowCount;
pub use page::Page;
pub(crate) use prepared::argument_name;
pub use prepared::{Arguments, Build, Params, Prepared};
pub use projection::Project;
pub use raw::{Argument, Raw};
pub use returning::{Returning, ReturningQuery};
pub use rows::Rows;
#[doc(hidden)]
pub use search::search_command;
pub use select::Select;
pub use set::SetOperand;
pub use shape::{NeverMissing, ShapeColumns, StartsFrom};
pub use source::{DerivedTable, ViewExt};
#[doc(hidden)]
pub use spatial::{check_spatial, rebuild_spatial};
pub use statement::{Statements, TableExt};
pub use step::Step;
pub use subquery::{Subquery, count_of, exists, scalar};
pub use unbound::{Form, Statement};
pub use update::{
    Filtered, HasFilter, HasFrom, HasSet, IntoVersion, NoFilter, NothingSet, Update, UpdateJoining, UpdateMany, Written,
};
pub use view::ViewQuery;
