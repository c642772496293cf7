//! An enum or newtype that is stored in one column.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Data, DataEnum, DeriveInput, Expr, Fields, Ident, Lit, Path, Type, UnOp, Variant};

use crate::attr::column_type::{ColumnTypeAttrs, VariantAttrs};
use crate::attr::{misplaced, symbol};
use crate::ctxt::Ctxt;
use crate::naming::RenameRule;

pub(crate) struct ColumnTypeModel<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) crate_path: Option<Path>,
    pub(crate) shape: ColumnTypeShape<'a>,
}

pub(crate) enum ColumnTypeShape<'a> {
    /// Each variant is stored as a text.
    Text(Vec<VariantModel<'a>>),
    /// Each variant is stored as an integer.
    Integer(Vec<VariantModel<'a>>),
    /// Stored as the one field is.
    Newtype { ty: &'a Type },
}

pub(crate) struct VariantModel<'a> {
    pub(crate) ident: &'a Ident,
    /// All variants of one enum have the same kind of value.
    pub(crate) stored: Stored,
}

#[derive(PartialEq, Eq, Hash)]
pub(crate) enum Stored {
    Text(String),
    Integer(i64),
}

impl<'a> ColumnTypeModel<'a> {
    /// `None` only after a report.
    pub(crate) fn from_ast(cx: &Ctxt, input: &'a DeriveInput) -> Option<Self> {
        let attrs = ColumnTypeAttrs::parse(cx, &input.attrs);
        if !input.generics.params.is_empty() {
            cx.error_spanned_by(&input.generics, "`ColumnType` does not support generic parameters");
        }
        let shape = match &input.data {
            Data::Enum(data) => enumeration(cx, input, data, &attrs)?,
            Data::Struct(data) => newtype(cx, input, &data.fields, &attrs)?,
            Data::Union(_) => {
                needs(cx, &input.ident, "a union");
                return None;
            }
        };
        Some(Self { ident: &input.ident, crate_path: attrs.crate_path, shape })
    }
}

fn needs(cx: &Ctxt, ident: &Ident, what: &str) {
    let message = format!("`ColumnType` needs an enum, or a tuple struct with one field, `{ident}` is {what}");
    cx.error_spanned_by(ident, message);
}

fn newtype<'a>(
    cx: &Ctxt,
    input: &'a DeriveInput,
    fields: &'a Fields,
    attrs: &ColumnTypeAttrs,
) -> Option<ColumnTypeShape<'a>> {
    let what = match fields {
        Fields::Named(_) => "a struct with named fields",
        Fields::Unit => "a unit struct",
        Fields::Unnamed(fields) if fields.unnamed.len() != 1 => {
            needs(cx, &input.ident, &format!("a tuple struct with {} fields", fields.unnamed.len()));
            return None;
        }
        Fields::Unnamed(fields) => {
            for word in [symbol::INTEGER, symbol::RENAME_ALL] {
                if let Some(key) = attrs.keys.get(word) {
                    cx.error_spanned_by(key, format!("`{word}` is for enums; a newtype is stored as its field is"));
                }
            }
            let field = fields.unnamed.first()?;
            let message = "the field of a newtype takes no `#[column_type(..)]`";
            misplaced(cx, &field.attrs, symbol::COLUMN_TYPE, message);
            return Some(ColumnTypeShape::Newtype { ty: &field.ty });
        }
    };
    needs(cx, &input.ident, what);
    None
}

