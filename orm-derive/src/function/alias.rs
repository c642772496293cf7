//! `alias!(Manager = User as "manager")`: one more name for a table.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Path, Token, Visibility};

struct Alias {
    krate: Path,
    attributes: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    table: Path,
    sql_name: LitStr,
}

impl Parse for Alias {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate = input.call(Path::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let name = input.parse()?;
        input.parse::<Token![=]>().map_err(|error| form(&error))?;
        let table = input.parse()?;
        input.parse::<Token![as]>().map_err(|error| form(&error))?;
        let sql_name: LitStr = input.parse().map_err(|error| form(&error))?;
        input.parse::<Option<Token![;]>>()?;
        let text = sql_name.value();
        if text.is_empty() || text.contains('\0') {
            return Err(syn::Error::new_spanned(
                sql_name,
                "an alias has a name of at least one character, without NUL",
            ));
        }
        Ok(Self { krate, attributes, vis, name, table, sql_name })
    }
}

fn form(error: &syn::Error) -> syn::Error {
    syn::Error::new(error.span(), "expected `alias!(Manager = User as \"manager\")`")
}

/// Expands to:
///
/// ```text
/// pub struct Manager_alias;
/// pub type Manager = <User as _orm::TableRow>::Alias<Manager_alias>;
/// const _: () = { impl _orm::Alias for Manager_alias { fn name() -> &'static str { "manager" } } };
/// ```
pub(crate) fn alias(input: TokenStream) -> syn::Result<TokenStream> {
    let Alias { krate, attributes, vis, name, table, sql_name } = syn::parse2(input)?;
    let tag = format_ident!("{name}_alias");
    let doc = format!("The table of `{}` under the name `{}`.", quote!(#table), sql_name.value());
    let doc = if attributes.is_empty() { quote!(#[doc = #doc]) } else { quote!(#(#attributes)*) };
    Ok(quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis struct #tag;
        #doc
        #[allow(dead_code)]
        #vis type #name = <#table as #krate::__private::TableRow>::Alias<#tag>;
        const _: () = {
            impl #krate::__private::Alias for #tag {
                fn name() -> &'static str {
                    #sql_name
                }
            }
        };
    })
}
