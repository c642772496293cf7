//! Roots, powers, logarithms and angles, against Rust's own.

use orm_sqlite::expr::pi;
use orm_sqlite::prelude::*;
use proptest::prelude::*;

#[derive(Table, Debug)]
#[table(insert(derive(Debug)))]
struct Pair {
    #[column(primary_key)]
    id: i64,
    x: f64,
    y: Option<f64>,
    n: i64,
}

fn database(rows: &[(f64, Option<f64>, i64)]) -> Database {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Pair)).unwrap();
    let rows = rows.iter().map(|(x, y, n)| NewPair { id: Set::Unset, x: *x, y: Set::Value(*y), n: *n });
    db.insert_many(rows).run().unwrap();
    db
}

/// A number that is one, as SQL has it: no NaN, and one zero.
fn known(x: f64) -> Option<f64> {
    (!x.is_nan()).then_some(x + 0.0)
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), Just(-1.0), Just(2.5), -10.0..10.0_f64, Just(1e300)]
}

proptest! {
    #![proptest_config(crate::model::property(60))]

    #[test]
    fn functions_are_those_of_rust(x in number(), y in prop::option::of(number()), n in -100_i64..100) {
        let db = database(&[(x, y, n)]);
        #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
        let whole = n as f64;
        let one = |expr: Expr<Pair, Option<f64>>| db.select::<Pair>().columns(expr).one().unwrap();
        let positive = |x: f64| if x > 0.0 { x } else { f64::NAN };
        for (found, expected) in [
            (one(Pair::X.sqrt()), known(x.sqrt())),
            (one(Pair::N.sqrt()), known(whole.sqrt())),
            (one(Pair::Y.exp()), y.map(f64::exp)),
            (one(Pair::X.ln()), known(positive(x).ln())),
            (one(Pair::X.log10()), known(positive(x).log10())),
            (one(Pair::X.log2()), known(positive(x).log2())),
            (one(Pair::X.log(10)), known(positive(x).ln() / 10_f64.ln())),
            (one(Pair::X.log(1)), None),
            (one(Pair::X.pow(Pair::Y)), y.and_then(|y| known(x.powf(y)))),
            (one(Pair::X.modulo(Pair::Y)), y.and_then(|y| known(x % y))),
            (one(Pair::N.modulo(7)), known(whole % 7.0)),
            (one(Pair::X.sin()), known(x.sin())),
            (one(Pair::X.cos()), known(x.cos())),
            (one(Pair::X.tan()), known(x.tan())),
            (one(Pair::X.asin()), known(x.asin())),
            (one(Pair::X.acos()), known(x.acos())),
            (one(Pair::X.atan()), known(x.atan())),
            (one(Pair::X.atan2(Pair::Y)), y.and_then(|y| known(x.atan2(y)))),
            (one(Pair::X.degrees()), known(x.to_degrees())),
            (one(Pair::Y.radians()), y.map(f64::to_radians)),
            (one(Pair::Y.floor()), y.map(f64::floor)),
            (one(Pair::Y.ceil()), y.map(f64::ceil)),
            (one(Pair::Y.trunc()), y.map(f64::trunc)),
        ] {
            prop_assert_eq!(found.map(|x| x + 0.0), expected.map(|x| x + 0.0));
        }
    }
}

#[test]
fn the_functions_stand_in_indexes_and_read_as_sqlites_do() {
    let db = database(&[(2.0, None, 3)]);
    db.execute_script("create index roots on pair (sqrt(x)); create table c (x real check (floor(x) = x))").unwrap();
    assert_eq!(db.select::<Pair>().filter(Pair::X.sqrt().gt(1.4)).count().unwrap(), 1);
    assert!(sql!("insert into c values (1.5)").run(&db).is_err());
    let same: (i64, f64, Option<f64>, Option<f64>, Option<f64>) =
        sql!("select ceil(7), ceiling(1.5), sqrt('16'), sqrt('inf'), sqrt(x'31')").one(&db).unwrap();
    assert_eq!(format!("{same:?}"), "(7, 2.0, Some(4.0), None, None)");
    let pi: f64 = db.select::<Pair>().columns(pi()).one().unwrap();
    assert_eq!(pi.to_bits(), std::f64::consts::PI.to_bits());
}

#[test]
fn every_handle_has_the_functions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let db = Database::open(&path).unwrap();
    db.create_tables(&schema!(Pair)).unwrap();
    db.insert(NewPair { id: Set::Unset, x: 9.0, y: Set::Unset, n: 1 }).run().unwrap();
    let root = Pair::select().columns(Pair::X.sqrt());
    assert_eq!(root.using(&Database::open_read_only(&path).unwrap()).one().unwrap(), Some(3.0));
}
