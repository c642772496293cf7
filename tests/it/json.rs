//! JSON: what is read, what is written, and which keys a path reaches, against `serde_json`.

mod rows;

use std::collections::BTreeMap;

use orm_sqlite::expr::JsonType::{self, Array, False, Integer, Null, Real, Text, True};
use orm_sqlite::expr::{json_array, json_group_object, json_object};
use orm_sqlite::prelude::*;
use serde_json::json;

use crate::model::Fixture;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "odd \"pages\"")]
struct Page {
    #[column(primary_key)]
    id: i64,
    title: Option<String>,
    meta: Json<JsonValue>,
    extra: Option<String>,
    public: bool,
    maybe: Option<bool>,
    bytes: Vec<u8>,
}

#[derive(Table, Debug, Clone, PartialEq)]
struct Note {
    #[column(primary_key)]
    id: i64,
    page_id: i64,
    meta: Option<Json<JsonValue>>,
}

fn fixture() -> Fixture {
    Fixture::new(&schema!(Page, Note))
}

fn add(fixture: &Fixture, meta: JsonValue) {
    let page = NewPage::builder().meta(Json(meta)).public(true).bytes(vec![1]).build();
    fixture.db.insert(page).run().unwrap();
}

fn one(fixture: &Fixture, meta: JsonValue) {
    fixture.db.delete::<Page>().all_rows().run().unwrap();
    add(fixture, meta);
}

fn meta() -> Expr<Page, Json<JsonValue>> {
    Page::META.expr()
}

/// Texts that mean something to SQLite's paths, to JSON or to C.
const PIECES: [&str; 25] = [
    "\"", "\\", ".", "[", "]", "$", "a", "é", "😀", "\n", "\u{7f}", "/", "'", "#", "-", "0", " ", "\\u0061", "\u{1}",
    "\u{85}", "\u{2028}", "\t", "\u{feff}", "*", "u",
];

fn keys() -> Vec<String> {
    let mut keys = vec![String::new(), "$.x".to_owned(), "a\"b".to_owned(), "[0]".to_owned(), "#-1".to_owned()];
    keys.extend(PIECES.map(str::to_owned));
    for first in PIECES {
        keys.extend(PIECES.map(|second| format!("{first}{second}")));
    }
    keys
}

#[test]
fn a_path_reaches_every_key() {
    let fixture = fixture();
    let db = &fixture.db;
    for key in keys() {
        let (longer, path) = (format!("{key}z"), JsonPath::root().key(&key));
        let nested = json!({ &*key: [7, 8] });
        one(&fixture, json!({ "x": 0, &*longer: 1, "n": nested, &*key: 42 }));
        let read = |expr: Expr<Page, Option<i64>>| db.select::<Page>().columns(expr).one().unwrap();
        assert_eq!(read(meta().json_extract(&path)), Some(42), "{key:?}");
        let inner = JsonPath::root().key("n").key(&key);
        assert_eq!(read(meta().json_extract(inner.clone().index(1))), Some(8), "{key:?}");
        assert_eq!(read(meta().json_extract(inner.clone().last())), Some(8), "{key:?}");
        assert_eq!(read(meta().json_extract(inner.index(2))), None, "{key:?}");
        assert_eq!(read(meta().json_extract(path.clone().key(""))), None, "{key:?}");

        let changed = |expr: Expr<Page, Json<JsonValue>>| db.select::<Page>().columns(expr).one().unwrap().0;
        let expected = json!({ "x": 0, &*longer: 1, "n": nested, &*key: "new" });
        assert_eq!(changed(Page::META.json_set(&path, "new")), expected, "{key:?}");
        assert_eq!(changed(Page::META.json_replace(&path, "new")), expected, "{key:?}");
        let expected = json!({ "x": 0, &*longer: 1, "n": nested });
        assert_eq!(changed(Page::META.json_remove(&path)), expected, "{key:?}");
        let inserted = Page::META.json_patch(json!({ &*key: null })).json_insert(&path, &key);
        assert_eq!(changed(inserted)[&key], *key, "{key:?}");
    }
}

