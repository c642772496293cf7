//! `#[table(..)]` on a struct.

use syn::parse::Parse;
use syn::{Attribute, Ident, LitStr, Path};

use super::cell::Keys;
use super::model::ModelAttrs;
use super::rtree::{RtreeAttr, rtree};
use super::value::fields;
use super::{Item, helper, items, path_columns, symbol};
use crate::ast::{Action, CheckModel, ColumnPath};
use crate::ctxt::Ctxt;
use crate::naming::RenameRule;

const FTS_FORM: &str = "fts(title, body, name = \"..\", tokenize = \"..\", prefix = \"2 3\", columnsize = false)";
const FOREIGN_KEY_FORM: &str = "foreign_key(columns(a, b), references(Other::A, Other::B))";

/// What `#[table(..)]` says; fields are still names.
#[derive(Default)]
pub(crate) struct TableAttrs {
    pub(crate) keys: Keys,
    /// An item had an error, so that something may be missing.
    pub(crate) incomplete: bool,
    pub(crate) name: Option<LitStr>,
    pub(crate) primary_key: Vec<Ident>,
    pub(crate) uniques: Vec<UniqueAttr>,
    pub(crate) indexes: Vec<IndexAttr>,
    pub(crate) checks: Vec<CheckModel>,
    pub(crate) foreign_keys: Vec<ForeignKeyAttr>,
    pub(crate) soft_delete: Option<Ident>,
    pub(crate) fts: Option<FtsAttr>,
    pub(crate) rtree: Option<RtreeAttr>,
    pub(crate) strict: Option<bool>,
    pub(crate) without_rowid: bool,
    pub(crate) rename_all: Option<RenameRule>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) crate_path: Option<Path>,
    pub(crate) insert: ModelAttrs,
    pub(crate) patch: ModelAttrs,
}

pub(crate) struct UniqueAttr {
    pub(crate) columns: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
}

pub(crate) struct IndexAttr {
    pub(crate) parts: Vec<IndexPartAttr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unique: bool,
    pub(crate) filter: Option<LitStr>,
}

pub(crate) enum IndexPartAttr {
    Column { field: Ident, descending: bool },
    Expr(LitStr),
}

pub(crate) struct ForeignKeyAttr {
    pub(crate) key: Ident,
    pub(crate) columns: Vec<Ident>,
    /// As many as `columns` where the user counted right; none after an error.
    pub(crate) targets: Vec<ColumnPath>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferrable: bool,
}

/// `fts(title, body, name = "..", tokenize = "..", prefix = "2 3", columnsize = false)`
pub(crate) struct FtsAttr {
    pub(crate) columns: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
    pub(crate) tokenize: Option<LitStr>,
    pub(crate) prefix: Option<LitStr>,
    pub(crate) column_size: bool,
}

impl TableAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut table = Self::default();
        let complete = helper(cx, attrs, symbol::TABLE, &mut |item| table.item(cx, item));
        table.incomplete = !complete;
        table
    }

    fn item(&mut self, cx: &Ctxt, item: &Item<'_>) -> syn::Result<()> {
        let repeats = [symbol::UNIQUE, symbol::INDEX, symbol::CHECK, symbol::FOREIGN_KEY];
        if symbol::TABLE_KEYS.contains(&item.word.as_str()) && !repeats.contains(&item.word.as_str()) {
            self.keys.once(&item.key)?;
        }
        match item.word.as_str() {
            symbol::NAME => self.name = Some(item.string()?),
            symbol::PRIMARY_KEY => self.primary_key = item.parens("primary_key(a, b)", fields)?,
            symbol::UNIQUE => self.uniques.push(unique(cx, item)?),
            symbol::INDEX => self.indexes.push(index(cx, item)?),
            symbol::CHECK => self.checks.push(item.check()?),
            symbol::FOREIGN_KEY => self.foreign_keys.push(foreign_key(cx, item)?),
            symbol::SOFT_DELETE => self.soft_delete = Some(item.ident("deleted_at")?),
            symbol::FTS => self.fts = Some(fts(cx, item)?),
            symbol::RTREE => self.rtree = Some(rtree(cx, item)?),
            symbol::STRICT => self.strict = Some(item.flag()?),
            symbol::WITHOUT_ROWID => self.without_rowid = item.flag()?,
            symbol::RENAME_ALL => self.rename_all = Some(item.rename_rule()?),
            symbol::RENAMED_FROM => self.renamed_from = Some(item.string()?),
            symbol::CRATE => self.crate_path = Some(item.path("::path::to::orm_sqlite")?),
            symbol::INSERT => self.insert = ModelAttrs::parse(cx, item)?,
            symbol::PATCH => self.patch = ModelAttrs::parse(cx, item)?,
            _ => return Err(item.unknown(symbol::TABLE_KEYS)),
        }
        Ok(())
    }
}

/// `unique(a, b, name = "..")`
fn unique(cx: &Ctxt, item: &Item<'_>) -> syn::Result<UniqueAttr> {
    let mut unique = UniqueAttr { columns: Vec::new(), name: None };
    let mut keys = Keys::default();
    item.parens("unique(a, b)", |input| {
        let before = cx.count();
        items(cx, input, &mut |item| {
            if item.is_bare() {
                unique.columns.push(item.key.clone());
                return Ok(());
            }
            match item.word.as_str() {
                symbol::NAME => {
                    keys.once(&item.key)?;
                    unique.name = Some(item.string()?);
                    Ok(())
                }
                _ => Err(item.wrong("unique(a, b, name = \"..\")")),
            }
        });
        at_least_one(unique.columns.is_empty() && cx.count() == before, item, "unique(a, b)")
    })?;
    Ok(unique)
}

