//! Odd names, options, and columns of several kinds.

use orm_sqlite::Error;
use orm_sqlite::expr::Match;
use orm_sqlite::prelude::*;

#[derive(Table, Debug, PartialEq)]
#[table(
    name = "odd \"it's\" table; --",
    fts(
        select,
        text,
        upper,
        name = "odd \"fts\" it's",
        tokenize = "unicode61 tokenchars '-'",
        prefix = "2 3",
        columnsize = false
    )
)]
struct Odd {
    #[column(name = "key \"of\" it's", primary_key)]
    id: i64,
    #[column(name = "se\"lect, it's")]
    select: String,
    #[column(name = "text'", collate = nocase)]
    text: String,
    #[column(name = "UPPER()", generated(virtual, "\"text'\" || ' generated'"))]
    upper: Option<String>,
}

#[test]
fn odd_names() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Odd))?;
    let row = |select: &str, text: &str| NewOdd::builder().select(select).text(text).build();
    db.insert_many([row("one-two", "a"), row("one two", "b"), row("three", "tangle")]).run()?;
    let found = |query: Match<Odd>| db.select::<Odd>().search(query).order_by(Odd::ID).columns(Odd::ID).all();
    assert_eq!(found(Match::all("one"))?, [2]);
    assert_eq!(found(Match::all("one-two").in_column(Odd::SELECT))?, [1]);
    assert_eq!(found(Match::prefix("th").in_column(Odd::SELECT))?, [3]);
    assert_eq!(found(Match::all("generated"))?, [1, 2, 3]);
    assert_eq!(found(Match::phrase("b generated").in_column(Odd::UPPER))?, [2]);

    db.update::<Odd>().set(Odd::TEXT.to("c")).filter(Odd::matches(Match::all("one"))).run()?;
    assert_eq!(found(Match::phrase("c generated"))?, [2]);
    db.update::<Odd>().set(Odd::TEXT.to("C")).filter(Odd::ID.eq(2)).run()?;
    assert!(db.check_search::<Odd>()?);
    let shown = db.select::<Odd>().search("three").order_by(Search::<Odd>::rank());
    assert_eq!(shown.columns(Search::<Odd>::highlight(Odd::SELECT, "\"", "'")).all()?, ["\"three'"]);
    db.delete::<Odd>().all_rows().run()?;
    assert!(found(Match::all("generated"))?.is_empty());
    assert!(db.check_search::<Odd>()?);
    Ok(())
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "notes", fts(text, tokenize = "trigram case_sensitive 1"), soft_delete = deleted_at)]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(collate = nocase)]
    text: String,
    deleted_at: Option<Timestamp>,
}

#[test]
fn a_tokenizer_that_sees_what_the_collation_does_not() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Note))?;
    db.insert_many(["Steam", "Tea time"].map(|text| NewNote::builder().text(text).build())).run()?;
    assert_eq!(db.select::<Note>().search("tea").count()?, 1);
    db.update::<Note>().set(Note::TEXT.to("sTEAM")).filter(Note::ID.eq(1)).run()?;
    assert_eq!((db.select::<Note>().search("tea").count()?, db.select::<Note>().search("TEA").count()?), (0, 1));
    assert!(db.check_search::<Note>()?);

    // A row that is deleted softly stays in the index, and no query sees it.
    db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    assert_eq!(db.select::<Note>().search("TEA").count()?, 0);
    assert_eq!(db.select::<Note>().with_deleted().search("TEA").count()?, 1);
    assert!(db.check_search::<Note>()?);
    Ok(())
}

#[test]
fn an_index_that_is_missing_is_no_malformed_query() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.execute_script("create table notes (id integer primary key, text text not null, deleted_at integer)")?;
    let error = db.select::<Note>().search("tea").all().unwrap_err();
    assert!(!error.is_invalid_search(), "{error}");
    assert!(db.check_search::<Note>().is_err());
    Ok(())
}
