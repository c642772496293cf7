//! Random transactions of several threads beside two oracles: a log that triggers of SQLite write into the same transaction, so that SQLite
//! itself takes back what is rolled back; and a model of the rows, to which the changes that were told are applied.
//!
//! `MODEL_STEPS=1000000` makes the long run; `MODEL_SEED` repeats its choices, if not the order of the threads.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use orm_sqlite::ChangeKind;
use orm_sqlite::prelude::*;
use orm_sqlite::table::Stored;
use orm_sqlite::{Error, Subscription};

use crate::random::Random;

#[derive(Table, Debug)]
#[table(name = "parents")]
struct Parent {
    #[column(primary_key)]
    id: i64,
    value: i64,
}

#[derive(Table, Debug)]
#[table(name = "children")]
struct Child {
    #[column(primary_key)]
    id: i64,
    #[column(references = Parent::ID, on_delete = cascade, index)]
    parent_id: i64,
}

/// Without triggers and foreign keys, so that SQLite would empty it at once.
#[derive(Table, Debug)]
#[table(name = "loose")]
struct Loose {
    #[column(primary_key)]
    id: i64,
    value: i64,
}

/// One more row of `loose` is written by a trigger, and some children fail in different ways.
const SETUP: &str = "
    create table log (seq integer primary key autoincrement, at text, kind text, row integer);
    create trigger a after insert on parents begin insert into log (at, kind, row) values ('parents', 'Insert', new.id); end;
    create trigger b after update on parents begin insert into log (at, kind, row) values ('parents', 'Update', new.id); end;
    create trigger c after delete on parents begin insert into log (at, kind, row) values ('parents', 'Delete', old.id); end;
    create trigger d after insert on children begin insert into log (at, kind, row) values ('children', 'Insert', new.id); end;
    create trigger e after update on children begin insert into log (at, kind, row) values ('children', 'Update', new.id); end;
    create trigger f after delete on children begin insert into log (at, kind, row) values ('children', 'Delete', old.id); end;
    create trigger g after insert on children when new.id % 7 = 0 begin
        insert into loose values (1000 + new.id, 0) on conflict (id) do update set value = value + 1;
    end;
    create trigger h before insert on children when new.id = 13 begin select raise(abort, 'aborted'); end;
    create trigger i after insert on children when new.id = 17 begin select raise(rollback, 'rolled back'); end;
";

type Log = Arc<Mutex<Vec<(String, ChangeKind, i64)>>>;

fn hook<T: Stored>(db: &Database, log: &Log) -> Subscription {
    let log = log.clone();
    let table = T::schema().name.to_owned();
    db.on_change::<T>(move |change| log.lock().unwrap().push((table.clone(), change.kind(), change.rowid()))).unwrap()
}

/// Random statements, until it is time to end the transaction around them. Whatever fails is SQLite's to take back.
fn within(tx: &mut orm_sqlite::TransactionGuard<'_>, random: &mut Random, depth: u32) {
    for _ in 0..=random.below(6) {
        if depth < 3 && random.chance(25) {
            let Ok(mut inner) = tx.begin() else { return };
            within(&mut inner, random, depth + 1);
            match random.below(3) {
                0 => drop(inner),
                1 => drop(inner.roll_back()),
                _ => drop(inner.commit()),
            }
        } else {
            let _ = statement(tx, random);
        }
    }
}

fn statement(db: &impl Write, random: &mut Random) -> Result<u64, Error> {
    let mut id = || i64::try_from(random.below(20)).unwrap();
    let (id, other) = (id(), id());
    let engine = db.engine();
    match random.below(12) {
        0 | 1 => db.insert(NewParent { id: Set::Value(id), value: other }).run(),
        2 => db.insert_many((id..id + 3).map(|id| NewParent { id: Set::Value(id), value: other })).or_fail().run(),
        3 => db
            .insert_many((id..id + 2).map(|id| NewParent { id: Set::Value(id), value: other }))
            .on_conflict(Parent::ID)
            .do_update(Parent::VALUE.set_excluded())
            .run(),
        4 => db.delete::<Parent>().filter(Parent::ID.between(id, id + 3)).run(),
        5 | 6 => db.insert(NewChild { id: Set::Value(other), parent_id: id }).run(),
        7 | 8 => {
            sql!("insert into children (id, parent_id) select column1 + {other}, {id} from (values (0), (1), (2), (3))")
                .run(engine)
        }
        9 => db.update::<Child>().set(Child::PARENT_ID.to(id)).filter(Child::ID.lt(other)).run(),
        10 => db.insert(NewLoose { id: Set::Value(id), value: other }).or_ignore().run(),
        _ if random.chance(30) => db.delete::<Loose>().all_rows().run(),
        _ => sql!(
            "insert or fail into children (id, parent_id) select column1 + {other}, {id} from (values (0), (1), (2))"
        )
        .run(engine),
    }
}

