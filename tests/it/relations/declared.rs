//! Filters and orders that a relation declares, against hand-written SQL.

use orm_sqlite::prelude::*;
use serde::Serialize;

use crate::model::Fixture;

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "shops")]
#[relations(
    articles = has_many(Article::SHOP_ID, order_by = (Article::PRICE.desc().nulls_last(), Article::ID)),
    offered = has_many(Article::SHOP_ID, filter = Article::PRICE.is_not_null().and(Article::HIDDEN.eq(false)), order_by = Article::ID.desc()),
    reviewed = has_many(Article::SHOP_ID, filter = Article::reviews().exists()),
    labels = many_to_many(Label, through(ShopLabel::SHOP_ID, ShopLabel::LABEL_ID), filter = Label::PUBLIC.eq(true), order_by = Label::NAME),
    branches = has_many(Shop::MAIN_ID, filter = Shop::OPEN.eq(true)),
    main = belongs_to(main_id, filter = Shop::OPEN.eq(true)),
)]
struct Shop {
    #[column(primary_key)]
    id: i64,
    #[column(references = Shop::ID)]
    main_id: i64,
    open: bool,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "articles")]
#[relations(
    shop = belongs_to(shop_id, filter = Shop::OPEN.eq(true)),
    reviews = has_many(Review::ARTICLE_ID, order_by = Review::STARS.desc()),
)]
struct Article {
    #[column(primary_key)]
    id: i64,
    #[column(references = Shop::ID)]
    shop_id: i64,
    price: Option<i64>,
    #[column(default = false)]
    hidden: bool,
}

#[derive(Table, Debug, Clone, PartialEq, Serialize)]
#[table(name = "reviews")]
struct Review {
    #[column(primary_key)]
    id: i64,
    #[column(references = Article::ID)]
    article_id: i64,
    stars: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "labels")]
struct Label {
    #[column(primary_key)]
    id: i64,
    name: String,
    public: bool,
}

#[derive(Table)]
#[table(name = "shop_labels", primary_key(shop_id, label_id))]
struct ShopLabel {
    #[column(references = Shop::ID)]
    shop_id: i64,
    #[column(references = Label::ID)]
    label_id: i64,
}

alias!(Branch = Shop as "branch");

fn shops() -> Fixture {
    let fixture = Fixture::new(&schema!(Shop, Article, Review, Label, ShopLabel));
    fixture
        .raw
        .execute_batch(
            "insert into shops values (1, 1, 1), (2, 1, 1), (3, 1, 0), (4, 3, 1);
             insert into articles values (1, 1, 5, 0), (2, 1, null, 0), (3, 1, 9, 0), (4, 1, 7, 1), (5, 2, 3, 0), (6, 3, 1, 0);
             insert into reviews values (1, 1, 3), (2, 1, 5), (3, 4, 1);
             insert into labels values (1, 'z', 1), (2, 'a', 1), (3, 'secret', 0);
             insert into shop_labels values (1, 1), (1, 2), (1, 3), (2, 3);",
        )
        .unwrap();
    fixture
}

fn ids(articles: &[Article]) -> Vec<i64> {
    articles.iter().map(|article| article.id).collect()
}

