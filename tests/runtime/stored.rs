//! Whatever is stored in a column is read as it is, or is an error that names the column: nothing is converted on the way.
//!
//! A raw connection stores random values of all storage classes in a table without types, and each column type reads them.

use orm_sqlite::prelude::*;
use orm_sqlite::value::{Encode, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use super::{cases, seed};
use crate::model::{Fixture, Types};
use crate::random::Random;

/// What is stored: text may be no UTF-8.
#[derive(Debug, Clone, PartialEq)]
enum Stored {
    Null,
    Integer(i64),
    Real(f64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl ToSql for Stored {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Real(real) => ValueRef::Real(*real),
            Self::Text(text) => ValueRef::Text(text),
            Self::Blob(blob) => ValueRef::Blob(blob),
        }))
    }
}

const TEXTS: [&[u8]; 24] = [
    b"",
    b"0",
    b"1",
    b"-1",
    b"1.5",
    b"1e3",
    b" 7",
    b"true",
    b"admin",
    b"Admin",
    b"member",
    b"\0",
    b"a\0b",
    b"\xff",
    b"a\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"[]",
    b"[1.5,null]",
    b"[\"a\"]",
    b"{}",
    b"null",
    b"2024-01-01",
    b"\xe2\x82\xac",
];

const REALS: [f64; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    0.1,
    1e300,
    -1e300,
    5e-324,
    f64::INFINITY,
    f64::NEG_INFINITY,
    9_007_199_254_740_993.0,
    9.3e18,
    255.0,
    16_777_217.0,
    f64::MAX,
];

fn stored(random: &mut Random) -> Stored {
    match random.below(12) {
        0 => Stored::Null,
        1 => Stored::Integer(random.small()),
        2 | 3 => {
            let power = 1_i64.checked_shl(u32::try_from(random.below(64)).unwrap()).unwrap();
            Stored::Integer(power.wrapping_add(random.small()).wrapping_mul(if random.chance(50) { 1 } else { -1 }))
        }
        4 => Stored::Integer(random.next().cast_signed()),
        5 => Stored::Real(*random.pick(&REALS)),
        6 => {
            let real = f64::from_bits(random.next());
            Stored::Real(if random.chance(50) { real } else { real.trunc() })
        }
        7 => Stored::Real(f64::from(f32::from_bits(u32::try_from(random.next() >> 32).unwrap()))),
        8 | 9 => Stored::Text(random.pick(&TEXTS).to_vec()),
        10 => Stored::Text((0..random.below(6)).map(|_| u8::try_from(random.below(256)).unwrap()).collect()),
        _ => Stored::Blob((0..random.below(7)).map(|_| u8::try_from(random.below(256)).unwrap()).collect()),
    }
}

/// How a type reads what is stored.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Integer(i64, i64),
    Real,
    Single,
    Truth,
    Text,
    Bytes,
    Four,
    Numbers,
    Words,
    Role,
    Priority,
}

impl Rule {
    /// Whether the type holds exactly this, by SQLite's classes and Rust's ranges alone.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::float_cmp,
        reason = "that is the question: is anything lost"
    )]
    fn holds(self, stored: &Stored) -> bool {
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
        match (self, stored) {
            (Self::Integer(least, most), Stored::Integer(integer)) => (least..=most).contains(integer),
            (Self::Real, Stored::Real(_)) | (Self::Bytes, Stored::Blob(_)) => true,
            (Self::Real, Stored::Integer(integer)) => *integer as f64 as i128 == i128::from(*integer),
            (Self::Single, Stored::Real(real)) => f64::from(*real as f32) == *real,
            (Self::Single, Stored::Integer(integer)) => *integer as f32 as i128 == i128::from(*integer),
            (Self::Truth, Stored::Integer(integer)) => matches!(integer, 0 | 1),
            (Self::Text, Stored::Text(bytes)) => text(bytes).is_some(),
            (Self::Four, Stored::Blob(bytes)) => bytes.len() == 4,
            (Self::Numbers, Stored::Text(bytes)) => serde_json::from_slice::<Vec<Option<f64>>>(bytes).is_ok(),
            (Self::Words, Stored::Text(bytes)) => serde_json::from_slice::<Vec<String>>(bytes).is_ok(),
            (Self::Role, Stored::Text(bytes)) => matches!(&bytes[..], b"admin" | b"member"),
            (Self::Priority, Stored::Integer(integer)) => PRIORITIES.contains(integer),
            _ => false,
        }
    }

    /// Whether the value that was read is what is stored.
    fn is_same(self, stored: &Stored, read: &Value) -> bool {
        match (self, stored, read) {
            (Self::Numbers | Self::Words, Stored::Text(stored), Value::Text(read)) => {
                let json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
                json(stored) == json(read.as_bytes()) || matches!(self, Self::Numbers)
            }
            #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "the type holds it exactly")]
            (Self::Real | Self::Single, Stored::Integer(stored), Value::Real(read)) => *stored as f64 == *read,
            (_, Stored::Null, Value::Null) => true,
            (_, Stored::Integer(stored), Value::Integer(read)) => stored == read,
            (_, Stored::Real(stored), Value::Real(read)) => stored.to_bits() == read.to_bits(),
            (_, Stored::Text(stored), Value::Text(read)) => stored == read.as_bytes(),
            (_, Stored::Blob(stored), Value::Blob(read)) => stored == read,
            _ => false,
        }
    }
}

