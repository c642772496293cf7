//! Raw SQL, JSON, vectors.

use orm_sqlite::expr::Function;
use orm_sqlite::prelude::*;
use orm_sqlite::value::Vector;
use serde_json::json;

use crate::model::Fixture;

#[derive(Table)]
struct Page {
    #[column(primary_key)]
    id: i64,
    meta: Json<JsonValue>,
}

#[test]
fn row_48_raw_sql_with_typed_result() {
    let fixture = Fixture::new(&schema!(Page));
    let db = &fixture.db;
    db.insert(NewPage::builder().meta(Json(json!({"n": 1}))).build()).run().unwrap();
    let (least, wanted) = (0, Page::META.json_extract::<i64>(JsonPath::root().key("n")).gt(0));
    let (id, meta): (i64, Json<JsonValue>) =
        sql!("select id, meta from page where id > {least} and {wanted}").one(db).unwrap();
    assert_eq!((id, meta), (1, Json(json!({"n": 1}))));
    let typed = sql!("{Page::ID} % {2}").expr::<i64>();
    assert_eq!(db.select::<Page>().filter(typed.eq(1)).count().unwrap(), 1);
}

#[test]
fn row_54_json_path_operators() {
    let fixture = Fixture::new(&schema!(Page));
    let db = &fixture.db;
    let page = |meta| NewPage::builder().meta(Json(meta)).build();
    db.insert_many([page(json!({"a.b": {"n": [1, 2]}})), page(json!({"a.b": {"n": [3]}}))]).run().unwrap();
    let n = JsonPath::root().key("a.b").key("n");
    let last = Page::META.json_extract::<i64>(n.clone().last());
    let rows: Vec<(i64, Option<Json<Vec<i64>>>)> = db
        .select::<Page>()
        .filter(last.clone().gt(2))
        .order_by(last)
        .columns((Page::ID, Page::META.json_get(&n)))
        .all()
        .unwrap();
    assert_eq!(rows, [(2, Some(Json(vec![3])))]);
    db.update::<Page>().set(Page::META.to(Page::META.json_set(n.append(), Page::ID))).all_rows().run().unwrap();
    assert_eq!(fixture.rows(r#"select meta ->> '$."a.b".n' from page"#), ["[1,2,1]", "[3,2]"]);
}

#[derive(Table)]
struct Item {
    #[column(primary_key)]
    id: i64,
    place: Vector<2>,
}

#[test]
fn row_56_vector_search() {
    /// The program's own measure, over the bytes.
    const DISTANCE: Function<(Vector<2>, Vector<2>), f64> = Function::new("distance").deterministic();

    let fixture = Fixture::new(&schema!(Item));
    let db = &fixture.db;
    db.enable_vectors().unwrap();
    db.create_function(DISTANCE, |(left, right)| {
        let pairs = left.as_slice().iter().zip(right.as_slice());
        Ok(pairs.map(|(left, right)| f64::from((left - right).abs())).sum())
    })
    .unwrap();
    let item = |place: [f32; 2]| NewItem::builder().place(Vector::from(place)).build();
    db.insert_many([item([0.0, 1.0]), item([5.0, 5.0]), item([1.0, 1.0])]).run().unwrap();
    let asked = || Vector::from([1.0, 0.5]);
    let nearest = db.select::<Item>().order_by(Item::PLACE.distance_l2(asked())).limit(2).columns(Item::ID).all();
    assert_eq!(nearest.unwrap(), [3, 1]);
    let own = db.select::<Item>().order_by(DISTANCE.call((Item::PLACE, asked()))).limit(2).columns(Item::ID).all();
    assert_eq!(own.unwrap(), [3, 1]);
}
