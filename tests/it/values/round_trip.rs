//! Random rows of every column type come back equal, by every way in.

use orm_sqlite::prelude::*;
use proptest::prelude::*;
use proptest::strategy::Union;

use crate::model::{Fixture, OrderId, Priority, Role, Types, rows};

/// Text with what is hard about text.
fn text() -> impl Strategy<Value = String> {
    let edges =
        ["", "\0", "a\0b", "'", "\"", "'; drop table types; --", "🦀👩‍👩‍👧", "\u{feff}x", "Ω\u{301}", "%_\\", "{x}", "?1"];
    prop_oneof![prop::sample::select(edges.to_vec()).prop_map(str::to_owned), any::<String>(), "[a-z ]{0,300}"]
}

/// Reals as a column stores them: never NaN, and zero has one sign.
fn real() -> impl Strategy<Value = f64> {
    let edges = [
        0.0,
        f64::MIN,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.1,
        9.007_199_254_740_993e15,
    ];
    prop_oneof![prop::sample::select(edges.to_vec()), any::<f64>()]
        .prop_filter_map("NaN", |real| (!real.is_nan()).then_some(if real == 0.0 { 0.0 } else { real }))
}

/// Finite reals, and zero in both of its signs: text keeps what a column does not.
fn json_real() -> impl Strategy<Value = Option<f64>> {
    prop::option::of(prop_oneof![real(), Just(-0.0)].prop_filter("JSON has no infinity", |real| real.is_finite()))
}

fn single() -> impl Strategy<Value = f32> {
    prop_oneof![prop::sample::select(vec![f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1e-45, f32::INFINITY]), any::<f32>()]
        .prop_filter_map("NaN", |real| (!real.is_nan()).then_some(if real == 0.0 { 0.0 } else { real }))
}

/// Integers, and the edges of their type; what SQLite cannot hold is another test's.
macro_rules! integer {
    ($ty:ty) => {
        Union::new([any::<$ty>().boxed(), prop::sample::select(vec![<$ty>::MIN, <$ty>::MAX, 0, 1]).boxed()])
            .prop_filter_map("beyond i64", |integer| i64::try_from(integer).is_ok().then_some(integer))
    };
}

fn unsigned() -> impl Strategy<Value = u64> {
    prop_oneof![0..=i64::MAX.cast_unsigned(), Just(i64::MAX.cast_unsigned())]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![prop::collection::vec(any::<u8>(), 0..20), Just(vec![0; 5000])]
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Admin, Role::Member])
}

fn priority() -> impl Strategy<Value = Priority> {
    prop::sample::select(vec![Priority::Low, Priority::High])
}

prop_compose! {
    fn required()(
        numbers in (integer!(i8), integer!(i16), integer!(i32), integer!(i64), integer!(u8), integer!(u16), integer!(u32)),
        wide in (unsigned(), unsigned(), single(), real(), any::<bool>()),
        texts in (text(), text(), text(), bytes(), any::<[u8; 4]>()),
        rest in (any::<i64>(), prop::collection::vec(json_real(), 0..4), role(), priority(), any::<i64>()),
    ) -> Types {
        let (i8, i16, i32, i64, u8, u16, u32) = numbers;
        let (u64, usize, f32, f64, bool) = wide;
        let (string, boxed, cow, bytes, four) = texts;
        let (timestamp, json, role, priority, newtype) = rest;
        Types {
            i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, bool, string, bytes, four, role, priority,
            usize: usize::try_from(usize).unwrap(),
            boxed: boxed.into(),
            cow: cow.into(),
            timestamp: Timestamp::from_millis(timestamp),
            json: Json(json),
            newtype: OrderId(newtype),
            ..Types::plain(0)
        }
    }
}

/// A row whose nullable half takes its values from another row, column by column or `NULL`.
fn row() -> impl Strategy<Value = Types> {
    (required(), required(), prop::collection::vec(any::<bool>(), 22), prop::collection::vec(text(), 0..3)).prop_map(
        |(row, other, given, texts)| Types {
            maybe_i8: given[0].then_some(other.i8),
            maybe_i16: given[1].then_some(other.i16),
            maybe_i32: given[2].then_some(other.i32),
            maybe_i64: given[3].then_some(other.i64),
            maybe_u8: given[4].then_some(other.u8),
            maybe_u16: given[5].then_some(other.u16),
            maybe_u32: given[6].then_some(other.u32),
            maybe_u64: given[7].then_some(other.u64),
            maybe_usize: given[8].then_some(other.usize),
            maybe_f32: given[9].then_some(other.f32),
            maybe_f64: given[10].then_some(other.f64),
            maybe_bool: given[11].then_some(other.bool),
            maybe_string: given[12].then_some(other.string),
            maybe_boxed: given[13].then_some(other.boxed),
            maybe_cow: given[14].then_some(other.cow),
            maybe_bytes: given[15].then_some(other.bytes),
            maybe_four: given[16].then_some(other.four),
            maybe_timestamp: given[17].then_some(other.timestamp),
            maybe_json: given[18].then_some(Json(texts)),
            maybe_role: given[19].then_some(other.role),
            maybe_priority: given[20].then_some(other.priority),
            maybe_newtype: given[21].then_some(other.newtype),
            ..row
        },
    )
}

