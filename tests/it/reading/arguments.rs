//! Arguments of prepared queries that are more than a value: patterns, texts to find, full-text queries and keys. Each answers as
//! the same query does with the value in it.

use orm_sqlite::Error;
use orm_sqlite::expr::Match;
use orm_sqlite::prelude::*;
use proptest::prelude::*;

use crate::model::{Fixture, Membership, Post, User, blog, property};
use crate::search;

#[derive(Table, Debug)]
#[table(name = "words")]
struct Word {
    #[column(primary_key)]
    id: i64,
    text: Option<String>,
}

fn words() -> Fixture {
    let fixture = Fixture::new(&schema!(Word));
    let texts = ["", "a", "A%b", "100% \\_", "[x]*?", "ab_ba", "ÄÖ", "a'b\"", "x\ny"];
    let rows = texts.map(|text| NewWord::builder().text(text).build());
    fixture.db.insert_many(rows.into_iter().chain([NewWord::builder().build()])).run().unwrap();
    fixture
}

#[test]
fn a_pattern_is_read_as_the_same_text_in_the_query() {
    let f = words();
    let db = &f.db;
    macro_rules! pairs {
        ($($filter:expr),+ $(,)?) => {
            [$((
                db.prepare(|text: Param<String>| Word::select().filter($filter(text)).order_by(Word::ID).columns(Word::ID)).unwrap(),
                Box::new(|text: &str| $filter(text)) as Box<dyn Fn(&str) -> Expr<Word, bool>>,
            )),+]
        };
    }
    let pairs = pairs![
        |text| Word::TEXT.like(text),
        |text| Word::TEXT.not_like(text),
        |text| Word::TEXT.like_escape(text, '1'),
        |text| Word::TEXT.glob(text),
        |text| Word::TEXT.contains(text),
        |text| Word::TEXT.starts_with(text),
        |text| Word::TEXT.ends_with(text),
        |text| Word::TEXT.concat("x").like(text),
        |text| Word::TEXT.concat("x").not_like(text),
        |text| Word::TEXT.concat("x").like_escape(text, 'b'),
        |text| Word::TEXT.concat("x").glob(text),
        |text| Word::TEXT.concat("x").contains(text),
        |text| Word::TEXT.concat("x").starts_with(text),
        |text| Word::TEXT.concat("x").ends_with(text),
    ];
    proptest!(property(256), |(text in "[aAbBxÄ%_\\\\*?\\[\\]' 10^-]{0,6}")| {
        for (prepared, filter) in &pairs {
            let direct = db.select::<Word>().filter(filter(&text)).order_by(Word::ID).columns(Word::ID);
            prop_assert_eq!(prepared.all(&text).unwrap(), direct.all().unwrap());
        }
    });
}

#[test]
fn one_argument_is_read_in_each_of_its_places() {
    let f = words();
    let both =
        f.db.prepare(|text: Param<String>| {
            Word::select()
                .filter(Word::TEXT.eq(text).or(Word::TEXT.starts_with(text)))
                .order_by(Word::ID)
                .columns(Word::ID)
        })
        .unwrap();
    assert_eq!(both.all("a").unwrap(), [2, 3, 6, 8]);
    assert_eq!(both.all("ab_").unwrap(), [6]);
    assert_eq!(both.all("%").unwrap(), [0_i64; 0]);
    let delete = f.db.prepare(|text: Param<String>| Word::delete().filter(Word::TEXT.ends_with(text))).unwrap();
    assert_eq!(delete.run("*?").unwrap(), 1);
    let texts = delete.to_sql();
    assert!(texts[0].text.contains("LIKE ? ESCAPE '\\'"), "{}", texts[0].text);
}

fn assert_named(error: &Error, hidden: &str) {
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("argument 2 of the prepared query") && !shown.contains(hidden), "{shown}");
}

#[test]
fn a_pattern_that_sqlite_would_refuse_is_a_typed_error_without_the_text() {
    let f = words();
    let like =
        f.db.prepare(|id: Param<i64>, text: Param<String>| {
            Word::select().filter(Word::ID.gt(id).and(Word::TEXT.like(text)))
        })
        .unwrap();
    let contains =
        f.db.prepare(|id: Param<i64>, text: Param<String>| {
            Word::select().filter(Word::ID.gt(id).and(Word::TEXT.contains(text)))
        })
        .unwrap();
    let glob =
        f.db.prepare(|id: Param<i64>, text: Param<String>| {
            Word::select().filter(Word::ID.gt(id).and(Word::TEXT.glob(text)))
        })
        .unwrap();
    let long = "xyzzy".repeat(10_000);
    assert_eq!((like.count((0, &long)).unwrap(), glob.count((0, &long)).unwrap()), (0, 0));
    let longer = format!("{long}x");
    for error in [like.all((0, &longer)), contains.all((0, &long)), glob.all((0, &longer))].map(Result::unwrap_err) {
        assert!(error.is_limit(), "{error}");
        assert_named(&error, "xyzzy");
    }
    for error in
        [like.get((0, "xyzzy\0")), contains.get((0, "xyzzy\0")), glob.get((0, "xyzzy\0"))].map(Result::unwrap_err)
    {
        assert!(error.is_encode(), "{error}");
        assert_named(&error, "xyzzy");
    }
    // Whatever the text, the escape character ends it.
    let escaped = f.db.prepare(|text: Param<String>| Word::select().filter(Word::TEXT.like_escape(text, '\0')));
    assert!(escaped.unwrap_err().is_encode());
}

