//! `sql!("select * from users where name = {name}")`: raw SQL with bound values.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitStr, Path, Token};

use super::balance;

struct Input {
    krate: Path,
    text: LitStr,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate = input.call(Path::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let text = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "`sql!` takes one string literal; values stand in it as `{value}`")
        })?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { krate, text })
    }
}

/// What stands for a value where the text alone is looked at.
const VALUE: &str = "?";

/// A piece of the text.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Braced(String),
}

/// Splits the text at `{..}`; `{{` and `}}` stand for one brace.
fn pieces(text: &str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '{' | '}' if chars.next_if_eq(&char).is_some() => plain.push(char),
            '}' => return Err("a `}` without `{`; write `}}` for the brace itself"),
            '{' => {
                let mut depth = 1;
                let mut inner = String::new();
                for char in chars.by_ref() {
                    match char {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                    inner.push(char);
                }
                if depth > 0 {
                    return Err("a `{` without `}`; write `{{` for the brace itself");
                }
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(Piece::Braced(inner));
            }
            other => plain.push(other),
        }
    }
    pieces.push(Piece::Text(plain));
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    Ok(pieces)
}

/// An expression of the text, with the literal's span: names in it resolve where the literal stands.
fn expression(text: &str, span: Span) -> syn::Result<Expr> {
    if text.trim().is_empty() {
        return Err(syn::Error::new(span, "empty braces; write `{value}`, or `{{}}` for the braces themselves"));
    }
    let tokens: TokenStream =
        text.parse().map_err(|_| syn::Error::new(span, format!("`{{{text}}}` is not an expression")))?;
    syn::parse2(placed(tokens, span)).map_err(|_| syn::Error::new(span, format!("`{{{text}}}` is not an expression")))
}

/// The tokens with another span, inside of parentheses too.
fn placed(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |token| match token {
        TokenTree::Group(group) => {
            let mut placed = Group::new(group.delimiter(), placed(group.stream(), span));
            placed.set_span(span);
            TokenTree::Group(placed)
        }
        mut other => {
            other.set_span(span);
            other
        }
    };
    tokens.into_iter().map(place).collect()
}

/// Expands to:
///
/// ```text
/// _orm::Raw::start().text("select * from users where name = ").argument(&(name))
/// ```
pub(crate) fn sql(input: TokenStream) -> syn::Result<TokenStream> {
    let Input { krate, text } = syn::parse2(input)?;
    let span = text.span();
    let content = text.value();
    if content.contains('\0') {
        return Err(syn::Error::new(span, "SQL text contains NUL, which would end the statement"));
    }
    let pieces = pieces(&content).map_err(|reason| syn::Error::new(span, reason))?;
    let plain: String = pieces.iter().map(|piece| if let Piece::Text(text) = piece { text } else { VALUE }).collect();
    balance::check(&plain).map_err(|reason| syn::Error::new(span, reason))?;
    let fragments = pieces.into_iter().map(|piece| {
        Ok(match piece {
            Piece::Text(text) => quote!(.text(#text)),
            Piece::Braced(inner) => {
                let value = expression(&inner, span)?;
                quote!(.argument(&(#value)))
            }
        })
    });
    let fragments = fragments.collect::<syn::Result<Vec<_>>>()?;
    Ok(quote!(#krate::__private::Raw::start()#(#fragments)*))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_hold_expressions_and_double_ones_are_text() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let braced = |text: &str| Piece::Braced(text.to_owned());
        assert_eq!(pieces("a {b} c"), Ok(vec![text("a "), braced("b"), text(" c")]));
        assert_eq!(pieces("'{{}}'"), Ok(vec![text("'{}'")]));
        assert_eq!(pieces("{ S { x: 1 }.x }"), Ok(vec![braced(" S { x: 1 }.x ")]));
        assert!(pieces("{a").is_err());
        assert!(pieces("a}").is_err());
    }
}
