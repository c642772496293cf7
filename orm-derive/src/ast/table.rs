//! One struct that is a table, or a view.

use proc_macro2::TokenStream;
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{DeriveInput, Field, Ident, LitStr, Path, Visibility};

use super::input::named_fields;
use super::{Action, CheckModel, ColumnModel, ColumnPath, Name, SpatialModel, ViewBody};
use crate::attr::cell::Keys;
use crate::attr::model::ModelAttrs;
use crate::attr::table::{ForeignKeyAttr, FtsAttr, IndexAttr, IndexPartAttr, TableAttrs, UniqueAttr};
use crate::attr::{misplaced, suggest, symbol};
use crate::ctxt::Ctxt;
use crate::naming;

#[expect(clippy::struct_excessive_bools, reason = "each is one word of the grammar")]
pub(crate) struct TableModel<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    /// `crate = path`, else `::orm_sqlite`.
    pub(crate) crate_path: Option<Path>,
    /// The name in the database.
    pub(crate) name: Name,
    /// What a view selects; none for a table.
    pub(crate) view: Option<ViewBody>,
    pub(crate) columns: Vec<ColumnModel<'a>>,
    /// Indices into `columns`, from `#[column(primary_key)]` or `#[table(primary_key(..))]`.
    pub(crate) primary_key: Vec<usize>,
    pub(crate) autoincrement: bool,
    /// Of the table; those of one column are with the column. The same for the next three.
    pub(crate) uniques: Vec<UniqueModel>,
    pub(crate) indexes: Vec<IndexModel>,
    pub(crate) checks: Vec<CheckModel>,
    pub(crate) foreign_keys: Vec<ForeignKeyModel>,
    /// The column that marks deleted rows.
    pub(crate) soft_delete: Option<usize>,
    /// `fts(..)`: the full-text index.
    pub(crate) fts: Option<FtsModel>,
    /// `rtree(..)`: the spatial index.
    pub(crate) spatial: Option<SpatialModel>,
    pub(crate) strict: bool,
    pub(crate) without_rowid: bool,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) insert: ModelOptions,
    pub(crate) patch: ModelOptions,
    /// The keys of `#[table(..)]` that may be written once, where they were written.
    pub(crate) keys: Keys,
    /// An attribute had an error: what seems to be missing may only be misspelled.
    pub(crate) incomplete: bool,
}

pub(crate) struct UniqueModel {
    /// Indices into the columns of the table, as in all models here.
    pub(crate) columns: Vec<usize>,
    pub(crate) name: Option<LitStr>,
}

pub(crate) struct IndexModel {
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unique: bool,
    /// `where = "sql"`
    pub(crate) filter: Option<LitStr>,
}

pub(crate) enum IndexPart {
    Column { column: usize, descending: bool },
    Expr(LitStr),
}

pub(crate) struct FtsModel {
    /// The columns and the words that name them.
    pub(crate) columns: Vec<(usize, Ident)>,
    pub(crate) name: String,
    pub(crate) tokenize: Option<LitStr>,
    pub(crate) prefix: Option<LitStr>,
    pub(crate) column_size: bool,
}

pub(crate) struct ForeignKeyModel {
    pub(crate) columns: Vec<usize>,
    /// The table of all `targets`.
    pub(crate) table: Path,
    /// One for each of `columns`.
    pub(crate) targets: Vec<ColumnPath>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferrable: bool,
}

/// How a generated model (`NewUser`, `UserPatch`) looks.
pub(crate) struct ModelOptions {
    pub(crate) name: Ident,
    pub(crate) derives: Vec<Path>,
    /// Further attributes, without their `#[..]`.
    pub(crate) attrs: Vec<TokenStream>,
}

impl ModelOptions {
    fn new(attrs: ModelAttrs, default: Ident) -> Self {
        Self { name: attrs.name.unwrap_or(default), derives: attrs.derives, attrs: attrs.attrs }
    }
}

/// `NewUser`
pub(crate) fn default_insert(ident: &Ident) -> Ident {
    format_ident!("New{}", ident.unraw(), span = ident.span())
}

/// `UserPatch`
pub(crate) fn default_patch(ident: &Ident) -> Ident {
    format_ident!("{}Patch", ident.unraw(), span = ident.span())
}

impl<'a> TableModel<'a> {
    /// `None` only where the input is no plain struct, after a report.
    pub(crate) fn from_ast(cx: &Ctxt, input: &'a DeriveInput) -> Option<Self> {
        let fields = named_fields(cx, input, "Table")?;
        let message = "`#[column(..)]` belongs to a field; for the struct write `#[table(..)]`";
        misplaced(cx, &input.attrs, symbol::COLUMN, message);
        misplaced(cx, &input.attrs, symbol::VIEW, "`#[view(..)]` belongs to a view; for a table write `#[table(..)]`");
        let attrs = TableAttrs::parse(cx, &input.attrs);
        Some(Self::assemble(cx, input, &fields, attrs, None))
    }