/// `==` takes 0.0 for -0.0; the bits do not.
fn bits(row: &Types) -> (u32, u64, Vec<Option<u64>>, Option<u32>, Option<u64>) {
    let json = row.json.0.iter().map(|real| real.map(f64::to_bits)).collect();
    (row.f32.to_bits(), row.f64.to_bits(), json, row.maybe_f32.map(f32::to_bits), row.maybe_f64.map(f64::to_bits))
}

proptest! {
    #![proptest_config(crate::model::property(128))]

    #[test]
    fn rows_come_back_equal(mut given in prop::collection::vec(row(), 1..5), patched in row()) {
        let fixture = Fixture::new(&schema!(Types));
        let db = &fixture.db;
        for (id, row) in (1..).zip(&mut given) {
            row.id = id;
        }
        let all = |rows: &[Types]| rows.iter().map(bits).collect::<Vec<_>>();

        let first = db.insert(given[0].to_new()).returning().one().unwrap();
        prop_assert_eq!(&first, &given[0]);
        prop_assert_eq!(bits(&first), bits(&given[0]));
        let rest = db.insert_many(given[1..].iter().map(Types::to_new)).returning().all().unwrap();
        prop_assert_eq!(&rest[..], &given[1..]);

        let selected = db.select::<Types>().order_by(Types::ID).all().unwrap();
        prop_assert_eq!(&selected, &given);
        prop_assert_eq!(all(&selected), all(&given));
        prop_assert_eq!(&db.find::<Types>(1).one().unwrap(), &given[0]);

        // Every value finds its row again.
        let row = &given[0];
        let same = all_of([
            Types::U64.eq(row.u64), Types::F32.eq(row.f32), Types::F64.eq(row.f64), Types::STRING.eq(&row.string),
            Types::BYTES.eq(&row.bytes), Types::FOUR.eq(row.four), Types::ROLE.eq(row.role), Types::BOOL.eq(row.bool),
            Types::JSON.eq(row.json.clone()), Types::MAYBE_STRING.is(row.maybe_string.clone()),
            Types::MAYBE_F64.is(row.maybe_f64), Types::MAYBE_BYTES.is(row.maybe_bytes.clone()),
            Types::I64.in_list([row.i64]), Types::STRING.in_list([&row.string]), Types::F64.in_list([row.f64]),
            Types::BYTES.in_list([row.bytes.clone()]), Types::TIMESTAMP.between(row.timestamp, row.timestamp),
        ]);
        prop_assert_eq!(db.select::<Types>().filter(same.and(Types::ID.eq(1))).count().unwrap(), 1);

        // The storage classes are what they should be, and no second sort of NULL came to be.
        let classes = rows(&fixture.raw, "select typeof(u64) || typeof(f32) || typeof(string) || typeof(four) || typeof(json) || typeof(role) || typeof(priority) || typeof(bool) from types");
        prop_assert!(classes.iter().all(|class| class == "integerrealtextblobtexttextintegerinteger"), "{:?}", classes);
        let nulls = given.iter().filter(|row| row.maybe_f64.is_none()).count();
        prop_assert_eq!(fixture.number("select count(*) from types where maybe_f64 is null"), i64::try_from(nulls).unwrap());

        let expected = Types { id: 1, ..patched };
        prop_assert_eq!(db.update::<Types>().patch(expected.to_patch()).filter(Types::ID.eq(1)).run().unwrap(), 1);
        let read = db.find::<Types>(1).one().unwrap();
        prop_assert_eq!(&read, &expected);
        prop_assert_eq!(bits(&read), bits(&expected));
    }

    #[test]
    fn an_expression_keeps_its_bits(real in real(), string in text(), bytes in bytes(), integer in any::<i64>()) {
        let db = Database::open_in_memory().unwrap();
        let given = (real, string, bytes, integer);
        let (a, b, c, d) = given.clone();
        let read: (f64, String, Vec<u8>, i64) = sql!("select {a}, {b}, {c.as_slice()}, {d}").one(&db).unwrap();
        prop_assert_eq!(read.0.to_bits(), given.0.to_bits());
        prop_assert_eq!(read, given);
    }
}

#[test]
fn a_zero_with_a_sign_loses_it_in_a_column_only() {
    let fixture = Fixture::new(&schema!(Types));
    let row = Types { f64: -0.0, f32: -0.0, ..Types::plain(1) };
    let stored = fixture.db.insert(row.to_new()).returning().one().unwrap();
    let read = fixture.db.find::<Types>(1).one().unwrap();
    assert_eq!((read.f64.to_bits(), read.f32.to_bits()), (0.0_f64.to_bits(), 0.0_f32.to_bits()));
    assert_eq!(stored, read);
    let zero = -0.0_f64;
    let bound: f64 = sql!("select {zero}").one(&fixture.db).unwrap();
    assert_eq!(bound.to_bits(), zero.to_bits());
}

#[test]
fn a_long_text_and_blob_come_back_whole() {
    let fixture = Fixture::new(&schema!(Types));
    let string = "wörter\0".repeat(1 << 20);
    let bytes = vec![0xfe; 12 << 20];
    let row = Types { string, bytes, ..Types::plain(1) };
    fixture.db.insert(row.to_new()).run().unwrap();
    let read = fixture.db.find::<Types>(1).one().unwrap();
    assert!(read == row, "the two differ");
}
