//! Whatever a user sends is a value: the statement is the one of a harmless text, to the letter, to SQLite's program and to what it
//! asks to be allowed; and its rows are those of a model in plain Rust.
//!
//! `INJECTION_CASES=500000` runs longer, `INJECTION_SEED=..` repeats a run that failed.

mod filter;
mod like;
mod model;
mod other;
mod strings;
mod trace;

use std::collections::HashMap;

use filter::{FILTERS, Filter};
use model::{Ground, Word};
use orm_sqlite::Error;
use orm_sqlite::engine::Sql;
use orm_sqlite::prelude::*;
use trace::Trace;

use super::{cases, seed};
use crate::random::Random;

/// How many texts are tried on one content of the table.
const ROUND: usize = 100;
/// How many rows there are at most.
const ROWS: usize = 12;
/// Of so many random texts, one is also written, made a literal, and traced.
const SAMPLED: usize = 50;

/// What the statements of each way in are for a harmless text.
struct Baseline {
    texts: HashMap<&'static str, Vec<Box<str>>>,
    traces: HashMap<Box<str>, Trace>,
}

fn select(filter: &Filter, text: &str) -> Result<Vec<Sql>, Error> {
    Ok(vec![Word::select().filter((filter.build)(text)).order_by(Word::ID).columns(Word::ID).to_sql()?])
}

impl Baseline {
    fn of(ground: &Ground) -> Self {
        let mut baseline = Self { texts: HashMap::new(), traces: HashMap::new() };
        let filters = FILTERS.iter().map(|filter| (filter.name, select(filter, "harmless")));
        let others = other::STATEMENTS.iter().map(|(name, lower)| (*name, lower("harmless")));
        for (name, lowered) in filters.chain(others) {
            let texts: Vec<Box<str>> = lowered.unwrap().into_iter().map(|sql| (&*sql.text).into()).collect();
            assert!(!texts.is_empty(), "{name}");
            for text in &texts {
                assert!(!text.contains("harmless"), "{name}: {text}");
                baseline.traces.insert(text.clone(), Trace::of(&ground.raw, text));
            }
            assert!(baseline.texts.insert(name, texts).is_none(), "{name} stands there twice");
        }
        baseline
    }

    /// Compares; says whether there is a statement, or the text was refused for a reason that it may be refused for.
    fn compare(&self, name: &str, lowered: Result<Vec<Sql>, Error>, text: &str, traced: Option<&Ground>) -> bool {
        let lowered = match lowered {
            Ok(lowered) => lowered,
            Err(error) => {
                assert!(text.contains('\0') && error.is_encode(), "{name} of {text:?}: {error}");
                assert!(
                    text.len() < 8 || !format!("{error} {error:?}").contains(text),
                    "{name} of {text:?}: {error:?}"
                );
                return false;
            }
        };
        let expected = &self.texts[name];
        assert_eq!(lowered.len(), expected.len(), "{name} of {text:?}");
        for (sql, expected) in lowered.iter().zip(expected) {
            assert_eq!(&*sql.text, &**expected, "{name} of {text:?}");
            if let Some(ground) = traced {
                let trace = Trace::of(&ground.raw, &sql.text);
                assert_eq!(trace, self.traces[expected], "{name} of {text:?}");
            }
        }
        true
    }
}

fn check_filter(ground: &Ground, filter: &Filter, text: &str) {
    let select = ground.db().select::<Word>().filter((filter.build)(text)).order_by(Word::ID).columns(Word::ID);
    let found = select.all().unwrap_or_else(|error| panic!("{} of {text:?}: {error}", filter.name));
    if let Some(holds) = filter.holds {
        assert_eq!(found, ground.ids(|row| holds(row, text)), "{} of {text:?} among {:?}", filter.name, ground.texts);
    }
}

fn check(ground: &Ground, baseline: &Baseline, kept: &other::Kept, text: &str, sampled: bool) {
    let traced = sampled.then_some(ground);
    for filter in &FILTERS {
        if baseline.compare(filter.name, select(filter, text), text, traced) {
            check_filter(ground, filter, text);
        }
    }
    for (name, lower) in &other::STATEMENTS {
        baseline.compare(name, lower(text), text, traced);
    }
    other::check(ground, kept, text);
    if sampled {
        other::write(ground, text);
        other::literal(&ground.raw, text);
    }
}

/// Texts for the table: some of those that are asked for, so that something is found, and others.
fn rows(random: &mut Random, asked: &[String]) -> Vec<String> {
    (0..ROWS)
        .map(|_| if random.chance(70) { random.pick(asked).clone() } else { strings::next(random) })
        .chain(["v".to_owned(), "k".to_owned()])
        .collect()
}

#[test]
fn s1_to_s6_the_list_of_adversarial_strings_changes_no_statement() {
    let mut random = Random::new(seed());
    let mut ground = Ground::new();
    let baseline = Baseline::of(&ground);
    let kept = other::Kept::new(&ground);
    let all: Vec<String> = strings::ADVERSARIAL.map(str::to_owned).into();
    for texts in all.chunks(20) {
        ground.fill(rows(&mut random, texts));
        for text in texts {
            check(&ground, &baseline, &kept, text, true);
        }
    }
}

#[test]
fn s1_to_s6_random_strings_change_no_statement() {
    let count = cases(2_000);
    let mut random = Random::new(seed());
    let mut ground = Ground::new();
    let baseline = Baseline::of(&ground);
    let kept = other::Kept::new(&ground);
    let start = std::time::Instant::now();
    let mut done = 0;
    while done < count {
        let texts: Vec<String> = (0..ROUND.min(count - done)).map(|_| strings::next(&mut random)).collect();
        ground.fill(rows(&mut random, &texts));
        for text in &texts {
            check(&ground, &baseline, &kept, text, done % SAMPLED == 0);
            done += 1;
        }
    }
    let entries = FILTERS.len() + other::STATEMENTS.len() + 10;
    println!("{done} strings over {entries} ways in, in {:?}", start.elapsed());
}

/// The comparison itself finds a statement that depends on its text.
#[test]
fn a_statement_that_holds_its_value_is_found() {
    let ground = Ground::new();
    let raw = &ground.raw;
    let pasted = |text: &str| Trace::of(raw, &format!("select id from words where text = '{text}'"));
    assert_eq!(pasted("harmless"), pasted("harmless"));
    assert_ne!(pasted("harmless"), pasted("other"));
    assert_ne!(pasted("harmless"), pasted("' or '1'='1"));
    let order = |term: &str| Trace::of(raw, &format!("select id from words order by {term}"));
    assert_ne!(order("text"), order("(select name from sqlite_schema)"));
}