/// `index(a, desc(b), expr("lower(email)"), name = "..", unique, where = "sql")`
fn index(cx: &Ctxt, item: &Item<'_>) -> syn::Result<IndexAttr> {
    let mut index = IndexAttr { parts: Vec::new(), name: None, unique: false, filter: None };
    let mut keys = Keys::default();
    item.parens("index(a, desc(b))", |input| {
        let before = cx.count();
        items(cx, input, &mut |item| index_item(&mut index, &mut keys, item));
        at_least_one(index.parts.is_empty() && cx.count() == before, item, "index(a, desc(b))")
    })?;
    Ok(index)
}

fn index_item(index: &mut IndexAttr, keys: &mut Keys, item: &Item<'_>) -> syn::Result<()> {
    // By the key as written, so that `r#unique` is a field.
    if item.key == symbol::UNIQUE {
        keys.once(&item.key)?;
        index.unique = item.flag()?;
        return Ok(());
    }
    if item.is_bare() {
        index.parts.push(IndexPartAttr::Column { field: item.key.clone(), descending: false });
        return Ok(());
    }
    match item.word.as_str() {
        symbol::DESC => {
            let field = operand(item, "desc(a)")?;
            index.parts.push(IndexPartAttr::Column { field, descending: true });
        }
        symbol::EXPR => {
            index.parts.push(IndexPartAttr::Expr(operand(item, "expr(\"sql\")")?));
        }
        symbol::NAME => {
            keys.once(&item.key)?;
            index.name = Some(item.string()?);
        }
        symbol::WHERE => {
            keys.once(&item.key)?;
            index.filter = Some(item.string()?);
        }
        _ => {
            return Err(item.wrong("index(a, desc(b), expr(\"sql\"), name = \"..\", unique, where = \"sql\")"));
        }
    }
    Ok(())
}

fn fts(cx: &Ctxt, item: &Item<'_>) -> syn::Result<FtsAttr> {
    let mut fts = FtsAttr { columns: Vec::new(), name: None, tokenize: None, prefix: None, column_size: true };
    let mut keys = Keys::default();
    item.parens(FTS_FORM, |input| {
        let before = cx.count();
        items(cx, input, &mut |item| {
            if item.is_bare() {
                fts.columns.push(item.key.clone());
                return Ok(());
            }
            keys.once(&item.key)?;
            match item.word.as_str() {
                symbol::NAME => fts.name = Some(item.string()?),
                symbol::TOKENIZE => fts.tokenize = Some(item.string()?),
                symbol::PREFIX => fts.prefix = Some(item.string()?),
                symbol::COLUMNSIZE => fts.column_size = item.flag()?,
                _ => return Err(item.wrong(FTS_FORM)),
            }
            Ok(())
        });
        at_least_one(fts.columns.is_empty() && cx.count() == before, item, "fts(title, body)")
    })?;
    Ok(fts)
}

/// The one thing in the parentheses of `form`.
fn operand<T: Parse>(item: &Item<'_>, form: &str) -> syn::Result<T> {
    let parsed = item.parens(form, Parse::parse);
    parsed.map_err(|error| syn::Error::new(error.span(), format!("expected `{form}`")))
}

fn at_least_one(missing: bool, item: &Item<'_>, form: &str) -> syn::Result<()> {
    if missing { Err(item.wrong(form)) } else { Ok(()) }
}

/// `foreign_key(columns(a, b), references(Other::A, Other::B), on_delete = cascade, on_update = .., deferrable)`
///
/// After errors of its parts it has no targets: half a foreign key would only give further errors.
fn foreign_key(cx: &Ctxt, item: &Item<'_>) -> syn::Result<ForeignKeyAttr> {
    let mut foreign_key = ForeignKeyAttr {
        key: item.key.clone(),
        columns: Vec::new(),
        targets: Vec::new(),
        on_delete: None,
        on_update: None,
        deferrable: false,
    };
    let mut keys = Keys::default();
    let before = cx.count();
    item.parens(FOREIGN_KEY_FORM, |input| {
        items(cx, input, &mut |item| {
            keys.once(&item.key)?;
            match item.word.as_str() {
                symbol::COLUMNS => foreign_key.columns = item.parens("columns(a, b)", fields)?,
                symbol::REFERENCES => foreign_key.targets = targets(item)?,
                symbol::ON_DELETE => foreign_key.on_delete = Some(item.action()?),
                symbol::ON_UPDATE => foreign_key.on_update = Some(item.action()?),
                symbol::DEFERRABLE => foreign_key.deferrable = item.flag()?,
                _ => return Err(item.unknown(symbol::FOREIGN_KEY_KEYS)),
            }
            Ok(())
        });
        Ok(())
    })?;
    if cx.count() != before {
        foreign_key.targets.clear();
    } else if foreign_key.columns.is_empty() || foreign_key.targets.is_empty() {
        return Err(item.wrong(FOREIGN_KEY_FORM));
    }
    Ok(foreign_key)
}

fn targets(item: &Item<'_>) -> syn::Result<Vec<ColumnPath>> {
    item.parens("references(Other::A, Other::B)", |input| path_columns(input, |column| format!("references({column})")))
}
