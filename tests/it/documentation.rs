//! Every public item is documented with an example that runs, and a function that returns a `Result` says when it fails.
//!
//! The sources are read, not compiled. An item is public if it can be named from outside: it is `pub`, and so are the
//! modules around it, or a `pub use` somewhere in its crate has its name. What is `#[doc(hidden)]` is not documented.
//! Enum variants, fields, modules, associated types and implementations of traits need a line, which rustc asks for, and
//! no example. Items that a `macro_rules!` makes are not seen.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::Ident;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, ReturnType, Signature, TraitItem, Type, UseTree, Visibility};

/// A public item, or a public method of one.
struct Documented {
    file: PathBuf,
    line: usize,
    name: String,
    docs: String,
    fallible: bool,
}

impl Documented {
    fn complaints(&self) -> impl Iterator<Item = &'static str> {
        let fences = fences(&self.docs);
        let complaints = [
            (self.docs.trim().is_empty(), "has no documentation"),
            (!fences.iter().any(|info| runs(info)), "has no example that runs"),
            (fences.iter().any(|info| info.contains("ignore")), "has an example that is ignored"),
            (self.fallible && !has_errors(&self.docs), "returns a `Result` and has no `# Errors`"),
        ];
        complaints.into_iter().filter_map(|(applies, complaint)| applies.then_some(complaint))
    }
}

impl fmt::Display for Documented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.file.display(), self.line, self.name)
    }
}

/// The info strings of the code blocks.
fn fences(docs: &str) -> Vec<&str> {
    let lines = docs.lines().filter_map(|line| line.trim().strip_prefix("```"));
    lines.enumerate().filter_map(|(at, info)| at.is_multiple_of(2).then_some(info.trim())).collect()
}

/// Whether rustdoc compiles a block and runs it.
fn runs(info: &str) -> bool {
    info.split(',').all(|word| matches!(word.trim(), "" | "rust" | "should_panic"))
}

fn has_errors(docs: &str) -> bool {
    docs.lines().any(|line| line.trim() == "# Errors")
}

/// One file or inline module on the way from the crate's root.
struct Module {
    file: PathBuf,
    /// Where its child modules' files are.
    children: PathBuf,
    /// Whether it can be named from outside.
    public: bool,
    items: Vec<Item>,
}

/// All modules of a crate that are neither hidden nor for tests.
fn modules(root: &Path) -> Vec<Module> {
    let children = root.parent().expect("a file stands in a directory").to_owned();
    let mut open = vec![Module { file: root.to_owned(), children, public: true, items: parse(root) }];
    let mut done = Vec::new();
    while let Some(module) = open.pop() {
        for item in &module.items {
            let Item::Mod(child) = item else { continue };
            if is_skipped(&child.attrs) {
                continue;
            }
            let name = child.ident.to_string();
            let children = module.children.join(&name);
            let public = module.public && is_pub(&child.vis);
            let (file, items) = if let Some((_, items)) = &child.content {
                (module.file.clone(), items.clone())
            } else {
                let file = module.children.join(format!("{name}.rs"));
                let items = parse(&file);
                (file, items)
            };
            open.push(Module { file, children, public, items });
        }
        done.push(module);
    }
    done
}

fn parse(file: &Path) -> Vec<Item> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items
}

/// Names that a crate makes public from private modules.
fn exports(modules: &[Module]) -> HashSet<String> {
    let mut names = HashSet::new();
    for item in modules.iter().flat_map(|module| &module.items) {
        if let Item::Use(item) = item
            && is_pub(&item.vis)
            && !is_skipped(&item.attrs)
        {
            leaves(&item.tree, &mut names);
        }
    }
    names
}

fn leaves(tree: &UseTree, names: &mut HashSet<String>) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(rename) => drop(names.insert(rename.ident.to_string())),
        UseTree::Glob(_) => {}
    }
}

