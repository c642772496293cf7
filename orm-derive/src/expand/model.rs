//! The insert and the update model.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, Path, Type};

use crate::ast::{ColumnModel, ModelOptions, TableModel};
use crate::naming;

/// What a column is in the insert model.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InsertField {
    /// The database, or the program's function, has a value for it: `Set<T>`.
    Defaulted,
    /// The only key of a table with rowids: SQLite chooses an INTEGER one.
    RowidKey,
    /// The type decides: an `Option` may be left out.
    ByType,
}

impl InsertField {
    pub(super) fn of(table: &TableModel<'_>, index: usize) -> Self {
        let column = &table.columns[index];
        let declared_integer = column.sql_type.as_ref().is_none_or(|ty| ty.value().eq_ignore_ascii_case("INTEGER"));
        if column.default.is_some() || column.default_fn.is_some() {
            Self::Defaulted
        } else if table.primary_key == [index] && !table.without_rowid && declared_integer {
            Self::RowidKey
        } else {
            Self::ByType
        }
    }

    /// The function that asks whether the type can be stored so.
    pub(super) fn check(self) -> Ident {
        format_ident!("{}", if self == Self::RowidKey { "column_type" } else { "column_value" })
    }

    pub(super) fn ty(self, table: &TableModel<'_>, column: &ColumnModel<'_>, private: &TokenStream) -> TokenStream {
        let (table, ty) = (table.ident, column.ty);
        match self {
            Self::Defaulted => quote!(#private::Set<#ty>),
            Self::RowidKey => quote!(#private::KeyField<#ty, #table>),
            Self::ByType => quote!(#private::InsertField<#ty, #table>),
        }
    }
}

/// The columns that a write may set: all but the generated ones.
pub(super) fn writable<'m, 'a>(table: &'m TableModel<'a>) -> impl Iterator<Item = (usize, &'m ColumnModel<'a>)> {
    table.columns.iter().enumerate().filter(|(_, column)| column.generated.is_none())
}

/// Expands to:
///
/// ```text
/// /// A new row of `users`.
/// pub struct NewUser { pub id: KeyField<i64, User>, pub name: InsertField<String, User> }
/// ```
pub(super) fn insert(table: &TableModel<'_>, private: &TokenStream) -> TokenStream {
    let doc = format!(" A new row of `{}`, for `insert`. A field that is `Unset` takes its default.", table.name.text);
    let fields = writable(table).map(|(index, column)| {
        let kind = InsertField::of(table, index);
        let is_set = kind == InsertField::Defaulted || (kind == InsertField::ByType && looks_optional(column.ty));
        let serde = if is_set { serde(&table.insert, &column.insert_attrs, private) } else { TokenStream::new() };
        field(table, column, &kind.ty(table, column, private), &column.insert_attrs, &serde)
    });
    model(table, &table.insert, &doc, None, fields)
}

/// Expands to:
///
/// ```text
/// /// Changes to rows of `users`.
/// #[derive(Default)]
/// pub struct UserPatch { pub id: Set<i64>, pub name: Set<String> }
/// ```
pub(super) fn patch(table: &TableModel<'_>, private: &TokenStream) -> TokenStream {
    let doc =
        format!(" Changes to rows of `{}`, for `patch`. A field that is `Unset` stays as it is.", table.name.text);
    let fields = writable(table).map(|(_, column)| {
        let ty = column.ty;
        let serde = serde(&table.patch, &column.patch_attrs, private);
        field(table, column, &quote!(#private::Set<#ty>), &column.patch_attrs, &serde)
    });
    let default = quote!(#private::Default);
    model(table, &table.patch, &doc, Some(&default), fields)
}

fn model(
    table: &TableModel<'_>,
    options: &ModelOptions,
    doc: &str,
    derive: Option<&TokenStream>,
    fields: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let vis = table.vis;
    let ModelOptions { name, derives, attrs } = options;
    // The user's own word for the same derive comes first; two would be two impls.
    let derive = derive.filter(|_| !derives.iter().any(|path| names(path, "Default")));
    let derives: Vec<_> = derives.iter().map(ToTokens::to_token_stream).chain(derive.cloned()).collect();
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    // The program says the same on its own struct, which does not reach this one.
    let underscore = table.columns.iter().any(|column| naming::unraw(column.ident).starts_with('_'));
    let underscore = underscore.then(|| quote!(, clippy::pub_underscore_fields));
    quote! {
        #[doc = #doc]
        #[allow(dead_code, non_camel_case_types, private_interfaces #underscore)]
        #derives
        #(#[#attrs])*
        #vis struct #name {
            #(#fields),*
        }
    }
}

fn field(
    table: &TableModel<'_>,
    column: &ColumnModel<'_>,
    ty: &TokenStream,
    attrs: &[TokenStream],
    serde: &TokenStream,
) -> TokenStream {
    let ident = column.ident;
    let doc = format!(" The column `{}.{}`.", table.name.text, column.name.text);
    let docs = if column.docs.is_empty() {
        quote!(#[doc = #doc])
    } else {
        column.docs.iter().map(ToTokens::to_token_stream).collect()
    };
    let vis = table.vis;
    quote!(#docs #serde #(#[#attrs])* #vis #ident: #ty)
}

/// Whether a path ends in a name.
fn names(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}

/// What serde must know of a `Set` field: absent is `Unset`, and `null` is a value only where the column takes it.
fn serde(options: &ModelOptions, own: &[TokenStream], private: &TokenStream) -> TokenStream {
    let derives = |name: &str| options.derives.iter().any(|path| names(path, name));
    let own = own.iter().map(ToString::to_string).collect::<String>();
    let says = |word: &str| own.contains("serde") && own.contains(word);
    let mut tokens = TokenStream::new();
    if derives("Deserialize") && !says("default") && !says("with") {
        let function = quote!(#private::deserialize_set).to_string().replace(' ', "");
        tokens.extend(quote!(#[serde(default, deserialize_with = #function)]));
    }
    if derives("Serialize") && !says("skip") {
        let function = quote!(#private::Set::is_unset).to_string().replace(' ', "");
        tokens.extend(quote!(#[serde(skip_serializing_if = #function)]));
    }
    tokens
}

/// Whether the type is written as an `Option`. This only helps serde; an alias is handled by the type itself.
fn looks_optional(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Option"),
        _ => false,
    }
}

/// Expands to:
///
/// ```text
/// impl _orm::Insertable for NewUser {
///     type Table = User;
///     fn assign(self, row: _orm::Assignments<User>) -> _orm::Assignments<User> {
///         row.with(User::ID, self.id).with(User::NAME, self.name)
///     }
/// }
/// ```
///
/// and the same for the patch.
pub(super) fn traits(table: &TableModel<'_>) -> TokenStream {
    let ident = table.ident;
    let (new, patch) = (&table.insert.name, &table.patch.name);
    let consts = writable(table).map(|(_, column)| &column.const_ident);
    let fields: Vec<_> = writable(table).map(|(_, column)| column.ident).collect();
    let with: Vec<_> = consts.zip(&fields).map(|(name, field)| quote!(.with(#ident::#name, self.#field))).collect();
    let implement = |model: &Ident, name: &TokenStream| {
        quote! {
            #[automatically_derived]
            impl _orm::#name for #model {
                type Table = #ident;
                fn assign(self, row: _orm::Assignments<#ident>) -> _orm::Assignments<#ident> {
                    row #(#with)*
                }
            }
        }
    };
    let insertable = implement(new, &quote!(Insertable));
    let patchable = implement(patch, &quote!(Patch));
    quote! {
        #insertable
        #patchable
    }
}
