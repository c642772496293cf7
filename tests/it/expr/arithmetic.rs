//! Numbers and bits.

use orm_sqlite::prelude::*;

use super::{Other, Sample, same, same_everywhere, samples};

#[test]
fn numbers_are_computed_as_sqlite_does() {
    let f = samples();
    same(&f, Sample::A.add(Sample::B), "a + b");
    same(&f, Sample::A.sub(3).mul(Sample::B).add(1), "((a - 3) * b) + 1");
    same(&f, Sample::A.neg(), "-a");
    same(&f, Sample::B.neg().neg(), "-(-b)");
    same(&f, Sample::X.mul(2).sub(Sample::Y), "x * 2 - y");
    same(&f, Sample::X.neg(), "-x");
    same(&f, Sample::A.sub(Sample::A.sub(Sample::A.sub(1))), "a - (a - (a - 1))");
}

#[test]
fn a_division_is_of_integers_and_null_by_zero() {
    let f = samples();
    same(&f, Sample::A.div(2), "a / 2");
    same(&f, Sample::A.rem(4), "a % 4");
    same(&f, Sample::A.div(Sample::B), "a / b");
    same(&f, Sample::A.rem(Sample::B), "a % b");
    same(&f, Sample::A.div(0), "null");
    same(&f, Sample::A.rem(0), "null");
    same(&f, Sample::X.div(0), "null");
    same(&f, Sample::X.div(Sample::Y), "x / y");
    same(&f, Sample::A.mul(2).div(3).rem(2), "((a * 2) / 3) % 2");
    same(&f, Sample::A.div(Sample::A.div(2)), "a / (a / 2)");
    // The smallest integer by -1 does not fit, and its remainder is 0.
    let smallest = f.db.select::<Sample>().filter(Sample::ID.eq(5));
    assert!(smallest.columns(Sample::A.div(-1)).one().unwrap_err().is_decode());
    let smallest = f.db.select::<Sample>().filter(Sample::ID.eq(5));
    assert_eq!(smallest.columns(Sample::A.rem(-1)).one().unwrap(), Some(0));
}

#[test]
fn bits_are_those_of_64() {
    let f = samples();
    same_everywhere(&f, Sample::A.bit_and(Sample::B), "a & b");
    same_everywhere(&f, Sample::A.bit_or(Sample::B), "a | b");
    same_everywhere(&f, Sample::A.bit_not(), "~a");
    same_everywhere(&f, Sample::A.shl(Sample::B), "a << b");
    same_everywhere(&f, Sample::A.shr(Sample::B), "a >> b");
    same_everywhere(&f, Sample::A.shl(-1), "a << -1");
    same_everywhere(&f, Sample::A.shr(64), "a >> 64");
    same_everywhere(&f, Sample::A.bit_not().bit_and(255).bit_or(Sample::B.bit_not()), "((~a) & 255) | (~b)");
    same_everywhere(&f, Sample::A.shr(1).shl(2).bit_and(Sample::A.bit_or(1)), "((a >> 1) << 2) & (a | 1)");
    let small: Vec<u8> = f.db.select::<Sample>().columns(Sample::SMALL.bit_and(15)).all().unwrap();
    assert_eq!(small, [8, 0, 15, 1, 8]);
    // A result that is no `u8` is never cut off.
    let turned = f.db.select::<Sample>().columns(Sample::SMALL.bit_not()).all();
    assert!(turned.unwrap_err().is_decode());
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let f = samples();
    let rows =
        f.db.select::<Sample>()
            .left_join::<Other>()
            .on(Other::ID.eq(Sample::ID))
            .filter(Sample::ID.le(3))
            .order_by(Sample::ID)
            .columns((Sample::A.add(Other::A), Other::A.neg(), Other::B.coalesce(Sample::B), Other::rowid()))
            .all()
            .unwrap();
    let rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    assert_eq!(
        rows,
        [
            "(Some(14), Some(-7), Some(2), Some(1))",
            "(Some(-6), Some(-1), Some(2), Some(2))",
            "(None, None, Some(0), None)"
        ]
    );
}
