//! What a program imports: `use orm_sqlite::prelude::*;`.
//!
//! Traits of which only the methods are needed come without a name. The prelude leaves out `Result`, `Error`, `Row` and
//! `Value`, whose names a program has for itself.

pub use crate::access::{Read, Write};
pub use crate::database::Database;
pub use crate::deadline::WithLimits as _;
pub use crate::links::WriteLinks as _;
pub use crate::nested::WriteNested as _;
pub use crate::search::WriteSearch as _;
pub use crate::spatial::{ReadSpatial as _, WriteSpatial as _};
pub use crate::transaction::{ReadTransaction, Transaction};
pub use crate::{alias, migrations, schema, sql};
pub use orm_core::expr::{
    BlobFunctions as _, CastColumn as _, DateFunctions as _, JsonColumn as _, MathFunctions as _, NumberFunctions as _,
    RowId as _, RowValue as _, SearchExt as _, SpatialExt as _, TextFunctions as _,
};
pub use orm_core::expr::{
    Expr, JsonPath, Param, ParamList, all_of, any_of, any_value, case, count, cume_dist, dense_rank, excluded, iif,
    not, ntile, percent_rank, rank, row_number, value, window,
};
pub use orm_core::query::{NestedRowExt as _, TableExt as _, ViewExt as _, ViewQuery, count_of, exists, scalar};
pub use orm_core::relation::{Extras as _, Loaded, NotLoaded, RelationQuery as _, Relations as _};
pub use orm_core::schema::Schema;
pub use orm_core::scope::Search;
pub use orm_core::shape::Shape as _;
pub use orm_core::table::{Table as _, TableRow as _, View as _};
pub use orm_core::value::{Json, JsonValue, Set, Timestamp};
pub use orm_derive::{ColumnType, Relations, Shape, Table, View};
