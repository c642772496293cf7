//! No value is in what is told of a statement, whatever it is and however it fails.

use std::time::Duration;

use orm_sqlite::expr::Function;
use orm_sqlite::migrate::{Migration, Migrations};
use orm_sqlite::prelude::*;
use orm_sqlite::testing::Fault;
use orm_sqlite::{Behavior, CancellationToken, Error};

use super::collector::{Collector, with_default};
use crate::model::{Comment, NewComment, NewPost, NewTag, NewUser, Post, SEED, Tag, User, UserPatch, blog_schema};

const CANARY: &str = "c4n4ry";
const NUMBER: i64 = 987_654_321;
const REAL: f64 = 98_765.432_1;

#[derive(Table, Debug, Clone)]
#[table(name = "papers", fts(title))]
struct Paper {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(check = "length(code) < 20")]
    code: String,
    #[column(sensitive)]
    secret: String,
    data: Json<JsonValue>,
}

/// Whether a text has one of the canaries, as it is or as its bytes.
fn found(text: &str) -> Option<&'static str> {
    let bytes = "99, 52, 110, 52, 114, 121";
    let text = text.to_lowercase();
    [CANARY, "987654321", "987_654_321", "98765.4321", "63346e347279", bytes]
        .into_iter()
        .find(|part| text.contains(part))
}

fn reads(db: &impl Read) -> Result<(), Error> {
    db.select::<User>().filter(User::NAME.eq(CANARY).or(User::LOGINS.eq(NUMBER))).all()?;
    db.select::<User>().filter(User::NAME.in_list([CANARY, "x"]).and(User::EMAIL.contains(CANARY))).count()?;
    db.select::<User>().filter(User::posts().any(Post::TITLE.eq(CANARY))).exists()?;
    db.select::<User>().filter(User::LOGINS.gt(NUMBER)).order_by(User::ID).keyset(2).page()?;
    db.query::<User>().with_posts_by(|posts| posts.filter(Post::TITLE.eq(CANARY)).with_comments()).all()?;
    db.select::<User>().columns(User::NAME.concat(CANARY)).all()?;
    let bytes = CANARY.as_bytes();
    sql!("select {CANARY}, {NUMBER}, {REAL}, {bytes}").one::<(String, i64, f64, Vec<u8>), _>(db.engine())?;
    db.select::<Paper>().filter(Paper::matches(CANARY)).all()?;
    let json = r#"{"a":"c4n4ry"}"#;
    sql!("select json_extract({json}, '$.a')").one::<String, _>(db.engine())?;
    Ok(())
}

