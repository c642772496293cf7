//! The validated model: what the expansion reads.
//!
//! A node keeps the syntax it came from, so that an error or a trait obligation can point at the user's own token.

mod column;
mod column_type;
mod input;
mod relations;
mod shape;
mod spatial;
mod table;
mod view;

use proc_macro2::Span;
use syn::{LitStr, Path};

pub(crate) use self::column::{CheckModel, Collation, ColumnIndex, ColumnModel, DefaultModel, Generated};
pub(crate) use self::column_type::{ColumnTypeModel, ColumnTypeShape, Stored, VariantModel};
pub(crate) use self::relations::{RelationKind, RelationModel, RelationsModel, TargetModel, TypeValue};
pub(crate) use self::shape::{FieldModel, Filled, RelatedModel, ShapeModel};
pub(crate) use self::spatial::{DimensionModel, SpatialModel};
pub(crate) use self::table::{ForeignKeyModel, FtsModel, IndexModel, IndexPart, ModelOptions, TableModel};
pub(crate) use self::view::ViewBody;

/// A name in the database: where the user wrote it, or the span of what it is made from.
#[derive(Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Name {
    fn new(written: Option<&LitStr>, default: impl FnOnce() -> String, span: Span) -> Self {
        match written {
            Some(written) => Self { text: written.value(), span: written.span() },
            None => Self { text: default(), span },
        }
    }
}

/// A column of another table, `Other::ID`.
#[derive(Clone)]
pub(crate) struct ColumnPath {
    /// As written.
    pub(crate) path: Path,
    /// All but the last segment.
    pub(crate) table: Path,
}

/// What happens to the rows that reference a deleted or changed row.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "NO ACTION is SQL's word")]
pub(crate) enum Action {
    Cascade,
    Restrict,
    NoAction,
    SetNull,
    SetDefault,
}
