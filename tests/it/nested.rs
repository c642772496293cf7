//! Nested inserts: new rows with new rows below them, all or none. What is stored is read by hand-written SQL.

use orm_sqlite::prelude::*;
use tempfile::TempDir;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "shops")]
#[relations(
    orders = has_many(Order::SHOP_CODE),
    card = has_one(Card::SHOP_ID),
    parts = has_many(Shop::PARENT_ID),
)]
struct Shop {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    code: Option<String>,
    #[column(references = Shop::ID)]
    parent_id: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "order", primary_key(year, number))]
#[relations(
    shop = belongs_to(shop_code),
    lines = has_many(Line::YEAR, Line::NUMBER),
    labels = many_to_many(Label, through((OrderLabel::YEAR, OrderLabel::NUMBER), OrderLabel::LABEL_ID)),
)]
struct Order {
    year: i64,
    number: i64,
    #[column(references = Shop::CODE)]
    shop_code: Option<String>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "lines", foreign_key(columns(year, number), references(Order::YEAR, Order::NUMBER)))]
#[relations(notes = has_many(Note::LINE_ID))]
struct Line {
    #[column(primary_key)]
    id: i64,
    year: i64,
    number: i64,
    #[column(name = "what \"now\"", default = "thing")]
    what: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(references = Line::ID)]
    line_id: i64,
    #[column(unique)]
    body: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "labels")]
struct Label {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(
    name = "order_labels",
    primary_key(year, number, label_id),
    foreign_key(columns(year, number), references(Order::YEAR, Order::NUMBER))
)]
struct OrderLabel {
    year: i64,
    number: i64,
    #[column(references = Label::ID)]
    label_id: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "cards")]
struct Card {
    #[column(primary_key)]
    id: i64,
    #[column(unique, references = Shop::ID)]
    shop_id: i64,
}

struct Files {
    _directory: TempDir,
    db: Database,
    plain: rusqlite::Connection,
}

