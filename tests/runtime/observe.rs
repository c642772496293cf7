//! What is told of statements, by callbacks and by spans.

mod canaries;
mod collector;
mod spans;

use std::panic::Location;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::model::{NewComment, NewPost, NewTag, NewUser, Post, PostTag, SEED, Tag, User, UserPatch, blog_schema};
use orm_sqlite::prelude::*;
use orm_sqlite::{AsyncDatabase, Options, QueryKind};

/// What was told of one statement.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    kind: QueryKind,
    sql: String,
    table: Option<String>,
    rows: u64,
    line: Option<u32>,
    file: Option<&'static str>,
    values: Vec<String>,
    failed: bool,
    slow: bool,
}

fn listening(options: impl FnOnce(Options) -> Options) -> (Database, Receiver<Told>) {
    let (sender, receiver) = mpsc::channel();
    let db = options(Database::options())
        .on_query(move |query| {
            let told = Told {
                kind: query.kind(),
                sql: query.sql().to_owned(),
                table: query.table().map(str::to_owned),
                rows: query.rows(),
                line: query.caller().map(Location::line),
                file: query.caller().map(Location::file),
                values: query.values().to_vec(),
                failed: query.error().is_some(),
                slow: query.is_slow(),
            };
            sender.send(told).unwrap();
        })
        .open()
        .unwrap();
    db.create_tables(&blog_schema()).unwrap();
    db.execute_script(SEED).unwrap();
    while receiver.try_recv().is_ok() {}
    (db, receiver)
}

fn told(receiver: &Receiver<Told>) -> Vec<Told> {
    receiver.try_iter().collect()
}

/// Runs each line, and says that all that was told of it names one line of this macro's, which is another one each time.
macro_rules! from_here {
    ($receiver:ident, $($run:expr;)+) => {
        let mut line = line!();
        $({
            let _ = $run;
            line += 1;
            let told = told(&$receiver);
            assert!(!told.is_empty(), "{}: nothing was told", stringify!($run));
            for one in told {
                assert_eq!((one.file, one.line), (Some(file!()), Some(line)), "{}: {one:?}", stringify!($run));
            }
        })+
    };
}

#[test]
fn every_method_that_runs_a_query_says_who_has_called_it() {
    let (db, receiver) = listening(|options| options);
    let tag = |label: &str| NewTag::builder().label(label).build();
    let users = db.prepare(|id: Param<i64>| User::select().filter(User::ID.ge(id))).unwrap();
    let renamed =
        db.prepare(|name: Param<String>| User::update().set(User::NAME.to(name)).filter(User::ID.eq(1))).unwrap();
    let nested = || {
        let post = NewPost::builder().author_id(1).title("n").build();
        post.with_new(Post::comments(), |post| [NewComment::builder().post_id(post.id).body("n").build()])
    };
    from_here!(receiver,
        db.select::<User>().all().unwrap();
        db.select::<User>().get().unwrap();
        db.select::<User>().one().unwrap();
        db.select::<User>().count().unwrap();
        db.select::<User>().exists().unwrap();
        db.select::<User>().explain().unwrap();
        db.select::<User>().for_each(|_| ()).unwrap();
        db.select::<User>().columns(User::NAME).for_each_ref(|_| ()).unwrap();
        db.select::<User>().iterate(|rows| Ok(rows.count())).unwrap();
        db.select::<User>().order_by(User::ID).page(1, 2).unwrap();
        db.select::<User>().order_by(User::ID).keyset(2).page().unwrap();
        db.find::<User>(1).one().unwrap();
        db.query::<User>().with_posts().all().unwrap();
        db.query::<User>().with_posts().get().unwrap();
        db.query::<User>().with_posts().one().unwrap();
        db.query::<User>().with_posts().count().unwrap();
        db.query::<User>().with_posts().exists().unwrap();
        db.query::<User>().with_posts().page(1, 2).unwrap();
        users.all(1).unwrap();
        users.get(1).unwrap();
        users.one(1).unwrap();
        users.count(1).unwrap();
        users.exists(1).unwrap();
        users.for_each(1, |_| ()).unwrap();
        renamed.run("Ada").unwrap();
        db.insert(tag("a")).run().unwrap();
        db.insert(tag("b")).returning().one().unwrap();
        db.insert(tag("c")).returning().get().unwrap();
        db.insert_many([tag("d"), tag("e")]).returning().all().unwrap();
        db.insert_many((0..120).map(|_| tag("x"))).run().unwrap();
        db.insert_select(Tag::LABEL, User::select().columns(User::NAME)).run().unwrap();
        db.update::<User>().set(User::LOGINS.to(1)).all_rows().run().unwrap();
        db.update_many([(1, UserPatch { logins: Set::Value(2), ..UserPatch::default() })]).run().unwrap();
        db.delete::<Tag>().filter(Tag::LABEL.eq("x")).run().unwrap();
        db.link(Post::tags(), 12, [1, 2]).run().unwrap();
        db.unlink(Post::tags(), 12, [1]).run().unwrap();
        db.batch((Tag::insert(tag("f")), Tag::delete().filter(Tag::LABEL.eq("f")))).unwrap();
        sql!("select 1").all::<i64, _>(&db).unwrap();
        sql!("select 1").get::<i64, _>(&db).unwrap();
        sql!("select 1").one::<i64, _>(&db).unwrap();
        sql!("select 1").for_each::<i64, _, _>(&db, |_| ()).unwrap();
        sql!("delete from tags where label = 'none'").run(&db).unwrap();
        db.insert_nested(nested()).unwrap();
        db.transaction(|_| Ok(())).unwrap();
        db.read_transaction(|_| Ok(())).unwrap();
        db.begin().unwrap();
        db.with_timeout(Duration::from_secs(9)).select::<User>().all().unwrap();
        Write::transaction(&db, |_| Ok(())).unwrap();
    );
}

