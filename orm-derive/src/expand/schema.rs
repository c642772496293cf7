//! The table's metadata: constants, no behaviour.

mod index;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr, Path};

use super::view;
use crate::ast::{Action, Collation, ColumnModel, ColumnPath, DefaultModel, ForeignKeyModel, TableModel};
use crate::naming;

/// Expands to:
///
/// ```text
/// const __COLUMNS: &[_orm::ColumnSchema] = &[
///     _orm::checked_column::<i64, User>("id"),
///     _orm::checked_column::<String, User>("name"),
/// ];
/// impl User {
///     pub const __SCHEMA: _orm::TableSchema = _orm::TableSchema::new("users", __COLUMNS).primary_key(&[0]);
///     /// The user's address.
///     pub const EMAIL: _orm::Column<User, String> = _orm::Column::new(1);
/// }
/// ```
pub(super) fn schema(table: &TableModel<'_>) -> TokenStream {
    let TableModel { ident, .. } = table;
    let name = &table.name.text;
    let columns = table.columns.iter().map(|column| self::column(ident, column));
    let consts = self::columns(table);
    let mut options: Vec<_> = view::kind(table).into_iter().collect();
    if !table.primary_key.is_empty() {
        let key = &table.primary_key;
        options.push(quote!(.primary_key(&[#(#key),*])));
    }
    if table.autoincrement {
        options.push(quote!(.autoincrement()));
    }
    options.extend(list("uniques", &uniques(table)));
    options.extend(list("indexes", &index::indexes(table)));
    options.extend(list("checks", &checks(table)));
    options.extend(list("foreign_keys", &foreign_keys(table)));
    let deleted = table.soft_delete.map(|index| (index, &table.columns[index]));
    if let Some((index, column)) = deleted {
        let moment = moment(column);
        options.push(quote!(.soft_delete(#index, #moment)));
    }
    if table.fts.is_some() {
        options.push(quote!(.search(&__SEARCH)));
    }
    if table.spatial.is_some() {
        options.push(quote!(.spatial(&__SPATIAL)));
    }
    let checked = deleted.map(|(_, column)| check_soft_delete(column));
    let counted = table.columns.iter().filter(|column| column.version).map(check_version);
    if !table.strict {
        options.push(quote!(.not_strict()));
    }
    if table.without_rowid {
        options.push(quote!(.without_rowid()));
    }
    if let Some(old) = &table.renamed_from {
        options.push(quote!(.renamed_from(#old)));
    }
    options.push(source(table));
    quote! {
        #checked
        #(#counted)*
        const __COLUMNS: &[_orm::ColumnSchema] = &[#(#columns),*];
        #[allow(dead_code, private_interfaces)]
        impl #ident {
            #[doc(hidden)]
            pub const __SCHEMA: _orm::TableSchema = _orm::TableSchema::new(#name, __COLUMNS)#(#options)*;
            #consts
        }
    }
}

/// Where the struct is written: `.source(file!(), line!(), &[line!(), ..])`
fn source(table: &TableModel<'_>) -> TokenStream {
    let line = |ident: &Ident| quote_spanned!(ident.span()=> ::core::line!());
    let own = line(table.ident);
    let fields = table.columns.iter().map(|column| line(column.ident));
    quote!(.source(::core::file!(), #own, &[#(#fields),*]))
}

/// What a soft delete writes: `deleted_at::<Option<Timestamp>>()`
fn moment(column: &ColumnModel<'_>) -> TokenStream {
    let ty = column.ty;
    column.on_delete_fn.as_ref().map_or_else(
        || quote!(_orm::deleted_at::<#ty>()),
        |path| quote_spanned!(path.span()=> _orm::deleted_by(|| _orm::encode_value::<#ty, _>(#path()))),
    )
}

/// The column that marks deleted rows may be NULL, and there is something to write into it.
fn check_soft_delete(column: &ColumnModel<'_>) -> TokenStream {
    let ty = column.ty;
    let check = |condition: &str, message: &str| {
        let condition = format_ident!("{condition}");
        quote_spanned!(ty.span()=> const _: () = if !_orm::#condition::<#ty>() { _orm::panic!(#message) };)
    };
    let nullable = check("is_nullable", "a soft delete needs a column that may be NULL: make the field an `Option`");
    let moment = "this column needs `on_delete_fn`, which says what a soft delete writes";
    let moment = column.on_delete_fn.is_none().then(|| check("has_moment", moment));
    quote!(#nullable #moment)
}

/// The column that updates count up is an integer.
fn check_version(column: &ColumnModel<'_>) -> TokenStream {
    let ty = column.ty;
    let message = "a version is an integer that is never NULL";
    quote_spanned!(ty.span()=> const _: () = if !_orm::is_version::<#ty>() { _orm::panic!(#message) };)
}

fn list(method: &str, items: &[TokenStream]) -> Option<TokenStream> {
    let method = format_ident!("{method}");
    (!items.is_empty()).then(|| quote!(.#method(&[#(#items),*])))
}

fn column(ident: &Ident, column: &ColumnModel<'_>) -> TokenStream {
    let ty = column.ty;
    let name = &column.name.text;
    let mut options = Vec::new();
    if let Some(declared) = &column.sql_type {
        options.push(quote!(.sql_type(#declared)));
    }
    match &column.default {
        None => {}
        Some(DefaultModel::Value(value)) => {
            options.push(quote_spanned!(value.span()=> .default(|| _orm::encode_default::<#ty, _>(#value))));
        }
        Some(DefaultModel::Sql(sql)) => options.push(quote!(.default_sql(#sql))),
    }
    for (method, path) in [("default_fn", &column.default_fn), ("on_update_fn", &column.on_update_fn)] {
        if let Some(path) = path {
            let method = format_ident!("{method}");
            options.push(quote_spanned!(path.span()=> .#method(|| _orm::encode_value::<#ty, _>(#path()))));
        }
    }
    if column.version {
        options.push(quote!(.version()));
    }
    if let Some(collation) = &column.collate {
        let sequence = match collation {
            Collation::NoCase => "NOCASE".to_token_stream(),
            Collation::Binary => "BINARY".to_token_stream(),
            Collation::RTrim => "RTRIM".to_token_stream(),
            Collation::Custom(name) => name.to_token_stream(),
        };
        options.push(quote!(.collate(#sequence)));
    }
    // A named check is one of the table's: SQLite keeps no name with a column's own.
    if let Some(check) = column.check.as_ref().filter(|check| check.name.is_none()) {
        let sql = &check.sql;
        options.push(quote!(.check(#sql)));
    }
    if let Some(generated) = &column.generated {
        let sql = &generated.sql;
        let method = if generated.stored { quote!(generated_stored) } else { quote!(generated_virtual) };
        options.push(quote!(.#method(#sql)));
    }
    if let Some(old) = &column.renamed_from {
        options.push(quote!(.renamed_from(#old)));
    }
    if column.sensitive {
        options.push(quote!(.sensitive()));
    }
    if column.no_index {
        options.push(quote!(.no_index()));
    }
    quote!(_orm::checked_column::<#ty, #ident>(#name)#(#options)*)
}

fn option(name: Option<&LitStr>) -> TokenStream {
    name.map_or_else(|| quote!(_orm::Option::None), |name| quote!(_orm::Option::Some(#name)))
}

fn uniques(table: &TableModel<'_>) -> Vec<TokenStream> {
    let own = table.columns.iter().enumerate().filter(|(_, column)| column.unique);
    let own = own.map(|(index, _)| quote!(_orm::Unique::new(_orm::Option::None, &[#index])));
    let table_level = table.uniques.iter().map(|unique| {
        let name = option(unique.name.as_ref());
        let columns = &unique.columns;
        quote!(_orm::Unique::new(#name, &[#(#columns),*]))
    });
    own.chain(table_level).collect()
}

fn checks(table: &TableModel<'_>) -> Vec<TokenStream> {
    let named = table.columns.iter().filter_map(|column| column.check.as_ref()).filter(|check| check.name.is_some());
    let checks = table.checks.iter().chain(named).map(|check| {
        let name = option(check.name.as_ref());
        let sql = &check.sql;
        quote!(_orm::Check::new(#name, #sql))
    });
    checks.collect()
}

/// One foreign key of the table, from a field's `references` or from the table's `foreign_key`.
pub(super) struct Key<'m> {
    pub(super) columns: Vec<usize>,
    pub(super) table: &'m Path,
    pub(super) targets: Vec<&'m ColumnPath>,
    on_delete: Option<Action>,
    on_update: Option<Action>,
    deferrable: bool,
    constraint: bool,
}

pub(super) fn keys<'m>(table: &'m TableModel<'_>) -> impl Iterator<Item = Key<'m>> {
    let own = table.columns.iter().enumerate().filter_map(|(index, column)| {
        let reference = column.references.as_ref()?;
        Some(Key {
            columns: vec![index],
            table: &reference.target.table,
            targets: vec![&reference.target],
            on_delete: reference.on_delete,
            on_update: reference.on_update,
            deferrable: reference.deferrable,
            constraint: reference.constraint,
        })
    });
    let table_level = table.foreign_keys.iter().map(|key: &ForeignKeyModel| Key {
        columns: key.columns.clone(),
        table: &key.table,
        targets: key.targets.iter().collect(),
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
        constraint: true,
    });
    own.chain(table_level)
}

fn foreign_keys(table: &TableModel<'_>) -> Vec<TokenStream> {
    let action = |method: &str, action: Option<Action>| {
        let method = format_ident!("{method}");
        let action = format_ident!("{}", action?.variant());
        Some(quote!(.#method(_orm::ReferentialAction::#action)))
    };
    let keys = keys(table).map(|key| {
        let Key { columns, table, targets, .. } = &key;
        let targets = targets.iter().map(|target| &target.path);
        let on_delete = action("on_delete", key.on_delete);
        let on_update = action("on_update", key.on_update);
        let deferrable = key.deferrable.then(|| quote!(.deferrable()));
        let without = (!key.constraint).then(|| quote!(.without_constraint()));
        quote! {
            _orm::ForeignKey::new(&[#(#columns),*], <#table as _orm::Table>::schema, &[#(#targets.index()),*])
                #on_delete #on_update #deferrable #without
        }
    });
    keys.collect()
}

impl Action {
    /// The variant of `ReferentialAction`.
    const fn variant(self) -> &'static str {
        match self {
            Self::Cascade => "Cascade",
            Self::Restrict => "Restrict",
            Self::NoAction => "NoAction",
            Self::SetNull => "SetNull",
            Self::SetDefault => "SetDefault",
        }
    }
}

/// The foreign keys as types, and the question whether each has the type of what it references, asked at the reference.
///
/// Expands to, for each foreign key:
///
/// ```text
/// impl _orm::References<{ _orm::key_of(&[1]) }> for Post {
///     type Table = User;
///     fn columns() -> &'static [usize] { &[1] }
///     fn references() -> &'static [usize] { const { &[User::ID.index()] } }
/// }
/// const _: fn() = || _orm::same_key::<i64, _, _, _, _>(User::ID);
/// ```
pub(super) fn references(table: &TableModel<'_>) -> TokenStream {
    let ident = table.ident;
    let mut seen: Vec<Vec<usize>> = Vec::new();
    let mut tokens = TokenStream::new();
    for Key { columns, table: target, targets, .. } in keys(table) {
        let paths: Vec<_> = targets.iter().map(|target| &target.path).collect();
        for (&column, path) in columns.iter().zip(&paths) {
            let ty = table.columns[column].ty;
            // The path first, so that its own mistake is told before the bound's.
            tokens.extend(quote_spanned!(path.span()=> const _: fn() = || _orm::same_key::<#ty, _, _, _, _>(#path);));
        }
        // Two keys over the same columns are one relation's question: the first answers it.
        if seen.contains(&columns) {
            continue;
        }
        // Spanned at the other struct: where it is less visible than this one, rustc says so there (E0446).
        let referenced = quote_spanned!(target.span()=> type Table = #target;);
        tokens.extend(quote! {
            #[automatically_derived]
            impl _orm::References<{ _orm::key_of(&[#(#columns),*]) }> for #ident {
                #referenced
                fn columns() -> &'static [usize] {
                    &[#(#columns),*]
                }
                fn references() -> &'static [usize] {
                    const { &[#(#paths.index()),*] }
                }
            }
        });
        seen.push(columns);
    }
    if let Some(key) = table.columns.iter().find_map(|column| {
        let word = column.keys.get(crate::attr::symbol::AUTOINCREMENT)?;
        Some((column.ty, word.span()))
    }) {
        let (ty, span) = key;
        let message = "`autoincrement` needs an INTEGER primary key";
        tokens.extend(quote_spanned!(span=> const _: () = if !_orm::is_integer::<#ty>() { _orm::panic!(#message) };));
    }
    tokens
}

/// `User::EMAIL` and its like, with the fields' own documentation.
fn columns(table: &TableModel<'_>) -> TokenStream {
    let TableModel { ident, vis, .. } = table;
    let consts = table.columns.iter().enumerate().map(|(index, column)| {
        let index = Literal::usize_unsuffixed(index);
        let ColumnModel { const_ident, ty, docs, .. } = column;
        let doc = format!(" The column `{}.{}`.", table.name.text, column.name.text);
        let docs = if docs.is_empty() { quote!(#[doc = #doc]) } else { quote!(#(#docs)*) };
        quote! {
            #docs
            #vis const #const_ident: _orm::Column<#ident, #ty> = _orm::Column::new(#index);
        }
    });
    consts.collect()
}

/// `UserAlias`, unless a field's type has that name.
pub(super) fn alias_ident(table: &TableModel<'_>) -> Ident {
    let types = table.columns.iter().map(|column| column.ty);
    naming::unused(&format!("{}Alias", naming::unraw(table.ident)), &quote!(#(#types)*))
}

/// The alias type of the table, outside of the block because `alias!` names it through the trait.
///
/// Expands to:
///
/// ```text
/// impl<__A: _orm::Alias> UserAlias<__A> { pub const EMAIL: _orm::Column<Self, String> = _orm::Column::new(1); }
/// ```
pub(super) fn alias(table: &TableModel<'_>) -> TokenStream {
    let TableModel { ident, vis, .. } = table;
    let alias = alias_ident(table);
    let doc = format!(" `{}` under another name of a query.", naming::unraw(ident));
    let consts = table.columns.iter().enumerate().map(|(index, column)| {
        let index = Literal::usize_unsuffixed(index);
        let ColumnModel { const_ident, ty, .. } = column;
        quote!(#vis const #const_ident: _orm::Column<Self, #ty> = _orm::Column::new(#index);)
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #alias<__A>(_orm::PhantomData<__A>);
        #[allow(dead_code, missing_docs, private_interfaces)]
        impl<__A: _orm::Alias> #alias<__A> {
            #(#consts)*
        }
        #[automatically_derived]
        impl<__A: _orm::Alias> _orm::TableDef for #alias<__A> {
            type Row = #ident;
            fn schema() -> &'static _orm::TableSchema {
                <#ident as _orm::Table>::schema()
            }
            fn alias() -> _orm::Option<&'static str> {
                _orm::Option::Some(__A::name())
            }
        }
    }
}
