//! Integers beyond 64 bits are never taken silently.

use orm_sqlite::error::ConstraintKind;
use orm_sqlite::prelude::*;
use orm_sqlite::schema::Schema;
use orm_sqlite::scope::Upsert;

use super::{NewSample, Sample, samples};
use crate::model::Fixture;

/// The same columns in a STRICT table.
#[derive(Table, Debug)]
struct Strict {
    #[column(primary_key)]
    id: i64,
    n: i64,
    m: Option<i64>,
}

/// And in one whose declared type takes anything.
#[derive(Table, Debug)]
#[table(name = "any_type")]
struct AnyType {
    #[column(primary_key)]
    id: i64,
    #[column(sql_type = "ANY")]
    n: i64,
}

fn strict() -> Fixture {
    let schema: Schema = schema!(Strict, AnyType);
    let f = Fixture::new(&schema);
    f.raw.execute_batch("insert into strict values (1, 9223372036854775807, 1), (2, 5, null)").unwrap();
    f.raw.execute_batch("insert into any_type values (1, 9223372036854775807), (2, 5)").unwrap();
    f
}

#[test]
fn reading_what_overflowed_is_an_error() {
    let f = samples();
    let of = |id: i64| f.db.select::<Sample>().filter(Sample::ID.eq(id));
    assert!(of(4).columns(Sample::A.add(1)).one().unwrap_err().is_decode());
    assert!(of(4).columns(Sample::A.mul(2)).one().unwrap_err().is_decode());
    assert!(of(5).columns(Sample::A.sub(1)).one().unwrap_err().is_decode());
    assert!(of(5).columns(Sample::A.neg()).one().unwrap_err().is_decode());
    // Also when it comes back into the range, where its last digits are lost.
    assert!(of(4).columns(Sample::A.add(5).sub(Sample::A)).one().unwrap_err().is_decode());
    assert!(of(4).columns(Sample::A.add(5).rem(10)).one().unwrap_err().is_decode());
    assert_eq!(of(1).columns(Sample::A.add(5).sub(Sample::A)).one().unwrap(), 5);
}

#[test]
fn bits_of_what_overflowed_are_an_error() {
    let f = samples();
    let of = |id: i64| f.db.select::<Sample>().filter(Sample::ID.eq(id));
    for expr in [
        Sample::A.add(1).bit_and(1),
        Sample::ID.bit_and(Sample::A.add(1)),
        Sample::A.add(1).bit_or(1),
        Sample::A.add(1).bit_not(),
        Sample::A.add(1).shl(1),
        Sample::A.add(1).shr(1),
        case().when(Sample::ID.gt(0), Sample::A.add(1)).otherwise(0).bit_and(1),
        Sample::A.add(1).null_if(3).coalesce(0).bit_not(),
    ] {
        assert!(of(4).columns(expr.clone()).one().unwrap_err().is_overflow(), "{expr:?}");
        of(1).columns(expr).one().unwrap();
    }
    assert_eq!(of(1).columns(Sample::A.add(1).bit_and(12)).one().unwrap(), 8);
}

#[test]
fn checks_that_are_nested_too_often_are_refused() {
    let f = samples();
    let nested = |times: i64| (0..times).fold(Sample::A.add(0), |expr, _| expr.bit_and(-1).add(1));
    let of = |times: i64| f.db.select::<Sample>().filter(Sample::ID.eq(1)).columns(nested(times)).one();
    assert_eq!(of(8).unwrap(), 15);
    assert!(of(9).unwrap_err().is_limit());
    assert!(of(300).unwrap_err().is_limit());
}

#[test]
fn writing_what_overflowed_is_an_error() {
    let f = samples();
    let update = |value: Expr<Sample, i64>| f.db.update::<Sample>().set(Sample::A.to(value)).all_rows().run();
    assert!(update(Sample::A.add(1)).unwrap_err().is_overflow());
    assert!(update(Sample::A.sub(1)).unwrap_err().is_overflow());
    assert!(update(Sample::A.mul(Sample::A)).unwrap_err().is_overflow());
    assert!(update(Sample::A.add(5).sub(Sample::A)).unwrap_err().is_overflow());
    assert!(update(iif(Sample::ID.gt(0), Sample::A.add(1), 0)).unwrap_err().is_overflow());
    let nullable = f.db.update::<Sample>().set(Sample::B.to(Sample::A.neg())).all_rows().run();
    assert!(nullable.unwrap_err().is_overflow());
    let patched = f.db.update::<Sample>().set((Sample::NOTE.to("n"), Sample::A.to(Sample::A.add(1)))).all_rows().run();
    assert!(patched.unwrap_err().is_overflow());
    // Nothing was written, and nothing is refused where nothing overflows.
    assert_eq!(f.number("select count(*) from samples where note = 'n' or typeof(a) <> 'integer'"), 0);
    assert_eq!(f.db.update::<Sample>().set(Sample::A.to(Sample::A.add(1))).filter(Sample::ID.le(3)).run().unwrap(), 3);
    assert_eq!(f.rows("select a from samples where id <= 3"), ["8", "-6", "1"]);
    assert_eq!(f.db.update::<Sample>().set(Sample::B.to(Sample::B.mul(2))).filter(Sample::ID.le(3)).run().unwrap(), 3);
    assert_eq!(f.rows("select b from samples where id <= 3"), ["4", "NULL", "0"]);
    // A REAL column takes a REAL.
    f.db.update::<Sample>().set(Sample::X.to(Sample::X.mul(1e300))).all_rows().run().unwrap();
}

