//! The tag of a relation, and its handle for filters: `User::posts()`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::polymorphic::type_value;
use super::unique;
use crate::ast::{ColumnPath, RelationKind, RelationModel, RelationsModel, TypeValue};
use crate::naming;

/// Expands to, for each relation:
///
/// ```text
/// /// The relation `posts` of `User`.
/// pub struct User_posts;
/// ```
pub(super) fn types(model: &RelationsModel<'_>) -> TokenStream {
    let vis = model.vis;
    let tags = model.relations.iter().map(|relation| {
        let tag = &relation.tag;
        let doc = format!(" The relation `{}` of [`{}`].", naming::unraw(&relation.ident), naming::unraw(model.ident));
        quote! {
            #[doc = #doc]
            #[allow(non_camel_case_types, dead_code)]
            #vis struct #tag;
        }
    });
    tags.collect()
}

/// Expands to, for each relation:
///
/// ```text
/// impl _orm::Relation for User_posts {
///     type Parent = User;
///     type Child = Post;
///     type Cardinality = _orm::Many;
///     type Loaded = UserRow<<_orm::Many as _orm::Cardinality>::Slot<Post>>;
///     fn path() -> _orm::Path {
///         _orm::has_many::<User, Post, { _orm::key_of(&[Post::AUTHOR_ID.index()]) }>("posts")
///             .filtered(|| _orm::child_filter::<Post, _>(Post::PUBLISHED.eq(true)))
///     }
/// }
/// impl _orm::shape::Named<123> for User { type Item = _orm::shape::RelationItem<User_posts>; }
/// ```
///
/// and the handles `User::posts()`.
pub(super) fn impls(model: &RelationsModel<'_>) -> TokenStream {
    let (ident, vis) = (model.ident, model.vis);
    let impls = model.relations.iter().enumerate().map(|(index, relation)| implement(model, index, relation));
    let handles = model.relations.iter().map(|relation| {
        let RelationModel { ident: name, tag, .. } = relation;
        let doc = format!(" The relation `{}`, for filters, orders and columns.", naming::unraw(name));
        let handle = if relation.child().is_some() { quote!(Handle) } else { quote!(PolymorphicHandle) };
        quote! {
            #[doc = #doc]
            #[must_use]
            #vis fn #name() -> _orm::#handle<#tag> {
                _orm::#handle::new()
            }
        }
    });
    let handles = handles.collect::<Vec<_>>();
    let handles = (!handles.is_empty()).then(|| {
        quote! {
            #[allow(dead_code, private_interfaces)]
            impl #ident {
                #(#handles)*
            }
        }
    });
    quote!(#(#impls)* #handles)
}

fn implement(model: &RelationsModel<'_>, index: usize, relation: &RelationModel) -> Option<TokenStream> {
    let (ident, row, tag) = (model.ident, &model.row, &relation.tag);
    let child = relation.child()?;
    let cardinality = cardinality(model, relation);
    let path = path(model, relation)?;
    let (check, via) = (check(model, relation), via(relation));
    let number = naming::number(&relation.ident);
    let slots = model.relations.iter().enumerate().map(|(other, relation)| {
        let tag = &relation.tag;
        if other == index {
            quote!(<#cardinality as _orm::Cardinality>::Slot<#child>)
        } else {
            quote!(_orm::NotLoaded<#tag>)
        }
    });
    // Spanned at the other struct: where it is less visible than this one, rustc says so there (E0446).
    let types = quote_spanned! {child.span()=>
        type Child = #child;
        type Loaded = #row<#(#slots),*>;
    };
    Some(quote! {
        #[automatically_derived]
        impl _orm::Relation for #tag {
            type Parent = #ident;
            type Cardinality = #cardinality;
            type Via = #via;
            #types
            fn path() -> _orm::Path {
                #path
            }
        }
        impl _orm::shape::Named<#number> for #ident {
            type Item = _orm::shape::RelationItem<#tag>;
        }
        #check
    })
}

