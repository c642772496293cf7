//! One field of a table.

use proc_macro2::TokenStream;
use syn::{Attribute, Expr, ExprPath, Field, Ident, LitStr, Type};

use super::{Action, ColumnPath, Name};
use crate::attr::cell::Keys;
use crate::attr::column::ColumnAttrs;
use crate::attr::{misplaced, symbol};
use crate::ctxt::Ctxt;
use crate::naming::{self, RenameRule};

#[expect(clippy::struct_excessive_bools, reason = "each is one word of the grammar")]
pub(crate) struct ColumnModel<'a> {
    /// The field.
    pub(crate) ident: &'a Ident,
    /// `EMAIL` of `User::EMAIL`.
    pub(crate) const_ident: Ident,
    /// The name in the database.
    pub(crate) name: Name,
    pub(crate) ty: &'a Type,
    /// The field's own `#[doc]` attributes.
    pub(crate) docs: Vec<&'a Attribute>,
    pub(crate) sql_type: Option<LitStr>,
    /// Marked by the field's own attribute; for the key of the table see `TableModel::primary_key`.
    pub(crate) primary_key: bool,
    pub(crate) autoincrement: bool,
    pub(crate) unique: bool,
    pub(crate) index: Option<ColumnIndex>,
    pub(crate) no_index: bool,
    /// The default in the database.
    pub(crate) default: Option<DefaultModel>,
    pub(crate) default_fn: Option<ExprPath>,
    pub(crate) on_update_fn: Option<ExprPath>,
    /// Every update counts it up.
    pub(crate) version: bool,
    pub(crate) on_delete_fn: Option<ExprPath>,
    pub(crate) references: Option<ReferenceModel>,
    pub(crate) collate: Option<Collation>,
    pub(crate) check: Option<CheckModel>,
    pub(crate) generated: Option<Generated>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) sensitive: bool,
    /// Attributes, without their `#[..]`, for this field of the insert model.
    pub(crate) insert_attrs: Vec<TokenStream>,
    /// The same for the patch model.
    pub(crate) patch_attrs: Vec<TokenStream>,
    /// The keys of `#[column(..)]` where they were written.
    pub(crate) keys: Keys,
    /// An attribute had an error: what seems to be missing may only be misspelled.
    pub(crate) incomplete: bool,
}

pub(crate) enum DefaultModel {
    /// A Rust constant.
    Value(Box<Expr>),
    Sql(LitStr),
}

/// `references = Other::ID` with what belongs to it.
pub(crate) struct ReferenceModel {
    pub(crate) target: ColumnPath,
    /// Whether the database has a foreign key for it.
    pub(crate) constraint: bool,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferrable: bool,
}

#[derive(Default)]
pub(crate) struct ColumnIndex {
    pub(crate) name: Option<LitStr>,
    pub(crate) unique: bool,
    /// `where = "sql"`
    pub(crate) filter: Option<LitStr>,
}

pub(crate) enum Collation {
    NoCase,
    Binary,
    RTrim,
    Custom(LitStr),
}

pub(crate) struct CheckModel {
    pub(crate) name: Option<LitStr>,
    pub(crate) sql: LitStr,
}

pub(crate) struct Generated {
    /// Stored, else virtual (SQLite's default).
    pub(crate) stored: bool,
    pub(crate) sql: LitStr,
}

impl<'a> ColumnModel<'a> {
    /// `None` only for a field without a name.
    pub(super) fn from_ast(cx: &Ctxt, field: &'a Field, rename_all: Option<RenameRule>, is_view: bool) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let message = "`#[table(..)]` belongs to the struct; for a field write `#[column(..)]`";
        misplaced(cx, &field.attrs, symbol::TABLE, message);
        misplaced(cx, &field.attrs, symbol::VIEW, &message.replace("table", "view"));
        let attrs = ColumnAttrs::parse(cx, &field.attrs, is_view);
        let name = Name::new(
            attrs.name.as_ref(),
            || rename_all.map_or_else(|| naming::unraw(ident), |rule| rule.apply(ident)),
            ident.span(),
        );
        let references = attrs.references.map(|target| ReferenceModel {
            target,
            // The database knows no foreign key of a view.
            constraint: attrs.constraint.unwrap_or(!is_view),
            on_delete: attrs.on_delete,
            on_update: attrs.on_update,
            deferrable: attrs.deferrable,
        });
        let default_sql = attrs.default_sql.map(DefaultModel::Sql);
        let first = attrs.version.then(|| DefaultModel::Value(Box::new(syn::parse_quote!(1))));
        Some(Self {
            ident,
            const_ident: attrs.const_ident.unwrap_or_else(|| naming::const_ident(ident)),
            name,
            ty: &field.ty,
            docs: field.attrs.iter().filter(|attr| attr.path().is_ident("doc")).collect(),
            sql_type: attrs.sql_type,
            primary_key: attrs.primary_key,
            autoincrement: attrs.autoincrement,
            unique: attrs.unique,
            index: attrs.index,
            no_index: attrs.no_index,
            default: attrs.default.map(|value| DefaultModel::Value(Box::new(value))).or(default_sql).or(first),
            default_fn: attrs.default_fn,
            on_update_fn: attrs.on_update_fn,
            version: attrs.version,
            on_delete_fn: attrs.on_delete_fn,
            references,
            collate: attrs.collate,
            check: attrs.check,
            generated: attrs.generated,
            renamed_from: attrs.renamed_from,
            sensitive: attrs.sensitive,
            insert_attrs: attrs.insert,
            patch_attrs: attrs.patch,
            keys: attrs.keys,
            incomplete: attrs.incomplete,
        })
    }
}
