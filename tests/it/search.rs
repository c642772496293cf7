//! Full-text search, against SQL by hand.

mod odd;
mod property;
mod query;

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "authors")]
#[relations(posts = has_many(Post::AUTHOR_ID))]
pub(crate) struct Author {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "posts", fts(title, body))]
#[relations(author = belongs_to(author_id))]
pub(crate) struct Post {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = Author::ID, on_delete = cascade)]
    pub(crate) author_id: i64,
    #[column(unique)]
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    #[column(default = 0)]
    pub(crate) likes: i64,
}

pub(crate) fn database() -> Result<Database, Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Author, Post))?;
    db.insert_many(["Ada", "Bob"].map(|name| NewAuthor::builder().name(name).build())).run()?;
    let post = |author: i64, title: &str| NewPost::builder().author_id(author).title(title);
    db.insert_many([
        post(1, "Red apples").body("They are red, and not green").build(),
        post(1, "Green pears").build(),
        post(2, "Bread").body("An apple a day. Red wine!").build(),
    ])
    .run()?;
    Ok(db)
}

/// The keys that a query finds.
pub(crate) fn found(db: &Database, query: impl orm_sqlite::expr::IntoMatch<Post>) -> Vec<i64> {
    let by_join = db.select::<Post>().search(query).order_by(Post::ID);
    by_join.columns(Post::ID).all().unwrap()
}

#[test]
fn changes_reach_the_index() -> Result<(), Error> {
    let db = database()?;
    assert_eq!(found(&db, "red"), [1, 3]);
    db.update::<Post>().set(Post::TITLE.to("Blue plums")).filter(Post::ID.eq(1)).run()?;
    assert_eq!((found(&db, "apples"), found(&db, "plums"), found(&db, "red")), (vec![], vec![1], vec![1, 3]));
    db.update::<Post>().set(Post::BODY.to(None)).filter(Post::ID.eq(1)).run()?;
    assert_eq!(found(&db, "red"), [3]);
    db.update::<Post>().set(Post::ID.to(9)).filter(Post::ID.eq(3)).run()?;
    assert_eq!(found(&db, "red"), [9]);
    sql!("update posts set rowid = 10 where id = 9").run(&db)?;
    assert_eq!(found(&db, "red"), [10]);
    db.delete::<Author>().filter(Author::ID.eq(2)).run()?;
    assert_eq!(found(&db, "red"), Vec::<i64>::new());
    assert!(db.check_search::<Post>()?);
    Ok(())
}

#[test]
fn an_upsert_keeps_the_index_and_a_replace_is_refused() -> Result<(), Error> {
    let db = database()?;
    let again = || NewPost::builder().author_id(2).title("Bread").body("Black rye").build();
    db.insert(again()).on_conflict(Post::TITLE).do_update(Post::BODY.set_excluded()).run()?;
    assert_eq!((found(&db, "rye"), found(&db, "wine")), (vec![3], vec![]));
    db.insert(again()).on_conflict(Post::TITLE).do_nothing().run()?;
    db.insert(again()).or_ignore().run()?;
    assert!(db.check_search::<Post>()?);

    let refused = db.insert(again()).or_replace().run().unwrap_err();
    assert!(refused.is_refused() && refused.to_string().contains("search index"), "{refused}");
    let refused = db.update::<Post>().or_replace().set(Post::TITLE.to("Bread")).filter(Post::ID.eq(1)).run();
    assert!(refused.is_err_and(|error| error.is_refused()));

    // By hand it is possible, and a rebuild heals it.
    sql!("insert or replace into posts (id, author_id, title) values (1, 1, 'Bread')").run(&db)?;
    assert!(!db.check_search::<Post>()?);
    db.transaction(|tx| {
        assert!(!tx.check_search::<Post>()?);
        tx.rebuild_search::<Post>()
    })?;
    db.optimize_search::<Post>()?;
    assert!(db.check_search::<Post>()?);
    assert_eq!(found(&db, "bread"), [1]);
    Ok(())
}

#[test]
fn an_update_of_other_columns_writes_nothing_to_the_index() -> Result<(), Error> {
    let db = database()?;
    let blocks = || sql!("select count(*) || ':' || total(length(block)) from posts_fts_data").one::<String, _>(&db);
    let before = blocks()?;
    db.update::<Post>().set(Post::LIKES.to(5)).all_rows().run()?;
    db.update::<Post>().set(Post::TITLE.to(Post::TITLE)).all_rows().run()?;
    assert_eq!(blocks()?, before);
    db.update::<Post>().set(Post::TITLE.to(Post::TITLE.concat("s"))).all_rows().run()?;
    assert_ne!(blocks()?, before);
    assert!(db.check_search::<Post>()?);
    Ok(())
}

