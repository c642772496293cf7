//! The other ways in of a text: writes, keys, raw SQL, names, orders and cursors.

use std::cell::RefCell;

use orm_sqlite::Error;
use orm_sqlite::engine::Sql;
use orm_sqlite::migrate::Migration;
use orm_sqlite::prelude::*;

use super::model::{Ground, Mark, NewWord, Word};

/// Statements that have a text of the user in them, and are compared with those of a harmless text.
pub(super) const STATEMENTS: [(&str, fn(&str) -> Result<Vec<Sql>, Error>); 13] = [
    ("insert", |text| Word::insert(word(text)).to_sql()),
    ("insert_many", |text| Word::insert_many([word(text), word("b")]).to_sql()),
    ("upsert", |text| Word::insert(word(text)).on_conflict(Word::TEXT).do_update(Word::TEXT.to(text)).to_sql()),
    ("update", |text| {
        let update = Word::update().set(Word::TEXT.to(text)).filter(Word::TEXT.eq(text)).to_sql()?;
        Ok(update.into_iter().collect())
    }),
    ("json_set", |text| {
        let doc = Word::DOC.json_set(JsonPath::root().key(text), text);
        Ok(Word::update().set(Word::DOC.to(doc)).filter(Word::ID.eq(1)).to_sql()?.into_iter().collect())
    }),
    ("delete", |text| one(Word::delete().filter(Word::TEXT.eq(text)).to_sql())),
    ("load", |text| {
        Word::query().filter(Word::TEXT.eq(text)).with_marks_by(|marks| marks.filter(Mark::WORD.ne(text))).to_sql()
    }),
    ("projection", |text| one(Word::select().columns((Word::ID, Word::TEXT.concat(text))).to_sql())),
    ("order", |text| one(Word::select().order_by((Word::TEXT.eq(text).desc(), Word::ID)).to_sql())),
    ("having", |text| {
        one(Word::select().group_by(Word::TEXT).having(Word::TEXT.max().gt(text)).columns(count()).to_sql())
    }),
    ("raw", |text| one(sql!("select id from words where text = {text}").to_sql())),
    ("raw_list", |text| {
        let list = [text, "x"];
        one(sql!("select id from words where text in ({list})").to_sql())
    }),
    ("raw_expression", |text| one(Word::select().filter(sql!("{Word::TEXT} = {text}").expr::<bool>()).to_sql())),
];

fn one(sql: Result<Sql, Error>) -> Result<Vec<Sql>, Error> {
    Ok(vec![sql?])
}

fn word(text: &str) -> NewWord {
    NewWord { id: Set::Unset, text: text.to_owned(), doc: Json([(text.to_owned(), text.to_owned())].into()) }
}

/// What is prepared once.
pub(super) struct Kept {
    equal: Box<dyn Fn(&str) -> Vec<i64>>,
    contains: Box<dyn Fn(&str) -> Result<Vec<i64>, Error>>,
}

impl Kept {
    pub(super) fn new(ground: &Ground) -> Self {
        let db = ground.db();
        let equal = db
            .prepare(|text: Param<String>| {
                Word::select().filter(Word::TEXT.eq(text)).order_by(Word::ID).columns(Word::ID)
            })
            .unwrap();
        let contains = db
            .prepare(|text: Param<String>| {
                Word::select().filter(Word::TEXT.contains(text)).order_by(Word::ID).columns(Word::ID)
            })
            .unwrap();
        Self {
            equal: Box::new(move |text| equal.all(text).unwrap()),
            contains: Box::new(move |text| contains.all(text)),
        }
    }
}

/// Runs what is not a predicate, and compares it with what it means.
pub(super) fn check(ground: &Ground, kept: &Kept, text: &str) {
    let db = ground.db();
    let equal = ground.ids(|row| row == text);
    assert_eq!((kept.equal)(text), equal, "prepared {text:?}");
    match (kept.contains)(text) {
        Ok(found) => {
            assert_eq!(found, ground.ids(|row| super::like::contains(row, text)), "prepared contains {text:?}");
        }
        Err(error) => assert!(text.contains('\0') && error.is_encode(), "{text:?}: {error}"),
    }
    let echoed: String = sql!("select {text}").one(db).unwrap();
    assert_eq!(echoed, text);
    let list = [text];
    let raw: Vec<i64> = sql!("select id from words where text in ({list})").all(db).unwrap();
    assert_eq!(raw, equal, "raw {text:?}");
    // A text of the table is the key by which the rows of a relation are found.
    let loaded = db.query::<Word>().filter(Word::TEXT.eq(text)).with_marks().all().unwrap();
    assert!(
        loaded.len() == equal.len() && loaded.iter().all(|word| word.marks.len() == 1 && word.marks[0].word == text)
    );
    names(text);
    cursors(db, text);
}

