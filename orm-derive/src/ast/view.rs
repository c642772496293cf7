//! One struct that is a view: a table model with a body.

use syn::{DeriveInput, LitStr, Path};

use super::TableModel;
use super::input::named_fields;
use crate::attr::view::ViewAttrs;
use crate::attr::{misplaced, symbol};
use crate::ctxt::Ctxt;

/// What a view selects.
#[derive(Default)]
pub(crate) enum ViewBody {
    /// The query that names it says so.
    #[default]
    Derived,
    /// `query = path`
    Query(Path),
    /// `sql = ".."`
    Sql(LitStr),
    /// `existing`
    Existing,
}

impl<'a> TableModel<'a> {
    /// The model of a view. `None` only where the input is no plain struct, after a report.
    pub(crate) fn from_view(cx: &Ctxt, input: &'a DeriveInput) -> Option<Self> {
        let fields = named_fields(cx, input, "View")?;
        let message = "`#[table(..)]` belongs to a table; for a view write `#[view(..)]`";
        misplaced(cx, &input.attrs, symbol::TABLE, message);
        let attrs = ViewAttrs::parse(cx, &input.attrs);
        Some(Self::assemble(cx, input, &fields, attrs.table, Some(attrs.body)))
    }

    /// The model of a struct of which it is not known what it derives.
    pub(super) fn of_struct(cx: &Ctxt, input: &'a DeriveInput) -> Option<Self> {
        let is_view = input.attrs.iter().any(|attr| attr.path().is_ident(symbol::VIEW));
        if is_view { Self::from_view(cx, input) } else { Self::from_ast(cx, input) }
    }
}