#[test]
fn a_search_stands_beside_joins_and_in_relational_queries() -> Result<(), Error> {
    let db = database()?;
    let pairs: Vec<(Post, Author)> = db
        .select::<Post>()
        .search("red")
        .inner_join::<Author>()
        .on(Author::ID.eq(Post::AUTHOR_ID))
        .order_by(Post::ID)
        .all()?;
    let names: Vec<_> = pairs.iter().map(|(post, author)| (post.id, author.name.as_str())).collect();
    assert_eq!(names, [(1, "Ada"), (3, "Bob")]);

    let left: Vec<(Author, Option<Post>)> = db
        .select::<Author>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(Author::ID).and(Post::matches("pears")))
        .order_by(Author::ID)
        .all()?;
    assert_eq!(left.iter().map(|(_, post)| post.as_ref().map(|post| post.id)).collect::<Vec<_>>(), [Some(2), None]);

    let authors = db.query::<Author>().filter(Author::posts().any(Post::matches("apple"))).all()?;
    assert_eq!(authors.iter().map(|author| author.id).collect::<Vec<_>>(), [2]);
    let author = db.query::<Author>().find(1).with_posts_by(|posts| posts.filter(Post::matches("red"))).one()?;
    assert_eq!(author.posts.iter().map(|post| post.id).collect::<Vec<_>>(), [1]);

    alias!(Other = Post as "other");
    let both: Vec<(i64, i64)> = db
        .select::<Post>()
        .search("red")
        .inner_join::<Other>()
        .on(Other::matches("red").and(Other::ID.gt(Post::ID)))
        .columns((Post::ID, Other::ID))
        .all()?;
    assert_eq!(both, [(1, 3)]);
    assert_eq!(Other::select().search("pears").columns(Other::ID).using(&db).all()?, [2]);
    Ok(())
}

#[test]
fn rank_highlight_and_snippet() -> Result<(), Error> {
    let db = database()?;
    let by_hand: Vec<(i64, f64)> =
        sql!("select rowid, rank from posts_fts where posts_fts match 'red' order by rank").all(&db)?;
    let ranked = db.select::<Post>().search("red").order_by(Search::<Post>::rank());
    assert_eq!(ranked.clone().columns((Post::ID, Search::<Post>::rank())).all()?, by_hand);
    assert_eq!((ranked.clone().count()?, ranked.exists()?), (2, true));

    let by_hand: Vec<(i64, f64)> =
        sql!("select rowid, bm25(posts_fts, 1.0, 9.0) from posts_fts where posts_fts match 'red' order by 2")
            .all(&db)?;
    let weighted = Search::<Post>::rank_with([1.0, 9.0]);
    let ranked = db.select::<Post>().search("red").order_by(Search::<Post>::rank_with([1.0, 9.0]));
    assert_eq!(ranked.columns((Post::ID, weighted)).all()?, by_hand);

    let shown = db
        .select::<Post>()
        .search("red")
        .inner_join::<Author>()
        .on(Author::ID.eq(Post::AUTHOR_ID))
        .order_by((Author::NAME, Search::<Post>::rank()))
        .columns((
            Author::NAME,
            Search::<Post>::highlight(Post::TITLE, "<", ">"),
            Search::<Post>::highlight(Post::BODY, "'", "?"),
        ));
    let ada = ("Ada".to_owned(), "<Red> apples".to_owned(), Some("They are 'red?, and not green".to_owned()));
    let bob = ("Bob".to_owned(), "Bread".to_owned(), Some("An apple a day. 'Red? wine!".to_owned()));
    assert_eq!(shown.all()?, [ada, bob]);

    let pears = db.select::<Post>().search("pears");
    let cut = orm_sqlite::expr::Snippet { tokens: 0, ..Default::default() };
    let cuts = (Search::<Post>::snippet(Post::TITLE, cut), Search::<Post>::snippet(Post::BODY, cut));
    assert_eq!(pears.columns(cuts).one()?, ("…<b>pears</b>".to_owned(), None));

    db.update::<Post>().set(Post::TITLE.to("")).filter(Post::ID.eq(1)).run()?;
    let empty = db.select::<Post>().search("green").filter(Post::ID.eq(1));
    let titles = (Search::<Post>::snippet(Post::TITLE, cut), Search::<Post>::highlight(Post::TITLE, "<", ">"));
    assert_eq!(empty.columns(titles).one()?, (String::new(), String::new()));
    Ok(())
}

#[test]
fn what_is_not_in_the_index_is_refused() -> Result<(), Error> {
    #[derive(Table)]
    #[table(name = "pages", fts(title))]
    struct Page {
        #[column(primary_key)]
        id: i64,
        title: String,
        note: String,
    }

    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Page))?;
    let query = || db.select::<Page>().search("x");
    let errors = [
        query().columns(Search::<Page>::highlight(Page::NOTE, "", "")).all().err(),
        query().columns(Search::<Page>::rank_with([1.0, 2.0])).all().err(),
        db.select::<Page>().search(orm_sqlite::expr::Match::all("x").in_column(Page::NOTE)).all().err(),
    ];
    assert_eq!(
        errors.map(|error| error.filter(Error::is_refused).map(|error| error.to_string()).unwrap_or_default()),
        [
            "column `note` is not in the index `pages_fts`",
            "`pages_fts` has 1 columns, and `rank_with` was given 2 weights",
            "column `note` is not in the index `pages_fts`",
        ]
    );
    Ok(())
}