#[test]
fn a_key_with_nul_is_an_error_and_not_another_keys_value() {
    let fixture = fixture();
    one(&fixture, json!({"a": 1, "a\0": 2, "\0": 3}));
    for key in ["\0", "a\0", "a\0b"] {
        let path = JsonPath::root().key(key).key("b");
        let read = fixture.db.select::<Page>().columns(meta().json_extract::<i64>(path.clone())).one().unwrap_err();
        assert!(read.is_encode() && read.to_string().contains("NUL"), "{read}");
        let set = fixture.db.update::<Page>().set(Page::META.to(Page::META.json_set(path, 1))).all_rows().run();
        assert!(set.unwrap_err().is_encode());
    }
}

#[test]
fn a_key_is_found_however_the_document_writes_it() {
    let fixture = fixture();
    let db = &fixture.db;
    one(&fixture, json!(null));
    for text in [r#"{"\u0061\u002eb": 1}"#, r#"{"a.b": 1, "a.b": 2}"#, r#"{ "\u0061.b" : 1 }"#] {
        db.update::<Page>().set(Page::EXTRA.to(text)).all_rows().run().unwrap();
        let found = Page::EXTRA.json_extract::<i64>(JsonPath::root().key("a.b"));
        assert_eq!(db.select::<Page>().columns(found).one().unwrap(), Some(1), "{text}");
    }
}

