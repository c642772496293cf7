//! Rules for the project's own sources that no compiler checks.
//!
//! The files are read as text. What is found is listed whole, with file and line.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that say that something is unfinished; in two halves, so that this file does not complain of itself.
const UNFINISHED: [&str; 5] = [
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("db", "g!("),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// The longest file that a library may have.
const LINES: usize = 500;

struct Source {
    /// From the root of the project.
    path: PathBuf,
    text: String,
}

impl Source {
    fn is_library(&self) -> bool {
        let mut parts = self.path.iter().map(|part| part.to_string_lossy());
        parts.next().is_some_and(|first| first.starts_with("orm-")) && parts.next().is_some_and(|next| next == "src")
    }

    /// The lines that break a rule for all files.
    fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut complain = |line: usize, what: &str| {
            complaints.push(format!("{}:{} {what}", self.path.display(), line + 1));
        };
        // A crate's root may take a document as its own.
        let opening = self.text.lines().next().unwrap_or_default();
        let documented =
            opening.starts_with("//!") || (opening.starts_with("#![") && opening.contains("doc = include_str!("));
        if !documented {
            complain(0, "does not open with a module documentation");
        }
        if self.path.ends_with("mod.rs") {
            complain(0, "is a `mod.rs`: write `foo.rs` beside `foo/`");
        }
        if self.is_library() && self.text.lines().count() > LINES {
            complain(LINES, "is too long: a file has one concept");
        }
        for (at, line) in self.text.lines().enumerate() {
            if line.ends_with(char::is_whitespace) {
                complain(at, "ends in white space");
            }
            if line.contains('\t') {
                complain(at, "has a tab");
            }
            for word in UNFINISHED.iter().filter(|word| line.contains(**word)) {
                complain(at, &format!("has `{word}`"));
            }
        }
        complaints
    }

    /// The lines of a library that give up where they could return an error.
    fn unwraps(&self) -> Vec<String> {
        let lines = self.text.lines().enumerate();
        let code = lines.take_while(|(_, line)| !line.starts_with("mod tests {"));
        let code = code.filter(|(_, line)| !line.trim_start().starts_with("//"));
        let found = code.filter(|(_, line)| line.contains(".unwrap()"));
        found.map(|(at, _)| format!("{}:{} has an `unwrap`", self.path.display(), at + 1)).collect()
    }

    /// The modules that only a test compiles, as the stems of their paths.
    fn test_modules(&self) -> Vec<PathBuf> {
        let stem = self.path.with_extension("");
        let folder = if stem.ends_with("lib") || stem.ends_with("main") {
            stem.parent().expect("a root is in a folder").to_owned()
        } else {
            stem
        };
        let lines: Vec<_> = self.text.lines().map(str::trim).collect();
        let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
        let names = declared.filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';'));
        names.map(|name| folder.join(name)).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the project").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All sources, without what is built, recorded or ignored.
fn sources() -> Vec<Source> {
    let root = root();
    let mut folders: Vec<PathBuf> =
        ["orm-core/src", "orm-derive/src", "orm-sqlite/src", "orm-kit", "tests", "examples", "benches"]
            .map(|folder| root.join(folder))
            .into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("the folder can be read").path();
            let skipped = ["target", "snapshots", "wip"].iter().any(|name| path.ends_with(name));
            if path.is_dir() && !skipped {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source is text");
                sources.push(Source { path: path.strip_prefix(&root).expect("it is below").to_owned(), text });
            }
        }
    }
    assert!(sources.len() > 100, "only {} sources were found", sources.len());
    sources
}

#[track_caller]
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn sources_are_tidy() {
    assert_none(&sources().iter().flat_map(Source::complaints).collect::<Vec<_>>());
}

