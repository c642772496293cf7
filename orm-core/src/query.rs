//! The builders: each owns a tree, the handle it runs on, and types that say what may be added.

mod along;
pub(crate) mod builder_state;
pub(crate) mod decoder;
mod delete;
pub(crate) mod find;
mod group;
mod insert;
mod join;
pub(crate) mod projection;
pub(crate) mod raw;
mod returning;
mod select;
mod set;
mod statement;
mod step;
mod subquery;
mod update;
mod view;

pub use delete::Delete;
pub use find::Key;
pub use group::{Combined, GroupBy, Grouped, NoRows, Ungrouped};
pub use insert::{ColumnList, Insert, OnConflict};
pub use join::Joining;
pub use projection::Project;
pub use raw::{Argument, Fragment, Raw};
pub use returning::Returning;
pub use select::Select;
pub use set::SetOperand;
pub use statement::{Statements, TableExt};
pub use step::Step;
pub use subquery::{Subquery, count_of, exists, scalar};
pub use update::{Filtered, HasFilter, HasSet, NoFilter, NothingSet, Update, Written};
pub use view::ViewQuery;
