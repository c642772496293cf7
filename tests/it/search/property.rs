//! Random documents, edits and queries against a model of words in plain Rust.

use std::collections::BTreeMap;

use orm_sqlite::expr::Match;
use orm_sqlite::prelude::*;
use proptest::prelude::*;

#[derive(Table, Debug, PartialEq)]
#[table(name = "docs", fts(title, body))]
struct Doc {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    title: String,
    body: Option<String>,
}

type Rows = BTreeMap<i64, (String, Option<String>)>;

const WORDS: [&str; 6] = ["ab", "abc", "b", "Ca", "d9", "e"];
const GAPS: [&str; 6] = [" ", ", ", "-", "\n", "\" ", " ("];

fn text() -> impl Strategy<Value = String> {
    let word = (prop::sample::select(&WORDS[..]), prop::sample::select(&GAPS[..]));
    prop::collection::vec(word, 0..6).prop_map(|words| words.iter().flat_map(|(word, gap)| [*word, *gap]).collect())
}

#[derive(Debug, Clone)]
enum Edit {
    Insert(i64, String, Option<String>),
    Upsert(i64, String, Option<String>),
    Title(i64, String),
    Body(i64, Option<String>),
    Move(i64, i64),
    Delete(i64),
}

fn edit() -> impl Strategy<Value = Edit> {
    let (id, body) = (|| 1..6_i64, || prop::option::of(text()));
    prop_oneof![
        3 => (id(), text(), body()).prop_map(|(id, title, body)| Edit::Insert(id, title, body)),
        3 => (id(), text(), body()).prop_map(|(id, title, body)| Edit::Upsert(id, title, body)),
        1 => (id(), text()).prop_map(|(id, title)| Edit::Title(id, title)),
        1 => (id(), body()).prop_map(|(id, body)| Edit::Body(id, body)),
        1 => (id(), id()).prop_map(|(from, to)| Edit::Move(from, to)),
        1 => id().prop_map(Edit::Delete),
    ]
}

/// A query and its meaning.
#[derive(Debug, Clone)]
enum Ask {
    All(String),
    Any(String),
    Phrase(String),
    Prefix(String),
    Titled(Box<Self>),
    And(Box<[Self; 2]>),
    Or(Box<[Self; 2]>),
    Not(Box<[Self; 2]>),
}

fn ask() -> impl Strategy<Value = Ask> {
    let leaf = (text(), 0..4).prop_map(|(text, form)| match form {
        0 => Ask::All(text),
        1 => Ask::Any(text),
        2 => Ask::Phrase(text),
        _ => Ask::Prefix(text),
    });
    leaf.prop_recursive(3, 12, 2, |inner| {
        let two = || (inner.clone(), inner.clone()).prop_map(|(left, right)| Box::new([left, right]));
        prop_oneof![
            two().prop_map(Ask::And),
            two().prop_map(Ask::Or),
            two().prop_map(Ask::Not),
            inner.clone().prop_map(|ask| Ask::Titled(Box::new(ask))),
        ]
    })
}

fn query(ask: &Ask) -> Match<Doc> {
    match ask {
        Ask::All(text) => Match::all(text),
        Ask::Any(text) => Match::any(text),
        Ask::Phrase(text) => Match::phrase(text),
        Ask::Prefix(text) => Match::prefix(text),
        Ask::Titled(ask) => query(ask).in_column(Doc::TITLE),
        Ask::And(two) => query(&two[0]).and(query(&two[1])),
        Ask::Or(two) => query(&two[0]).or(query(&two[1])),
        Ask::Not(two) => query(&two[0]).not(query(&two[1])),
    }
}

