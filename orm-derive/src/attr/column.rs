//! `#[column(..)]` on a field.

use proc_macro2::TokenStream;
use syn::parse::Parse;
use syn::{Attribute, ExprPath, Ident, Lit, LitStr};

use super::cell::Keys;
use super::model::field_attrs;
use super::{Item, helper, items, suggest, symbol};
use crate::ast::{Action, CheckModel, Collation, ColumnIndex, ColumnPath, Generated};
use crate::ctxt::Ctxt;

/// What `#[column(..)]` says.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word of the grammar")]
pub(crate) struct ColumnAttrs {
    pub(crate) keys: Keys,
    /// An item had an error, so that something may be missing.
    pub(crate) incomplete: bool,
    pub(crate) name: Option<LitStr>,
    pub(crate) sql_type: Option<LitStr>,
    pub(crate) primary_key: bool,
    pub(crate) autoincrement: bool,
    pub(crate) unique: bool,
    pub(crate) index: Option<ColumnIndex>,
    pub(crate) no_index: bool,
    pub(crate) default: Option<syn::Expr>,
    pub(crate) default_sql: Option<LitStr>,
    pub(crate) default_fn: Option<ExprPath>,
    pub(crate) on_update_fn: Option<ExprPath>,
    pub(crate) version: bool,
    pub(crate) on_delete_fn: Option<ExprPath>,
    pub(crate) references: Option<ColumnPath>,
    pub(crate) constraint: Option<bool>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferrable: bool,
    pub(crate) collate: Option<Collation>,
    pub(crate) check: Option<CheckModel>,
    pub(crate) generated: Option<Generated>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) sensitive: bool,
    pub(crate) const_ident: Option<Ident>,
    pub(crate) insert: Vec<TokenStream>,
    pub(crate) patch: Vec<TokenStream>,
}

impl ColumnAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute], is_view: bool) -> Self {
        let mut column = Self::default();
        let known = if is_view { symbol::VIEW_COLUMN_KEYS } else { symbol::COLUMN_KEYS };
        let complete = helper(cx, attrs, symbol::COLUMN, &mut |item| column.item(cx, item, known));
        column.incomplete = !complete;
        column
    }

    fn item(&mut self, cx: &Ctxt, item: &Item<'_>, known: &[&str]) -> syn::Result<()> {
        let word = item.word.as_str();
        if !known.contains(&word) && symbol::COLUMN_KEYS.contains(&word) {
            let known = suggest::list(known);
            let message = format!("`{word}` is about a stored column; a column of a view takes {known}");
            return Err(syn::Error::new_spanned(&item.key, message));
        }
        if !known.contains(&word) {
            return Err(item.unknown(known));
        }
        self.keys.once(&item.key)?;
        match item.word.as_str() {
            symbol::NAME => self.name = Some(item.string()?),
            symbol::SQL_TYPE => self.sql_type = Some(item.string()?),
            symbol::PRIMARY_KEY => self.primary_key = item.flag()?,
            symbol::AUTOINCREMENT => self.autoincrement = item.flag()?,
            symbol::UNIQUE => self.unique = item.flag()?,
            symbol::INDEX => self.index = index(cx, item)?,
            symbol::NO_INDEX => self.no_index = item.flag()?,
            symbol::DEFAULT => self.default = Some(item.default()?),
            symbol::DEFAULT_SQL => self.default_sql = Some(item.string()?),
            symbol::DEFAULT_FN => self.default_fn = Some(function(item)?),
            symbol::ON_DELETE_FN => self.on_delete_fn = Some(function(item)?),
            symbol::ON_UPDATE_FN => self.on_update_fn = Some(function(item)?),
            symbol::VERSION => self.version = item.flag()?,
            symbol::REFERENCES => self.references = Some(item.column_path()?),
            symbol::CONSTRAINT => self.constraint = Some(item.flag()?),
            symbol::ON_DELETE => self.on_delete = Some(item.action()?),
            symbol::ON_UPDATE => self.on_update = Some(item.action()?),
            symbol::DEFERRABLE => self.deferrable = item.flag()?,
            symbol::COLLATE => self.collate = Some(collation(item)?),
            symbol::CHECK => self.check = Some(item.check()?),
            symbol::GENERATED => self.generated = Some(generated(item)?),
            symbol::RENAMED_FROM => self.renamed_from = Some(item.string()?),
            symbol::SENSITIVE => self.sensitive = item.flag()?,
            symbol::CONST => self.const_ident = Some(item.ident("NAME")?),
            symbol::INSERT => self.insert = field_attrs(cx, item)?,
            symbol::PATCH => self.patch = field_attrs(cx, item)?,
            _ => unreachable!("`{}` is listed as a key of a column", item.word),
        }
        Ok(())
    }
}

/// `default_fn = f`: the function itself, not a call of it.
fn function(item: &Item<'_>) -> syn::Result<ExprPath> {
    item.assigned("path::to::function", Parse::parse)
}

/// `index`, `index = false` or `index(name = "..", unique, where = "..")`
fn index(cx: &Ctxt, item: &Item<'_>) -> syn::Result<Option<ColumnIndex>> {
    let mut index = ColumnIndex::default();
    if !item.input.peek(syn::token::Paren) {
        return Ok(item.flag()?.then_some(index));
    }
    let mut keys = Keys::default();
    item.parens("index", |input| {
        items(cx, input, &mut |item| {
            keys.once(&item.key)?;
            match item.word.as_str() {
                symbol::NAME => index.name = Some(item.string()?),
                symbol::UNIQUE => index.unique = item.flag()?,
                symbol::WHERE => index.filter = Some(item.string()?),
                _ => return Err(item.unknown(symbol::INDEX_KEYS)),
            }
            Ok(())
        });
        Ok(())
    })?;
    Ok(Some(index))
}

/// `collate = nocase` or `collate = "custom"`
fn collation(item: &Item<'_>) -> syn::Result<Collation> {
    if item.input.peek2(LitStr) {
        return item.string().map(Collation::Custom);
    }
    let name = item.ident("nocase")?;
    match name.to_string().as_str() {
        "nocase" => Ok(Collation::NoCase),
        "binary" => Ok(Collation::Binary),
        "rtrim" => Ok(Collation::RTrim),
        other => {
            let hint = suggest::hint(other, &["nocase", "binary", "rtrim"], "expected one of");
            let message = format!("unknown collation `{other}`{hint} (a custom collation is a string)");
            Err(syn::Error::new_spanned(name, message))
        }
    }
}

/// `generated("sql")`, `generated(virtual, "sql")` or `generated(stored, "sql")`
fn generated(item: &Item<'_>) -> syn::Result<Generated> {
    const FORM: &str = "generated(stored, \"sql\")` or `generated(virtual, \"sql\")";
    item.parens(FORM, |input| {
        let mut stored = false;
        if !input.peek(Lit) {
            let word: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            stored = word == symbol::STORED;
            if !stored && word != symbol::VIRTUAL {
                return Err(syn::Error::new_spanned(&word, ""));
            }
            input.parse::<syn::Token![,]>()?;
        }
        let sql = input.parse()?;
        input.parse::<Option<syn::Token![,]>>()?;
        Ok(Generated { stored, sql })
    })
    .map_err(|error| syn::Error::new(error.span(), format!("expected `{FORM}`")))
}