#[test]
fn an_upsert_is_checked_too() {
    let f = samples();
    let row = NewSample::builder().id(4).a(1).x(0.0).word("w").small(1).build();
    let upsert = |value: Expr<Upsert<Sample>, i64>| {
        f.db.insert(row.clone()).on_conflict(Sample::ID).do_update(Sample::A.to(value)).run()
    };
    assert!(upsert(Sample::A.add(1)).unwrap_err().is_overflow());
    assert_eq!(upsert(Sample::A.sub(1)).unwrap(), 1);
    assert_eq!(f.number("select a from samples where id = 4"), i64::MAX - 1);
}

#[test]
fn strict_tables_refuse_what_overflowed() {
    let f = strict();
    let one_step = || Strict::update().set(Strict::N.to(Strict::N.add(1))).all_rows();
    assert!(!one_step().to_sql().unwrap().unwrap().text.contains("typeof"), "SQLite checks one step by itself");
    let refused = one_step().using(&f.db).run().unwrap_err();
    assert_eq!(refused.constraint_kind(), Some(ConstraintKind::DataType));
    // SQLite would store this as 0.
    let there_and_back = f.db.update::<Strict>().set(Strict::N.to(Strict::N.add(5).sub(Strict::N))).all_rows().run();
    assert!(there_and_back.unwrap_err().is_overflow());
    let nullable = f.db.update::<Strict>().set(Strict::M.to(Strict::N.add(5).sub(Strict::N).div(Strict::M))).all_rows();
    assert!(nullable.run().unwrap_err().is_overflow());
    assert_eq!(f.rows("select n, m from strict"), ["9223372036854775807|1", "5|NULL"]);
    let any = f.db.update::<AnyType>().set(AnyType::N.to(AnyType::N.add(1))).all_rows().run();
    assert!(any.unwrap_err().is_overflow());
}

#[test]
fn a_sum_that_overflows_says_so() {
    let f = samples();
    let largest = f.db.select::<Sample>().filter(Sample::A.gt(0));
    let sum = largest.columns(Sample::A.sum()).one().unwrap_err();
    assert!(sum.is_overflow(), "{sum}");
    assert_eq!(sum.to_string(), "integer overflow");
}

#[derive(Table, Debug, PartialEq)]
struct Narrow {
    #[column(primary_key)]
    id: u32,
    a: i8,
    b: Option<u16>,
    c: u64,
    d: bool,
    e: i64,
}

#[test]
fn columns_of_narrow_integers_check_their_range() {
    let f = Fixture::new(&schema!(Narrow));
    let insert = |values: &str| f.raw.execute(&format!("insert into narrow values ({values})"), []);
    assert!(insert("1, -128, 65535, 9223372036854775807, 1, 9223372036854775807").is_ok());
    assert!(insert("4294967295, 127, null, 0, 0, -9223372036854775808").is_ok());
    for outside in
        ["3, -129, 0, 0, 0, 0", "3, 128, 0, 0, 0, 0", "3, 0, 65536, 0, 0, 0", "3, 0, 0, -1, 0, 0", "3, 0, 0, 0, 2, 0"]
    {
        assert!(insert(outside).is_err(), "{outside}");
    }
    assert!(insert("4294967296, 0, 0, 0, 0, 0").is_err());
    assert_eq!(f.db.select::<Narrow>().all().unwrap().len(), 2);
    let update = f.db.update::<Narrow>().set(Narrow::A.to(Narrow::A.add(1))).all_rows().run();
    assert!(update.unwrap_err().is_check_violation());
}

#[test]
fn rows_of_a_select_are_checked_before_they_are_inserted() {
    let f = samples();
    f.raw.execute_batch("create table target (id integer primary key, n integer)").unwrap();
    let insert = |rows| f.db.insert_select((Target::ID, Target::N), rows).run();
    let sum = |id: i64| Sample::select().filter(Sample::ID.eq(id)).columns((Sample::ID, Sample::A.add(1)));
    assert!(insert(sum(4)).unwrap_err().is_overflow());
    assert_eq!(insert(sum(1)).unwrap(), 1);
    let both = f.db.insert_select((Target::ID, Target::N), sum(2).union_all(sum(4))).run();
    assert!(both.unwrap_err().is_overflow());
    assert_eq!(f.rows("select id, n, typeof(n) from target"), ["1|8|integer"]);
    // What raw SQL computes is not known, and checked as well.
    let raw = sql!("{Sample::A} + 1").expr::<i64>();
    let update = f.db.update::<Sample>().set(Sample::A.to(raw)).filter(Sample::ID.eq(4)).run();
    assert!(update.unwrap_err().is_overflow());
    // So is what a subquery has computed.
    let computed = f.db.update::<Sample>().set(Sample::B.to(scalar(sum_of(4)))).filter(Sample::ID.eq(1)).run();
    assert!(computed.unwrap_err().is_overflow());
}

fn sum_of(id: i64) -> impl orm_sqlite::query::Subquery<Sample, i64> {
    Sample::select().filter(Sample::ID.eq(id)).columns(Sample::A.add(1))
}

#[derive(Table, Debug)]
#[table(name = "target", strict = false)]
struct Target {
    #[column(primary_key)]
    id: i64,
    n: i64,
}
