//! Vectors: their distances against plain Rust, and what the table refuses.

use orm_sqlite::prelude::*;
use orm_sqlite::value::Vector;

use crate::model::Fixture;

#[derive(Table, Debug, Clone, PartialEq)]
struct Item {
    #[column(primary_key)]
    id: i64,
    place: Vector<3>,
    maybe: Option<Vector<3>>,
}

fn places() -> Vec<[f32; 3]> {
    let mut seed = 7_u32;
    let mut next = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from(i16::from_le_bytes([seed.to_le_bytes()[2], seed.to_le_bytes()[3]])) / 1000.0
    };
    (0..50).map(|_| [next(), next(), next()]).collect()
}

fn fixture() -> Fixture {
    let fixture = Fixture::new(&schema!(Item));
    fixture.db.enable_vectors().unwrap();
    let rows = places().into_iter().enumerate().map(|(at, place)| {
        let maybe = (at % 2 == 0).then(|| Vector::from(place));
        NewItem::builder().place(Vector::from(place)).maybe(maybe).build()
    });
    fixture.db.insert_many(rows).run().unwrap();
    fixture
}

fn dot(left: [f32; 3], right: [f32; 3]) -> f64 {
    left.iter().zip(right).map(|(left, right)| f64::from(*left) * f64::from(right)).sum()
}

fn l2(left: [f32; 3], right: [f32; 3]) -> f64 {
    left.iter().zip(right).map(|(left, right)| (f64::from(*left) - f64::from(right)).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn the_nearest_are_those_of_a_plain_search() {
    let fixture = fixture();
    let db = &fixture.db;
    let asked = [1.5, -2.0, 0.25];
    let found: Vec<(i64, f64)> = db
        .select::<Item>()
        .order_by(Item::PLACE.distance_l2(Vector::from(asked)))
        .limit(5)
        .columns((Item::ID, Item::PLACE.distance_l2(Vector::from(asked))))
        .all()
        .unwrap();
    let mut expected: Vec<(i64, f64)> = (1..).zip(places().into_iter().map(|place| l2(place, asked))).collect();
    expected.sort_by(|left, right| left.1.total_cmp(&right.1));
    for ((id, distance), (expected_id, expected)) in found.into_iter().zip(expected) {
        assert_eq!(id, expected_id);
        assert!((distance - expected).abs() < 1e-9);
    }
    let rows: Vec<(f64, f64, Option<f64>)> = db
        .select::<Item>()
        .order_by(Item::ID)
        .columns((
            Item::PLACE.dot(Vector::from(asked)),
            Item::PLACE.distance_cos(Vector::from(asked)),
            Item::PLACE.dot(Item::MAYBE),
        ))
        .all()
        .unwrap();
    for (at, ((product, cosine, own), place)) in rows.into_iter().zip(places()).enumerate() {
        assert!((product - dot(place, asked)).abs() < 1e-9);
        let expected = 1.0 - dot(place, asked) / (dot(place, place) * dot(asked, asked)).sqrt();
        assert!((cosine - expected).abs() < 1e-9);
        assert_eq!(own.is_some(), at % 2 == 0);
    }
    let near = db.select::<Item>().filter(Item::PLACE.distance_l2(Vector::from(places()[3])).eq(0.0)).columns(Item::ID);
    assert_eq!(near.all().unwrap(), [4]);
    let zero = db.select::<Item>().limit(1).columns(Item::PLACE.distance_cos(Vector::from([0.0; 3]))).one().unwrap();
    assert!((zero - 1.0).abs() < 1e-9);
}

#[test]
fn vectors_are_stored_little_endian_and_of_one_length() {
    let fixture = fixture();
    let db = &fixture.db;
    assert_eq!(db.select::<Item>().filter(Item::ID.eq(3)).one().unwrap().place, Vector::from(places()[2]));
    let bytes: Vec<u8> = fixture.raw.query_row("select place from item where id = 1", [], |row| row.get(0)).unwrap();
    let expected: Vec<u8> = places()[0].iter().flat_map(|number| number.to_le_bytes()).collect();
    assert_eq!(bytes, expected);
    assert!(fixture.raw.execute("insert into item (place) values (x'0000')", []).is_err(), "the table checks");
    assert!(fixture.raw.execute("insert into item (place, maybe) values (zeroblob(12), null)", []).is_ok());
    let nan = db.insert(NewItem::builder().place(Vector::from([f32::NAN, 0.0, 0.0])).build()).run().unwrap_err();
    assert!(nan.is_encode());
    assert!(Vector::<3>::try_from(vec![1.0, 2.0]).is_err());
    assert_eq!(Vector::<2>::try_from(vec![1.0, 2.0]).unwrap(), Vector::from([1.0, 2.0]));
    let lengths = sql!("select vector_dot(zeroblob(4), zeroblob(8))").one::<f64, _>(db).unwrap_err();
    assert!(lengths.to_string().contains("one length"), "{lengths}");
    let text = sql!("select vector_dot('c4n4ry', zeroblob(8))").one::<f64, _>(db).unwrap_err();
    assert!(text.to_string().contains("BLOB") && !text.to_string().contains("c4n4ry"), "{text}");
}

#[test]
fn without_the_functions_the_error_says_how_to_get_them() {
    let fixture = Fixture::new(&schema!(Item));
    let error = fixture.db.select::<Item>().columns(Item::PLACE.dot(Item::PLACE)).all().unwrap_err();
    assert!(error.to_string().contains("enable_vectors"), "{error}");
}
