//! The spatial index of a table.

use syn::ext::IdentExt as _;
use syn::{Ident, LitStr};

use super::table::Resolve;
use crate::attr::rtree::{DimensionAttr, RtreeAttr};
use crate::attr::symbol;

pub(crate) struct SpatialModel {
    pub(crate) dimensions: Vec<DimensionModel>,
    pub(crate) name: String,
    pub(crate) integer: bool,
}

pub(crate) struct DimensionModel {
    pub(crate) name: Ident,
    /// The column of the smaller end and the word that names it.
    pub(crate) low: (usize, Ident),
    /// The same of the greater end; the same column where a box is a point.
    pub(crate) high: (usize, Ident),
}

impl Resolve<'_, '_> {
    /// After a report dimensions may be missing, and then there is no expansion.
    pub(super) fn spatial(&self, attr: RtreeAttr, table: &str) -> SpatialModel {
        let mut seen = Vec::new();
        let dimensions =
            attr.dimensions.into_iter().filter_map(|dimension| self.dimension(dimension, &mut seen)).collect();
        let name = attr.name.as_ref().map_or_else(|| format!("{table}_rtree"), LitStr::value);
        SpatialModel { dimensions, name, integer: attr.integer }
    }

    fn dimension(&self, attr: DimensionAttr, seen: &mut Vec<usize>) -> Option<DimensionModel> {
        let words: &[&str] = if attr.is_word { &[symbol::INTEGER] } else { &[] };
        let mut ends = Vec::new();
        for field in attr.fields {
            let Some(column) = self.one_or(&field, words) else { continue };
            if seen.contains(&column) {
                self.cx.error_spanned_by(&field, format!("field `{}` is in the list twice", field.unraw()));
            }
            seen.push(column);
            ends.push((column, field));
        }
        let mut ends = ends.into_iter();
        let low = ends.next()?;
        Some(DimensionModel { name: attr.name, high: ends.next().unwrap_or_else(|| low.clone()), low })
    }
}
