//! `migrations!("migrations")`: a folder of migrations that is part of the program.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Path as SynPath, Token};

/// The longest name of a migration.
const LONGEST: usize = 64;

struct Input {
    krate: SynPath,
    folder: LitStr,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate = input.call(SynPath::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let folder = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), "expected the folder: `migrations!(\"migrations\")`"))?;
        input.parse::<Option<Token![,]>>()?;
        if !input.is_empty() {
            return Err(input.error("expected nothing after the folder"));
        }
        Ok(Self { krate, folder })
    }
}

/// Expands to:
///
/// ```text
/// ::orm_sqlite::__private::migrations([
///     ::orm_sqlite::__private::Migration::embedded("1_first", include_str!(".."), Some(include_str!("..")), None),
/// ])
/// ```
pub(crate) fn migrations(input: TokenStream) -> syn::Result<TokenStream> {
    let Input { krate, folder } = syn::parse2(input)?;
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let found = read(&root.join(folder.value())).map_err(|problems| {
        let mut problems = problems.into_iter().map(|problem| syn::Error::new(folder.span(), problem));
        let first = problems.next().unwrap_or_else(|| syn::Error::new(Span::call_site(), "the folder cannot be read"));
        problems.fold(first, |mut all, next| {
            all.combine(next);
            all
        })
    })?;
    let entries = found.iter().map(|Found { name, up, down, snapshot }| {
        let (up, down, snapshot) = (included(up), optional(&krate, down.as_ref()), optional(&krate, snapshot.as_ref()));
        quote!(#krate::__private::Migration::embedded(#name, #up, #down, #snapshot))
    });
    Ok(quote!(#krate::__private::migrations([#(#entries),*])))
}

fn included(path: &Path) -> TokenStream {
    let path = path.display().to_string();
    quote!(::core::include_str!(#path))
}

fn optional(krate: &SynPath, path: Option<&PathBuf>) -> TokenStream {
    let Some(path) = path else { return quote!(#krate::__private::Option::None) };
    let text = included(path);
    quote!(#krate::__private::Option::Some(#text))
}

/// The files of a migration.
#[derive(Debug)]
struct Found {
    name: String,
    up: PathBuf,
    down: Option<PathBuf>,
    snapshot: Option<PathBuf>,
}

/// The migrations of a folder in order, or all that is wrong with it.
fn read(folder: &Path) -> Result<Vec<Found>, Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| vec![format!("cannot read `{}`: {error}", folder.display())])?;
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if !path.is_dir() || name.starts_with('.') {
            continue;
        }
        if !is_name(&name) {
            problems.push(format!("`{name}` is no name of a migration, such as `20260101120000_add_notes`"));
            continue;
        }
        let file = |name: &str| Some(path.join(name)).filter(|path| path.is_file());
        match file("migration.sql") {
            Some(up) => found.push(Found { name, up, down: file("down.sql"), snapshot: file("snapshot.json") }),
            None => problems.push(format!("`{name}` has no `migration.sql`")),
        }
    }
    found.sort_by(|left, right| order(&left.name).cmp(&order(&right.name)));
    for pair in found.windows(2) {
        if order(&pair[0].name).0 == order(&pair[1].name).0 {
            problems.push(format!("`{}` and `{}` have the same version", pair[0].name, pair[1].name));
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// The rule of `Migration::new`.
fn is_name(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    is_plain && name.len() <= LONGEST && name.starts_with(|char: char| char.is_ascii_digit())
}

/// The version, as a number of any length, and the name.
fn order(name: &str) -> ((usize, &str), &str) {
    let digits = name.split('_').next().unwrap_or(name).trim_start_matches('0');
    ((digits.len(), digits), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_order_and_all_that_is_wrong_is_said_at_once() {
        let folder = std::env::temp_dir().join(format!("orm-migrations-{}", std::process::id()));
        let write = |name: &str, file: &str| {
            fs::create_dir_all(folder.join(name)).unwrap();
            fs::write(folder.join(name).join(file), "SELECT 1;").unwrap();
        };
        write("10_ten", "migration.sql");
        write("9_nine", "migration.sql");
        write("9_nine", "down.sql");
        fs::write(folder.join("notes.md"), "").unwrap();
        let found = read(&folder).unwrap();
        let names: Vec<_> = found.iter().map(|found| (found.name.as_str(), found.down.is_some())).collect();
        assert_eq!(names, [("9_nine", true), ("10_ten", false)]);

        write("Bad", "migration.sql");
        write("11_empty", "other.sql");
        write("09_twice", "migration.sql");
        let mut problems = read(&folder).unwrap_err();
        problems.sort();
        let expected = [
            "`09_twice` and `9_nine` have the same version",
            "`11_empty` has no `migration.sql`",
            "`Bad` is no name of a migration, such as `20260101120000_add_notes`",
        ];
        assert_eq!(problems, expected);
        fs::remove_dir_all(&folder).unwrap();
        assert!(read(&folder).is_err());
    }
}