    /// Puts together what the attributes say.
    pub(super) fn assemble(
        cx: &Ctxt,
        input: &'a DeriveInput,
        fields: &[&'a Field],
        attrs: TableAttrs,
        view: Option<ViewBody>,
    ) -> Self {
        let rename_all = attrs.rename_all;
        let is_view = view.is_some();
        let columns: Vec<_> =
            fields.iter().filter_map(|field| ColumnModel::from_ast(cx, field, rename_all, is_view)).collect();

        let resolve = Resolve { cx, ident: &input.ident, columns: &columns };
        let mut primary_key = resolve.all(&attrs.primary_key);
        if attrs.keys.get(symbol::PRIMARY_KEY).is_none() {
            primary_key = (0..columns.len()).filter(|i| columns[*i].primary_key).collect();
        }
        let uniques = attrs.uniques.into_iter().map(|unique| resolve.unique(unique)).collect();
        let indexes = attrs.indexes.into_iter().map(|index| resolve.index(index)).collect();
        let foreign_keys = attrs.foreign_keys.into_iter().filter_map(|key| resolve.foreign_key(key)).collect();

        let name = Name::new(attrs.name.as_ref(), || naming::table_name(&input.ident), input.ident.span());
        let fts = attrs.fts.map(|fts| resolve.fts(fts, &name.text));
        let spatial = attrs.rtree.map(|rtree| resolve.spatial(rtree, &name.text));
        let soft_delete = attrs.soft_delete.as_ref().and_then(|field| resolve.one(field));
        Self {
            ident: &input.ident,
            vis: &input.vis,
            crate_path: attrs.crate_path,
            name,
            view,
            primary_key,
            autoincrement: columns.iter().any(|column| column.autoincrement),
            columns,
            uniques,
            indexes,
            checks: attrs.checks,
            foreign_keys,
            soft_delete,
            fts,
            spatial,
            strict: attrs.strict.unwrap_or(true),
            without_rowid: attrs.without_rowid,
            renamed_from: attrs.renamed_from,
            insert: ModelOptions::new(attrs.insert, default_insert(&input.ident)),
            patch: ModelOptions::new(attrs.patch, default_patch(&input.ident)),
            keys: attrs.keys,
            incomplete: attrs.incomplete,
        }
    }

    /// The column of a field; reports an unknown one.
    pub(super) fn column(&self, cx: &Ctxt, field: &Ident) -> Option<usize> {
        Resolve { cx, ident: self.ident, columns: &self.columns }.one(field)
    }
}

/// From names of fields to indices of columns.
pub(super) struct Resolve<'r, 'a> {
    pub(super) cx: &'r Ctxt,
    ident: &'r Ident,
    columns: &'r [ColumnModel<'a>],
}

impl Resolve<'_, '_> {
    fn one(&self, field: &Ident) -> Option<usize> {
        self.one_or(field, &[])
    }

    /// The column of a field; `words` may have been meant, too.
    pub(super) fn one_or(&self, field: &Ident, words: &[&str]) -> Option<usize> {
        let name = field.unraw();
        let found = self.columns.iter().position(|column| column.ident.unraw() == name);
        if found.is_none() {
            let fields: Vec<String> = self.columns.iter().map(|column| naming::unraw(column.ident)).collect();
            let hint = suggest::hint_with(&name.to_string(), &fields, words, "its fields are");
            self.cx.error_spanned_by(field, format!("`{}` has no field `{name}`{hint}", self.ident));
        }
        found
    }

    /// The columns of a list; reports a field that is named twice.
    fn all(&self, fields: &[Ident]) -> Vec<usize> {
        let mut columns = Vec::new();
        for field in fields {
            let Some(column) = self.one(field) else {
                continue;
            };
            if columns.contains(&column) {
                self.cx.error_spanned_by(field, format!("field `{}` is in the list twice", field.unraw()));
            } else {
                columns.push(column);
            }
        }
        columns
    }

    fn fts(&self, attr: FtsAttr, table: &str) -> FtsModel {
        let columns = self.all(&attr.columns);
        // After a report the words may be more than the columns, and then there is no expansion.
        let columns = columns.into_iter().zip(attr.columns).collect();
        let name = attr.name.as_ref().map_or_else(|| format!("{table}_fts"), LitStr::value);
        FtsModel { columns, name, tokenize: attr.tokenize, prefix: attr.prefix, column_size: attr.column_size }
    }

    fn unique(&self, attr: UniqueAttr) -> UniqueModel {
        UniqueModel { columns: self.all(&attr.columns), name: attr.name }
    }

    fn index(&self, attr: IndexAttr) -> IndexModel {
        let fields: Vec<Ident> = attr
            .parts
            .iter()
            .filter_map(|part| match part {
                IndexPartAttr::Column { field, .. } => Some(field.clone()),
                IndexPartAttr::Expr(_) => None,
            })
            .collect();
        let mut columns = self.all(&fields).into_iter();
        // One missing or doubled field shifts the rest, but then there is an error and no expansion.
        let part = |part| match part {
            IndexPartAttr::Column { descending, .. } => {
                columns.next().map(|column| IndexPart::Column { column, descending })
            }
            IndexPartAttr::Expr(sql) => Some(IndexPart::Expr(sql)),
        };
        let parts = attr.parts.into_iter().filter_map(part).collect();
        IndexModel { parts, name: attr.name, unique: attr.unique, filter: attr.filter }
    }

    fn foreign_key(&self, attr: ForeignKeyAttr) -> Option<ForeignKeyModel> {
        let columns = self.all(&attr.columns);
        let table = attr.targets.first()?.table.clone();
        if attr.columns.len() != attr.targets.len() {
            let (own, other) = (attr.columns.len(), attr.targets.len());
            let message = format!("a foreign key needs as many columns as it references: {own} here, {other} there");
            self.cx.error_spanned_by(&attr.key, message);
            return None;
        }
        // Fewer only after a report.
        if columns.len() != attr.targets.len() {
            return None;
        }
        Some(ForeignKeyModel {
            columns,
            table,
            targets: attr.targets,
            on_delete: attr.on_delete,
            on_update: attr.on_update,
            deferrable: attr.deferrable,
        })
    }
}
