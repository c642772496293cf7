//! `#[view(..)]` on a struct.

use syn::Attribute;

use super::table::TableAttrs;
use super::value::fields;
use super::{Item, helper, symbol};
use crate::ast::ViewBody;
use crate::ctxt::Ctxt;

/// What `#[view(..)]` says: what a table could say too, and what the view selects.
#[derive(Default)]
pub(crate) struct ViewAttrs {
    pub(crate) table: TableAttrs,
    pub(crate) body: ViewBody,
}

impl ViewAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut view = Self::default();
        let complete = helper(cx, attrs, symbol::VIEW, &mut |item| view.item(item));
        view.table.incomplete = !complete;
        view
    }

    fn item(&mut self, item: &Item<'_>) -> syn::Result<()> {
        if !symbol::VIEW_KEYS.contains(&item.word.as_str()) {
            return Err(item.unknown(symbol::VIEW_KEYS));
        }
        self.table.keys.once(&item.key)?;
        match item.word.as_str() {
            symbol::NAME => self.table.name = Some(item.string()?),
            symbol::PRIMARY_KEY => self.table.primary_key = item.parens("primary_key(a, b)", fields)?,
            symbol::RENAME_ALL => self.table.rename_all = Some(item.rename_rule()?),
            symbol::CRATE => self.table.crate_path = Some(item.path("::path::to::orm_sqlite")?),
            symbol::QUERY => self.define(item, ViewBody::Query(item.path("path::to::function")?))?,
            symbol::SQL => self.define(item, ViewBody::Sql(item.string()?))?,
            symbol::EXISTING => {
                if item.flag()? {
                    self.define(item, ViewBody::Existing)?;
                }
            }
            _ => unreachable!("`{}` is listed as a key of a view", item.word),
        }
        Ok(())
    }

    fn define(&mut self, item: &Item<'_>, body: ViewBody) -> syn::Result<()> {
        if !matches!(self.body, ViewBody::Derived) {
            let message = "a view has one of `query`, `sql` and `existing`; remove the others";
            return Err(syn::Error::new_spanned(&item.key, message));
        }
        self.body = body;
        Ok(())
    }
}
