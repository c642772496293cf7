//! Values at the edges of what SQLite can hold.

use orm_sqlite::prelude::*;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "edges")]
struct Edge {
    #[column(primary_key)]
    id: i64,
    unsigned: u64,
    small: u8,
    real: f64,
    maybe_real: Option<f64>,
    at: Timestamp,
    text: String,
}

fn edge(id: i64) -> NewEdge {
    NewEdge {
        id: Set::Value(id),
        unsigned: 0,
        small: 0,
        real: 0.0,
        maybe_real: Set::Unset,
        at: Timestamp::from_millis(0),
        text: String::new(),
    }
}

fn edges() -> Database {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Edge)).unwrap();
    db
}

#[test]
fn r29_a_number_that_does_not_fit_is_an_error_that_names_its_column() {
    let db = edges();
    db.insert(NewEdge { unsigned: u64::try_from(i64::MAX).unwrap(), ..edge(1) }).run().unwrap();
    let beyond = db.insert(NewEdge { unsigned: u64::try_from(i64::MAX).unwrap() + 1, ..edge(2) }).run().unwrap_err();
    assert!(beyond.is_encode() && beyond.to_string().contains("edges.unsigned"), "{beyond}");
    assert!(!beyond.to_string().contains("9223372036854775808"));
    // The table's own check would not let it in.
    assert!(sql!("update edges set unsigned = {-1}").run(&db).unwrap_err().is_check_violation());
    db.execute_script("pragma ignore_check_constraints = on; update edges set unsigned = -1").unwrap();
    let negative = db.find::<Edge>(1).one().unwrap_err();
    assert!(negative.is_decode() && negative.to_string().contains("edges.unsigned"), "{negative}");
    assert_eq!(db.select::<Edge>().count().unwrap(), 1);
}

#[test]
fn r31_not_a_number_is_refused_and_infinity_comes_back() {
    let db = edges();
    for (id, real) in [(1, f64::INFINITY), (2, f64::NEG_INFINITY), (3, f64::MAX), (4, f64::MIN_POSITIVE), (5, -0.0)] {
        db.insert(NewEdge { real, maybe_real: Set::Value(Some(real)), ..edge(id) }).run().unwrap();
        let found = db.find::<Edge>(id).one().unwrap();
        // SQLite stores a zero without its sign.
        let expected = if real == 0.0 { 0.0_f64 } else { real }.to_bits();
        assert_eq!((found.real.to_bits(), found.maybe_real.map(f64::to_bits)), (expected, Some(expected)), "{real}");
    }
    let refused = db.insert(NewEdge { real: f64::NAN, ..edge(6) }).run().unwrap_err();
    assert!(refused.is_encode() && refused.to_string().contains("edges.real"), "{refused}");
    let refused = db.insert(NewEdge { maybe_real: Set::Value(Some(f64::NAN)), ..edge(6) }).run().unwrap_err();
    assert!(refused.is_encode(), "{refused}");
    assert_eq!(db.select::<Edge>().count().unwrap(), 5);
}

#[test]
fn r32_moments_come_back_the_same_and_sort_by_time() {
    let db = edges();
    let moments = [i64::MIN, -62_135_596_800_001, -1, 0, 1, 253_402_300_800_000, i64::MAX];
    for (id, millis) in (1..).zip(moments) {
        db.insert(NewEdge { at: Timestamp::from_millis(millis), ..edge(id) }).run().unwrap();
    }
    let found = db.select::<Edge>().order_by(Edge::AT).columns(Edge::AT).all().unwrap();
    assert_eq!(found, moments.map(Timestamp::from_millis));
}

#[test]
fn r41_a_key_is_never_null() {
    #[derive(Table, Debug, PartialEq)]
    #[table(name = "named")]
    struct Named {
        #[column(primary_key)]
        name: String,
        value: i64,
    }
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(folder.path().join("test.db")).unwrap();
    db.create_tables(&schema!(Named)).unwrap();
    let null = sql!("insert into named values (null, 1)").run(&db).unwrap_err();
    assert_eq!(null.table(), Some("named"), "{null}");
    db.insert(NewNamed { name: "a".to_owned(), value: 1 }).run().unwrap();
    assert_eq!(db.find::<Named>("a").one().unwrap().value, 1);
}

#[test]
fn s26_a_text_of_many_megabytes_is_whole() {
    let db = edges();
    let text = "ä".repeat(3_000_000);
    db.insert(NewEdge { text: text.clone(), ..edge(1) }).run().unwrap();
    assert!(db.find::<Edge>(1).one().unwrap().text == text);
}
