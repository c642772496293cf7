//! Random transactions beside a model in plain Rust: a stack of maps, one for each transaction that is open.
//!
//! A step is a statement, or the beginning or the end of a transaction. Whatever ends the outermost one, the table is then what the model
//! says, as another connection reads it: no row of a transaction that did not commit, and every row of one that did.
//!
//! `MODEL_STEPS=1000000` makes the long run; `MODEL_SEED` repeats one.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, TransactionGuard};

use crate::random::Random;

#[derive(Table, Debug)]
#[table(name = "items")]
struct Item {
    #[column(primary_key)]
    id: i64,
    value: i64,
}

/// `value` says what a trigger does with a new row.
const SETUP: &str = "
    create table filler (content blob);
    create trigger aborting before insert on items when new.value = -1 begin select raise(abort, 'aborted'); end;
    create trigger failing before insert on items when new.value = -2 begin select raise(fail, 'failed'); end;
    create trigger rolling_back before insert on items when new.value = -3 begin select raise(rollback, 'rolled back'); end;
    create trigger ignoring before insert on items when new.value = -4 begin select raise(ignore); end;
";

type Rows = BTreeMap<i64, i64>;

/// What a program's closure panics with on purpose.
struct OnPurpose;

struct Run {
    random: Random,
    steps: u64,
    /// Whether SQLite has ended the transaction: from then on nothing succeeds in it.
    dead: bool,
}

impl Run {
    /// Random steps in a transaction, until it is time to end it. `rows` is what the transaction sees.
    fn within(&mut self, tx: &mut TransactionGuard<'_>, rows: &mut Rows, depth: u32) {
        for _ in 0..=self.random.below(8) {
            self.steps += 1;
            if depth < 4 && self.random.chance(20) {
                self.nest(tx, rows, depth);
            } else {
                self.statement(tx, rows);
            }
            if self.dead {
                let refused = tx.select::<Item>().count();
                assert!(refused.is_err_and(|error| error.is_transaction_aborted()));
            } else if self.random.chance(30) {
                assert_eq!(found(tx), *rows);
            }
        }
    }

    fn nest(&mut self, tx: &mut TransactionGuard<'_>, rows: &mut Rows, depth: u32) {
        let mut inner_rows = rows.clone();
        if self.random.chance(50) {
            let inner = tx.begin();
            if self.dead {
                return assert!(inner.map(drop).is_err_and(|error| error.is_transaction_aborted()));
            }
            let mut inner = inner.unwrap();
            self.within(&mut inner, &mut inner_rows, depth + 1);
            match self.random.below(3) {
                0 => drop(inner),
                1 => inner.roll_back().unwrap(),
                _ => match inner.commit() {
                    Ok(()) => *rows = inner_rows,
                    Err(error) => assert!(self.dead && error.is_transaction_aborted(), "{error}"),
                },
            }
            return;
        }
        // In a closure, which may panic.
        let end = self.random.below(3);
        let (mut calls, run) = (0, &mut *self);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            tx.transaction(|inner| {
                calls += 1;
                for _ in 0..=run.random.below(3) {
                    run.steps += 1;
                    run.statement(inner, &mut inner_rows);
                }
                match end {
                    0 => std::panic::panic_any(OnPurpose),
                    1 => Err(Error::custom("on purpose")),
                    _ => Ok(()),
                }
            })
        }));
        match ended {
            Err(panic) => assert!(panic.is::<OnPurpose>()),
            Ok(Ok(())) => *rows = inner_rows,
            Ok(Err(error)) => assert!(error.is_transaction_aborted() || calls == 1, "{error}"),
        }
    }

    /// One statement, in SQLite and in the model.
    fn statement(&mut self, tx: &impl Write, rows: &mut Rows) {
        let id = i64::try_from(self.random.below(12)).unwrap();
        let value = i64::try_from(self.random.below(100)).unwrap();
        let special = -1 - i64::try_from(self.random.below(4)).unwrap();
        let is_there = rows.contains_key(&id);
        match self.random.below(10) {
            0..=2 => {
                let done = tx.insert(NewItem { id: Set::Value(id), value }).run();
                if self.holds(&done, !is_there) {
                    rows.insert(id, value);
                }
            }
            3 => {
                let done = tx
                    .insert(NewItem { id: Set::Value(id), value })
                    .on_conflict(Item::ID)
                    .do_update(Item::VALUE.set_excluded())
                    .run();
                if self.holds(&done, true) {
                    rows.insert(id, value);
                }
            }
            4 => {
                let done = tx.update::<Item>().set(Item::VALUE.to(value)).filter(Item::ID.ge(id)).run();
                if self.holds(&done, true) {
                    assert_eq!(done.unwrap(), u64::try_from(rows.range(id..).count()).unwrap());
                    rows.range_mut(id..).for_each(|(_, old)| *old = value);
                }
            }
            5 => {
                let done = tx.delete::<Item>().filter(Item::ID.lt(id)).run();
                if self.holds(&done, true) {
                    rows.retain(|key, _| *key >= id);
                }
            }
            6 => {
                // All or none of several rows.
                let many = (id..id + 3).map(|id| NewItem { id: Set::Value(id), value });
                let done = tx.insert_many(many).run();
                if self.holds(&done, (id..id + 3).all(|id| !rows.contains_key(&id))) {
                    rows.extend((id..id + 3).map(|id| (id, value)));
                }
            }
            7 => {
                // A conflict that ends everything.
                let done = sql!("insert or rollback into items values ({id}, {value})").run(tx.engine());
                if self.holds(&done, !is_there) {
                    rows.insert(id, value);
                } else {
                    self.dead = true;
                }
            }
            8 => {
                let done = tx.insert(NewItem { id: Set::Value(id), value: special }).run();
                // A trigger that ignores the row says nothing; one that rolls back ends everything.
                let ignores = special == -4;
                if !self.holds(&done, ignores) && special == -3 {
                    self.dead = true;
                }
            }
            _ => {
                // The database may not become so large: SQLite rolls back the statement or all, and says which.
                let done = sql!("insert into filler values (zeroblob({4_000_000}))").run(tx.engine());
                assert!(
                    done.as_ref().is_err_and(|error| error.is_disk_full() || error.is_transaction_aborted()),
                    "{done:?}"
                );
                self.dead |= tx.select::<Item>().count().is_err();
            }
        }
    }

    /// Whether a statement succeeds, which it must if and only if the model says so and the transaction is alive.
    fn holds(&self, done: &Result<u64, Error>, expected: bool) -> bool {
        match done {
            Ok(_) => assert!(expected && !self.dead, "succeeded after the end, or against the model"),
            Err(error) if self.dead => assert!(error.is_transaction_aborted(), "{error}"),
            Err(error) => assert!(!expected, "{error}"),
        }
        done.is_ok()
    }
}

