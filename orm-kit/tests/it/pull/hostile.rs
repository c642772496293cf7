//! Databases whose names and texts try to be code.

use orm_kit::pull::{Options, pull};
use orm_sqlite::migrate::Snapshot;

use super::{pulled, structs};

const PAYLOADS: [&str; 12] = [
    "\"]; fn pwn(){}",
    "*/ fn pwn(){} /*",
    "x\n// y\nfn pwn(){}",
    "r#\"",
    "\"#\"##; fn pwn(){}",
    "\u{202e}txet\u{2066}",
    "\\",
    "{}",
    "#![allow(warnings)]",
    "a\r\nfn pwn() {}",
    "');fn pwn(){}//",
    "\u{7f}\u{1}\u{feff}",
];

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[test]
fn a_hostile_text_stays_a_literal() {
    for payload in PAYLOADS {
        let (name, value) = (quoted(payload), text(payload));
        let column = quoted(&format!("{payload}2"));
        let statements = [
            format!(
                "CREATE TABLE {name} (id INTEGER PRIMARY KEY, {name} TEXT COLLATE NOCASE DEFAULT {value}, \
                 {column} {name} DEFAULT ({value} || 'x'), \
                 c TEXT AS (id || {value}), CONSTRAINT {name} CHECK ({name} <> {value}), \
                 CONSTRAINT {column} UNIQUE ({name}, {column}))"
            ),
            format!(
                "CREATE INDEX {} ON {name} ({name} || {value}) WHERE {column} <> {value}",
                quoted(&format!("{payload}3"))
            ),
            format!("CREATE VIEW {} AS SELECT id AS {name} FROM {name}", quoted(&format!("{payload}4"))),
            format!(
                "CREATE TRIGGER {} AFTER INSERT ON {name} BEGIN SELECT {value}; END",
                quoted(&format!("{payload}5"))
            ),
        ];
        let pulled = pulled(&statements.each_ref().map(String::as_str));
        assert_eq!(structs(&pulled.source).len(), 2, "{}", pulled.source);
        let code = pulled.source.lines().filter(|line| !line.starts_with("//"));
        let control =
            |char: char| char.is_control() && char != '\n' || matches!(char, '\u{2000}'..='\u{206f}' | '\u{feff}');
        assert!(!pulled.source.contains(control), "{}", pulled.source.escape_debug());
        assert!(code.clone().count() > 5);
        // The text is there, whole, as the value of a literal.
        let values = literals(&pulled.source);
        assert!(values.iter().filter(|value| value.contains(payload)).count() >= 4, "{values:?}");
    }
}

#[test]
fn a_second_statement_in_the_schema_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("written.db");
    let second = [
        format!("VACUUM INTO {}", text(&target.to_string_lossy())),
        format!("ATTACH {} AS x; CREATE TABLE x.t (a)", text(&target.to_string_lossy())),
    ];
    for second in second {
        for first in ["CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE VIEW v AS SELECT 1 AS id"] {
            // A file may be made to hold this in the place of one statement. It is refused whole, and nothing of it runs.
            let refused = Snapshot::parse([format!("{first}; {second}")]).unwrap_err();
            assert!(refused.to_string().contains("more than one statement"), "{refused}");
        }
        let beside = [
            "CREATE TABLE t (id INTEGER PRIMARY KEY)".to_owned(),
            format!("CREATE VIEW v AS SELECT id FROM t -- {second}"),
        ];
        pull(&Snapshot::parse(&beside).unwrap(), &Options::new());
        assert!(!target.exists(), "{second}");
    }
}

/// The values of all string literals.
fn literals(source: &str) -> Vec<String> {
    fn walk(tokens: proc_macro2::TokenStream, values: &mut Vec<String>) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => walk(group.stream(), values),
                proc_macro2::TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        values.push(text.value());
                    }
                }
                _ => {}
            }
        }
    }
    let mut values = Vec::new();
    walk(source.parse().unwrap(), &mut values);
    values
}