#[test]
fn a_key_is_an_argument() {
    let fixture = blog();
    let db = &fixture.db;
    let user = db.prepare(|id: Param<i64>| User::select().find(id)).unwrap();
    assert_eq!((user.one(2).unwrap().name, user.get(9).unwrap()), ("Bob".to_owned(), None));
    let rows = db.prepare(|id: Param<i64>| User::query().find(id).with_posts()).unwrap();
    assert_eq!((rows.one(1).unwrap().posts.len(), rows.one(3).unwrap().posts.len()), (3, 0));
    let link = db.prepare(|user: Param<i64>, group: Param<i64>| Membership::select().find((user, group))).unwrap();
    assert!(link.exists((1, 2)).unwrap() && !link.exists((2, 2)).unwrap());
    let half = db.prepare(|group: Param<i64>| Membership::select().find((2, group))).unwrap();
    assert!(half.exists(1).unwrap() && !half.exists(2).unwrap());
    // A key finds within what other conditions leave.
    assert!(!Post::select().filter(Post::PUBLISHED.eq(false)).find(10).using(db).exists().unwrap());
    assert_eq!(Post::select().find(10).columns(Post::TITLE).using(db).one().unwrap(), "Notes");
}

#[test]
fn a_branch_is_an_argument() {
    let fixture = blog();
    let db = &fixture.db;
    let named = db
        .prepare(|id: Param<i64>, yes: Param<String>, no: Param<String>| {
            let first = case().when(User::ID.eq(id), yes).when(User::ID.gt(3), "last").otherwise(no);
            User::select().order_by(User::ID).columns((first, iif(User::ID.eq(id), no, yes)))
        })
        .unwrap();
    let rows = named.all((2, "yes", "no")).unwrap();
    let rows: Vec<_> = rows.iter().map(|(first, second)| (first.as_str(), second.as_str())).collect();
    assert_eq!(rows, [("no", "yes"), ("yes", "no"), ("no", "yes"), ("last", "yes")]);
}

#[test]
fn a_full_text_query_is_an_argument() -> Result<(), Error> {
    let db = search::database()?;
    let words = db.prepare(|text: Param<String>| search::Post::select().search(text).columns(search::Post::ID))?;
    let filter = db.prepare(|text: Param<String>| search::Post::select().filter(search::Post::matches(text)))?;
    let built = db.prepare(|query: Param<Match<search::Post>>| {
        search::Post::select().search(query).order_by(search::Post::ID).columns(search::Post::ID)
    })?;
    // What would be syntax is no syntax; a text without words finds nothing.
    for text in
        ["red", "red apples", "RED \"(", "red OR bread", "title : red", "red*", "\"", "", "- NOT", "a\0red", "NEAR("]
    {
        let mut found = words.all(text)?;
        found.sort_unstable();
        assert_eq!(found, search::found(&db, text), "{text}");
        assert_eq!(filter.count(text)?, found.len() as u64, "{text}");
        assert_eq!(built.all(text)?, found, "{text}");
    }
    assert_eq!(built.all(Match::any("apples bread"))?, [1, 3]);
    assert_eq!(built.all(Match::prefix("appl").not(Match::all("wine")))?, [1]);
    assert_eq!(built.all(Match::all("red").in_column(search::Post::TITLE))?, [1]);
    assert_eq!(words.to_sql()[0].params.len(), 1);
    Ok(())
}

#[test]
fn a_query_that_is_malformed_or_too_long_is_a_typed_error_without_the_text() -> Result<(), Error> {
    let db = search::database()?;
    let built = db.prepare(|id: Param<i64>, query: Param<Match<search::Post>>| {
        search::Post::select().filter(search::Post::ID.ge(id).and(search::Post::matches(query)))
    })?;
    let error = built.all((0, Match::raw("xyzzy AND"))).unwrap_err();
    assert!(error.is_invalid_search() && !format!("{error} {error:?}").contains("xyzzy"), "{error:?}");
    assert_eq!(built.count((0, Match::raw("apples OR bread")))?, 2);
    let error = built.all((0, Match::raw("xyzzy\0"))).unwrap_err();
    assert!(error.is_refused(), "{error}");
    assert_named(&error, "xyzzy");
    let long = "xyzzy ".repeat(5_000);
    let error = built.all((0, Match::all(&long))).unwrap_err();
    assert!(error.is_limit(), "{error}");
    assert_named(&error, "xyzzy");

    let words = db.prepare(|id: Param<i64>, text: Param<String>| {
        search::Post::select().search(text).filter(search::Post::ID.ge(id))
    })?;
    let error = words.all((0, &long)).unwrap_err();
    assert!(error.is_limit(), "{error}");
    assert_named(&error, "xyzzy");
    Ok(())
}

#[test]
fn a_parameter_of_a_text_outside_of_its_query_is_refused() {
    let fixture = blog();
    let mut leaked = None;
    fixture
        .db
        .prepare(|text: Param<String>| {
            leaked = Some(text);
            User::select().filter(User::NAME.contains(text))
        })
        .unwrap();
    let filter = User::NAME.contains(leaked.unwrap());
    let error = fixture.db.select::<User>().filter(filter).all().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("prepare"), "{error}");
}