#[test]
fn no_key_is_text_of_the_statement() {
    for key in keys() {
        let query = Page::select().filter(meta().json_extract::<String>(JsonPath::root().key(key)).eq("x"));
        let sql = query.to_sql().unwrap();
        assert!(sql.text.ends_with(r#"WHERE ("odd ""pages"""."meta" ->> ?) = ?"#), "{}", sql.text);
        assert_eq!(sql.params.len(), 2);
    }
}

#[test]
fn a_path_that_is_too_long_is_an_error_before_the_statement() {
    let fixture = fixture();
    let path = |steps: usize| (0..steps).fold(JsonPath::root(), |path, _| path.key("k"));
    one(&fixture, json!(null));
    // serde_json reads less deep than SQLite does.
    let text = std::iter::repeat_n("{\"k\":", 999).collect::<String>() + "7" + &"}".repeat(999);
    fixture.db.update::<Page>().set(Page::EXTRA.to(text)).all_rows().run().unwrap();
    let read = |path| fixture.db.select::<Page>().columns(Page::EXTRA.json_extract::<i64>(path)).one();
    assert_eq!(read(path(999)).unwrap(), Some(7));
    let error = read(path(1000)).unwrap_err();
    assert!(error.is_encode() && error.to_string().contains("1000 steps"), "{error}");
}

#[test]
fn scalars_are_what_json_says_they_are() {
    let fixture = fixture();
    let db = &fixture.db;
    one(
        &fixture,
        json!({ "int": 1, "real": 1.0, "exp": 1e2, "yes": true, "no": false, "null": null, "text": "t", "list": [1],
            "max": i64::MAX, "beyond": u64::MAX }),
    );
    let path = |key: &str| JsonPath::root().key(key);
    macro_rules! read {
        ($ty:ty, $key:literal) => {
            db.select::<Page>().columns(meta().json_extract::<$ty>(path($key))).one()
        };
    }
    assert_eq!(read!(i64, "int").unwrap(), Some(1));
    assert_eq!(read!(f64, "int").unwrap(), Some(1.0));
    assert_eq!(read!(bool, "int").unwrap(), Some(true));
    assert_eq!(read!(f64, "real").unwrap(), Some(1.0));
    assert_eq!(read!(f64, "exp").unwrap(), Some(100.0));
    assert!(read!(i64, "real").unwrap_err().is_decode());
    assert_eq!(read!(bool, "yes").unwrap(), Some(true));
    assert_eq!(read!(bool, "no").unwrap(), Some(false));
    assert_eq!(read!(i64, "yes").unwrap(), Some(1));
    assert!(read!(String, "yes").unwrap_err().is_decode());
    assert_eq!(read!(String, "null").unwrap(), None);
    assert_eq!(read!(String, "nothing").unwrap(), None);
    assert_eq!(read!(String, "text").unwrap().as_deref(), Some("t"));
    assert!(read!(i64, "text").unwrap_err().is_decode());
    assert_eq!(read!(String, "list").unwrap().as_deref(), Some("[1]"));
    assert_eq!(read!(i64, "max").unwrap(), Some(i64::MAX));
    assert!(read!(i64, "beyond").unwrap_err().is_decode(), "SQLite reads it as a REAL");

    let kind = |key: &str| db.select::<Page>().columns(Page::META.json_type(path(key))).one().unwrap();
    let kinds = ["int", "real", "exp", "yes", "no", "null", "text", "list", "nothing", "beyond"].map(kind);
    let expected = [Integer, Real, Real, True, False, Null, Text, Array];
    assert_eq!(kinds[..8], expected.map(Some));
    assert_eq!(kinds[8..], [None, Some(Integer)]);
    let root = db.select::<Page>().columns(Page::META.json_type(JsonPath::root())).one().unwrap();
    assert_eq!(root, Some(JsonType::Object));

    let get = |key: &str| db.select::<Page>().columns(meta().json_get::<JsonValue>(path(key))).one().unwrap();
    assert_eq!(get("null"), Some(Json(JsonValue::Null)));
    assert_eq!(get("nothing"), None);
    assert_eq!(get("text"), Some(Json(json!("t"))));
    assert_eq!(get("list"), Some(Json(json!([1]))));
    let typed = db.select::<Page>().columns(meta().json_get::<Option<Vec<u8>>>(path("list"))).one().unwrap();
    assert_eq!(typed, Some(Json(Some(vec![1]))));
    let wrong = db.select::<Page>().columns(meta().json_get::<String>(path("list"))).one().unwrap_err();
    assert!(wrong.is_decode());
}

#[test]
fn filters_and_orders_see_the_values() {
    let fixture = fixture();
    for meta in [json!({"n": 10, "on": true}), json!({"n": 9.5}), json!({"n": "10"}), json!({}), json!({"n": null})] {
        add(&fixture, meta);
    }
    let n = || JsonPath::root().key("n");
    let ids = |filter: Expr<Page, bool>| fixture.db.select::<Page>().filter(filter).columns(Page::ID).all().unwrap();
    assert_eq!(ids(meta().json_extract::<i64>(n()).eq(10)), [1]);
    assert_eq!(ids(meta().json_extract::<f64>(n()).lt(10)), [2]);
    assert_eq!(ids(meta().json_extract::<String>(n()).eq("10")), [3]);
    assert_eq!(ids(meta().json_extract::<String>(n()).is_null()), [4, 5]);
    assert_eq!(ids(Page::META.json_type(n()).is_null()), [4]);
    assert_eq!(ids(Page::META.json_type(n()).eq(Null)), [5]);
    assert_eq!(ids(meta().json_extract::<bool>(JsonPath::root().key("on")).eq(true)), [1]);
    assert_eq!(ids(meta().json_extract::<i64>(n()).add(1).eq(11)), [1, 3], "SQL reads a text as a number to add to it");
    let ordered = fixture.db.select::<Page>().order_by(meta().json_extract::<f64>(n()).desc()).columns(Page::ID).all();
    assert_eq!(ordered.unwrap()[..3], [3, 1, 2], "a text is greater than a number");
}

#[test]
fn null_documents_and_texts_that_are_no_json() {
    let fixture = fixture();
    let db = &fixture.db;
    one(&fixture, json!({}));
    let path = JsonPath::root().key("a");
    let extra = || Page::EXTRA.expr();
    let texts = |expr: Expr<Page, Option<String>>| db.select::<Page>().columns(expr).one();
    assert_eq!(texts(extra().json_extract(&path)).unwrap(), None);
    assert_eq!(texts(Page::EXTRA.json_set(&path, 1)).unwrap(), None);
    assert_eq!(texts(Page::EXTRA.json_remove(&path)).unwrap(), None);
    assert_eq!(texts(Page::EXTRA.json_patch(json!({"a": 1}))).unwrap(), None);
    assert_eq!(db.select::<Page>().columns(Page::META.json_patch(Page::EXTRA)).one().unwrap(), None);
    assert_eq!(db.select::<Page>().columns(Page::EXTRA.json_array_length(&path)).one().unwrap(), None);
    assert!(!db.select::<Page>().columns(Page::EXTRA.json_valid()).one().unwrap());

    db.update::<Page>().set(Page::EXTRA.to("{c4n4ry")).all_rows().run().unwrap();
    assert!(!db.select::<Page>().columns(Page::EXTRA.json_valid()).one().unwrap());
    let malformed = texts(extra().json_extract(&path)).unwrap_err();
    assert_eq!(malformed.to_string(), "malformed JSON");
    assert!(!format!("{malformed:?}").contains("c4n4ry"));
    db.update::<Page>().set(Page::EXTRA.to("[1, {\"a\": 2}]")).all_rows().run().unwrap();
    assert!(db.select::<Page>().filter(Page::EXTRA.json_valid()).exists().unwrap());
    let length = db.select::<Page>().columns(Page::EXTRA.json_array_length(JsonPath::root())).one().unwrap();
    assert_eq!(length, Some(2));
    assert!(texts(extra().json_extract(JsonPath::root().last().key("a"))).unwrap_err().is_decode());
}

#[test]
fn values_go_into_a_document_as_json() {
    let fixture = fixture();
    let db = &fixture.db;
    one(&fixture, json!({"old": 1}));
    let key = |name: &str| JsonPath::root().key(name);
    let set = Page::META
        .json_set(key("bool"), true)
        .json_set(key("none"), None::<i64>)
        .json_set(key("real"), 1.0)
        .json_set(key("text"), "{\"not\": \"json\"} \0 \" '")
        .json_set(key("list"), vec![json!({"a": [1]}), json!(null)])
        .json_set(key("big"), u64::MAX)
        .json_set(key("public"), Page::PUBLIC)
        .json_set(key("maybe"), Page::MAYBE)
        .json_set(key("title"), Page::TITLE)
        .json_set(key("self"), Page::META)
        .json_set(key("bigger"), Page::ID.gt(0))
        .json_set(key("twice"), Page::ID.mul(2));
    db.update::<Page>().set(Page::META.to(set)).all_rows().run().unwrap();
    let stored = db.select::<Page>().one().unwrap();
    let id = stored.id;
    let expected = json!({"old": 1, "bool": true, "none": null, "real": 1.0, "text": "{\"not\": \"json\"} \0 \" '",
        "list": [{"a": [1]}, null], "big": u64::MAX, "public": true, "maybe": null, "title": null, "self": {"old": 1},
        "bigger": true, "twice": id * 2});
    assert_eq!(stored.meta.0, expected);
}

#[test]
fn changes_follow_the_path_or_leave_the_document() {
    let fixture = fixture();
    let db = &fixture.db;
    let start = json!({"a": 1, "l": [1, 2], "o": {"x": 1}});
    one(&fixture, start.clone());
    let change = |expr: Expr<Page, Json<JsonValue>>| db.select::<Page>().columns(expr).one().unwrap().0;
    let root = JsonPath::root;
    assert_eq!(change(Page::META.json_set(root().key("new").key("deep"), 1))["new"], json!({"deep": 1}));
    assert_eq!(change(Page::META.json_set(root().key("a").key("b"), 1)), start, "through a number");
    assert_eq!(change(Page::META.json_set(root().key("l").index(9), 1)), start, "past the end");
    assert_eq!(change(Page::META.json_set(root().key("l").append(), 3))["l"], json!([1, 2, 3]));
    assert_eq!(change(Page::META.json_set(root().key("l").last(), 3))["l"], json!([1, 3]));
    assert_eq!(change(Page::META.json_insert(root().key("a"), 2)), start);
    assert_eq!(change(Page::META.json_replace(root().key("b"), 2)), start);
    assert_eq!(change(Page::META.json_replace(root().key("o"), 2))["o"], json!(2));
    assert_eq!(change(Page::META.json_remove(root().key("l").index(0)))["l"], json!([2]));
    assert_eq!(change(Page::META.json_remove(root().key("nothing"))), start);
    assert_eq!(change(Page::META.json_set(root(), vec![1])), json!([1]));
    let merged = Page::META.json_patch(json!({"a": null, "o": {"y": 2}, "l": []}));
    assert_eq!(change(merged), json!({"o": {"x": 1, "y": 2}, "l": []}));
    let update = db.update::<Page>().set(Page::META.to(Page::META.json_remove(root()))).all_rows().run().unwrap_err();
    assert!(update.is_encode() && update.to_string().contains("root"), "{update}");
}

#[test]
fn groups_become_arrays_and_objects() {
    let fixture = fixture();
    let db = &fixture.db;
    let empty: (Json<Vec<i64>>, Json<BTreeMap<Option<String>, bool>>) = {
        let (ids, map) = db
            .select::<Page>()
            .columns((Page::ID.json_group_array(), json_group_object(Page::EXTRA, Page::PUBLIC)))
            .one()
            .unwrap();
        (ids, Json(map.0.into_iter().map(|(key, value)| (Some(key), value)).collect()))
    };
    assert_eq!(empty, (Json(vec![]), Json(BTreeMap::new())));
    for (title, meta, maybe) in [(Some("a"), json!({"x": 1}), Some(true)), (None, json!([]), None)] {
        let page = NewPage::builder().meta(Json(meta)).public(false).bytes(vec![1]);
        db.insert(page.title(title.map(str::to_owned)).maybe(maybe).build()).run().unwrap();
    }
    let (ids, titles, metas, maybes, sums) = db
        .select::<Page>()
        .columns((
            Page::ID.json_group_array(),
            Page::TITLE.json_group_array(),
            Page::META.json_group_array(),
            Page::MAYBE.json_group_array(),
            Page::ID.add(10).json_group_array(),
        ))
        .one()
        .unwrap();
    assert_eq!((ids.0, titles.0), (vec![1, 2], vec![Some("a".to_owned()), None]));
    assert_eq!(metas.0, [Json(json!({"x": 1})), Json(json!([]))]);
    assert_eq!((maybes.0, sums.0), (vec![Some(true), None], vec![11, 12]));
    let map = db.select::<Page>().columns(json_group_object(Page::TITLE, Page::META)).one().unwrap();
    assert_eq!(map.0, BTreeMap::from([("a".to_owned(), Json(json!({"x": 1})))]), "the row without a key is left out");

    let in_having = db
        .select::<Page>()
        .group_by(Page::TITLE)
        .having(Page::ID.json_group_array().json_array_length(JsonPath::root()).eq(1))
        .columns((Page::TITLE, json_array((Page::TITLE, count()))))
        .all()
        .unwrap();
    assert_eq!(in_having[1], (Some("a".to_owned()), Json((Some("a".to_owned()), 1))));
    let bare = db.select::<Page>().group_by(Page::TITLE).columns(json_array((Page::ID, count()))).all().unwrap_err();
    assert!(bare.is_refused(), "a column that is not of the group: {bare}");
}

type Three = (Option<Json<JsonValue>>, Option<Json<JsonValue>>, Option<bool>);

#[test]
fn arrays_and_objects_hold_columns_of_several_tables() {
    let fixture = fixture();
    let db = &fixture.db;
    one(&fixture, json!({"p": 1}));
    let page = db.select::<Page>().one().unwrap().id;
    db.insert(NewNote::builder().page_id(page).meta(Json(json!({"n": 1}))).build()).run().unwrap();
    db.insert(NewNote::builder().page_id(99).build()).run().unwrap();
    let rows = db
        .select::<Note>()
        .left_join::<Page>()
        .on(Page::ID.eq(Note::PAGE_ID))
        .order_by(Note::ID)
        .columns((
            json_array((Note::META, Page::META, Page::PUBLIC)),
            json_object((("note", Note::META), ("page \"x\"", Page::META), ("public", Page::PUBLIC))),
        ))
        .all()
        .unwrap();
    let arrays: Vec<Three> = rows.iter().map(|(array, _)| array.0.clone()).collect();
    assert_eq!(arrays[0], (Some(Json(json!({"n": 1}))), Some(Json(json!({"p": 1}))), Some(true)));
    assert_eq!(arrays[1], (None, None, None));
    assert_eq!(rows[0].1.0, json!({"note": {"n": 1}, "page \"x\"": {"p": 1}, "public": true}));
    assert_eq!(rows[1].1.0, json!({"note": null, "page \"x\"": null, "public": null}));

    // Under the outer join a document may be NULL.
    let keys: Vec<Option<i64>> = db
        .select::<Note>()
        .left_join::<Page>()
        .on(Page::ID.eq(Note::PAGE_ID))
        .order_by(Note::ID)
        .columns(Page::META.json_extract(JsonPath::root().key("p")))
        .all()
        .unwrap();
    assert_eq!(keys, [Some(1), None]);
}