fn tokens(text: &str) -> Vec<String> {
    text.split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// Whether one of the texts has the tokens in a row, the last of them as a prefix if so asked.
fn has_row(texts: &[Vec<String>], row: &[String], prefix: bool) -> bool {
    let Some((last, first)) = row.split_last() else { return false };
    texts.iter().any(|text| {
        text.windows(row.len()).any(|window| {
            let end = &window[first.len()];
            window.starts_with(first) && (end == last || (prefix && end.starts_with(last.as_str())))
        })
    })
}

fn means(ask: &Ask, texts: &[Vec<String>]) -> bool {
    // Each word between white space is a phrase of its tokens; one without tokens is left out.
    let phrases = |text: &str| -> Vec<Vec<String>> { text.split_whitespace().map(tokens).collect() };
    match ask {
        Ask::All(text) => {
            let phrases: Vec<_> = phrases(text).into_iter().filter(|row| !row.is_empty()).collect();
            !phrases.is_empty() && phrases.iter().all(|row| has_row(texts, row, false))
        }
        Ask::Any(text) => phrases(text).iter().any(|row| has_row(texts, row, false)),
        Ask::Phrase(text) => has_row(texts, &tokens(text), false),
        Ask::Prefix(text) => {
            let phrases = phrases(text);
            let last = phrases.len().saturating_sub(1);
            let rows: Vec<_> = phrases.iter().enumerate().filter(|(_, row)| !row.is_empty()).collect();
            !rows.is_empty() && rows.iter().all(|(at, row)| has_row(texts, row, *at == last))
        }
        Ask::Titled(ask) => means(ask, &texts[..1]),
        Ask::And(two) => two.iter().all(|ask| means(ask, texts)),
        Ask::Or(two) => two.iter().any(|ask| means(ask, texts)),
        Ask::Not(two) => means(&two[0], texts) && !means(&two[1], texts),
    }
}

/// Does the edit in the database and in the model; a conflict changes neither.
fn apply(db: &Database, rows: &mut Rows, edit: &Edit) {
    let new = |id: &i64, title: &str, body: &Option<String>| {
        NewDoc::builder().id(*id).title(title).body(body.clone()).build()
    };
    let taken = |rows: &Rows, id: i64, title: &str| rows.iter().any(|(other, row)| *other != id && row.0 == title);
    match edit {
        Edit::Insert(id, title, body) => {
            let done = db.insert(new(id, title, body)).run();
            let free = !rows.contains_key(id) && !taken(rows, *id, title);
            assert_eq!(done.is_ok(), free);
            if free {
                rows.insert(*id, (title.clone(), body.clone()));
            }
        }
        Edit::Upsert(id, title, body) => {
            let all = (Doc::TITLE.set_excluded(), Doc::BODY.set_excluded());
            let done = db.insert(new(id, title, body)).on_conflict(Doc::ID).do_update(all).run();
            assert_eq!(done.is_ok(), !taken(rows, *id, title));
            if done.is_ok() {
                rows.insert(*id, (title.clone(), body.clone()));
            }
        }
        Edit::Title(id, title) => {
            let done = db.update::<Doc>().set(Doc::TITLE.to(title.clone())).filter(Doc::ID.eq(*id)).run();
            if done.is_ok() {
                rows.entry(*id).and_modify(|row| row.0.clone_from(title));
            }
        }
        Edit::Body(id, body) => {
            db.update::<Doc>().set(Doc::BODY.to(body.clone())).filter(Doc::ID.eq(*id)).run().unwrap();
            rows.entry(*id).and_modify(|row| row.1.clone_from(body));
        }
        Edit::Move(from, to) => {
            let done = db.update::<Doc>().set(Doc::ID.to(*to)).filter(Doc::ID.eq(*from)).run();
            if done.is_ok()
                && let Some(row) = rows.remove(from)
            {
                rows.insert(*to, row);
            }
        }
        Edit::Delete(id) => {
            db.delete::<Doc>().filter(Doc::ID.eq(*id)).run().unwrap();
            rows.remove(id);
        }
    }
}

proptest! {
    #![proptest_config(crate::model::property(64))]

    #[test]
    fn finds_what_the_model_finds(
        edits in prop::collection::vec(edit(), 1..25),
        asks in prop::collection::vec(ask(), 1..12),
    ) {
        let db = Database::open_in_memory().unwrap();
        db.create_tables(&schema!(Doc)).unwrap();
        let mut rows = Rows::new();
        for edit in &edits {
            apply(&db, &mut rows, edit);
        }
        prop_assert!(db.check_search::<Doc>().unwrap());
        for ask in &asks {
            let expected: Vec<i64> = rows
                .iter()
                .filter(|(_, (title, body))| means(ask, &[tokens(title), tokens(body.as_deref().unwrap_or_default())]))
                .map(|(id, _)| *id)
                .collect();
            let joined = db.select::<Doc>().search(query(ask)).order_by(Doc::ID).columns(Doc::ID).all().unwrap();
            let listed = db.select::<Doc>().filter(Doc::matches(query(ask))).order_by(Doc::ID).columns(Doc::ID).all().unwrap();
            prop_assert_eq!(&joined, &expected, "{:?}", ask);
            prop_assert_eq!(&listed, &expected, "{:?}", ask);
        }
    }
}