/// The numbers of the variants of `Priority`.
const PRIORITIES: [i64; 2] = [-1, 10];

/// Reads a column, and gives what was read as it would be bound; or the error.
type Reader = fn(&Database) -> Result<Value, orm_sqlite::Error>;

macro_rules! columns {
    ($($column:ident, $maybe:ident: $rule:expr;)+) => {
        [$(
            (stringify!($column), false, $rule, (|db| read(db.select::<Types>().columns(Types::$column).one())) as Reader),
            (stringify!($maybe), true, $rule, (|db| read(db.select::<Types>().columns(Types::$maybe).one())) as Reader),
        )+]
    };
}

fn read<V: Encode>(value: Result<V, orm_sqlite::Error>) -> Result<Value, orm_sqlite::Error> {
    Ok(value?.encode().unwrap())
}

fn columns() -> [(&'static str, bool, Rule, Reader); 44] {
    columns! {
        I8, MAYBE_I8: Rule::Integer(-128, 127);
        I16, MAYBE_I16: Rule::Integer(-32_768, 32_767);
        I32, MAYBE_I32: Rule::Integer(i64::from(i32::MIN), i64::from(i32::MAX));
        I64, MAYBE_I64: Rule::Integer(i64::MIN, i64::MAX);
        U8, MAYBE_U8: Rule::Integer(0, 255);
        U16, MAYBE_U16: Rule::Integer(0, 65_535);
        U32, MAYBE_U32: Rule::Integer(0, i64::from(u32::MAX));
        U64, MAYBE_U64: Rule::Integer(0, i64::MAX);
        USIZE, MAYBE_USIZE: Rule::Integer(0, i64::MAX);
        F32, MAYBE_F32: Rule::Single;
        F64, MAYBE_F64: Rule::Real;
        BOOL, MAYBE_BOOL: Rule::Truth;
        STRING, MAYBE_STRING: Rule::Text;
        BOXED, MAYBE_BOXED: Rule::Text;
        COW, MAYBE_COW: Rule::Text;
        BYTES, MAYBE_BYTES: Rule::Bytes;
        FOUR, MAYBE_FOUR: Rule::Four;
        TIMESTAMP, MAYBE_TIMESTAMP: Rule::Integer(i64::MIN, i64::MAX);
        JSON, MAYBE_JSON: Rule::Numbers;
        ROLE, MAYBE_ROLE: Rule::Role;
        PRIORITY, MAYBE_PRIORITY: Rule::Priority;
        NEWTYPE, MAYBE_NEWTYPE: Rule::Integer(i64::MIN, i64::MAX);
    }
}

/// A table of the struct's name without types, so that SQLite stores what it is given.
fn fixture() -> Fixture {
    let fixture = Fixture::empty();
    let names = columns().map(|(name, ..)| name.to_lowercase()).join(", ");
    fixture
        .raw
        .execute_batch(&format!(
            "create table types (id integer primary key, {names}); insert into types (id) values (1)"
        ))
        .unwrap();
    fixture
}

fn raw(fixture: &Fixture, column: &str) -> Stored {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(match row.get_ref(0)? {
            ValueRef::Null => Stored::Null,
            ValueRef::Integer(integer) => Stored::Integer(integer),
            ValueRef::Real(real) => Stored::Real(real),
            ValueRef::Text(text) => Stored::Text(text.to_vec()),
            ValueRef::Blob(blob) => Stored::Blob(blob.to_vec()),
        })
    };
    fixture.raw.prepare_cached(&format!("select {column} from types")).unwrap().query_row([], read).unwrap()
}

