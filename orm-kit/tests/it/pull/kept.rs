//! Full-text and spatial indexes: said where the derive would make the same, and listed where not.

use orm_kit::pull::{LeftOut, Options, pull};
use orm_sqlite::migrate::Snapshot;
use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(fts(title, body, tokenize = "porter unicode61", prefix = "2 3", columnsize = false))]
pub(super) struct Article {
    #[column(primary_key)]
    id: i64,
    title: String,
    body: Option<String>,
    likes: i64,
}

#[derive(Table)]
#[table(strict = false, name = "my notes", fts(text, name = "find it"), check(name = "positive", "\"the id\" > 0"))]
pub(super) struct Note {
    #[column(primary_key, name = "the id")]
    id: i64,
    #[column(name = "te\"xt", sql_type = "VARCHAR(20)")]
    text: String,
}

#[derive(Table)]
#[table(strict = false, rtree(x(left, right), y(top), name = "boxes"), check(name = "named", "left <> 7"))]
pub(super) struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: f64,
    top: Option<f64>,
}

#[derive(Table)]
#[table(rtree(at(begin, end), integer))]
pub(super) struct Span {
    #[column(primary_key)]
    id: i64,
    begin: i64,
    end: i64,
    #[column(generated(stored, "upper('x')"))]
    kind: String,
}

/// What the derive makes of them.
pub(super) fn snapshot() -> Snapshot {
    Snapshot::of(&schema!(Article, Note, Room, Span)).unwrap()
}

#[test]
fn an_index_as_the_derive_makes_it_is_said() {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Article, Note, Room, Span)).unwrap();
    let found = db.inspect().unwrap();
    assert_eq!(found, snapshot());
    let pulled = pull(&found, &Options::new());
    assert_eq!(pulled.left_out, [], "{}", pulled.source);
    let text = pulled.source.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "fts( title, body, name = \"article_fts\", tokenize = \"porter unicode61\", prefix = \"2 3\", columnsize = false )",
        "rtree(x(left, right), y(top), name = \"boxes\")",
        "rtree(at(begin, end), name = \"span_rtree\", integer)",
        "fts(te_xt, name = \"find it\")",
        "check(name = \"named\", \"left <> 7\")",
    ] {
        assert!(text.contains(said), "{said}:\n{text}");
    }
    assert_eq!(text.matches("check(").count(), 2, "{text}");
}

#[test]
fn an_index_that_is_another_is_listed() {
    let made: Vec<String> = snapshot().statements().map(str::to_owned).collect();
    let listed = |statements: &[String]| {
        let left_out = pull(&Snapshot::parse(statements).unwrap(), &Options::new()).left_out;
        left_out.iter().map(|LeftOut { place, .. }| place.clone()).collect::<Vec<_>>()
    };
    assert_eq!(listed(&made), [""; 0]);
    let without: Vec<String> = made.iter().filter(|text| !text.contains("TRIGGER \"boxes_update\"")).cloned().collect();
    assert_eq!(listed(&without), ["boxes", "boxes_insert", "boxes_delete"]);
    let other: Vec<String> = made.iter().map(|text| text.replace("porter", "trigram")).collect();
    assert_eq!(listed(&other), [""; 0]);
    let other: Vec<String> = made.iter().map(|text| text.replace("columnsize=0", "detail=none")).collect();
    assert_eq!(listed(&other), ["article_fts", "article_fts_insert", "article_fts_delete", "article_fts_update"]);
    let other: Vec<String> = made.iter().map(|text| text.replace("32 bits", "few bits")).collect();
    assert_eq!(listed(&other), ["span_rtree", "span_rtree_insert", "span_rtree_delete", "span_rtree_update"]);
}
