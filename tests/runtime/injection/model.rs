//! The tables that are asked, and the connection that looks at the statements beside.

use std::cell::RefCell;
use std::collections::BTreeMap;

use orm_sqlite::expr::Function;
use orm_sqlite::prelude::*;
use rusqlite::functions::FunctionFlags;

use crate::model::Fixture;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "words", fts(text))]
#[relations(marks = has_many(Mark::WORD))]
pub(super) struct Word {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique)]
    pub(super) text: String,
    /// `{"k": "v", <text>: <text>}`.
    pub(super) doc: Json<BTreeMap<String, String>>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "marks")]
#[relations(of = belongs_to(word))]
pub(super) struct Mark {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(references = Word::TEXT, on_delete = cascade)]
    pub(super) word: String,
}

pub(super) const ECHO: Function<(String,), String> = Function::new("echo").deterministic();

/// The database, and what is in it.
pub(super) struct Ground {
    fixture: Fixture,
    /// Another connection to the file, which is not the library's.
    pub(super) raw: RefCell<rusqlite::Connection>,
    pub(super) texts: Vec<String>,
}

impl Ground {
    pub(super) fn new() -> Self {
        let fixture = Fixture::new(&schema!(Word, Mark));
        fixture.db.create_function(ECHO, |(text,)| Ok(text)).unwrap();
        let raw = fixture.another();
        rusqlite::vtab::array::load_module(&raw).unwrap();
        let echo = |context: &rusqlite::functions::Context<'_>| context.get::<String>(0);
        raw.create_scalar_function("echo", 1, FunctionFlags::default(), echo).unwrap();
        Self { fixture, raw: RefCell::new(raw), texts: Vec::new() }
    }

    pub(super) fn db(&self) -> &Database {
        &self.fixture.db
    }

    /// Makes these the rows, with ids from zero on, and a mark for each.
    pub(super) fn fill(&mut self, mut texts: Vec<String>) {
        texts.sort();
        texts.dedup();
        let words = texts.iter().zip(0..).map(|(text, id)| {
            let mut doc = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
            doc.insert(text.clone(), text.clone());
            NewWord { id: Set::Value(id), text: text.clone(), doc: Json(doc) }
        });
        let marks = texts.iter().zip(0..).map(|(text, id)| NewMark { id: Set::Value(id), word: text.clone() });
        self.db()
            .transaction(|tx| {
                tx.delete::<Word>().all_rows().run()?;
                tx.insert_many(words).run()?;
                tx.insert_many(marks).run()
            })
            .unwrap();
        self.texts = texts;
    }

    /// The ids of the texts for which something holds.
    pub(super) fn ids(&self, holds: impl Fn(&str) -> bool) -> Vec<i64> {
        self.texts.iter().zip(0..).filter(|(text, _)| holds(text)).map(|(_, id)| id).collect()
    }
}