#[test]
fn r40_what_is_stored_is_read_as_it_is_or_names_its_column() {
    let (count, mut random, fixture) = (cases(5_000), Random::new(seed()), fixture());
    let (columns, mut good) = (columns(), 0);
    fixture.raw.execute_batch("pragma synchronous = off").unwrap();
    for at in 0..count {
        let (name, nullable, rule, read) = &columns[at % columns.len()];
        let (column, rule) = (name.to_lowercase(), if *name == "MAYBE_JSON" { Rule::Words } else { *rule });
        let update = format!("update types set {column} = ?1");
        fixture.raw.prepare_cached(&update).unwrap().execute([stored(&mut random)]).unwrap();
        let stored = raw(&fixture, &column);
        let holds = if stored == Stored::Null { *nullable } else { rule.holds(&stored) };
        match read(&fixture.db) {
            Ok(value) => {
                assert!(holds && (stored == Stored::Null || rule.is_same(&stored, &value)), "{name}: {stored:?}");
                good += 1;
            }
            Err(error) => {
                assert!(!holds, "{name}: {stored:?} is refused: {error}");
                assert!(error.is_decode(), "{name}: {error}");
                assert_eq!(error.value_place(), Some(&*format!("types.{column}")), "{error}");
            }
        }
    }
    println!("{count} stored values, of which {good} were read");
    assert!(good > count / 12, "{good} of {count}");
}

/// Renames what a `CREATE` statement calls `name_here` to bytes that are no UTF-8.
fn with_bad_name(fixture: &Fixture, create: &str) {
    fixture.raw.execute_batch(create).unwrap();
    fixture
        .raw
        .execute_batch(
            "pragma writable_schema = on;
             update sqlite_schema set sql = cast(replace(cast(sql as blob), 'name_here', x'6eff6d') as text);
             pragma writable_schema = reset;",
        )
        .unwrap();
}

#[test]
fn r28_a_column_whose_name_is_no_utf8_is_no_panic() {
    let fixture = Fixture::empty();
    with_bad_name(
        &fixture,
        "create table odd (id integer primary key, name_here text); insert into odd values (1, 'x')",
    );
    let db = &fixture.db;
    assert_eq!(sql!("select * from odd").all::<(i64, String), _>(db).unwrap(), [(1, "x".to_owned())]);
    db.execute_script("select * from odd; update odd set id = 2").unwrap();
    let error = sql!("select name from pragma_table_info('odd') where cid = 1").one::<String, _>(db).unwrap_err();
    assert!(error.is_decode(), "{error}");
    let error = db.inspect().unwrap_err();
    assert!(!error.to_string().is_empty());
    let migrations = orm_sqlite::migrate::Migrations::new(Vec::new()).unwrap();
    let _ = db.migrate(&migrations);
    let unique = "create unique index odd_name on odd (id)";
    fixture.raw.execute_batch(unique).unwrap();
    assert!(sql!("insert into odd values (2, 'y')").run(db).unwrap_err().is_unique_violation());
}

#[test]
fn r27_text_with_nul_is_stored_and_read_whole_and_refused_where_sqlite_would_end_it() {
    let fixture = fixture();
    let db = &fixture.db;
    let text = "a\0b";
    db.update::<Types>().set(Types::STRING.to(text)).all_rows().run().unwrap();
    assert_eq!(db.select::<Types>().columns(Types::STRING).one().unwrap(), text);
    assert_eq!(raw(&fixture, "string"), Stored::Text(b"a\0b".to_vec()));
    assert_eq!(db.select::<Types>().filter(Types::STRING.eq(text)).count().unwrap(), 1);
    assert!(db.select::<Types>().filter(Types::STRING.contains(text)).count().unwrap_err().is_encode());
    // The function of the program's language for it: SQLite's `length` ends at the NUL.
    assert_eq!(fixture.number("select octet_length(string) * 10 + length(string) from types"), 31);
    assert!(db.execute_script("select 1\0; drop table types").unwrap_err().is_refused());
}
