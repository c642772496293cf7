//! The query with its `with_..` methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{handle, pairs, slots};
use crate::ast::{RelationModel, RelationsModel};
use crate::naming;

/// Expands to:
///
/// ```text
/// pub struct UserQuery<D, R0 = NotLoaded<User_posts>>(Tree<User, D, (R0, ())>);
/// ```
pub(super) fn query_type(model: &RelationsModel<'_>, private: &TokenStream) -> TokenStream {
    let (ident, vis, query) = (model.ident, model.vis, &model.query);
    let (db, slots) = (handle(model), slots(model));
    let tags = model.relations.iter().map(|relation| &relation.tag);
    let generics = slots.iter().zip(tags).map(|(slot, tag)| quote!(#slot = #private::NotLoaded<#tag>));
    let list = pairs(slots.iter().map(|slot| quote!(#slot)));
    let doc = format!(" A query of [`{}`], with the relations that it loads.", naming::unraw(ident));
    quote! {
        #[doc = #doc]
        #[must_use = "a query does nothing until a method such as `all` runs it"]
        #[allow(dead_code, non_camel_case_types, private_interfaces)]
        #vis struct #query<#db, #(#generics),*>(#private::Tree<#ident, #db, #list>);
    }
}

/// Expands to:
///
/// ```text
/// impl _orm::Relations for User { type Query<D> = UserQuery<D>; .. }
/// impl<D, R0: _orm::Slot> _orm::RelationQuery for UserQuery<D, R0> { .. }
/// pub struct UserLoad<R0>(..);
/// impl<R0: _orm::Slot> _orm::LoadQuery for UserLoad<R0> { .. }
/// impl<R0> UserQuery<_orm::Unbound, R0> { pub fn using<E>(self, db: E) -> UserQuery<E, R0> { .. } }
/// impl<D> UserQuery<D, _orm::NotLoaded<User_posts>> { pub fn with_posts(self) -> .. { .. } pub fn with_posts_if(..) pub fn with_posts_by(..) }
/// ```
pub(super) fn impls(model: &RelationsModel<'_>) -> TokenStream {
    let (ident, vis, row, query) = (model.ident, model.vis, &model.row, &model.query);
    let (db, slots) = (handle(model), &slots(model));
    let list = pairs(slots.iter().map(|slot| quote!(#slot)));
    let unloaded = pairs(slots.iter().map(|_| quote!(_orm::NotLoaded::new())));
    let values = pairs(slots.iter().map(|slot| quote!(#slot::Value)));
    let names: &Vec<_> = &model.relations.iter().map(|relation| &relation.ident).collect();
    let pattern = pairs(names.iter().map(|name| quote!(#name)));
    let load = format_ident!("{row}Load");
    let (row_type, assembled) = if slots.is_empty() {
        (quote!(#ident), quote!(__base))
    } else {
        (quote!(#row<#(#slots::Value),*>), quote!(#row { __base, #(#names),* }))
    };
    let methods = model.relations.iter().enumerate().map(|(index, relation)| methods(model, index, relation));
    quote! {
        #[automatically_derived]
        impl _orm::Relations for #ident {
            type Query<#db> = #query<#db>;
            fn query_on<#db>(db: #db) -> #query<#db> {
                #query(_orm::Tree::new(db, #unloaded))
            }
        }
        #[automatically_derived]
        impl<#db, #(#slots: _orm::Slot),*> _orm::RelationQuery for #query<#db, #(#slots),*> {
            type Root = #ident;
            type Db = #db;
            type Slots = #list;
            type Load = #load<#(#slots),*>;
            type Link = ();
            fn tree(self) -> _orm::Tree<#ident, #db, #list> {
                self.0
            }
            fn from_tree(tree: _orm::Tree<#ident, #db, #list>) -> Self {
                Self(tree)
            }
        }
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis struct #load<#(#slots),*>(_orm::PhantomData<fn() -> (#(#slots,)*)>);
        #[automatically_derived]
        impl<#(#slots: _orm::Slot),*> _orm::LoadQuery for #load<#(#slots),*> {
            type Root = #ident;
            type Read = #ident;
            type Slots = #list;
            type Row = #row_type;
            fn assemble(__base: #ident, #pattern: #values) -> Self::Row {
                #assembled
            }
        }
        #[allow(dead_code, private_interfaces)]
        impl<#(#slots),*> #query<_orm::Unbound, #(#slots),*> {
            /// Binds the query to a database or a transaction.
            #vis fn using<__E>(self, db: __E) -> #query<__E, #(#slots),*> {
                #query(self.0.on(db))
            }
        }
        #(#methods)*
    }
}

fn methods(model: &RelationsModel<'_>, index: usize, relation: &RelationModel) -> TokenStream {
    let (vis, query) = (model.vis, &model.query);
    let RelationModel { ident: name, tag, .. } = relation;
    let text = naming::unraw(name);
    let with = format_ident!("with_{text}", span = name.span());
    let with_by = format_ident!("with_{text}_by", span = name.span());
    let (db, slots) = (handle(model), slots(model));
    let others = slots.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, slot)| slot);
    let typed = |own: TokenStream| {
        let list =
            slots.iter().enumerate().map(|(other, slot)| if other == index { own.clone() } else { quote!(#slot) });
        quote!(#(#list),*)
    };
    let (whole_slot, if_asked) = match relation.child() {
        Some(child) => (quote!(_orm::With<#tag, _orm::Whole<#child>>), quote!(_orm::If::whole(condition))),
        None => (quote!(_orm::WithAny<#tag>), quote!(_orm::If::any(condition))),
    };
    let (before, with_whole) = (typed(quote!(_orm::NotLoaded<#tag>)), typed(whole_slot.clone()));
    let with_if = format_ident!("with_{text}_if", span = name.span());
    let with_asked = typed(quote!(_orm::If<#whole_slot>));
    let with_query = typed(quote!(_orm::With<#tag, __Q::Load>));
    let names: Vec<_> = (0..slots.len()).map(|slot| format_ident!("slot_{slot}")).collect();
    let rebuilt = |own: TokenStream| {
        let old =
            pairs(names.iter().enumerate().map(|(other, name)| if other == index { quote!(_) } else { quote!(#name) }));
        let new = pairs(names.iter().enumerate().map(
            |(other, name)| {
                if other == index { own.clone() } else { quote!(#name) }
            },
        ));
        // No closure: rustc checks the body of one as it checks a function, and there are three for each relation.
        quote! {
            let (__tree, #old) = self.0.split();
            #query(__tree.joined(#new))
        }
    };
    let whole = match relation.child() {
        Some(_) => rebuilt(quote!(_orm::With::whole())),
        None => rebuilt(quote!(_orm::WithAny::whole())),
    };
    let (asked, by) = (rebuilt(if_asked), rebuilt(quote!(_orm::With::by(child))));
    let doc = format!(" Loads `{text}`, in a statement of its own.");
    let doc_if =
        format!(" Loads `{text}` if the condition holds: what it gives is in an `Option`, `None` if it does not.");
    let doc_by = format!(
        " Loads `{text}` by a query of its own: its filter, order, limit for each parent, and further relations."
    );
    // Below a relation to several tables there is no one query.
    let with_by = relation.child().map(|child| quote! {
        #[doc = #doc_by]
        #vis fn #with_by<__Q: _orm::RelationQuery<Root = #child, Db = _orm::Unbound, Link: _orm::LinkOf<#tag>>>(self, build: impl _orm::FnOnce(<#child as _orm::RelationsOn<#db>>::Query) -> __Q) -> #query<#db, #with_query> where #child: _orm::RelationsOn<#db> {
            let child = build(<#child as _orm::RelationsOn<#db>>::unbound());
            #by
        }
    });
    quote! {
        #[allow(dead_code, private_interfaces, private_bounds)]
        impl<#db, #(#others),*> #query<#db, #before> {
            #[doc = #doc]
            #vis fn #with(self) -> #query<#db, #with_whole> {
                #whole
            }

            #[doc = #doc_if]
            #vis fn #with_if(self, condition: bool) -> #query<#db, #with_asked> {
                #asked
            }

            #with_by
        }
    }
}
