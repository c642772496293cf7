//! Columns that take values of every class: each comes back as it went in, and nothing converts it.

use orm_sqlite::prelude::*;
use orm_sqlite::value::{StorageClass, Value};
use proptest::prelude::*;

use crate::model::property;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "settings")]
struct Setting {
    #[column(primary_key)]
    id: i64,
    value: Value,
    other: Option<Value>,
}

/// The same in a table that is not STRICT.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "loose", strict = false)]
struct Loose {
    #[column(primary_key)]
    id: i64,
    value: Value,
    other: Option<Value>,
}

/// What tells all rows apart is such a value.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "keyed")]
struct Keyed {
    #[column(primary_key)]
    key: Value,
    #[column(references = Self::KEY)]
    parent: Option<Value>,
}

impl Setting {
    fn to_new(&self) -> NewSetting {
        NewSetting { id: self.id.into(), value: self.value.clone(), other: self.other.clone().into() }
    }
}

impl Loose {
    fn to_new(&self) -> NewLoose {
        NewLoose { id: self.id.into(), value: self.value.clone(), other: self.other.clone().into() }
    }
}

impl Keyed {
    fn to_new(&self) -> NewKeyed {
        NewKeyed { key: self.key.clone(), parent: self.parent.clone().into() }
    }
}

fn database() -> Database {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Setting, Loose, Keyed)).unwrap();
    db
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn any_value() -> impl Strategy<Value = Value> {
    let numbers = prop_oneof![
        Just("0"),
        Just("-0"),
        Just("12"),
        Just("1.0"),
        Just("9223372036854775808"),
        Just(" 7"),
        Just("1e3")
    ];
    prop_oneof![
        any::<i64>().prop_map(Value::Integer),
        Just(Value::Real(-0.0)),
        any::<f64>().prop_filter("not a number", |real| !real.is_nan()).prop_map(Value::Real),
        any::<String>().prop_filter("NUL", |text| !text.contains('\0')).prop_map(Value::Text),
        numbers.prop_map(text),
        any::<Vec<u8>>().prop_map(Value::Blob),
    ]
}

/// A value as SQLite shows it to another program: its class and its bytes.
fn seen(value: &Value) -> String {
    let db = rusqlite::Connection::open_in_memory().unwrap();
    let shown = |sql: &dyn rusqlite::ToSql| {
        db.query_row("SELECT typeof(?1) || quote(?1)", [sql], |row| row.get::<_, String>(0)).unwrap()
    };
    match value {
        Value::Null => shown(&rusqlite::types::Null),
        Value::Integer(integer) => shown(integer),
        Value::Real(real) => shown(real),
        Value::Text(text) => shown(text),
        Value::Blob(bytes) => shown(bytes),
    }
}

proptest! {
    #![proptest_config(property(300))]

    #[test]
    fn a_value_comes_back_as_it_went_in(value in any_value(), other in proptest::option::of(any_value())) {
        let db = database();
        let setting = Setting { id: 1, value: value.clone(), other: other.clone() };
        let loose = Loose { id: 1, value: value.clone(), other: other.clone() };
        db.insert(setting.to_new()).run()?;
        db.insert(loose.to_new()).run()?;
        prop_assert!(db.find::<Setting>(1).one()? == setting);
        prop_assert!(db.find::<Loose>(1).one()? == loose);
        for table in ["settings", "loose"] {
            let sql = format!("select typeof(value) || quote(value), typeof(other) || quote(other) from {table}");
            let stored: (String, String) = sql!("{sql::trusted(sql)}").one(&db)?;
            prop_assert_eq!(&stored.0, &seen(&value));
            prop_assert_eq!(&stored.1, &seen(&other.clone().unwrap_or(Value::Null)));
        }
        // As a condition and as a change.
        prop_assert_eq!(db.select::<Setting>().filter(Setting::VALUE.eq(value.clone())).count()?, 1);
        prop_assert_eq!(db.select::<Loose>().filter(Loose::VALUE.in_list([value.clone()])).count()?, 1);
        let changed = db.update::<Setting>().set(Setting::OTHER.to(value.clone())).filter(Setting::ID.eq(1)).returning().one()?;
        prop_assert!(changed.other == Some(value));
    }
}

#[test]
fn the_tables_keep_every_class() {
    let ddl = database().inspect().unwrap();
    let types = |table: &str| {
        ddl.table(table).unwrap().columns.iter().map(|column| column.declared_type.clone()).collect::<Vec<_>>()
    };
    assert_eq!(types("settings"), ["INTEGER", "ANY", "ANY"]);
    assert_eq!(types("loose"), ["INTEGER", "BLOB", "BLOB"]);
    assert!(database().verify(&schema!(Setting, Loose, Keyed)).unwrap().is_empty());
    assert_eq!(<Value as orm_sqlite::value::ColumnType>::STORAGE, StorageClass::Any);
}