/// The public items of a crate, and the public methods of its public types.
fn public_items(root: &Path) -> Vec<Documented> {
    let modules = modules(root);
    let exports = exports(&modules);
    let mut found = Vec::new();
    let mut types = HashSet::new();
    for module in &modules {
        let is_public =
            |vis: &Visibility, ident: &Ident| is_pub(vis) && (module.public || exports.contains(&ident.to_string()));
        for item in &module.items {
            let (vis, ident, attrs) = match item {
                Item::Struct(item) => (&item.vis, &item.ident, &item.attrs),
                Item::Enum(item) => (&item.vis, &item.ident, &item.attrs),
                Item::Trait(item) => (&item.vis, &item.ident, &item.attrs),
                Item::Type(item) => (&item.vis, &item.ident, &item.attrs),
                Item::Const(item) => (&item.vis, &item.ident, &item.attrs),
                Item::Fn(item) => (&item.vis, &item.sig.ident, &item.attrs),
                Item::Macro(item) if is_exported(&item.attrs) => {
                    let ident = item.ident.as_ref().expect("an exported macro has a name");
                    if !is_skipped(&item.attrs) {
                        found.push(documented(&module.file, ident, format!("{ident}!"), &item.attrs, None));
                    }
                    continue;
                }
                _ => continue,
            };
            if !is_public(vis, ident) || is_skipped(attrs) {
                continue;
            }
            let signature = if let Item::Fn(item) = item { Some(&item.sig) } else { None };
            found.push(documented(&module.file, ident, ident.to_string(), attrs, signature));
            match item {
                Item::Struct(_) | Item::Enum(_) => drop(types.insert(ident.to_string())),
                Item::Trait(item) => found.extend(item.items.iter().filter_map(|method| match method {
                    TraitItem::Fn(method) if !is_skipped(&method.attrs) => {
                        let name = format!("{ident}::{}", method.sig.ident);
                        Some(documented(&module.file, &method.sig.ident, name, &method.attrs, Some(&method.sig)))
                    }
                    _ => None,
                })),
                _ => {}
            }
        }
    }
    for module in &modules {
        for item in &module.items {
            let Item::Impl(item) = item else { continue };
            let Some(owner) = last_segment(&item.self_ty).filter(|owner| types.contains(owner)) else { continue };
            if item.trait_.is_some() || is_skipped(&item.attrs) {
                continue;
            }
            for method in &item.items {
                if let ImplItem::Fn(method) = method
                    && is_pub(&method.vis)
                    && !is_skipped(&method.attrs)
                {
                    let name = format!("{owner}::{}", method.sig.ident);
                    let sig = Some(&method.sig);
                    found.push(documented(&module.file, &method.sig.ident, name, &method.attrs, sig));
                }
            }
        }
    }
    found
}

fn documented(
    file: &Path,
    ident: &Ident,
    name: String,
    attrs: &[Attribute],
    signature: Option<&Signature>,
) -> Documented {
    let fallible = signature.is_some_and(|signature| match &signature.output {
        ReturnType::Type(_, ty) => last_segment(ty).is_some_and(|name| name == "Result"),
        ReturnType::Default => false,
    });
    Documented { file: file.to_owned(), line: ident.span().start().line, name, docs: docs(attrs), fallible }
}

/// The text of the `///` lines.
fn docs(attrs: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attrs {
        if let Meta::NameValue(meta) = &attribute.meta
            && meta.path.is_ident("doc")
            && let Expr::Lit(literal) = &meta.value
            && let Lit::Str(line) = &literal.lit
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn is_pub(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn is_exported(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"))
}

/// Whether an item is hidden, or for tests only.
fn is_skipped(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("doc") => list.tokens.to_string() == "hidden",
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        _ => false,
    })
}

#[test]
fn every_public_item_has_an_example_and_says_how_it_fails() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a member of the workspace");
    let items: Vec<Documented> = ["orm-core", "orm-derive", "orm-sqlite", "orm-kit"]
        .iter()
        .flat_map(|name| public_items(&workspace.join(name).join("src/lib.rs")))
        .collect();
    // A walk that loses its way would find no offender either.
    let known =
        ["Column::eq", "Select::all", "RelationQuery::filter", "Value", "derive_table", "Database::open", "sql!"];
    for name in known {
        assert!(items.iter().any(|item| item.name == name), "`{name}` was not found among {} items", items.len());
    }
    let mut offenders: Vec<String> = items
        .iter()
        .flat_map(|item| item.complaints().map(move |complaint| format!("{item} {complaint}")))
        .map(|line| line.replace(&format!("{}/", workspace.display()), ""))
        .collect();
    offenders.sort();
    println!("{} public items, {} complaints", items.len(), offenders.len());
    assert!(offenders.is_empty(), "{} complaints:\n{}", offenders.len(), offenders.join("\n"));
}

#[test]
fn a_missing_example_and_a_missing_errors_section_are_found() {
    let source = "/// Opens.\npub fn open() -> Result<(), Error> {}\n\
        /// Closes.\n///\n/// ```ignore\n/// close();\n/// ```\npub fn close() {}\n\
        #[doc(hidden)]\npub fn hidden() {}\nfn private() {}\n\
        /// A guard.\n///\n/// ```\n/// lib::Guard;\n/// ```\npub struct Guard;\n\
        impl Guard { pub fn drop(self) {} fn private(self) {} }\nmod inner { pub fn unreachable() {} }\n";
    let directory = tempfile::tempdir().expect("a directory can be made");
    let file = directory.path().join("lib.rs");
    std::fs::write(&file, source).expect("the directory can be written");
    let items = public_items(&file);
    let complaints: Vec<(&str, &str)> =
        items.iter().flat_map(|item| item.complaints().map(|complaint| (item.name.as_str(), complaint))).collect();
    let expected = [
        ("open", "has no example that runs"),
        ("open", "returns a `Result` and has no `# Errors`"),
        ("close", "has no example that runs"),
        ("close", "has an example that is ignored"),
        ("Guard::drop", "has no documentation"),
        ("Guard::drop", "has no example that runs"),
    ];
    assert_eq!(complaints, expected);
}

#[test]
fn a_block_counts_when_rustdoc_runs_it() {
    assert!(runs("") && runs("rust") && runs("rust,should_panic"));
    assert!(!["ignore", "no_run", "text", "compile_fail", "rust,ignore", "sh"].into_iter().any(runs));
    assert_eq!(fences("a\n```\nlet x;\n```\nb\n```text\nc\n```"), ["", "text"]);
}