#[test]
fn libraries_do_not_unwrap() {
    let sources = sources();
    let tests: Vec<_> = sources.iter().flat_map(Source::test_modules).collect();
    let is_test = |source: &&Source| tests.iter().any(|stem| source.path.with_extension("").starts_with(stem));
    let (tested, libraries): (Vec<_>, Vec<_>) =
        sources.iter().filter(|source| source.is_library()).partition(|source| is_test(source));
    // The rule sees an `unwrap` where there is one.
    assert!(tested.iter().any(|source| !source.unwraps().is_empty()));
    assert_none(&libraries.into_iter().flat_map(Source::unwraps).collect::<Vec<_>>());
}

#[test]
fn the_rules_see_what_breaks_them() {
    let text = format!("use std::fmt;\nlet a = 1; \n\tlet b;\n{}a)\n{}\n", UNFINISHED[0], UNFINISHED[3]);
    let long = text + &"\n".repeat(LINES);
    let source = Source { path: PathBuf::from("orm-core/src/value/mod.rs"), text: long };
    let complaints = source.complaints();
    let lines: Vec<_> = complaints.iter().map(|complaint| complaint.split(' ').next().unwrap()).collect();
    let expected = [1, 1, 501, 2, 3, 4, 5].map(|line| format!("orm-core/src/value/mod.rs:{line}"));
    assert_eq!(lines, expected, "{complaints:#?}");

    let text =
        "//! Unwraps.\nlet a = b.unwrap();\n/// c.unwrap()\n#[cfg(test)]\nmod fixture;\nmod tests {\nd.unwrap()\n";
    let source = Source { path: PathBuf::from("orm-core/src/lib.rs"), text: text.to_owned() };
    assert_eq!(source.unwraps(), ["orm-core/src/lib.rs:2 has an `unwrap`"]);
    assert_eq!(source.test_modules(), [PathBuf::from("orm-core/src/fixture")]);
    assert!(source.complaints().is_empty());
}

/// The targets of a document's links, without those of code blocks.
fn links(text: &str) -> Vec<&str> {
    let mut links = Vec::new();
    for prose in text.split("```").step_by(2) {
        for rest in prose.split("](").skip(1) {
            links.extend(rest.split_once(')').map(|(link, _)| link));
        }
    }
    links
}

#[test]
fn links_of_documents_lead_somewhere() {
    assert_eq!(links("[a](b) and [c](d#e)\n```\n[f](g)\n```\n[h](https://i)"), ["b", "d#e", "https://i"]);
    let mut missing = Vec::new();
    let mut followed = 0;
    for document in ["README.md", "ARCHITECTURE.md", "DESIGN.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = read(document);
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { document } else { file };
            let target = root().join(file);
            let found = target.exists() && (heading.is_empty() || headings(&read(file)).any(|slug| slug == heading));
            if !found {
                missing.push(format!("{document} links to {link}"));
            }
            followed += 1;
        }
    }
    assert!(followed > 0, "no link was found");
    assert_none(&missing);
}

/// The anchors of a document's headings.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines.map(|line| {
        let kept =
            line.trim_start_matches('#').trim().chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    })
}

/// Whether a text has a word, and not only as a part of another one.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|char: char| !char.is_alphanumeric() && char != '_').any(|other| other == word)
}

#[test]
fn every_word_of_the_attributes_is_in_the_tables() {
    let symbols = read("orm-derive/src/attr/symbol.rs");
    let words = symbols.lines().filter_map(|line| {
        let (name, word) = line.trim().split_once(" = \"")?;
        name.chars().all(|char| char.is_ascii_uppercase() || char == '_').then_some(word.strip_suffix('"')?)
    });
    let words: Vec<_> = words.collect();
    assert!(words.len() > 40, "only {words:?} were found");

    let tables =
        |path, row: &str| read(path).lines().filter(|line| line.starts_with(row)).collect::<Vec<_>>().join("\n");
    let tables = tables("README.md", "|") + &tables("orm-derive/src/lib.rs", "/// |");
    assert!(has_word(&tables, "default_fn") && !has_word(&tables, "default_f"));
    let missing = words.iter().filter(|word| !has_word(&tables, word));
    assert_none(&missing.map(|word| format!("no table of attributes has `{word}`")).collect::<Vec<_>>());
}
