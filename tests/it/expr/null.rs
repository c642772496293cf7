//! `coalesce`, `nullif`, `IS NOT`, `typeof`, `CAST` and rowids.

use orm_sqlite::prelude::*;

use super::{Sample, same, same_everywhere, samples};
use crate::model::Fixture;

#[test]
fn coalesce_takes_the_first_value() {
    let f = samples();
    same_everywhere(&f, Sample::B.coalesce(Sample::A), "coalesce(b, a)");
    same_everywhere(&f, Sample::NOTE.coalesce("-"), "coalesce(note, '-')");
    same_everywhere(
        &f,
        Sample::B.null_if(0).coalesce(Sample::B.null_if(2)).coalesce(Sample::B).coalesce(-1),
        "coalesce(nullif(b, 0), nullif(b, 2), b, -1)",
    );
    let long = (0..200).fold(Sample::B.null_if(0), |chain, _| chain.coalesce(Sample::B));
    same_everywhere(&f, long, "coalesce(nullif(b, 0), b)");
    // A predicate that is `NULL` is the other one.
    let unknown: Vec<bool> = f.db.select::<Sample>().columns(Sample::B.gt(0).coalesce(true)).all().unwrap();
    assert_eq!(unknown, [true, true, false, false, true]);
}

#[test]
fn null_if_makes_null_of_one_value() {
    let f = samples();
    same_everywhere(&f, Sample::WORD.null_if("Ada"), "nullif(\"select\", 'Ada')");
    same_everywhere(&f, Sample::B.null_if(Sample::B), "nullif(b, b)");
    same_everywhere(&f, Sample::WORD.null_if(Sample::NOTE), "nullif(\"select\", note)");
    same_everywhere(&f, Sample::A.add(0).bit_and(-1).null_if(7), "nullif(a, 7)");
}

#[test]
fn null_is_a_value_of_is_distinct_from() {
    let f = samples();
    same_everywhere(&f, Sample::B.is_distinct_from(Sample::A), "b is not a");
    same_everywhere(&f, Sample::NOTE.is_not_distinct_from(Sample::WORD), "note is \"select\"");
    same_everywhere(&f, Sample::NOTE.is_not_distinct_from("x"), "note is 'x'");
    same_everywhere(&f, Sample::B.is_distinct_from(None), "b is not null");
    same_everywhere(&f, Sample::B.is_distinct_from(Some(2)), "b is not 2");
    same_everywhere(&f, Sample::NOTE.is_distinct_from(Some("x".to_owned())), "note is not 'x'");
    same_everywhere(&f, Sample::B.is_distinct_from(Sample::B.null_if(2)), "b is not nullif(b, 2)");
    same_everywhere(
        &f,
        Sample::B.null_if(2).is_not_distinct_from(Sample::B.null_if(0)),
        "nullif(b, 2) is nullif(b, 0)",
    );
}

#[test]
fn types_and_casts() {
    let f = samples();
    same_everywhere(&f, Sample::B.type_of(), "typeof(b)");
    same_everywhere(&f, Sample::X.mul(2).type_of(), "typeof(x * 2)");
    same_everywhere(&f, Sample::B.gt(0).type_of(), "typeof((b > 0) is true)");
    same_everywhere(&f, Sample::WORD.cast::<i64>(), "cast(\"select\" as integer)");
    same_everywhere(&f, Sample::B.cast::<String>(), "cast(b as text)");
    same_everywhere(&f, Sample::X.cast::<i64>(), "cast(x as integer)");
    same_everywhere(&f, Sample::A.cast::<f64>().cast::<String>(), "cast(cast(a as real) as text)");
    let blobs: Vec<Vec<u8>> = f.db.select::<Sample>().columns(Sample::WORD.cast::<Vec<u8>>()).all().unwrap();
    assert_eq!(blobs[1], "böb".as_bytes());
}

#[derive(Table, Debug)]
#[table(name = "odd")]
struct Odd {
    #[column(primary_key)]
    rowid: String,
    #[column(name = "_ROWID_")]
    other: i64,
}

#[derive(Table, Debug)]
struct Taken {
    #[column(primary_key)]
    rowid: String,
    #[column(name = "_rowid_")]
    other: i64,
    oid: i64,
}

#[derive(Table, Debug)]
#[table(without_rowid)]
struct Keyed {
    #[column(primary_key)]
    name: String,
}

alias!(Second = Sample as "second");

#[test]
fn a_rowid_has_three_names() {
    let f = Fixture::new(&schema!(Odd, Taken, Keyed));
    f.raw.execute_batch("insert into odd values ('a', 70), ('b', 80); insert into taken values ('a', 1, 2)").unwrap();
    let ids: Vec<(i64, String)> = f.db.select::<Odd>().columns((Odd::rowid(), Odd::ROWID)).all().unwrap();
    assert_eq!(ids, [(1, "a".to_owned()), (2, "b".to_owned())]);
    assert_eq!(f.db.delete::<Odd>().filter(Odd::rowid().eq(1)).run().unwrap(), 1);
    for refused in [
        f.db.select::<Taken>().columns(Taken::rowid()).all().unwrap_err(),
        f.db.select::<Keyed>().columns(Keyed::rowid()).all().unwrap_err(),
    ] {
        assert!(refused.is_refused(), "{refused}");
    }
    let f = samples();
    let pairs: Vec<(i64, Option<i64>)> =
        f.db.select::<Sample>()
            .left_join::<Second>()
            .on(Second::rowid().eq(Sample::rowid().add(1)))
            .filter(Sample::rowid().gt(3))
            .columns((Sample::rowid(), Second::rowid()))
            .all()
            .unwrap();
    assert_eq!(pairs, [(4, Some(5)), (5, None)]);
    same(&f, Sample::rowid(), "id");
    let beside = f.db.select::<Sample>().group_by(Sample::WORD).columns((Sample::rowid(), count())).all();
    assert!(beside.unwrap_err().is_refused());
    let grouped = f.db.select::<Sample>().group_by(Sample::ID).columns((Sample::rowid(), count())).all().unwrap();
    assert_eq!(grouped.len(), 5);
}