#[test]
fn a_load_has_the_filter_and_the_order() {
    let fixture = shops();
    let shops =
        fixture.db.query::<Shop>().order_by(Shop::ID).with_articles().with_offered().with_labels().all().unwrap();
    assert_eq!(ids(&shops[0].articles), [3, 4, 1, 2]);
    assert_eq!(ids(&shops[0].offered), [3, 1]);
    assert_eq!(ids(&shops[2].offered), [6]);
    let labels: Vec<&str> = shops[0].labels.iter().map(|label| label.name.as_str()).collect();
    assert_eq!(labels, ["a", "z"]);
    assert!(shops[1].labels.is_empty());

    // The query's own filter counts too, and its order replaces the relation's.
    let shop = fixture
        .db
        .query::<Shop>()
        .find(1)
        .with_offered_by(|articles| articles.filter(Article::ID.lt(4)).order_by(Article::ID))
        .with_articles_by(|articles| articles.limit(2).with_reviews())
        .one()
        .unwrap();
    assert_eq!(shop.offered.iter().map(|article| article.id).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(shop.articles.iter().map(|article| article.id).collect::<Vec<_>>(), [3, 4], "the two dearest");
    let stars = fixture.db.query::<Article>().find(1).with_reviews().one().unwrap();
    assert_eq!(stars.reviews.iter().map(|review| review.stars).collect::<Vec<_>>(), [5, 3]);
}

/// The levels below a filtered relation load what belongs to it, and nothing else.
#[test]
fn levels_below_a_filtered_relation() {
    let fixture = shops();
    let query = || {
        fixture
            .db
            .query::<Shop>()
            .order_by(Shop::ID)
            .with_reviewed_by(|articles| articles.order_by(Article::ID).with_reviews())
    };
    let reviews: Vec<usize> = query().all().unwrap()[0].reviewed.iter().map(|article| article.reviews.len()).collect();
    assert_eq!(reviews, [2, 1]);
    let statements = query().to_sql().unwrap();
    assert!(statements[2].text.contains("rarray"), "keyed by what was found: {}", statements[2].text);
}

/// A key that is not nullable promises a row, and a filter takes it away.
#[test]
fn a_filtered_parent_is_optional() {
    let fixture = shops();
    let articles = fixture.db.query::<Article>().order_by(Article::ID).with_shop().all().unwrap();
    let shops: Vec<Option<i64>> = articles.iter().map(|article| article.shop.as_ref().map(|shop| shop.id)).collect();
    assert_eq!(shops, [Some(1), Some(1), Some(1), Some(1), Some(2), None]);
    let shop = fixture.db.query::<Shop>().find(4).with_main().one().unwrap();
    assert_eq!(shop.main, None, "the main shop is closed");
}

#[test]
fn handles_have_the_filter() {
    let fixture = shops();
    let counts: Vec<(i64, i64, i64, i64)> = fixture
        .db
        .select::<Shop>()
        .order_by(Shop::ID)
        .columns((Shop::articles().count(), Shop::offered().count(), Shop::labels().count(), Shop::branches().count()))
        .all()
        .unwrap();
    let counts: Vec<String> = counts.iter().map(|(a, o, l, b)| format!("{a}|{o}|{l}|{b}")).collect();
    assert_eq!(
        counts,
        fixture.rows(
            "select (select count(*) from articles where shop_id = s.id),
                    (select count(*) from articles where shop_id = s.id and price is not null and not hidden),
                    (select count(*) from shop_labels l join labels on labels.id = l.label_id where l.shop_id = s.id and public),
                    (select count(*) from shops b where b.main_id = s.id and b.open)
             from shops s order by s.id"
        )
    );
    let with =
        |predicate| fixture.db.select::<Shop>().filter(predicate).order_by(Shop::ID).columns(Shop::ID).all().unwrap();
    assert_eq!(with(Shop::offered().any(Article::PRICE.gt(6))), [1]);
    assert_eq!(
        with(Shop::offered().all(Article::PRICE.gt(6))),
        [4],
        "no article is hidden from `all`, one is too cheap"
    );
    assert_eq!(with(Shop::offered().none(Article::PRICE.eq(7))), [1, 2, 3, 4], "the hidden one is not offered");
    assert_eq!(with(Shop::reviewed().exists()), [1]);
    assert_eq!(with(Shop::branches().any(Shop::branches().exists())), [1]);
    assert_eq!(with(Shop::main().exists()), [1, 2, 3]);
    let dearest: Vec<Option<i64>> =
        fixture.db.select::<Shop>().order_by(Shop::ID).columns(Shop::offered().max(Article::PRICE)).all().unwrap();
    assert_eq!(dearest, [Some(9), Some(3), Some(1), None]);
}

#[test]
fn joins_along_have_the_filter_under_any_name() {
    let fixture = shops();
    let left = fixture.db.select::<Shop>().left_join_along(Shop::offered()).order_by((Shop::ID, Article::ID));
    let rows: Vec<(i64, Option<i64>)> = left.columns((Shop::ID, Article::ID)).all().unwrap();
    assert_eq!(rows, [(1, Some(1)), (1, Some(3)), (2, Some(5)), (3, Some(6)), (4, None)]);
    let labelled = fixture.db.select::<Shop>().left_join_along(Shop::labels()).order_by((Shop::ID, Label::ID));
    let rows: Vec<(i64, Option<i64>)> = labelled.columns((Shop::ID, Label::ID)).all().unwrap();
    assert_eq!(rows, [(1, Some(1)), (1, Some(2)), (2, None), (3, None), (4, None)]);
    // The filter is written for `Shop`, and the branch is the alias: 3 is closed, its own branch 4 is not.
    let branches = fixture.db.select::<Shop>().inner_join::<Branch>().along(Shop::branches());
    let rows: Vec<(i64, i64)> =
        branches.order_by((Shop::ID, Branch::ID)).columns((Shop::ID, Branch::ID)).all().unwrap();
    assert_eq!(rows, [(1, 1), (1, 2), (3, 4)]);
    // A filter with a subquery of its own.
    let reviewed =
        fixture.db.select::<Shop>().inner_join_along(Shop::reviewed()).order_by(Article::ID).columns(Article::ID);
    assert_eq!(reviewed.all().unwrap(), [1, 4]);
    let right = fixture.db.select::<Shop>().right_join_along(Shop::labels()).order_by(Label::ID);
    let rows: Vec<(Option<i64>, i64)> = right.columns((Shop::ID, Label::ID)).all().unwrap();
    assert_eq!(rows, [(Some(1), 1), (Some(1), 2), (None, 3)]);
}
