//! Row values.

use orm_sqlite::prelude::*;

use super::{Other, Sample, same_everywhere, samples};
use crate::model::Fixture;

#[test]
fn row_values_compare_as_sqlite_does() {
    let f = samples();
    same_everywhere(&f, (Sample::WORD, Sample::A).eq(("Ada", 7)), "((\"select\", a) = ('Ada', 7)) is true");
    same_everywhere(&f, (Sample::B, Sample::A).ne((2, 7)), "((b, a) <> (2, 7)) is true");
    same_everywhere(&f, (Sample::A, Sample::B).lt((7, 3)), "((a, b) < (7, 3)) is true");
    same_everywhere(&f, (Sample::B, Sample::A).le((Sample::B, 0)), "((b, a) <= (b, 0)) is true");
    same_everywhere(&f, (Sample::NOTE, Sample::ID).gt(("x", 0)), "((note, id) > ('x', 0)) is true");
    same_everywhere(&f, (Sample::B, Sample::A, Sample::X).ge((0, 0, 0)), "((b, a, x) >= (0, 0, 0)) is true");
    same_everywhere(
        &f,
        (Sample::A.bit_and(7), Sample::WORD.concat("!")).lt((Sample::B, Sample::NOTE.coalesce(""))),
        "((a & 7, \"select\" || '!') < (b, coalesce(note, ''))) is true",
    );
    // `NULL` stays `NULL`, in which `not` is not true either.
    let unknown = (Sample::B, Sample::A).lt((0, 0));
    assert_eq!(f.db.select::<Sample>().filter(unknown.clone()).count().unwrap(), 1);
    assert_eq!(f.db.select::<Sample>().filter(unknown.not()).count().unwrap(), 3);
}

#[test]
fn row_values_stand_in_lists() {
    let f = samples();
    same_everywhere(
        &f,
        (Sample::WORD, Sample::A).in_list([("Ada", 7), ("", 0), ("x", 1)]),
        "(\"select\", a) in (values ('Ada', 7), ('', 0), ('x', 1))",
    );
    same_everywhere(&f, (Sample::B, Sample::A).in_list([(2, 7)]), "((b, a) in (values (2, 7))) is true");
    same_everywhere(
        &f,
        (Sample::B, Sample::A).not_in_list([(2, 7), (5, -7)]),
        "((b, a) not in (values (2, 7), (5, -7))) is true",
    );
    let none: Vec<(i64, i64)> = Vec::new();
    same_everywhere(&f, (Sample::A, Sample::ID).in_list(none.clone()), "0");
    same_everywhere(&f, (Sample::A, Sample::ID).not_in_list(none.clone()), "1");
    let refused = f.db.delete::<Sample>().filter((Sample::A, Sample::ID).not_in_list(none)).run();
    assert!(refused.unwrap_err().is_refused());
    assert_eq!(f.db.delete::<Sample>().filter((Sample::WORD, Sample::ID).in_list([("Ada", 1)])).run().unwrap(), 1);
    let nan = f.db.select::<Sample>().filter((Sample::ID, Sample::X).in_list([(1, 0.0), (1, f64::NAN)])).all();
    assert_eq!(nan.unwrap_err().value_place(), Some("samples.x"));
    let nan = f.db.select::<Sample>().filter((Sample::ID, Sample::X).lt((1, f64::NAN))).all();
    assert_eq!(nan.unwrap_err().value_place(), Some("samples.x"));
}

#[test]
fn a_list_of_rows_has_the_limit_of_parameters() {
    let f = samples();
    let of =
        |rows: i64| f.db.select::<Sample>().filter((Sample::ID, Sample::A).in_list((0..rows).map(|n| (n, 7)))).count();
    assert_eq!(of(16_383).unwrap(), 1);
    assert!(of(16_384).unwrap_err().is_limit());
    assert!(of(1_000_000).unwrap_err().is_limit());
}

#[test]
fn row_values_of_two_tables_and_of_groups() {
    let f = samples();
    let pairs =
        f.db.select::<Sample>()
            .left_join::<Other>()
            .on((Other::ID, Other::A).eq((Sample::ID, Sample::A)))
            .filter((Sample::ID, Sample::ID).ge((1, 1)))
            .order_by(Sample::ID)
            .columns((Sample::ID, Other::ID))
            .all()
            .unwrap();
    assert_eq!(pairs, [(1, Some(1)), (2, None), (3, None), (4, None), (5, None)]);
    let groups =
        f.db.select::<Sample>()
            .group_by(Sample::WORD)
            .having((count(), Sample::ID.max()).ge((2, 5)))
            .columns(Sample::WORD)
            .all()
            .unwrap();
    assert_eq!(groups, ["Ada"]);
}

#[derive(Table, Debug)]
#[table(name = "folded", index(word, n))]
struct Folded {
    #[column(primary_key)]
    id: i64,
    #[column(collate = nocase)]
    word: String,
    n: i64,
}

#[test]
fn each_part_keeps_its_collation_and_the_index_is_used() {
    let f = Fixture::new(&schema!(Folded));
    f.raw.execute_batch("insert into folded (word, n) values ('a', 1), ('A', 2), ('b', 3)").unwrap();
    let ids = |filter: Expr<Folded, bool>| f.db.select::<Folded>().filter(filter).columns(Folded::ID).all().unwrap();
    assert_eq!(ids((Folded::WORD, Folded::N).in_list([("A", 1), ("a", 2)])), [1, 2]);
    assert_eq!(ids((Folded::WORD, Folded::N).eq(("A", 1))), [1]);
    assert_eq!(ids((Folded::WORD, Folded::N).gt(("A", 1))), [2, 3]);
    let sql = Folded::select().filter((Folded::WORD, Folded::N).gt(("A", 1))).to_sql().unwrap();
    let mut plan = f.raw.prepare(&format!("explain query plan {}", sql.text)).unwrap();
    let plan: String = plan.query_row(("A", 1), |row| row.get(3)).unwrap();
    assert!(plan.contains("SEARCH") && plan.contains("folded_word_n"), "{plan}");
}

#[test]
fn sixteen_parts_are_compared() {
    let f = samples();
    let id = Sample::ID;
    let row = (id, id, id, id, id, id, id, id, id, id, id, id, id, id, id, id);
    assert_eq!(
        f.db.select::<Sample>().filter(row.gt((1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))).count().unwrap(),
        4
    );
}
