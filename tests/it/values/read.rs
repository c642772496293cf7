//! Stored values that do not fit their type: written by rusqlite into tables that are not STRICT.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, OrderId, Priority, Role};

/// Stands in every bad value, and must stand in no message.
const CANARY: &str = "c4n4ry";

/// Columns without a type, so that SQLite stores what it is given.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "loose", strict = false)]
struct Loose {
    #[column(primary_key)]
    id: i64,
    i64: i64,
    i8: i8,
    u8: u8,
    u64: u64,
    f64: f64,
    f32: f32,
    bool: bool,
    string: String,
    bytes: Vec<u8>,
    four: [u8; 4],
    timestamp: Timestamp,
    json: Json<Vec<i64>>,
    role: Role,
    priority: Priority,
    newtype: OrderId,
    maybe: Option<i64>,
}

const GOOD: &str =
    "insert into loose values (1, 1, 1, 1, 1, 0.5, 0.5, 1, 's', x'01', x'01020304', 1, '[1]', 'admin', 10, 1, null)";

fn fixture() -> Fixture {
    let fixture = Fixture::empty();
    fixture
        .raw
        .execute_batch(&format!(
            "create table loose (id integer primary key, i64, i8, u8, u64, f64, f32, bool, string, bytes, four, timestamp,
             json, role, priority, newtype, maybe); {GOOD}"
        ))
        .unwrap();
    fixture
}

#[test]
fn what_does_not_fit_names_its_column_and_not_the_value() {
    let fixture = fixture();
    let cases = [
        ("i64", "null", "expected i64, found NULL"),
        ("i64", "'c4n4ry'", "expected i64, found TEXT"),
        ("i64", "'7'", "expected i64, found TEXT"),
        ("i64", "1.0", "expected i64, found REAL"),
        ("i64", "9223372036854775808", "expected i64, found REAL"),
        ("i64", "x'00'", "expected i64, found BLOB"),
        ("i8", "128", "expected i8, found an INTEGER out of its range"),
        ("i8", "-129", "expected i8, found an INTEGER out of its range"),
        ("u8", "256", "expected u8, found an INTEGER out of its range"),
        ("u8", "-1", "expected u8, found an INTEGER out of its range"),
        ("u64", "-1", "expected u64, found an INTEGER out of its range"),
        ("f64", "'1.5'", "expected f64, found TEXT"),
        ("f64", "9007199254740993", "expected f64, found an INTEGER that it cannot hold exactly"),
        ("f64", "null", "expected f64, found NULL"),
        ("f32", "0.1", "expected f32, found a REAL that it cannot hold exactly"),
        ("f32", "1e300", "expected f32, found a REAL that it cannot hold exactly"),
        ("f32", "16777217", "expected f32, found a"),
        ("bool", "2", "expected bool, found an INTEGER other than 0 and 1"),
        ("bool", "'true'", "expected bool, found TEXT"),
        ("string", "1", "expected String, found INTEGER"),
        ("string", "x'616263'", "expected String, found BLOB"),
        ("string", "null", "expected String, found NULL"),
        ("string", "cast(x'6334 6e34 7279 ff' as text)", "expected String, found TEXT that is not UTF-8"),
        ("bytes", "'c4n4ry'", "expected Vec<u8>, found TEXT"),
        ("four", "x'010203'", "found a BLOB of another length"),
        ("four", "x'0102030405'", "found a BLOB of another length"),
        ("timestamp", "'2024-01-01'", "expected Timestamp, found TEXT"),
        ("json", "'c4n4ry'", "expected Json, found TEXT that is not JSON"),
        ("json", "'[\"c4n4ry\"]'", "expected Json, found JSON of another shape"),
        ("json", "'[1'", "expected Json, found TEXT that is not JSON"),
        ("json", "x'5b5d'", "expected Json, found BLOB"),
        ("role", "'c4n4ry'", "expected Role, found a TEXT that is none of its variants"),
        ("role", "'Admin'", "expected Role, found a TEXT that is none of its variants"),
        ("role", "1", "expected Role, found an INTEGER that is none of its variants"),
        ("priority", "11", "expected Priority, found an INTEGER that is none of its variants"),
        ("priority", "'high'", "expected Priority, found"),
        ("newtype", "'c4n4ry'", "found TEXT"),
        ("maybe", "'c4n4ry'", "expected i64, found TEXT"),
    ];
    for (column, value, reason) in cases {
        let value = value.replace(' ', "").replace("cast(x'63346e347279ff'astext)", "cast(x'63346e347279ff' as text)");
        fixture.raw.execute(&format!("update loose set {column} = {value}"), []).unwrap();
        let errors = [
            fixture.db.select::<Loose>().all().unwrap_err(),
            fixture.db.find::<Loose>(1).get().unwrap_err(),
            fixture.db.query::<Loose>().all().unwrap_err(),
            fixture.db.update::<Loose>().set(Loose::ID.to(1)).all_rows().returning().all().unwrap_err(),
            fixture.db.select::<Loose>().for_each(|_| ()).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_decode(), "{error}");
            assert_eq!(error.value_place(), Some(&*format!("loose.{column}")), "{error}");
            let text = error.to_string();
            assert!(text.contains(&format!("loose.{column}")) && text.contains(reason), "{value}: {text}");
            let all = format!("{error:?} {text} {:?}", error.sql());
            for quoted in [CANARY, "9007199254740993", "16777217", "2024", "1e300"] {
                assert!(!all.contains(quoted), "{all}");
            }
        }
        fixture.raw.execute_batch(&format!("delete from loose; {GOOD}")).unwrap();
        assert!(fixture.db.find::<Loose>(1).get().is_ok());
    }
}

