//! The module as text.

use proc_macro2::TokenStream;
use quote::quote;

use super::left_out::LeftOut;

/// The comment of what was left out, and the items.
pub(super) fn write(left_out: &[LeftOut], items: impl Iterator<Item = TokenStream>) -> String {
    let mut text = String::new();
    if !left_out.is_empty() {
        text.push_str("// The database has more than these structs say:\n");
        for one in left_out {
            text.push_str("// - ");
            text.push_str(&harmless(&one.to_string()));
            text.push('\n');
        }
        text.push('\n');
    }
    let tokens = quote! {
        use orm_sqlite::prelude::*;
        #(#items)*
    };
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => text.push_str(&spaced(&prettyplease::unparse(&file))),
        // No name leads here, and a text that the compiler judges is better than none.
        Err(_) => text.push_str(&tokens.to_string()),
    }
    text
}

/// One line that stays a comment, whatever is in it, and that shows which characters there are.
fn harmless(text: &str) -> String {
    text.chars()
        .flat_map(|char| if matches!(char, '\'' | '"') { vec![char] } else { char.escape_debug().collect() })
        .collect()
}

/// An empty line before each struct.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with("#[derive(") {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
    }
    spaced
}