fn found(tx: &impl Read) -> Rows {
    tx.select::<Item>().columns((Item::ID, Item::VALUE)).all().unwrap().into_iter().collect()
}

/// The rows as another connection sees them.
fn stored(raw: &rusqlite::Connection) -> Rows {
    let mut statement = raw.prepare_cached("select id, value from items").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn whatever_ends_a_transaction_the_table_is_what_the_model_says() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let steps = number("MODEL_STEPS").unwrap_or(20_000);
    let seed = number("MODEL_SEED").unwrap_or_else(crate::fresh_seed);
    println!("MODEL_SEED={seed}");
    std::panic::set_hook(Box::new(|panic| {
        if !panic.payload().is::<OnPurpose>() {
            eprintln!("{panic}");
        }
    }));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let db = Database::options().path(&path).synchronous(orm_sqlite::Synchronous::Off).open().unwrap();
    db.create_tables(&schema!(Item)).unwrap();
    db.execute_script(SETUP).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let pages = raw.query_row("pragma page_count", [], |row| row.get::<_, i64>(0)).unwrap();
    db.execute_script(&format!("pragma max_page_count = {}", pages + 60)).unwrap();

    let mut run = Run { random: Random::new(seed), steps: 0, dead: false };
    let mut rows = Rows::new();
    while run.steps < steps {
        run.dead = false;
        let mut inner = rows.clone();
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = db.begin().unwrap();
            run.within(&mut tx, &mut inner, 0);
            match run.random.below(5) {
                0 => drop(tx),
                1 => tx.roll_back().unwrap(),
                2 => std::panic::panic_any(OnPurpose),
                _ => match tx.commit() {
                    Ok(()) => {
                        assert!(!run.dead, "a transaction that had ended was committed");
                        return true;
                    }
                    Err(error) => assert!(run.dead && error.is_transaction_aborted(), "{error}"),
                },
            }
            false
        }));
        match ended {
            Ok(true) => rows = inner,
            Ok(false) => {}
            Err(panic) if panic.is::<OnPurpose>() => {}
            Err(panic) => std::panic::resume_unwind(panic),
        }
        assert_eq!(stored(&raw), rows, "after {} steps", run.steps);
    }
    assert_eq!(raw.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    println!("{} steps", run.steps);
}