#[test]
fn the_column_is_named_under_joins_projections_and_loads() {
    let fixture = fixture();
    fixture.raw.execute_batch("update loose set string = 5").unwrap();
    alias!(Other = Loose as "other");
    let joined = fixture.db.select::<Loose>().inner_join::<Other>().on(Other::ID.eq(Loose::ID)).all().unwrap_err();
    assert_eq!(joined.value_place(), Some("loose.string"));
    let projected = fixture.db.select::<Loose>().columns((Loose::ID, Loose::STRING)).all().unwrap_err();
    assert_eq!(projected.value_place(), Some("loose.string"));
    let single = fixture.db.select::<Loose>().columns(Loose::STRING).one().unwrap_err();
    assert_eq!(single.value_place(), Some("loose.string"));
    let maximum = fixture.db.select::<Loose>().columns(Loose::STRING.max()).one().unwrap_err();
    assert!(maximum.is_decode() && maximum.to_string().contains("column 1 of the result"), "{maximum}");
}

#[test]
fn a_real_reads_an_integer_that_it_holds_exactly() {
    let fixture = fixture();
    for (stored, expected) in [
        ("2", 2.0),
        ("-9223372036854775808", -9_223_372_036_854_775_808.0),
        ("9007199254740992", 9_007_199_254_740_992.0),
    ] {
        fixture.raw.execute(&format!("update loose set f64 = {stored}, f32 = 7"), []).unwrap();
        let row = fixture.db.find::<Loose>(1).one().unwrap();
        assert_eq!((row.f64.to_bits(), row.f32.to_bits()), (f64::to_bits(expected), 7.0_f32.to_bits()));
    }
}

#[test]
fn a_read_before_the_bad_row_is_not_lost() {
    let fixture = fixture();
    fixture
        .raw
        .execute_batch(&format!("{}; update loose set i64 = 'x' where id = 2", GOOD.replacen('1', "2", 1)))
        .unwrap();
    let mut seen = Vec::new();
    let error = fixture.db.select::<Loose>().order_by(Loose::ID).for_each(|row| seen.push(row.id)).unwrap_err();
    assert!(error.is_decode());
    assert_eq!(seen, [1]);
    assert_eq!(fixture.db.select::<Loose>().filter(Loose::ID.eq(1)).all().unwrap().len(), 1);
}
