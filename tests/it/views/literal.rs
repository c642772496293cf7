//! A value in the text of a view is the value that would have been bound, to the bit.

use std::cell::RefCell;

use orm_sqlite::prelude::*;
use orm_sqlite::sql::create_view;
use proptest::prelude::*;
use rusqlite::types::Value;

#[derive(Table)]
struct Stored {
    integer: i64,
    real: f64,
    text: String,
    bytes: Vec<u8>,
}

#[derive(View)]
#[view(query = matching)]
struct Matching {
    integer: i64,
}

thread_local! {
    /// The value that the view's query compares with: a view's query has no arguments.
    static VALUE: RefCell<Value> = const { RefCell::new(Value::Null) };
}

fn matching() -> impl ViewQuery<Matching> {
    let equal = match VALUE.with(|value| value.borrow().clone()) {
        Value::Null => Stored::INTEGER.is_null(),
        Value::Integer(integer) => Stored::INTEGER.eq(integer),
        Value::Real(real) => Stored::REAL.eq(real),
        Value::Text(text) => Stored::TEXT.eq(text),
        Value::Blob(bytes) => Stored::BYTES.eq(bytes),
    };
    Stored::select().filter(equal).columns(Stored::INTEGER)
}

/// The literal of a value.
fn literal(value: &Value) -> String {
    VALUE.with(|cell| *cell.borrow_mut() = value.clone());
    let view = create_view(Matching::schema()).unwrap().unwrap();
    let (_, literal) = view.split_once(" = ").unwrap();
    literal.to_owned()
}

/// SQLite reads the literal as the value, of the same class and without an affinity of its own.
fn check(raw: &rusqlite::Connection, value: &Value) {
    let literal = literal(value);
    // A text is equal to a number only where one of them has the affinity of a number, or of text.
    let sql = format!("SELECT {literal}, typeof({literal}) = typeof(?1), {literal} = ?2, ?1 = ?2, - {literal}");
    let other = match value {
        Value::Integer(integer) => Value::Text(integer.to_string()),
        Value::Real(real) => Value::Text(format!("{real:e}")),
        Value::Text(text) => Value::Blob(text.clone().into_bytes()),
        other => other.clone(),
    };
    let columns = |row: &rusqlite::Row<'_>| {
        Ok((
            row.get::<_, Value>(0)?,
            row.get::<_, bool>(1)?,
            row.get::<_, Option<bool>>(2)?,
            row.get::<_, Option<bool>>(3)?,
        ))
    };
    let (seen, same_class, affinity, bound) = raw.query_row(&sql, [value, &other], columns).unwrap();
    assert!(same_class, "{literal}");
    assert_eq!(affinity, bound, "{literal}");
    match (&seen, value) {
        (Value::Real(number), Value::Real(real)) => {
            assert_eq!(number.to_bits(), real.to_bits(), "{literal} for {real:?}");
        }
        _ => assert_eq!(&seen, value, "{literal}"),
    }
}

fn memory() -> rusqlite::Connection {
    rusqlite::Connection::open_in_memory().unwrap()
}

#[test]
fn literals_at_the_edges() {
    let raw = memory();
    let integers = [0, 7, -7, i64::MIN, i64::MIN + 1, i64::MAX, -1].map(Value::Integer);
    let reals = [
        0.0,
        -0.0,
        0.1,
        -0.1,
        0.1 + 0.2,
        1e15,
        1e16,
        -1e16,
        1e22,
        1e23,
        123_456_789.123_456,
        5e-324,
        -5e-324,
        2.225_073_858_507_201_4e-308,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e-5,
        1e-7,
        1e-8,
    ];
    let texts = ["", "it's", "''", "a\0b", "\0", "--", "/* */", "\"", "?1", "ü\u{1f980}", "7"];
    let texts = texts.map(|text| Value::Text(text.to_owned()));
    let blobs = [&[][..], &[0], &[0xff, 0x27, 0]].map(|bytes| Value::Blob(bytes.to_vec()));
    for value in integers.into_iter().chain(reals.map(Value::Real)).chain(texts).chain(blobs) {
        check(&raw, &value);
    }
}

#[test]
fn common_numbers_look_as_they_are_written() {
    for (real, text) in [(0.1, "0.1"), (19.99, "19.99"), (-2.5, "(-2.5)"), (1.0, "1.0"), (1e15, "1000000000000000.0")] {
        assert_eq!(literal(&Value::Real(real)), text);
    }
    assert_eq!(literal(&Value::Integer(-3)), "(-3)");
    assert_eq!(literal(&Value::Text("O'Brien".to_owned())), "'O''Brien'");
    assert_eq!(literal(&Value::Blob(vec![0, 255])), "x'00ff'");
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::Integer),
        any::<u64>()
            .prop_map(f64::from_bits)
            .prop_filter("SQLite has no NaN", |real| !real.is_nan())
            .prop_map(Value::Real),
        // Short decimals, of which most are written as they are.
        (-1_000_000_000_000_000_i64..1_000_000_000_000_000, -24..20_i32)
            .prop_map(|(digits, exponent)| Value::Real(format!("{digits}e{exponent}").parse().unwrap())),
        ".*".prop_map(Value::Text),
        "[\0'a]*".prop_map(Value::Text),
        any::<Vec<u8>>().prop_map(Value::Blob),
    ]
}

proptest! {
    #![proptest_config(crate::model::property(2000))]

    #[test]
    fn any_literal_is_its_value(value in value()) {
        thread_local! {
            static RAW: rusqlite::Connection = memory();
        }
        RAW.with(|raw| check(raw, &value));
    }
}
