//! Statements and transactions as spans.

use std::time::Duration;

use orm_sqlite::AsyncDatabase;
use orm_sqlite::prelude::*;

use super::collector::{Collector, Seen, with_default};
use crate::model::{NewUser, PostTag, SEED, User, blog_schema};

fn database(options: orm_sqlite::Options) -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = options.path(folder.path().join("app.db")).open().unwrap();
    db.create_tables(&blog_schema()).unwrap();
    db.execute_script(SEED).unwrap();
    (folder, db)
}

#[track_caller]
fn has(seen: &Seen, fields: &[(&str, &str)]) {
    for (name, value) in fields {
        assert_eq!(seen.fields.get(name).map(String::as_str), Some(*value), "{name} of {seen:?}");
    }
}

#[test]
fn a_query_is_a_span_with_the_names_of_opentelemetry() {
    let (_folder, db) = database(Database::options());
    let collector = Collector::default();
    let line = line!() + 1;
    with_default(collector.clone(), || db.select::<User>().filter(User::LOGINS.eq(3)).all().unwrap());
    let [query] = <[Seen; 1]>::try_from(collector.named("query")).unwrap();
    assert!(query.is_span && query.closed && query.parent.is_none());
    has(
        &query,
        &[
            ("db.system.name", "sqlite"),
            ("db.namespace", "app.db"),
            ("db.operation.name", "SELECT"),
            ("db.collection.name", "users"),
            ("otel.name", "SELECT users"),
            ("otel.kind", "client"),
            ("db.response.returned_rows", "2"),
            ("code.file.path", file!()),
            ("code.line.number", &line.to_string()),
        ],
    );
    assert!(query.fields["db.query.text"].ends_with(r#"WHERE "users"."logins" = ?"#), "{query:?}");
    assert!(!query.fields.contains_key("error.type") && !query.fields.contains_key("db.query.parameters"));
}

#[test]
fn an_error_is_on_the_span_of_its_query() {
    let (_folder, db) = database(Database::options());
    let collector = Collector::default();
    with_default(collector.clone(), || {
        db.insert(NewUser::builder().email("ada@x").name("Imposter").build()).run().unwrap_err();
        sql!("commit").run(&db).unwrap_err();
    });
    let queries = collector.named("query");
    has(&queries[0], &[("error.type", "constraint_violation"), ("db.response.status_code", "2067")]);
    has(&queries[1], &[("error.type", "refused")]);
}

#[test]
fn a_transaction_is_a_span_with_its_queries_in_it() {
    let (_folder, db) = database(Database::options());
    let collector = Collector::default();
    with_default(collector.clone(), || {
        db.transaction(|tx| tx.find::<User>(1).one()).unwrap();
        db.transaction(|_| Err::<(), _>(orm_sqlite::Error::custom("no"))).unwrap_err();
        let tx = db.begin().unwrap();
        tx.delete::<PostTag>().all_rows().run().unwrap();
        drop(tx);
        drop(db.begin_read().unwrap());
        db.select::<User>().count().unwrap();
    });
    let seen = collector.seen();
    let transactions = collector.named("transaction");
    let outcomes: Vec<_> = transactions.iter().map(|one| one.fields["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["committed", "rolled_back", "rolled_back", "rolled_back"]);
    assert!(transactions.iter().all(|one| one.closed));
    let names = |seen: &Seen| seen.fields.get("otel.name").cloned();
    let parents: Vec<_> = collector
        .named("query")
        .iter()
        .map(|one| (names(one).unwrap(), one.parent.map(|parent| seen[usize::try_from(parent).unwrap() - 1].name)))
        .collect();
    let inside = Some("transaction");
    let expected = [("SELECT users", inside), ("DELETE post_tags", inside), ("SELECT users", None)];
    assert_eq!(parents, expected.map(|(name, parent)| (name.to_owned(), parent)));
}

#[test]
fn a_span_of_the_program_is_around_its_queries() {
    let (_folder, db) = database(Database::options());
    let collector = Collector::default();
    let handler = with_default(collector.clone(), || {
        let handler = tracing::info_span!("handler");
        handler.in_scope(|| db.select::<User>().count().unwrap());
        let step = |tx: &Transaction<'_>| tracing::info_span!("step").in_scope(|| tx.select::<User>().count());
        handler.in_scope(|| db.transaction(step).unwrap());
        let db = AsyncDatabase::from(db.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _entered = handler.enter();
        // Work on other threads has the subscriber of the whole program, which a test does not set.
        runtime.block_on(async { db.select::<User>().count().await.unwrap() });
        handler.id().unwrap().into_u64()
    });
    let seen = collector.seen();
    let parents: Vec<_> = collector
        .named("query")
        .iter()
        .map(|one| seen[usize::try_from(one.parent.unwrap()).unwrap() - 1].name)
        .collect();
    assert_eq!(parents[..2], ["handler", "step"]);
    assert_eq!(collector.named("transaction")[0].parent, Some(handler));
}

#[test]
fn a_slow_query_is_a_warning_with_its_text_and_its_place() {
    let (_folder, db) = database(Database::options().slow_query(Duration::from_nanos(1)));
    let collector = Collector::default();
    let line = line!() + 1;
    with_default(collector.clone(), || db.select::<User>().filter(User::BIO.eq("c4n4ry")).all().unwrap());
    let seen = collector.seen();
    let [warning] = <[&Seen; 1]>::try_from(seen.iter().filter(|one| !one.is_span).collect::<Vec<_>>()).unwrap();
    assert_eq!((warning.level, warning.target.as_str()), (tracing::Level::WARN, "orm_sqlite"));
    has(warning, &[("message", "slow query"), ("rows", "0"), ("code.line.number", &line.to_string())]);
    has(warning, &[("code.file.path", file!()), ("rows_scanned", "3")]);
    assert!(warning.fields["db.query.text"].starts_with("SELECT"));
    assert!(warning.fields["duration_ms"].parse::<f64>().unwrap() > 0.0);
    assert!(!collector.text().contains("c4n4ry"));
}

#[test]
fn values_are_on_a_span_if_the_program_asks_for_them() {
    let (_folder, db) = database(Database::options().trace_values(true));
    let collector = Collector::default();
    with_default(collector.clone(), || {
        db.select::<User>().filter(User::NAME.eq("Ada").and(User::ID.eq(1))).one().unwrap()
    });
    has(&collector.named("query")[0], &[("db.query.parameters", "'Ada', 1, 1")]);
}