#[test]
fn the_changes_that_are_told_are_those_of_the_tables() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let steps = number("MODEL_STEPS").unwrap_or(2_000);
    let seed = number("MODEL_SEED").unwrap_or_else(crate::seed);
    println!("MODEL_SEED={seed}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let db = Database::options().path(&path).synchronous(orm_sqlite::Synchronous::Off).open().unwrap();
    db.create_tables(&schema!(Parent, Child, Loose)).unwrap();
    db.execute_script(SETUP).unwrap();
    let told = Log::default();
    let _hooks = [hook::<Parent>(&db, &told), hook::<Child>(&db, &told), hook::<Loose>(&db, &told)];
    let watch = db.watch(ids).unwrap();
    let (sender, watched) = mpsc::channel();
    let watching = thread::spawn(move || watch.for_each(|ids| sender.send(ids.unwrap()).unwrap()));

    thread::scope(|scope| {
        for thread in 0..3 {
            let db = &db;
            scope.spawn(move || {
                let mut random = Random::new(seed ^ thread);
                for _ in 0..steps / 3 {
                    if random.chance(30) {
                        let _ = statement(db, &mut random);
                        continue;
                    }
                    let mut tx = db.begin().unwrap();
                    within(&mut tx, &mut random, 0);
                    match random.below(4) {
                        0 => drop(tx),
                        1 => drop(tx.roll_back()),
                        _ => drop(tx.commit()),
                    }
                }
            });
        }
    });

    let told = told.lock().unwrap().clone();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let mut logged = raw.prepare("select at, kind, row from log order by seq").unwrap();
    let logged = logged.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let logged: Vec<(String, String, i64)> = logged.collect::<Result<_, _>>().unwrap();
    let of = |table: &str| {
        let told = told.iter().filter(|(at, ..)| at == table);
        told.map(|(at, kind, row)| (at.clone(), format!("{kind:?}"), *row)).collect::<Vec<_>>()
    };
    for table in ["parents", "children"] {
        let logged: Vec<_> = logged.iter().filter(|(at, ..)| at == table).cloned().collect();
        assert!(logged.len() > 100, "too little happens");
        assert_eq!(of(table), logged, "{table}");
    }
    for table in ["parents", "children", "loose"] {
        let mut rows = BTreeSet::new();
        for (at, kind, row) in of(table) {
            let held = match &*kind {
                "Insert" => rows.insert(row),
                "Delete" => rows.remove(&row),
                _ => rows.contains(&row),
            };
            assert!(held, "{kind} of {row} in {at}");
        }
        let mut stored = raw.prepare(&format!("select id from {table}")).unwrap();
        let stored = stored.query_map([], |row| row.get(0)).unwrap().collect::<Result<BTreeSet<i64>, _>>();
        assert_eq!(rows, stored.unwrap(), "{table}");
    }
    // As many runs as it takes, and no other commit to wake it.
    let last = db.read_transaction(ids).unwrap();
    while watched.recv_timeout(Duration::from_secs(20)).unwrap() != last {}
    db.close().unwrap();
    watching.join().unwrap();
    assert!(watched.iter().all(|ids| ids == last));
}

type Ids = [Vec<i64>; 3];

fn ids(tx: &ReadTransaction<'_>) -> Result<Ids, Error> {
    let parents = tx.select::<Parent>().order_by(Parent::ID.asc()).columns(Parent::ID).all()?;
    let children = tx.select::<Child>().order_by(Child::ID.asc()).columns(Child::ID).all()?;
    let loose = tx.select::<Loose>().order_by(Loose::ID.asc()).columns(Loose::ID).all()?;
    Ok([parents, children, loose])
}
