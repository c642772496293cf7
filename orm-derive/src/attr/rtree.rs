//! `rtree(..)` of `#[table(..)]`: the dimensions of a spatial index.

use syn::ext::IdentExt as _;
use syn::{Ident, LitStr, Token};

use super::cell::Keys;
use super::{Item, items, symbol};
use crate::ctxt::Ctxt;

const FORM: &str = "rtree(x(left, right), y(top, bottom))";

/// `rtree(x(left, right), lat, name = "..", integer)`
pub(crate) struct RtreeAttr {
    pub(crate) dimensions: Vec<DimensionAttr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) integer: bool,
}

/// `x(left, right)`, `lon(longitude)`, or `lat` alone, which is a field as well.
pub(crate) struct DimensionAttr {
    pub(crate) name: Ident,
    /// One field, or two.
    pub(crate) fields: Vec<Ident>,
    /// Whether it is a word alone, which may be a misspelled option.
    pub(crate) is_word: bool,
}

pub(super) fn rtree(cx: &Ctxt, item: &Item<'_>) -> syn::Result<RtreeAttr> {
    let mut rtree = RtreeAttr { dimensions: Vec::new(), name: None, integer: false };
    let mut keys = Keys::default();
    let before = cx.count();
    item.parens(FORM, |input| {
        items(cx, input, &mut |item| part(&mut rtree, &mut keys, item));
        Ok(())
    })?;
    if rtree.dimensions.is_empty() && cx.count() == before {
        return Err(item.wrong(FORM));
    }
    Ok(rtree)
}

fn part(rtree: &mut RtreeAttr, keys: &mut Keys, item: &Item<'_>) -> syn::Result<()> {
    // By the key as written, so that `r#integer` is a field.
    let is_integer = item.key == symbol::INTEGER && !item.input.peek(syn::token::Paren);
    if is_integer || item.input.peek(Token![=]) {
        keys.once(&item.key)?;
        match item.word.as_str() {
            symbol::NAME => rtree.name = Some(item.string()?),
            symbol::INTEGER => rtree.integer = item.flag()?,
            _ => return Err(item.unknown(symbol::RTREE_KEYS)),
        }
        return Ok(());
    }
    let name = item.key.clone();
    if item.is_bare() {
        rtree.dimensions.push(DimensionAttr { is_word: name == item.word, fields: vec![name.clone()], name });
        return Ok(());
    }
    let form = format!("{name}(low, high)");
    let fields = item.parens(&form, super::value::fields)?;
    if fields.len() > 2 {
        let message = format!("a dimension has two ends, or one field for both: write `{form}`");
        return Err(syn::Error::new_spanned(&fields[2], message));
    }
    if syn::parse_str::<Ident>(&name.to_string()).is_err() {
        let message = format!("`{name}` is a keyword and cannot be a method; write `r#{}`", name.unraw());
        return Err(syn::Error::new_spanned(&name, message));
    }
    rtree.dimensions.push(DimensionAttr { name, fields, is_word: false });
    Ok(())
}