fn enumeration<'a>(
    cx: &Ctxt,
    input: &'a DeriveInput,
    data: &'a DataEnum,
    attrs: &ColumnTypeAttrs,
) -> Option<ColumnTypeShape<'a>> {
    if data.variants.is_empty() {
        cx.error_spanned_by(&input.ident, format!("`{}` has no variants, so no value could be stored", input.ident));
        return None;
    }
    if attrs.integer
        && let Some(key) = attrs.keys.get(symbol::RENAME_ALL)
    {
        cx.error_spanned_by(key, "`rename_all` is for enums stored as text; this one is stored as `integer`");
    }
    // Wider than what is stored, so that counting never overflows; `None` after an error.
    let mut next = Some(0_i128);
    let mut variants = Vec::new();
    for variant in &data.variants {
        if !variant.fields.is_empty() {
            let message = format!("variant `{}` has fields, which one column cannot store", variant.ident);
            cx.error_spanned_by(&variant.fields, message);
        }
        for field in &variant.fields {
            misplaced(cx, &field.attrs, symbol::COLUMN_TYPE, "a field of a variant takes no `#[column_type(..)]`");
        }
        let own = VariantAttrs::parse(cx, &variant.attrs);
        let stored = if attrs.integer {
            if let Some(key) = own.keys.get(symbol::RENAME) {
                let message = "`rename` is for enums stored as text; give the integer as `Variant = 1`";
                cx.error_spanned_by(key, message);
            }
            let value = discriminant(cx, variant, next);
            next = value.map(|value| i128::from(value) + 1);
            value.map(Stored::Integer)
        } else {
            let rule = attrs.rename_all.unwrap_or(RenameRule::Snake);
            let text = own.rename.as_ref().map_or_else(|| rule.apply(&variant.ident), syn::LitStr::value);
            if text.contains('\0') {
                cx.error_spanned_by(own.rename.as_ref(), "the stored text contains a NUL character");
            }
            Some(Stored::Text(text))
        };
        variants.extend(stored.map(|stored| {
            let at = own.rename.map_or_else(|| variant.ident.to_token_stream(), ToTokens::into_token_stream);
            (at, VariantModel { ident: &variant.ident, stored })
        }));
    }
    distinct(cx, &variants);
    let variants = variants.into_iter().map(|(_, variant)| variant).collect();
    Some(if attrs.integer { ColumnTypeShape::Integer(variants) } else { ColumnTypeShape::Text(variants) })
}

/// Two variants with one value could not be told apart when they are read.
fn distinct(cx: &Ctxt, variants: &[(TokenStream, VariantModel<'_>)]) {
    let mut seen: HashMap<&Stored, &Ident> = HashMap::new();
    for (at, VariantModel { ident, stored, .. }) in variants {
        if let Some(first) = seen.get(stored) {
            let value = match stored {
                Stored::Text(text) => format!("{text:?}"),
                Stored::Integer(value) => value.to_string(),
            };
            cx.error_spanned_by(at, format!("variants `{first}` and `{ident}` are both stored as {value}"));
        } else {
            seen.insert(stored, ident);
        }
    }
}

/// The integer of a variant: its explicit discriminant, else `next`. `None` after a report.
fn discriminant(cx: &Ctxt, variant: &Variant, next: Option<i128>) -> Option<i64> {
    let Some((_, value)) = &variant.discriminant else {
        let value = i64::try_from(next?).ok();
        if value.is_none() {
            let message = format!("the integer of variant `{}` does not fit in an `i64`", variant.ident);
            cx.error_spanned_by(&variant.ident, message);
        }
        return value;
    };
    let parsed = integer(value);
    if parsed.is_none() {
        let message = "the stored value needs to be an integer literal that fits in an `i64`";
        cx.error_spanned_by(value, message);
    }
    parsed
}

fn integer(value: &Expr) -> Option<i64> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(literal) => literal.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) => match (&unary.op, &*unary.expr) {
            (UnOp::Neg(_), Expr::Lit(literal)) => match &literal.lit {
                // With its sign, so that the least integer is not out of range.
                Lit::Int(literal) => format!("-{}", literal.base10_digits()).parse().ok(),
                _ => None,
            },
            _ => None,
        },
        Expr::Group(group) => integer(&group.expr),
        Expr::Paren(paren) => integer(&paren.expr),
        _ => None,
    }
}
