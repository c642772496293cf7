//! Source text through every derive, and through `sql!`: an expansion that parses, or errors, and never a panic.
//!
//! The sources of `orm-derive` are modules of this program.

#![no_main]

#[path = "../../orm-derive/src"]
mod derive {
    pub(crate) mod ast;
    pub(crate) mod attr;
    pub(crate) mod check;
    pub(crate) mod column_type;
    pub(crate) mod ctxt;
    pub(crate) mod expand;
    pub(crate) mod fallback;
    pub(crate) mod function {
        mod balance;
        pub(crate) mod sql;
    }
    pub(crate) mod naming;
    pub(crate) mod relations;
    pub(crate) mod shape;
    pub(crate) mod table;
    pub(crate) mod view;
}

// Where its own root has them.
use derive::{
    ast, attr, check, column_type, ctxt, expand, fallback, function::sql, naming, relations, shape, table, view,
};
use libfuzzer_sys::{Corpus, fuzz_target};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Item};

const DERIVES: [fn(&DeriveInput) -> TokenStream; 5] =
    [table::derive, view::derive, relations::derive, shape::derive, column_type::derive];

fuzz_target!(|source: &str| -> Corpus {
    if let Ok(tokens) = source.parse::<TokenStream>() {
        // An error is an answer too.
        let _ = sql::sql(quote!(::orm_sqlite, #tokens));
    }
    // What is no Rust never reaches a derive.
    let Ok(file) = syn::parse_file(source) else { return Corpus::Reject };
    let mut derived = false;
    for item in file.items {
        let Some(input) = input(item) else { continue };
        derived = true;
        let input = attr::own::named(input);
        for derive in DERIVES {
            let expansion = derive(&input);
            assert!(syn::parse2::<syn::File>(expansion.clone()).is_ok(), "no Rust: {expansion}");
        }
    }
    if derived { Corpus::Keep } else { Corpus::Reject }
});

/// The item as a derive gets it.
fn input(item: Item) -> Option<DeriveInput> {
    match item {
        Item::Struct(item) => Some(item.into()),
        Item::Enum(item) => Some(item.into()),
        Item::Union(item) => Some(item.into()),
        _ => None,
    }
}
