//! Lowering: a tree becomes text and parameters. No other room writes SQL.

mod balance;
mod call;
mod cte;
mod ddl;
mod expr;
mod from;
mod group;
mod guard;
mod kept;
mod literal;
mod overflow;
mod raw;
mod search;
mod select;
mod set;
mod spatial;
mod trusted;
mod view;
mod window;
mod write;
mod writer;

pub use ddl::{create_all, create_table};
pub(crate) use raw::raw;
#[doc(hidden)]
pub use search::SearchCommand;
pub(crate) use select::{count, exists, for_exists, select};
pub(crate) use spatial::{check_spatial, is_cast, rebuild_spatial};
pub use trusted::{Trusted, trusted};
pub use view::create_view;
pub(crate) use view::inline;
pub(crate) use write::{delete, insert, unchanged, update};