#[test]
fn a_transaction_and_its_queries_have_places_of_their_own() {
    let (db, receiver) = listening(|options| options);
    let begun = line!() + 1;
    db.transaction(|tx| {
        tx.find::<User>(1).one()?;
        tx.transaction(|inner| inner.delete::<PostTag>().all_rows().run())
    })
    .unwrap();
    let lines: Vec<_> = told(&receiver).into_iter().map(|one| (one.sql, one.line.unwrap() - begun)).collect();
    let places: Vec<_> = lines.iter().map(|(sql, line)| (sql.split(' ').next().unwrap(), *line)).collect();
    let expected = [("BEGIN", 0), ("SELECT", 1), ("SAVEPOINT", 0), ("DELETE", 2), ("RELEASE", 0), ("COMMIT", 0)];
    assert_eq!(places, expected);
}

#[test]
fn an_awaited_query_says_who_has_called_it() {
    let (db, receiver) = listening(|options| options);
    let db = AsyncDatabase::from(db);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let line = line!() + 1;
        db.select::<User>().count().await.unwrap();
        let missing = db.find::<User>(99).one().await.unwrap_err();
        let tx = db.begin().await.unwrap();
        tx.delete::<PostTag>().all_rows().run().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(missing.caller().unwrap().line(), line + 1);
        let told = told(&receiver);
        let queries = told.iter().filter(|one| one.kind != QueryKind::Transaction);
        let lines: Vec<_> = queries.map(|one| (one.file.unwrap(), one.line.unwrap() - line)).collect();
        assert_eq!(lines, [(file!(), 0), (file!(), 1), (file!(), 3)]);
    });
}

#[test]
fn an_error_says_where_its_query_was_made() {
    let (db, _receiver) = listening(|options| options);
    let line = line!();
    let errors = [
        db.find::<User>(99).one().map(drop).unwrap_err(),
        sql!("select nothing").one::<i64, _>(&db).map(drop).unwrap_err(),
        User::insert_values(User::NAME.to("Dan")).using(&db).run().map(drop).unwrap_err(),
        db.transaction(|tx| tx.find::<User>(99).one()).map(drop).unwrap_err(),
        db.with_timeout(Duration::ZERO).select::<User>().all().map(drop).unwrap_err(),
        db.with_timeout(Duration::ZERO).transaction(|_| Ok(())).unwrap_err(),
        db.transaction(|_| db.begin().map(drop)).unwrap_err(),
    ];
    for (error, line) in errors.iter().zip(line + 2..) {
        let caller = error.caller().unwrap_or_else(|| panic!("{error} has no place"));
        assert_eq!((caller.file(), caller.line()), (file!(), line), "{error}");
        assert!(!format!("{error} {error:?}").contains(file!()), "{error:?}");
    }
    assert!(orm_sqlite::Error::custom("x").caller().is_none());
}

#[test]
fn what_is_told_is_what_has_run() {
    let (db, receiver) = listening(|options| options);
    db.select::<User>().filter(User::LOGINS.eq(3)).all().unwrap();
    db.insert_many((0..7).map(|_| NewTag::builder().label("x").build())).run().unwrap();
    db.delete::<Tag>().filter(Tag::LABEL.eq("x")).run().unwrap();
    db.query::<User>().with_posts().all().unwrap();
    let summary: Vec<_> = told(&receiver)
        .into_iter()
        .filter(|one| one.kind != QueryKind::Transaction)
        .map(|one| (one.kind, one.table.unwrap(), one.rows))
        .collect();
    let expected = [
        (QueryKind::Select, "users", 2),
        (QueryKind::Insert, "tags", 7),
        (QueryKind::Delete, "tags", 7),
        (QueryKind::Select, "users", 4),
        (QueryKind::Select, "posts", 4),
    ];
    assert_eq!(summary, expected.map(|(kind, table, rows)| (kind, table.to_owned(), rows)));
}