impl Files {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("nested.db");
        let db = Database::open(&path).unwrap();
        db.create_tables(&schema!(Shop, Order, Line, Note, Label, OrderLabel, Card)).unwrap();
        let plain = rusqlite::Connection::open(path).unwrap();
        Self { _directory: directory, db, plain }
    }

    /// The rows of a query of one text column.
    fn texts(&self, sql: &str) -> Vec<String> {
        let mut stmt = self.plain.prepare(sql).unwrap();
        stmt.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn numbers(&self, sql: &str) -> Vec<i64> {
        let mut stmt = self.plain.prepare(sql).unwrap();
        stmt.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

fn shop(code: &str) -> NewShop {
    NewShop::builder().code(code.to_owned()).build()
}

fn order(number: i64) -> NewOrder {
    NewOrder::builder().year(2026).number(number).build()
}

#[test]
fn four_levels_of_many_parents_are_placed_in_order() {
    let files = Files::new();
    let shops = (0_i64..70).map(|index| {
        shop(&format!("s{index}")).with_new(Shop::orders(), move |shop| {
            let name = shop.code.clone().unwrap_or_default();
            (0..index % 3).map(move |part| {
                let name = name.clone();
                order(index * 10 + part).with_new(Order::lines(), move |order| {
                    let number = order.number;
                    ["b", "a"].map(|what| {
                        let line = NewLine::builder().year(2026).number(number).what(what).build();
                        let body = format!("{name} {number} {what}");
                        line.with_new(Line::notes(), move |line| {
                            [NewNote::builder().line_id(line.id).body(body).build()]
                        })
                    })
                })
            })
        })
    });
    let stored = files.db.insert_nested_many(shops).unwrap();
    assert_eq!(stored.iter().map(|shop| shop.id).collect::<Vec<_>>(), (1..=70).collect::<Vec<_>>());
    let joined = files.texts(
        r#"SELECT s.code || ' ' || o.number || ' ' || l."what ""now""" FROM shops s JOIN "order" o ON o.shop_code = s.code
           JOIN lines l ON (l.year, l.number) = (o.year, o.number) JOIN notes n ON n.line_id = l.id ORDER BY n.id"#,
    );
    let wanted: Vec<String> = (0..70)
        .flat_map(|shop| (0..shop % 3).map(move |part| (shop, shop * 10 + part)))
        .flat_map(|(shop, number)| ["b", "a"].map(|what| format!("s{shop} {number} {what}")))
        .collect();
    assert_eq!(joined, wanted);
    assert_eq!(files.texts("SELECT body FROM notes ORDER BY id"), wanted);
}

#[test]
fn a_key_is_the_parents_whatever_the_child_says() {
    let files = Files::new();
    files.db.insert(shop("other")).run().unwrap();
    let new = shop("mine").with_new(Shop::orders(), |_| {
        let said = NewOrder::builder().year(1).number(2).shop_code("other".to_owned()).build();
        [order(1), said]
    });
    files.db.insert_nested(new).unwrap();
    assert_eq!(files.texts(r#"SELECT shop_code FROM "order" ORDER BY year"#), ["mine", "mine"]);
}

#[test]
fn one_table_refers_to_itself_and_a_parent_has_one_card() {
    let files = Files::new();
    let new = shop("root")
        .with_new(Shop::parts(), |_| [shop("left"), shop("right")])
        .with_new(Shop::card(), |shop| Some(NewCard::builder().shop_id(shop.id).build()));
    let root = files.db.insert_nested(new).unwrap();
    let parts = format!("SELECT code FROM shops WHERE parent_id = {} ORDER BY id", root.id);
    assert_eq!(files.texts(&parts), ["left", "right"]);
    assert_eq!(files.numbers("SELECT shop_id FROM cards"), [root.id]);
}

#[test]
fn children_of_many_to_many_are_inserted_and_linked() {
    let files = Files::new();
    files.db.insert_many(["old", "older"].map(|name| NewLabel::builder().name(name).build())).run().unwrap();
    let orders = [1, 2].map(|number| {
        order(number)
            .with_new(Order::labels(), |order| {
                let number = order.number;
                ["x", "y"].map(|name| NewLabel::builder().name(format!("{name}{number}")).build())
            })
            .with_links(Order::labels(), [number, number])
    });
    files.db.insert_nested_many(orders).unwrap();
    let links =
        "SELECT o.number || l.name FROM order_labels o JOIN labels l ON l.id = o.label_id ORDER BY o.number, l.id";
    assert_eq!(files.texts(links), ["1old", "1x1", "1y1", "2older", "2x2", "2y2"]);
}

#[test]
fn rows_are_loaded_with_relations_in_the_order_of_the_input() {
    let files = Files::new();
    let orders = [7, 3, 5].map(|number| {
        order(number)
            .with_new(Order::lines(), move |_| (0..number).map(|_| NewLine::builder().year(0).number(0).build()))
    });
    let rows = files.db.insert_nested_query(orders, |order| order.with_lines()).unwrap();
    let counts: Vec<_> = rows.iter().map(|row| (row.number, row.lines.len())).collect();
    assert_eq!(counts, [(7, 7), (3, 3), (5, 5)]);
    assert!(rows[0].lines.iter().all(|line| (line.year, line.number, line.what.as_str()) == (2026, 7, "thing")));
    let none = files.db.insert_nested_query(Vec::<NewOrder>::new(), |order| order.with_lines()).unwrap();
    assert!(none.is_empty());
}

#[test]
fn nothing_below_asks_for_nothing() {
    let files = Files::new();
    let new = NewShop::builder().build().with_new(Shop::orders(), |_| Vec::<NewOrder>::new());
    assert_eq!(files.db.insert_nested(new).unwrap().code, None);
    assert!(files.db.insert_nested_many(Vec::<NewShop>::new()).unwrap().is_empty());
    let new = order(1).with_links(Order::labels(), Vec::<i64>::new());
    files.db.insert_nested(new).unwrap();
    assert_eq!(files.numbers("SELECT count(*) FROM order_labels"), [0]);
}

#[test]
fn a_failure_at_the_lowest_level_takes_all_back() {
    let files = Files::new();
    let new = || {
        shop("s").with_new(Shop::orders(), |_| {
            [order(1).with_new(Order::lines(), |_| {
                let line = NewLine::builder().year(0).number(0).build();
                [line.with_new(Line::notes(), |_| {
                    ["same", "same"].map(|body| NewNote::builder().line_id(0).body(body).build())
                })]
            })]
        })
    };
    let error = files.db.insert_nested(new()).unwrap_err();
    assert!(error.is_unique_violation());
    assert!(error.to_string().contains("notes"), "{error}");
    assert_eq!(files.numbers(r#"SELECT (SELECT count(*) FROM shops) + (SELECT count(*) FROM "order")"#), [0]);

    // Within a transaction the rest of it stays.
    files
        .db
        .transaction(|tx| {
            tx.insert(shop("kept")).run()?;
            assert!(tx.insert_nested(new()).is_err());
            Ok(())
        })
        .unwrap();
    assert_eq!(files.texts("SELECT code FROM shops"), ["kept"]);
}

#[test]
fn a_parent_without_the_key_has_no_children() {
    let files = Files::new();
    let error =
        files.db.insert_nested(NewShop::builder().build().with_new(Shop::orders(), |_| [order(1)])).unwrap_err();
    assert!(error.is_refused());
    assert_eq!(error.to_string(), "`shops.code` is NULL in a new row, so that nothing can be its `orders`");
    assert_eq!(files.numbers(r#"SELECT (SELECT count(*) FROM shops) + (SELECT count(*) FROM "order")"#), [0]);
}
