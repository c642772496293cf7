//! Attributes into plain values.
//!
//! Nothing here returns early: a bad item is reported to the [`Ctxt`] and skipped up to the next comma, so that the
//! user sees the errors of all attributes at once.

pub(crate) mod cell;
pub(crate) mod column;
pub(crate) mod column_type;
pub(crate) mod model;
pub(crate) mod own;
pub(crate) mod relation;
pub(crate) mod rtree;
pub(crate) mod shape;
pub(crate) mod suggest;
pub(crate) mod symbol;
pub(crate) mod table;
mod value;
pub(crate) mod view;

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitBool, LitStr, Meta, Path, Token};

pub(crate) use self::value::{at_key, column_path, path_columns, same_table};
use crate::ctxt::Ctxt;
use crate::naming;

/// One `key`, `key = value` or `key(..)` of an attribute, its key already parsed.
pub(crate) struct Item<'a> {
    pub(crate) key: Ident,
    /// The key without `r#`.
    pub(crate) word: String,
    /// What follows the key, and the items after it.
    pub(crate) input: ParseStream<'a>,
    /// All tokens up to the next comma.
    pub(crate) whole: TokenStream,
}

type Each<'e> = &'e mut dyn FnMut(&Item<'_>) -> syn::Result<()>;

/// Walks the items of all `#[name(..)]` among `attrs`. Returns whether they were without errors.
pub(crate) fn helper(cx: &Ctxt, attrs: &[Attribute], name: &str, each: Each<'_>) -> bool {
    let before = cx.count();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        let Meta::List(_) = &attr.meta else {
            cx.error_spanned_by(&attr.meta, format!("expected `#[{name}(..)]`"));
            continue;
        };
        let before = cx.count();
        let parsed = attr.parse_args_with(|input: ParseStream<'_>| {
            items(cx, input, &mut *each);
            Ok(())
        });
        // What syn still finds wrong with an attribute that has an error is an echo of that error.
        if let Err(error) = parsed
            && cx.count() == before
        {
            cx.syn_error(error);
        }
    }
    cx.count() == before
}

/// Walks the items up to the end of `input`.
pub(crate) fn items(cx: &Ctxt, input: ParseStream<'_>, each: Each<'_>) {
    while !input.is_empty() {
        if let Err(error) = item(input, &mut *each) {
            cx.syn_error(error);
            until_comma(input);
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            cx.syn_error(input.error("expected `,`"));
            until_comma(input);
        }
        let _: Result<Token![,], _> = input.parse();
    }
}

fn item(input: ParseStream<'_>, each: Each<'_>) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error("expected the name of an attribute"));
    }
    let whole = until_comma(&input.fork());
    let key = input.call(Ident::parse_any)?;
    each(&Item { word: naming::unraw(&key), key, input, whole })
}

fn until_comma(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while !input.peek(Token![,])
        && let Ok(token) = input.parse::<TokenTree>()
    {
        tokens.extend([token]);
    }
    tokens
}

/// Reports a helper attribute on something that it does not belong to.
pub(crate) fn misplaced(cx: &Ctxt, attrs: &[Attribute], name: &str, message: &str) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        cx.error_spanned_by(attr.path(), message);
    }
}

impl Item<'_> {
    pub(crate) fn unknown(&self, known: &[&str]) -> syn::Error {
        let hint = suggest::hint(&self.word, known, "expected one of");
        syn::Error::new_spanned(&self.key, format!("unknown attribute `{}`{hint}", self.word))
    }

    /// The whole item is not what it should be.
    pub(crate) fn wrong(&self, form: &str) -> syn::Error {
        syn::Error::new_spanned(&self.whole, format!("expected `{form}`"))
    }

    pub(crate) fn is_bare(&self) -> bool {
        self.input.is_empty() || self.input.peek(Token![,])
    }

    /// `key`, `key = true` or `key = false`.
    pub(crate) fn flag(&self) -> syn::Result<bool> {
        if self.is_bare() {
            return Ok(true);
        }
        let word = &self.word;
        let value: syn::Result<LitBool> = self.assigned("", Parse::parse);
        value.map(|value| value.value).map_err(|_| {
            let message = format!("expected `{word}`, `{word} = true` or `{word} = false`");
            syn::Error::new_spanned(&self.whole, message)
        })
    }

    /// `key = ".."`
    pub(crate) fn string(&self) -> syn::Result<LitStr> {
        self.assigned("\"..\"", Parse::parse)
    }

    /// `key = Name`
    pub(crate) fn ident(&self, example: &str) -> syn::Result<Ident> {
        self.assigned(example, Parse::parse)
    }

    /// `key = some::path`
    pub(crate) fn path(&self, example: &str) -> syn::Result<Path> {
        self.assigned(example, |input| input.call(Path::parse_mod_style))
    }

    /// `key = <what f parses>`; whatever is wrong, the message is the correct form.
    pub(crate) fn assigned<T>(
        &self,
        example: &str,
        f: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
    ) -> syn::Result<T> {
        let value = self.input.parse::<Token![=]>().and_then(|_| f(self.input));
        let complete = value.is_ok() && self.is_bare();
        value.ok().filter(|_| complete).ok_or_else(|| self.wrong(&format!("{} = {example}", self.word)))
    }

    /// `key(<what f parses>)`, else an error that shows `form`.
    pub(crate) fn parens<T>(&self, form: &str, f: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<T> {
        if !self.input.peek(syn::token::Paren) {
            return Err(self.wrong(form));
        }
        parens(self.input, f)
    }
}

/// Parses what is inside `(..)`, and consumes it even on an error, so that the rest of the attribute can be read.
pub(crate) fn parens<T>(input: ParseStream<'_>, f: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<T> {
    let content;
    syn::parenthesized!(content in input);
    let result = f(&content);
    let rest: TokenStream = content.parse()?;
    match result {
        Ok(_) if !rest.is_empty() => Err(syn::Error::new_spanned(rest, "unexpected tokens")),
        result => result,
    }
}
