//! Full-text search.

use orm_sqlite::prelude::*;

use crate::model::Fixture;

#[derive(Table)]
#[table(fts(title, body))]
struct Article {
    #[column(primary_key)]
    id: i64,
    title: String,
    body: String,
}

#[test]
fn row_55_fts5_typed() {
    let fixture = Fixture::new(&schema!(Article));
    let db = &fixture.db;
    let article = |title: &str, body: &str| NewArticle::builder().title(title).body(body).build();
    db.insert_many([article("Tea", "Hot water"), article("Notes", "Some water"), article("Water", "Water!")])
        .run()
        .unwrap();
    let title = Search::<Article>::highlight(Article::TITLE, "[", "]");
    let found = db.select::<Article>().search("water").order_by(Search::<Article>::rank()).limit(1).columns(title);
    assert_eq!(found.all().unwrap(), ["[Water]"]);
}
