//! `#[shape(..)]` on a struct and on its fields.

use syn::ext::IdentExt as _;
use syn::parse::Parse;
use syn::{Attribute, Expr, Ident, Path, Token, Type};

use super::cell::Keys;
use super::{Item, helper, symbol};
use crate::ctxt::Ctxt;

/// What `#[shape(..)]` on the struct says.
#[derive(Default)]
pub(crate) struct ShapeAttrs {
    pub(crate) keys: Keys,
    pub(crate) of: Option<Path>,
    pub(crate) params: Option<Type>,
    pub(crate) crate_path: Option<Path>,
}

impl ShapeAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut shape = Self::default();
        helper(cx, attrs, symbol::SHAPE, &mut |item| shape.item(item));
        shape
    }

    fn item(&mut self, item: &Item<'_>) -> syn::Result<()> {
        if !symbol::SHAPE_KEYS.contains(&item.word.as_str()) {
            let of_field = symbol::RELATED_KEYS.iter().chain(symbol::FILLED_KEYS).any(|key| *key == item.word);
            return Err(if of_field {
                syn::Error::new_spanned(&item.key, format!("`{}` belongs to a field", item.word))
            } else {
                item.unknown(symbol::SHAPE_KEYS)
            });
        }
        self.keys.once(&item.key)?;
        match item.word.as_str() {
            symbol::OF => self.of = Some(item.path("Table")?),
            symbol::PARAMS => self.params = Some(item.assigned("Type", Parse::parse)?),
            _ => self.crate_path = Some(item.path("::path::to::orm_sqlite")?),
        }
        Ok(())
    }
}

/// What `#[shape(..)]` on a field says.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) keys: Keys,
    pub(crate) column: Option<Expr>,
    pub(crate) expr: Option<Expr>,
    pub(crate) count: Option<(Ident, Option<Expr>)>,
    pub(crate) relation: Option<Ident>,
    pub(crate) filter: Option<Expr>,
    pub(crate) order_by: Option<Expr>,
    pub(crate) limit: Option<Expr>,
    pub(crate) offset: Option<Expr>,
    pub(crate) params: Option<Expr>,
    pub(crate) with_deleted: bool,
}

impl FieldAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut field = Self::default();
        helper(cx, attrs, symbol::SHAPE, &mut |item| field.item(item));
        field
    }

    fn item(&mut self, item: &Item<'_>) -> syn::Result<()> {
        let known = [symbol::FILLED_KEYS, symbol::RELATED_KEYS].concat();
        if !known.contains(&item.word.as_str()) {
            return Err(match item.word.as_str() {
                symbol::OF | symbol::CRATE => {
                    syn::Error::new_spanned(&item.key, format!("`{}` belongs to the struct", item.word))
                }
                _ => item.unknown(&known),
            });
        }
        self.keys.once(&item.key)?;
        match item.word.as_str() {
            symbol::COLUMN => self.column = Some(expr(item, "Table::COLUMN")?),
            symbol::EXPR => self.expr = Some(expr(item, "Table::COLUMN.add(1)")?),
            symbol::COUNT => self.count = Some(count(item)?),
            symbol::RELATION => self.relation = Some(item.assigned("name", Ident::parse_any)?),
            symbol::FILTER => self.filter = Some(expr(item, "Other::COLUMN.eq(1)")?),
            symbol::ORDER_BY => self.order_by = Some(expr(item, "Other::COLUMN.desc()")?),
            symbol::LIMIT => self.limit = Some(expr(item, "3")?),
            symbol::WITH_DELETED => self.with_deleted = item.flag()?,
            symbol::OFFSET => self.offset = Some(expr(item, "3")?),
            _ => self.params = Some(expr(item, "params.inner")?),
        }
        Ok(())
    }
}

fn expr(item: &Item<'_>, example: &str) -> syn::Result<Expr> {
    item.assigned(example, Expr::parse)
}

/// `count = posts` or `count(posts, Post::PUBLISHED.eq(true))`
fn count(item: &Item<'_>) -> syn::Result<(Ident, Option<Expr>)> {
    const FORM: &str = "count(relation, Other::COLUMN.eq(1))";
    if item.input.peek(Token![=]) {
        return Ok((item.assigned("relation", Ident::parse_any)?, None));
    }
    let counted = item.parens(FORM, |input| {
        let relation = input.call(Ident::parse_any)?;
        let filter = if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let filter = input.parse()?;
            input.parse::<Option<Token![,]>>()?;
            Some(filter)
        } else {
            None
        };
        Ok((relation, filter))
    });
    counted.map_err(|error| syn::Error::new(error.span(), format!("expected `{FORM}`")))
}