/// Writes and takes back what it wrote.
pub(super) fn write(ground: &Ground, text: &str) {
    let db = ground.db();
    let written = db.transaction(|tx| {
        let twice = text.repeat(2);
        tx.delete::<Word>().filter(Word::TEXT.in_list([text, &twice])).run()?;
        let left = ground.ids(|row| row != text && row != twice).len();
        assert_eq!(tx.select::<Word>().count()?, u64::try_from(left).unwrap());
        let row = tx.insert(NewWord { id: Set::Value(-1), ..word(text) }).returning().one()?;
        assert_eq!((row.text.as_str(), row.doc.0.get(text).map(String::as_str)), (text, Some(text)));
        let update = tx.update::<Word>().set(Word::TEXT.to(Word::TEXT.concat(text))).filter(Word::TEXT.eq(text));
        assert_eq!(update.returning().one()?.text, twice);
        Err::<(), _>(Error::custom("taken back"))
    });
    assert_eq!(written.unwrap_err().to_string(), "taken back");
}

/// Names that come with a request: what is none of the program's own is an error.
fn names(text: &str) {
    const COLUMNS: [&str; 3] = ["id", "text", "doc"];
    let refused =
        |error: &Error| error.is_refused() && (text.len() < 8 || !format!("{error} {error:?}").contains(text));
    match Word::column_by_name(text) {
        Ok(column) => assert!(COLUMNS.contains(&text) && column.name() == text, "{text:?}"),
        Err(error) => assert!(!COLUMNS.contains(&text) && refused(&error), "{text:?}: {error:?}"),
    }
    match Word::parse_order(text, (Word::ID, Word::TEXT)) {
        Ok(order) => {
            let sql = Word::select().order_by(order).to_sql().unwrap().text;
            let after = sql.split_once(" ORDER BY ").map_or("", |(_, after)| after);
            let is_plain = |term: &str| {
                let name = term.trim_end_matches(" DESC");
                ["\"words\".\"id\"", "\"words\".\"text\""].contains(&name)
            };
            assert!(after.is_empty() || after.split(", ").all(is_plain), "{text:?}: {sql}");
        }
        Err(error) => assert!(refused(&error), "{text:?}: {error:?}"),
    }
    let is_name = |name: &str| {
        name.starts_with(|char: char| char.is_ascii_digit())
            && name.chars().all(|char| matches!(char, 'a'..='z' | '0'..='9' | '_'))
    };
    for name in [text.to_owned(), format!("20260101120000_{text}")] {
        assert_eq!(Migration::new(name.clone(), "select 1").is_ok(), is_name(&name), "{name:?}");
    }
}

/// A text that is no cursor is an error and no place.
fn cursors(db: &Database, text: &str) {
    let words = || db.select::<Word>().order_by(Word::TEXT).keyset(2);
    for page in [words().after(text).page(), words().before(text).page()] {
        let error = page.unwrap_err();
        assert!(error.is_invalid_cursor(), "{text:?}: {error}");
        assert!(text.len() < 8 || !format!("{error} {error:?}").contains(text), "{text:?}: {error:?}");
    }
}

/// The one place where a value is text of a statement: a condition that names a partial index. It is one literal, which SQLite
/// reads as the text that it was.
pub(super) fn literal(raw: &RefCell<rusqlite::Connection>, text: &str) {
    let raw = raw.borrow();
    let lowered = |text: &str| {
        let insert = Word::insert(word("a")).on_conflict(Word::TEXT).target_filter(Word::TEXT.eq(text)).do_nothing();
        insert.to_sql().map(|sql| sql[0].text.to_string())
    };
    let harmless = lowered("harmless").unwrap();
    let (before, after) = harmless.split_once("'harmless'").unwrap();
    match lowered(text) {
        Ok(sql) => {
            let literal = sql.strip_prefix(before).and_then(|sql| sql.strip_suffix(after)).unwrap();
            let read: String = raw.query_row(&format!("select {literal}"), [], |row| row.get(0)).unwrap();
            assert_eq!(read, text);
        }
        Err(error) => assert!(text.contains('\0') && error.is_refused(), "{text:?}: {error}"),
    }
    // An identifier is quoted by one function.
    let name: String = text.replace('\0', "");
    let quoted = sql::quoted(&name);
    let prepared = raw.prepare(&format!("select 1 as {quoted}")).unwrap();
    assert_eq!(prepared.column_name(0).unwrap(), name);
}