/// Where the key stands; of a table between, whether its two keys are all that a row of it must have.
fn via(relation: &RelationModel) -> TokenStream {
    let (link, near, far) = match &relation.kind {
        RelationKind::ManyToMany { link, near, far, .. } => (link, near, far),
        RelationKind::BelongsTo { .. } => return quote!(_orm::Above),
        _ => return quote!(_orm::Direct),
    };
    let keys = near.iter().chain(far).map(|column| &column.path);
    quote!(_orm::Via<#link, { _orm::only_links(&#link::__SCHEMA, &[#(#keys.index()),*]) }>)
}

pub(super) fn cardinality(model: &RelationsModel<'_>, relation: &RelationModel) -> TokenStream {
    match &relation.kind {
        RelationKind::HasMany(_) | RelationKind::ManyToMany { .. } => quote!(_orm::Many),
        RelationKind::HasOne(_) => quote!(_orm::Optional),
        RelationKind::BelongsTo { .. } | RelationKind::Polymorphic { .. } => {
            let columns = match &relation.kind {
                RelationKind::BelongsTo { columns, .. } => columns.clone(),
                RelationKind::Polymorphic { type_column, id_column, .. } => vec![*type_column, *id_column],
                _ => Vec::new(),
            };
            let parents = columns.iter().map(|&column| {
                let ty = model.table.columns[column].ty;
                quote!(<#ty as _orm::ColumnValue>::Parents)
            });
            let all = parents.reduce(|all, one| quote!(<#all as _orm::Both<#one>>::Out));
            // A filter may take away the row that the key promises.
            let all = all.filter(|_| relation.filter.is_none());
            all.unwrap_or_else(|| quote!(_orm::Optional))
        }
    }
}

/// The number of a key that other structs' columns make, spanned at the first of them.
fn key(columns: &[ColumnPath]) -> TokenStream {
    let paths = columns.iter().map(|column| &column.path);
    quote!({ _orm::key_of(&[#(#paths.index()),*]) })
}

/// The path, with what the relation asks of its children and how it orders them.
fn path(model: &RelationsModel<'_>, relation: &RelationModel) -> Option<TokenStream> {
    let child = relation.child()?;
    let mut path = columns(model, relation)?;
    let filter = relation.filter.as_ref();
    let asked = filter.map(|filter| quote_spanned!(filter.span()=> _orm::child_filter::<#child, _>(#filter)));
    if let Some((column, value)) = &relation.when {
        let (value, column) = (type_value(value), &column.path);
        let asked = asked.map_or_else(|| quote!(_orm::Option::None), |asked| quote!(_orm::Option::Some(#asked)));
        path.extend(quote_spanned!(column.span()=> .filtered(|| _orm::child_is::<#child, _>(#column, #value, #asked))));
        path.extend(quote_spanned!(column.span()=> .typed(#column.index(), #value)));
    } else if let Some(asked) = asked {
        path.extend(quote!(.filtered(|| #asked)));
    }
    if let Some(word) = &relation.with_deleted {
        // The call is spanned at the word: of a table without soft delete the error is there.
        path.extend(quote_spanned!(word.span()=> .with_deleted::<#child>()));
    }
    if let Some(order_by) = &relation.order_by {
        let ordered = quote_spanned!(order_by.span()=> _orm::child_order::<#child, _, _>(#order_by));
        path.extend(quote!(.ordered(|| #ordered)));
    }
    Some(path)
}

/// The columns that meet.
fn columns(model: &RelationsModel<'_>, relation: &RelationModel) -> Option<TokenStream> {
    let ident = model.ident;
    let name = naming::unraw(&relation.ident);
    Some(match &relation.kind {
        RelationKind::Polymorphic { .. } => return None,
        RelationKind::HasMany(columns) | RelationKind::HasOne(columns) if relation.when.is_some() => {
            let paths: Vec<_> = columns.iter().map(|column| &column.path).collect();
            let span = columns.first().map_or(relation.span, |column| column.path.span());
            quote_spanned!(span=> _orm::has_many_when::<#ident>(#name, { const KEY: &[usize] = &[#(#paths.index()),*]; KEY }))
        }
        RelationKind::HasMany(columns) | RelationKind::HasOne(columns) => {
            let child = columns.first().map(|column| &column.table);
            let key = key(columns);
            let span = columns.first().map_or(relation.span, |column| column.path.span());
            quote_spanned!(span=> _orm::has_many::<#ident, #child, #key>(#name))
        }
        RelationKind::BelongsTo { columns, .. } => {
            let key = quote!({ _orm::key_of(&[#(#columns),*]) });
            quote_spanned!(relation.span=> _orm::belongs_to::<#ident, #key>(#name))
        }
        RelationKind::ManyToMany { target, link, near, far } => {
            let key_to = |table: TokenStream, columns: &[ColumnPath]| {
                let key = key(columns);
                let first = columns.first();
                let span = first.map_or(relation.span, |column| column.path.span());
                // Its own mention of the link, which is where rustc points.
                let link = first.map_or(link, |column| &column.table);
                quote_spanned!(span=> _orm::link::<#link, #table, #key>())
            };
            let (near, far) = (key_to(quote!(#ident), near), key_to(quote!(#target), far));
            quote!(_orm::many_to_many(#name, <#link as _orm::Table>::schema(), #near, #far))
        }
    })
}

/// The rules of a relation that are asked of other structs.
fn check(model: &RelationsModel<'_>, relation: &RelationModel) -> TokenStream {
    let (unique, key) = (unique::check(relation), check_key(model, relation));
    quote!(#unique #key)
}

/// A key that references no one table has the type of this one's primary key, and stands beside a column that says the type.
fn check_key(model: &RelationsModel<'_>, relation: &RelationModel) -> Option<TokenStream> {
    let (RelationKind::HasMany(columns) | RelationKind::HasOne(columns)) = &relation.kind else {
        return None;
    };
    let (column, value) = relation.when.as_ref()?;
    let (ident, key) = (model.ident, &columns.first()?.path);
    let (is_text, said) = (matches!(value, TypeValue::Text(_)), &column.path);
    let key = quote_spanned!(key.span()=> _orm::has_primary_key::<#ident, _, _>(#key));
    let message = format!("`{}` cannot be stored there: a text is for TEXT, a number for INTEGER", value.text());
    let said = quote_spanned!(said.span()=> if !_orm::column_says_type(#said, #is_text) { _orm::panic!(#message) });
    Some(quote! {
        const _: fn() = || #key;
        const _: () = #said;
    })
}