#[test]
fn a_query_within_a_query_is_told_by_itself() {
    let (db, receiver) = listening(|options| options);
    db.transaction(|tx| {
        let each = |user: User| tx.select::<Post>().filter(Post::AUTHOR_ID.eq(user.id)).all().map(drop);
        tx.select::<User>().for_each(each)
    })
    .unwrap();
    let rows: Vec<_> = told(&receiver).into_iter().filter_map(|one| Some((one.table?, one.rows))).collect();
    let expected = [("posts", 3), ("posts", 1), ("posts", 0), ("posts", 0), ("users", 4)];
    assert_eq!(rows, expected.map(|(table, rows)| (table.to_owned(), rows)));
}

#[test]
fn a_statement_that_fails_is_told_with_its_text() {
    let (db, receiver) = listening(|options| options);
    db.insert(NewUser::builder().email("ada@x").name("Imposter").build()).run().unwrap_err();
    sql!("select * from nowhere").all::<i64, _>(&db).unwrap_err();
    let texts: Vec<_> = told(&receiver).into_iter().map(|one| (one.failed, one.kind, one.sql)).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].0 && texts[0].1 == QueryKind::Insert && texts[0].2.starts_with("INSERT"), "{texts:?}");
    assert_eq!(texts[1], (true, QueryKind::Select, "select * from nowhere".to_owned()));
}

#[test]
fn values_are_told_only_to_who_asks_for_them() {
    let run = |db: &Database| {
        let (text, bytes, none) = ("it's", &[1_u8, 255][..], None::<i64>);
        sql!("select {text}, {bytes}, {none}, {1.5}").one::<(String, Vec<u8>, Option<i64>, f64), _>(db).unwrap();
        db.select::<User>().filter(User::ID.in_list([1, 2])).all().unwrap();
    };
    let (db, receiver) = listening(|options| options);
    run(&db);
    assert!(told(&receiver).iter().all(|one| one.values.is_empty()));
    let (db, receiver) = listening(|options| options.trace_values(true));
    run(&db);
    let values: Vec<_> = told(&receiver).into_iter().map(|one| one.values).collect();
    assert_eq!(values, [vec!["'it''s'", "x'01ff'", "NULL", "1.5"], vec!["(..)"]]);
}

#[test]
fn a_statement_is_slow_from_its_threshold_on() {
    for (threshold, slow) in [(Duration::from_nanos(1), true), (Duration::from_hours(1), false)] {
        let (db, receiver) = listening(|options| options.slow_query(threshold));
        sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit 2000) select sum(i) from n")
            .one::<i64, _>(&db)
            .unwrap();
        assert_eq!(told(&receiver).iter().map(|one| one.slow).collect::<Vec<_>>(), [slow]);
    }
}

#[test]
fn every_connection_of_the_pool_tells_and_those_of_another_database_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, receiver) = mpsc::channel();
    let options = Database::options().on_query(move |query| drop(sender.send(query.sql().to_owned())));
    let db = options.clone().path(folder.path().join("a.db")).open().unwrap();
    db.create_tables(&blog_schema()).unwrap();
    while receiver.try_recv().is_ok() {}
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| db.select::<Post>().count().unwrap());
        }
    });
    let post = NewPost::builder().author_id(1).title("x").build();
    assert!(db.insert(post).run().is_err());
    assert_eq!(receiver.try_iter().filter(|sql| sql.contains("posts")).count(), 4);
    Database::open_in_memory().map(|other| sql!("select 1").one::<i64, _>(&other)).unwrap().unwrap();
    assert_eq!(receiver.try_iter().count(), 0);
}

#[test]
fn a_panic_of_a_callback_stays_there_and_what_it_is_told_goes_on() {
    let db = Database::options()
        .on_query(|query| assert!(!query.sql().contains("tags"), "a callback's panic"))
        .open()
        .unwrap();
    db.create_tables(&blog_schema()).unwrap();
    let run = || db.transaction(|tx| tx.insert(NewTag::builder().label("x").build()).run());
    assert_eq!(run().unwrap(), 1);
    assert_eq!(sql!("select count(*) from tags").one::<i64, _>(&db).unwrap(), 1);
    assert_eq!(db.select::<User>().count().unwrap(), 0);
    assert_eq!(db.transaction(|tx| tx.select::<Post>().count()).unwrap(), 0);
}
