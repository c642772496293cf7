//! Documents as rows, against hand-written SQL.

use orm_sqlite::expr::{JsonAtom, JsonType};
use orm_sqlite::prelude::*;
use orm_sqlite::{JsonEach, JsonTable as _, JsonTree, json_each, json_tree};
use serde_json::json;

use super::{Note, Page, add, fixture, keys};

#[test]
fn each_element_is_a_row() {
    let fixture = fixture();
    let db = &fixture.db;
    for meta in [json!({"a": 1, "b": [true, null]}), json!([1.5, "x", {}]), json!([]), json!("alone"), json!(null)] {
        add(&fixture, meta);
    }
    let rows: Vec<(i64, JsonEach)> = db
        .select::<Page>()
        .cross_join_from(json_each(Page::META))
        .order_by((Page::ID, JsonEach::ID))
        .all()
        .unwrap()
        .into_iter()
        .map(|(page, each)| (page.id, each))
        .collect();
    let text = |atom: &Option<JsonAtom>| match atom {
        None => "NULL".to_owned(),
        Some(JsonAtom::Integer(integer)) => integer.to_string(),
        Some(JsonAtom::Real(real)) => real.to_string(),
        Some(JsonAtom::Text(text)) => text.clone(),
    };
    let shown: Vec<String> = rows
        .iter()
        .map(|(page, row)| {
            let fixed = format!("{}|{}", row.fullkey, row.path);
            format!("{page}|{}|{}|{}|{}|{fixed}", text(&row.key), text(&row.value), text(&row.atom), row.id)
        })
        .collect();
    let expected = fixture.rows(
        r#"select p.id, e.key, e.value, e.atom, e.id, e.fullkey, e.path
           from "odd ""pages""" p, json_each(p.meta) e order by p.id, e.id"#,
    );
    assert_eq!(shown, expected);
    assert_eq!(rows[1].1.r#type, JsonType::Array);
    assert!(rows.iter().all(|(_, row)| row.parent.is_none()));
}

#[test]
fn a_tree_has_every_level() {
    let fixture = fixture();
    let db = &fixture.db;
    add(&fixture, json!({"a": {"b": [1, {"c": 2}]}}));
    let rows: Vec<(String, Option<i64>, JsonType)> = db
        .select::<Page>()
        .cross_join_from(json_tree(Page::META))
        .order_by(JsonTree::ID)
        .columns((JsonTree::FULLKEY, JsonTree::PARENT, JsonTree::TYPE))
        .all()
        .unwrap();
    let expected = fixture.rows(r#"select fullkey, parent from "odd ""pages""", json_tree(meta) t order by t.id"#);
    let shown = rows.iter().map(|(key, parent, _)| {
        format!("{key}|{}", parent.map_or_else(|| "NULL".to_owned(), |parent| parent.to_string()))
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert_eq!(rows[0].2, JsonType::Object);
    let part = db
        .select::<Page>()
        .cross_join_from(JsonTree::of_part(Page::META, JsonPath::root().key("a").key("b").last()))
        .filter(JsonTree::ATOM.eq(2))
        .columns((JsonTree::KEY, JsonTree::FULLKEY))
        .one()
        .unwrap();
    assert_eq!(part.0.as_ref().and_then(JsonAtom::as_str), Some("c"));
}

#[test]
fn a_key_that_no_path_reaches_is_a_value() {
    let fixture = fixture();
    let db = &fixture.db;
    for key in keys().into_iter().chain(["a\0".to_owned(), "\0".to_owned()]) {
        db.delete::<Page>().all_rows().run().unwrap();
        add(&fixture, json!({ "a": 1, "a\0b": 2, "": 3, &*key: 7 }));
        let found: Vec<Option<i64>> = db
            .select::<Page>()
            .cross_join_from(json_each(Page::META))
            .filter(JsonEach::KEY.eq(&*key))
            .columns(JsonEach::VALUE.cast::<i64>())
            .all()
            .unwrap();
        assert_eq!(found, [Some(7)], "{key:?}");
    }
}

#[test]
fn values_of_the_program_are_documents_too() {
    let db = Database::open_in_memory().unwrap();
    let sum =
        db.select_from(json_each(Json(vec![1, 2, 3]))).columns(JsonEach::VALUE.cast::<i64>().sum()).one().unwrap();
    assert_eq!(sum, Some(6));
    assert_eq!(db.select_from(json_each("[1, 2]".to_owned())).count().unwrap(), 2);
    let malformed = db.select_from(json_each("[c4n4ry".to_owned())).count().unwrap_err();
    assert_eq!(malformed.to_string(), "malformed JSON");
    let atoms = db.select_from(json_each(Json(json!([true, 1.5, "x", null])))).columns(JsonEach::ATOM).all().unwrap();
    let expected = [Some(JsonAtom::Integer(1)), Some(JsonAtom::Real(1.5)), Some(JsonAtom::Text("x".into())), None];
    assert_eq!(atoms, expected);
    let of = |filter: Expr<JsonEach, bool>| {
        db.select_from(json_each(Json(json!([true, 1.5, "x", null])))).filter(filter).count().unwrap()
    };
    assert_eq!(of(JsonEach::VALUE.eq(true)), 1);
    assert_eq!(of(JsonEach::VALUE.gt(1.0)), 2, "a text is greater than a number");
    assert_eq!(of(JsonEach::VALUE.eq("x".to_owned())), 1);
    assert_eq!((of(JsonEach::VALUE.in_list(["x", "y"])), of(JsonEach::VALUE.in_list([1.5, 2.0]))), (1, 1));
    assert_eq!((of(JsonEach::KEY.in_list(["a"].iter())), of(JsonEach::KEY.in_list(0..=1_i64))), (0, 2));
    assert_eq!(of(JsonEach::VALUE.in_list([JsonAtom::Integer(1), JsonAtom::Text("x".to_owned())])), 2);
    assert_eq!(of(JsonEach::VALUE.like("X")), 1);
    assert_eq!(of(JsonEach::VALUE.is_null()), 1);
    let path = JsonPath::root().key("a\0");
    assert!(db.select_from(JsonEach::of_part(Json(json!({})), path)).count().unwrap_err().is_encode());
}

alias!(Other = JsonEach as "json_tree");

#[test]
fn documents_join_filter_and_stand_in_subqueries() {
    let fixture = fixture();
    let db = &fixture.db;
    for meta in [json!(["x", "y"]), json!([]), json!(["y"])] {
        add(&fixture, meta);
    }
    db.insert(note(1, Some(json!(["y"])))).run().unwrap();
    db.insert(note(3, None)).run().unwrap();
    let left: Vec<(i64, Option<JsonAtom>)> = db
        .select::<Page>()
        .left_join_from(json_each(Page::META))
        .on(JsonEach::VALUE.ne("x"))
        .order_by(Page::ID)
        .columns((Page::ID, JsonEach::VALUE))
        .all()
        .unwrap();
    let y = Some(JsonAtom::Text("y".to_owned()));
    assert_eq!(left, [(1, y.clone()), (2, None), (3, y)]);
    let both: Vec<(i64, i64)> = db
        .select::<Page>()
        .cross_join_from(json_each(Page::META))
        .inner_join::<Note>()
        .on(Note::PAGE_ID.eq(Page::ID))
        .cross_join_from(Other::of(Note::META))
        .filter(Other::VALUE.eq(JsonEach::VALUE))
        .columns((Page::ID, Note::ID))
        .all()
        .unwrap();
    assert_eq!(both, [(1, 1)]);
    let counted: Vec<(i64, i64)> = db
        .select::<Page>()
        .left_join_from(json_each(Page::META))
        .on(JsonEach::ID.is_not_null())
        .group_by(Page::ID)
        .columns((Page::ID, JsonEach::ID.count()))
        .all()
        .unwrap();
    assert_eq!(counted, [(1, 2), (2, 0), (3, 1)]);
}

fn note(page: i64, meta: Option<JsonValue>) -> super::NewNote {
    super::NewNote::builder().page_id(page).meta(meta.map(Json)).build()
}