#[test]
fn null_is_no_value_of_a_column_without_option() {
    let db = database();
    let error = db.insert(Setting { id: 1, value: Value::Null, other: None }.to_new()).run().unwrap_err();
    assert!(error.is_not_null_violation(), "{error}");
    let nan = Setting { id: 1, value: Value::Real(f64::NAN), other: None };
    assert!(db.insert(nan.to_new()).run().unwrap_err().is_encode());
    // `Some(NULL)` is stored as what it is, and read as nothing.
    db.insert(Setting { id: 1, value: Value::Integer(1), other: Some(Value::Null) }.to_new()).run().unwrap();
    assert_eq!(db.find::<Setting>(1).one().unwrap().other, None);
    let error = db.raw_text_that_is_none();
    assert!(error.to_string().contains("settings.value"), "{error}");
}

trait RawText {
    fn raw_text_that_is_none(&self) -> orm_sqlite::Error;
}

impl RawText for Database {
    /// What reading a text says that is no UTF-8.
    fn raw_text_that_is_none(&self) -> orm_sqlite::Error {
        sql!("update settings set value = cast(x'ff' as text)").run(self).unwrap();
        self.select::<Setting>().all().unwrap_err()
    }
}

#[test]
fn values_are_compared_and_sorted_by_their_class() {
    let db = database();
    let values = [Value::Blob(vec![0]), text("1"), Value::Real(1.5), Value::Integer(1), Value::Real(1.0), text("a")];
    let rows = values.iter().enumerate();
    let rows =
        rows.map(|(at, value)| Setting { id: i64::try_from(at).unwrap(), value: value.clone(), other: None }.to_new());
    db.insert_many(rows).run().unwrap();
    let found = |value: Value| -> Vec<i64> {
        db.select::<Setting>()
            .filter(Setting::VALUE.eq(value))
            .order_by(Setting::ID.asc())
            .columns(Setting::ID)
            .all()
            .unwrap()
    };
    // A number is what it is, however it is stored, and a text is never one.
    assert_eq!(
        (found(Value::Integer(1)), found(Value::Real(1.0)), found(text("1"))),
        (vec![3, 4], vec![3, 4], vec![1])
    );
    let order: Vec<i64> =
        db.select::<Setting>().order_by((Setting::VALUE.asc(), Setting::ID.asc())).columns(Setting::ID).all().unwrap();
    assert_eq!(order, [3, 4, 2, 1, 5, 0]);
    let casts: Vec<Value> =
        db.select::<Setting>().order_by(Setting::ID.asc()).columns(Setting::VALUE.cast::<Value>()).all().unwrap();
    assert!(casts == values);
    let texts: Vec<String> =
        db.select::<Setting>().order_by(Setting::ID.asc()).columns(Setting::VALUE.type_of()).all().unwrap();
    assert_eq!(texts, ["blob", "text", "real", "integer", "real", "text"]);
}

#[test]
fn a_value_goes_through_json() {
    let all = [
        (Value::Null, "null"),
        (Value::Integer(i64::MIN), "-9223372036854775808"),
        (Value::Real(1.0), "1.0"),
        (text("1"), "\"1\""),
        (Value::Blob(vec![0, 255]), "[0,255]"),
        (Value::Blob(Vec::new()), "[]"),
    ];
    for (value, json) in all {
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        assert!(serde_json::from_str::<Value>(json).unwrap() == value, "{json}");
        assert!(serde_json::from_str::<Option<Value>>(json).unwrap().unwrap_or_default() == value, "{json}");
    }
    assert!(serde_json::from_str::<Value>("true").unwrap() == Value::Integer(1));
    for json in ["9223372036854775808", "[256]", "[1.5]", "{}", "[\"a\"]"] {
        assert!(serde_json::from_str::<Value>(json).is_err(), "{json}");
    }
}

#[test]
fn such_a_value_is_a_key_and_a_parameter() {
    let db = database();
    let root = Keyed { key: text("1"), parent: None };
    let child = Keyed { key: Value::Integer(1), parent: Some(text("1")) };
    db.insert_many([root.to_new(), child.to_new()]).run().unwrap();
    assert!(db.find::<Keyed>(Value::Integer(1)).one().unwrap() == child);
    let prepared = db.prepare(|key: Param<Value>| Keyed::select().filter(Keyed::KEY.eq(key))).unwrap();
    assert!(prepared.one(text("1")).unwrap() == root);
    assert!(
        db.insert(Keyed { key: Value::Integer(2), parent: Some(Value::Integer(9)) }.to_new())
            .run()
            .unwrap_err()
            .is_foreign_key_violation()
    );
    let any: (Value, Option<Value>) = sql!("select 'x', null").one(&db).unwrap();
    assert!(any == (text("x"), None));
}
