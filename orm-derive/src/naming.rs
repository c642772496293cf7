//! Names made from other names: tables, columns, consts, stored variants.

use heck::{ToKebabCase as _, ToLowerCamelCase as _, ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use syn::Ident;
use syn::ext::IdentExt as _;

/// The rules of `rename_all`, spelled as serde spells them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Camel,
    Pascal,
    Snake,
    ScreamingSnake,
    Kebab,
}

const RULES: [(&str, RenameRule); 7] = [
    ("lowercase", RenameRule::Lower),
    ("UPPERCASE", RenameRule::Upper),
    ("camelCase", RenameRule::Camel),
    ("PascalCase", RenameRule::Pascal),
    ("snake_case", RenameRule::Snake),
    ("SCREAMING_SNAKE_CASE", RenameRule::ScreamingSnake),
    ("kebab-case", RenameRule::Kebab),
];

impl RenameRule {
    /// The spellings, for error messages.
    pub(crate) const NAMES: [&'static str; 7] = {
        let mut names = [""; 7];
        let mut i = 0;
        while i < names.len() {
            names[i] = RULES[i].0;
            i += 1;
        }
        names
    };

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        RULES.iter().find(|(rule, _)| *rule == name).map(|(_, rule)| *rule)
    }

    /// The name of a field or variant under this rule.
    pub(crate) fn apply(self, ident: &Ident) -> String {
        let name = unraw(ident);
        match self {
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Camel => name.to_lower_camel_case(),
            Self::Pascal => name.to_upper_camel_case(),
            Self::Snake => name.to_snake_case(),
            Self::ScreamingSnake => name.to_shouty_snake_case(),
            Self::Kebab => name.to_kebab_case(),
        }
    }
}

/// The number of a name, by which a shape asks a table for its columns and relations: FNV-1a, as a type cannot carry the
/// text itself.
pub(crate) fn number(ident: &Ident) -> Literal {
    let hash = unraw(ident)
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    Literal::u64_unsuffixed(hash)
}

/// The text of an identifier without `r#`.
pub(crate) fn unraw(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// A name for something generated in a place where the program's tokens stand too: with underscores before it while
/// the tokens name something so.
pub(crate) fn unused(name: &str, tokens: &TokenStream) -> Ident {
    let name = Ident::new(name, Span::call_site());
    if mentions(tokens.clone(), &name) { unused(&format!("__{name}"), tokens) } else { name }
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Ident(ident) => ident.unraw() == *name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The default name of a struct's table.
pub(crate) fn table_name(ident: &Ident) -> String {
    unraw(ident).to_snake_case()
}

/// The default name of a field's const, at the field's span.
pub(crate) fn const_ident(field: &Ident) -> Ident {
    let name = unraw(field);
    let shouty = name.to_shouty_snake_case();
    // heck drops leading underscores, and what is left of `_1` or `__` is no identifier.
    let usable = shouty.chars().next().is_some_and(|first| !first.is_numeric());
    Ident::new(&if usable { shouty } else { name.to_uppercase() }, field.span())
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::Ident;

    use super::{RenameRule, const_ident, table_name, unused};

    fn ident(name: &str) -> Ident {
        syn::parse_str(name).unwrap_or_else(|_| Ident::new(name, Span::call_site()))
    }

    #[test]
    fn rename_rules() {
        let field = RenameRule::NAMES.map(|name| RenameRule::from_name(name).unwrap().apply(&ident("author_id")));
        assert_eq!(field, ["author_id", "AUTHOR_ID", "authorId", "AuthorId", "author_id", "AUTHOR_ID", "author-id"]);
        let variant = RenameRule::NAMES.map(|name| RenameRule::from_name(name).unwrap().apply(&ident("InReview")));
        assert_eq!(variant, ["inreview", "INREVIEW", "inReview", "InReview", "in_review", "IN_REVIEW", "in-review"]);
        assert!(RenameRule::from_name("Camel").is_none());
    }

    #[test]
    fn raw_identifiers() {
        assert_eq!(const_ident(&ident("r#type")), "TYPE");
        assert_eq!(RenameRule::Pascal.apply(&ident("r#type")), "Type");
        assert_eq!(table_name(&ident("r#Move")), "move");
    }

    #[test]
    fn consts_of_odd_fields() {
        assert_eq!(const_ident(&ident("address_1")), "ADDRESS_1");
        assert_eq!(const_ident(&ident("_id")), "ID");
        assert_eq!(const_ident(&ident("_1")), "_1");
        assert_eq!(const_ident(&ident("__")), "__");
        assert_eq!(const_ident(&ident("userId")), "USER_ID");
    }

    #[test]
    fn generated_names_give_way() {
        let tokens = "Vec<(R0, foo::__R1, r#R2)>".parse().unwrap();
        assert_eq!(
            ["R0", "R1", "R2", "R3"].map(|name| unused(name, &tokens).to_string()),
            ["__R0", "R1", "__R2", "R3"]
        );
        assert_eq!(unused("__R1", &tokens), "____R1");
    }

    #[test]
    fn table_names() {
        assert_eq!(table_name(&ident("PostTag")), "post_tag");
        assert_eq!(table_name(&ident("HTTPServer")), "http_server");
    }
}