fn writes(db: &impl Write) -> Result<(), Error> {
    let user = |email: &str| NewUser::builder().email(email).name(CANARY).bio(CANARY).logins(NUMBER).build();
    let ada = db.insert(user("c4n4ry@x")).returning().one()?;
    db.insert_many((0..60).map(|at| user(&format!("c4n4ry{at}@x")))).run()?;
    let patch = UserPatch { name: Set::Value(CANARY.to_owned()), ..UserPatch::default() };
    db.update::<User>().patch(patch.clone()).filter(User::ID.eq(ada.id)).run()?;
    db.update_many([(ada.id, patch)]).run()?;
    let post = NewPost::builder().author_id(ada.id).title(CANARY).build();
    db.insert_nested(
        post.with_new(Post::comments(), |post| [NewComment::builder().post_id(post.id).body(CANARY).build()]),
    )?;
    db.batch((
        Tag::insert(NewTag::builder().label(CANARY).build()),
        Comment::delete().filter(Comment::BODY.eq(CANARY)),
    ))?;
    let paper = |code: &str| NewPaper {
        id: Set::Unset,
        title: CANARY.to_owned(),
        code: code.to_owned(),
        secret: CANARY.to_owned(),
        data: Json(serde_json::from_str(r#"{"a":"c4n4ry"}"#).unwrap()),
    };
    db.insert(paper(CANARY)).run()?;
    assert!(db.insert(paper("c4n4ry c4n4ry c4n4ry c4n4ry")).run().is_err_and(|error| error.is_check_violation()));
    db.delete::<User>().filter(User::NAME.eq(CANARY)).run()?;
    Ok(())
}

fn failures(db: &Database) -> Vec<Error> {
    let mut errors = Vec::new();
    let mut failed = |error: Option<Error>| errors.push(error.expect("it fails"));
    let user = |email: &str| NewUser::builder().email(email).name(CANARY).build();
    db.insert(user("c4n4ry@unique")).run().unwrap();
    failed(db.insert(user("c4n4ry@unique")).run().err());
    failed(db.insert(NewComment::builder().post_id(NUMBER).body(CANARY).build()).run().err());
    failed(db.find::<User>(NUMBER).one().err());
    failed(sql!("select {CANARY}").one::<i64, _>(db).err());
    failed(sql!("select json({CANARY})").one::<String, _>(db).err());
    failed(sql!("select json_extract('{{}}', {CANARY})").one::<String, _>(db).err());
    let least = i64::MIN;
    failed(sql!("select abs({least}), {CANARY}").one::<(i64, String), _>(db).err());
    let (open, column) = (format!("\"{CANARY}"), format!("{CANARY}: x"));
    failed(sql!("select title from papers_fts where papers_fts match {open}").all::<String, _>(db).err());
    failed(sql!("select title from papers_fts where papers_fts match {column}").all::<String, _>(db).err());
    failed(sql!("select fails({CANARY})").one::<i64, _>(db).err());
    failed(sql!("insert into users (email, name, logins) values ({CANARY}, {CANARY}, {CANARY})").run(db).err());
    failed(sql!("commit /* */").run(db).err());
    failed(db.with_timeout(Duration::ZERO).select::<User>().filter(User::NAME.eq(CANARY)).all().err());
    let token = CancellationToken::new();
    token.cancel();
    failed(db.with_cancel(&token).delete::<User>().filter(User::NAME.eq(CANARY)).run().err());
    failed(db.read_transaction(|tx| sql!("delete from users where name = {CANARY}").run(tx)).err());
    let address = "c4n4ry@unique";
    failed(
        db.transaction(|tx| sql!("insert or rollback into users (email, name) values ({address}, {CANARY})").run(tx))
            .err(),
    );
    failed(db.transaction_with(Behavior::Deferred, |_| db.select::<User>().filter(User::NAME.eq(CANARY)).all()).err());
    for fault in [Fault::Busy, Fault::DiskFull, Fault::CommitFails] {
        let _fault = db.inject(fault, 1);
        failed(db.transaction(|tx| tx.insert(NewTag::builder().label(CANARY).build()).run()).err());
    }
    errors
}

fn everything(db: &Database) {
    const FAILS: Function<(String,), i64> = Function::new("fails");
    db.create_function(
        FAILS,
        |(text,): (String,)| {
            if text.is_empty() { Ok(1_i64) } else { Err(Error::custom("the function fails")) }
        },
    )
    .unwrap();
    reads(db).unwrap();
    writes(db).unwrap();
    db.transaction(|tx| writes(tx).and_then(|()| reads(tx))).unwrap();
    let tx = db.begin().unwrap();
    writes(&tx).unwrap();
    drop(tx);
    db.read_transaction(|tx| reads(tx)).unwrap();
    let by_name = db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name))).unwrap();
    by_name.all(CANARY).unwrap();
    for error in failures(db) {
        assert_eq!(found(&format!("{error} {error:?} {:?}", error.caller())), None, "{error:?}");
    }
    let up = "CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT) STRICT; INSERT INTO kept (text) VALUES ('c4n4ry');";
    let first = Migration::new("20250101000000_first", up).unwrap();
    let broken = Migration::new("20250102000000_broken", "INSERT INTO kept (id, text) VALUES (1, 'c4n4ry');").unwrap();
    let fresh = Database::open_in_memory().unwrap();
    fresh.migrate(&Migrations::new([first.clone()]).unwrap()).unwrap();
    fresh.migrate(&Migrations::new([first, broken]).unwrap()).unwrap_err();
}

fn database(options: orm_sqlite::Options) -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = options.path(folder.path().join("app.db")).open().unwrap();
    db.create_tables(&blog_schema()).unwrap();
    db.create_tables(&schema!(Paper)).unwrap();
    db.execute_script(SEED).unwrap();
    (folder, db)
}

#[test]
fn no_value_is_in_a_span_or_an_event_of_a_whole_program_at_trace() {
    let (_folder, db) = database(Database::options().slow_query(Duration::ZERO));
    let collector = Collector::default();
    with_default(collector.clone(), || everything(&db));
    let text = collector.text();
    let part = found(&text)
        .map(|part| text.lines().filter(|line| line.to_lowercase().contains(part)).take(3).collect::<Vec<_>>());
    assert_eq!(part, None);
    // It was looked at, and not in vain.
    let queries = collector.named("query");
    assert!(queries.len() > 60, "{}", queries.len());
    let kinds: std::collections::BTreeSet<_> = queries.iter().filter_map(|one| one.fields.get("error.type")).collect();
    assert!(kinds.len() >= 5, "{kinds:?}");
    assert!(collector.named("transaction").len() > 5);
    assert!(collector.seen().iter().any(|one| !one.is_span));
}

#[test]
fn no_value_is_in_a_log_or_what_a_callback_is_told() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let (_folder, db) = database(Database::options().on_query(move |query| {
        sender.send(format!("{query} {query:?}")).unwrap();
    }));
    let log = db.record();
    everything(&db);
    let told: Vec<_> = receiver.try_iter().chain([format!("{log:?}")]).filter(|told| found(told).is_some()).collect();
    assert_eq!(told.first(), None);
    assert!(log.statements().len() > 100);
}

#[test]
fn the_canaries_are_found_where_a_program_asks_for_values() {
    let (_folder, db) = database(Database::options().trace_values(true));
    let collector = Collector::default();
    with_default(collector.clone(), || everything(&db));
    assert!(found(&collector.text()).is_some());
}
