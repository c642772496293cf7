//! Names of Rust from names of a database, which may be any text.
//!
//! An identifier has letters, digits and `_` alone. Letters are those of a few scripts whose upper and lower case are one letter
//! each and that Unicode does not normalize to others: else the compiler and the derive would not agree about a name. Every other
//! character separates words, so that a quote or a control character of a hostile database ends here.

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::{Ident, Span};

/// The words that need `r#`: <https://doc.rust-lang.org/reference/keywords.html>.
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// The words that `r#` does not help.
const NEVER: [&str; 4] = ["self", "Self", "super", "crate"];

/// What an attribute would take for its own word where it lists fields.
const WORDS: [&str; 2] = ["unique", "with_deleted"];

/// The name of a field: `snake_case`.
pub(super) fn field(name: &str, or_else: &str) -> String {
    let mut text = usable(&words(name).to_snake_case());
    if text.is_empty() {
        or_else.clone_into(&mut text);
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        text.insert(0, '_');
    }
    if NEVER.contains(&text.as_str()) {
        text.push('_');
    }
    text
}

/// The name of a struct: `UpperCamelCase`.
pub(super) fn type_name(name: &str, or_else: &str) -> String {
    let mut text = usable(&words(name).to_upper_camel_case());
    if text.is_empty() || text.starts_with(|first: char| first.is_ascii_digit()) {
        text.insert_str(0, or_else);
    }
    text
}

/// The name of the constant that the derive makes for a field.
pub(super) fn constant(field: &str) -> String {
    let shouty = field.to_shouty_snake_case();
    let usable = shouty.chars().next().is_some_and(|first| !first.is_numeric());
    if usable { shouty } else { field.to_uppercase() }
}

/// A text of [`field`], [`type_name`] or [`constant`] as an identifier.
pub(super) fn ident(text: &str) -> Ident {
    if KEYWORDS.contains(&text) || WORDS.contains(&text) {
        Ident::new_raw(text, Span::call_site())
    } else {
        Ident::new(text, Span::call_site())
    }
}

/// The first of `name`, `name_2`, `name_3`, .. that is free.
pub(super) fn numbered(name: &str, separator: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2_u64;
    while !is_free(&candidate) {
        candidate = format!("{name}{separator}{number}");
        number += 1;
    }
    candidate
}

/// More than one of a name, as English has it most of the time.
pub(super) fn plural(name: &str) -> String {
    let consonant_y = name.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match consonant_y {
        Some(stem) => format!("{stem}ies"),
        None if name.ends_with('s') => name.to_owned(),
        None if name.ends_with(['x', 'z']) || name.ends_with("ch") || name.ends_with("sh") => format!("{name}es"),
        None => format!("{name}s"),
    }
}

/// The name with a space for each character that no identifier has.
fn words(name: &str) -> String {
    name.chars().map(|char| if is_usable(char) { char } else { ' ' }).collect()
}

/// What is left after a change of case, without what it brought in.
fn usable(text: &str) -> String {
    text.chars().filter(|char| is_usable(*char)).collect()
}

fn is_usable(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_alphanumeric() || char == '_';
    }
    is_letter(char) && char.to_lowercase().all(is_letter) && char.to_uppercase().all(is_letter)
}

fn is_letter(char: char) -> bool {
    let in_script = matches!(char,
        'A'..='Z' | 'a'..='z'
        | '\u{c0}'..='\u{24f}' // Latin
        | '\u{386}'..='\u{3ce}' // Greek
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' // Cyrillic
        | '\u{5d0}'..='\u{5ea}' // Hebrew
        | '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' // Arabic
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' // Kana
        | '\u{4e00}'..='\u{9fef}' // Han
        | '\u{ac00}'..='\u{d7a3}'); // Hangul
    in_script && char.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_an_identifier() {
        let names = [
            ("ArtistId", "artist_id", "ArtistId"),
            ("Order Details", "order_details", "OrderDetails"),
            ("", "column", "Table"),
            ("\"]; fn pwn(){}", "fn_pwn", "FnPwn"),
            ("*/", "column", "Table"),
            ("\n//\u{202e}x", "x", "X"),
            ("1st", "_1st", "Table1st"),
            ("Straße", "straße", "Straße"),
            ("e\u{301}", "e", "E"),
            ("名前", "名前", "名前"),
            ("\u{130}", "column", "Table"),
            ("self", "self_", "Self"),
        ];
        for (name, expected, ty) in names {
            assert_eq!((field(name, "column").as_str(), type_name(name, "Table").as_str()), (expected, ty), "{name:?}");
            let token = ident(&field(name, "column")).to_string();
            assert!(syn::parse_str::<Ident>(&token).is_ok(), "{token}");
        }
        for keyword in KEYWORDS.iter().filter(|keyword| **keyword != "_") {
            assert_eq!(ident(keyword).to_string(), format!("r#{keyword}"));
        }
    }

    #[test]
    fn plurals() {
        assert_eq!(
            ["city", "key", "address", "box", "track"].map(plural),
            ["cities", "keys", "address", "boxes", "tracks"]
        );
    }
}
