//! `#[column_type(..)]` on an enum or newtype, and on a variant.

use syn::{Attribute, LitStr, Path};

use super::cell::Keys;
use super::{helper, symbol};
use crate::ctxt::Ctxt;
use crate::naming::RenameRule;

#[derive(Default)]
pub(crate) struct ColumnTypeAttrs {
    pub(crate) keys: Keys,
    pub(crate) integer: bool,
    pub(crate) rename_all: Option<RenameRule>,
    pub(crate) crate_path: Option<Path>,
}

impl ColumnTypeAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut parsed = Self::default();
        helper(cx, attrs, symbol::COLUMN_TYPE, &mut |item| {
            if !symbol::COLUMN_TYPE_KEYS.contains(&item.word.as_str()) {
                return Err(item.unknown(symbol::COLUMN_TYPE_KEYS));
            }
            parsed.keys.once(&item.key)?;
            match item.word.as_str() {
                symbol::INTEGER => parsed.integer = item.flag()?,
                symbol::RENAME_ALL => parsed.rename_all = Some(item.rename_rule()?),
                _ => parsed.crate_path = Some(item.path("::path::to::orm_sqlite")?),
            }
            Ok(())
        });
        parsed
    }
}

#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) keys: Keys,
    pub(crate) rename: Option<LitStr>,
}

impl VariantAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut parsed = Self::default();
        helper(cx, attrs, symbol::COLUMN_TYPE, &mut |item| {
            if item.word != symbol::RENAME {
                return Err(item.unknown(symbol::VARIANT_KEYS));
            }
            parsed.keys.once(&item.key)?;
            parsed.rename = Some(item.string()?);
            Ok(())
        });
        parsed
    }
}
