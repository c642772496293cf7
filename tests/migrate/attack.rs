//! What once went wrong, or would go wrong first: each case is the smallest that shows it.

use orm_sqlite::Error;
use orm_sqlite::error::Verdict;
use orm_sqlite::migrate::{Decisions, Migration, Migrations, Rename, Snapshot, enforced, generate, plan};
use orm_sqlite::prelude::*;

use crate::fixture::{Fixture, migrations};

pub(crate) fn schema(statements: &[&str]) -> Snapshot {
    Snapshot::parse(statements).unwrap_or_else(|error| panic!("{error}"))
}

/// The two migrations that make a schema and lead from it to another one.
fn pair(before: &[&str], after: &[&str], decisions: &Decisions) -> Migrations {
    let first = generate("1_first", None, schema(before), &Decisions::new()).unwrap();
    let file = first.migration.snapshot().unwrap();
    let second = generate("2_second", file.as_ref(), schema(after), decisions).unwrap();
    assert_eq!(second.plan.refusals, []);
    Migrations::new([first.migration, second.migration]).unwrap()
}

/// A database with a schema and rows.
fn database(before: &[&str], rows: &str) -> Fixture {
    Fixture::of(&format!("PRAGMA foreign_keys = OFF; {}; {rows}; PRAGMA foreign_keys = ON", before.join(";")))
}

/// What the second migration does to a database that has been through the first one.
pub(crate) fn led(before: &[&str], rows: &str, after: &[&str], decisions: &Decisions) -> (Fixture, Result<(), Error>) {
    let fixture = database(before, rows);
    let list = pair(before, after, decisions);
    fixture.db.migrator(&list).baseline("1").unwrap();
    let done = fixture.db.migrate(&list).map(drop);
    if done.is_ok() {
        assert!(plan(&fixture.db.inspect().unwrap(), &schema(after), &Decisions::new()).is_empty());
    }
    (fixture, done)
}

/// The same by the statements of the export, under foreign keys.
pub(crate) fn exported(
    before: &[&str],
    rows: &str,
    after: &[&str],
    decisions: &Decisions,
) -> (Fixture, rusqlite::Result<()>) {
    let fixture = database(before, rows);
    let list = pair(before, after, decisions);
    let statements = enforced(list.iter().last().unwrap(), &schema(before)).unwrap();
    let done = fixture.raw.execute_batch(&format!("BEGIN;\n{};\nCOMMIT", statements.join("\n;\n")));
    (fixture, done)
}

mod now {
    use orm_sqlite::prelude::*;

    #[derive(Table, Debug)]
    #[table(name = "users", renamed_from = "people")]
    pub(super) struct User {
        #[column(primary_key)]
        id: i64,
        name: String,
    }
}

#[test]
fn a_push_asks_before_a_column_of_a_renamed_table_goes() {
    let fixture = Fixture::of(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, bio TEXT) STRICT;
        INSERT INTO people VALUES (1, 'a', 'precious')",
    );
    let error = fixture.db.push(&schema!(now::User)).run().unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Decision));
    assert_eq!(fixture.rows("SELECT bio FROM people"), ["precious"]);
}

#[test]
fn a_push_leaves_a_table_of_the_old_name_alone_that_is_beside_the_new_one() {
    let fixture = Fixture::empty();
    fixture.db.push(&schema!(now::User)).run().unwrap();
    fixture.raw.execute_batch("CREATE TABLE people (x)").unwrap();
    assert!(fixture.db.push(&schema!(now::User)).run().unwrap().is_empty());
    assert_eq!(fixture.rows("SELECT count(*) FROM people"), ["0"]);
}

#[test]
fn a_way_back_asks_before_a_column_of_a_renamed_table_goes() {
    let (before, after) =
        (["CREATE TABLE people (id INTEGER PRIMARY KEY)"], ["CREATE TABLE users (id INTEGER PRIMARY KEY, bio TEXT)"]);
    let list = pair(&before, &after, &Decisions::new().rename(Rename::table("people", "users")));
    let fixture = Fixture::empty();
    fixture.db.migrate(&list).unwrap();
    fixture.raw.execute_batch("INSERT INTO users VALUES (1, 'precious')").unwrap();
    let error = fixture.db.migrator(&list).down(1).unwrap_err();
    assert_eq!(error.migration_code(), Some("destructive"), "{error}");
    assert_eq!(fixture.rows("SELECT bio FROM users"), ["precious"]);
}

#[test]
fn what_a_renamed_table_loses_is_counted() {
    let (before, after) =
        (["CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"], ["CREATE TABLE u (id INTEGER PRIMARY KEY)"]);
    let fixture = database(&before, "INSERT INTO t VALUES (1, 'x')");
    let list = pair(&before, &after, &Decisions::new().rename(Rename::table("t", "u")).accept_loss("u.a"));
    fixture.db.migrator(&list).baseline("1").unwrap();
    assert_eq!(fixture.db.migrate(&list).unwrap().lost, [("u.a".to_owned(), 1)]);
}

#[test]
fn a_way_back_that_only_the_ledger_knows_asks_too() {
    let first = || Migration::new("1_a", "CREATE TABLE a (b);").unwrap();
    let second = Migration::new("2_b", "CREATE TABLE c (b);").unwrap().with_down("-- loses: c\nDROP TABLE c;");
    let fixture = Fixture::empty();
    fixture.db.migrate(&Migrations::new([first(), second]).unwrap()).unwrap();
    fixture.raw.execute_batch("INSERT INTO c VALUES (1)").unwrap();
    let error = fixture.db.migrator(&Migrations::new([first()]).unwrap()).down(1).unwrap_err();
    assert_eq!(error.migration_code(), Some("destructive"), "{error}");
    assert_eq!(fixture.rows("SELECT b FROM c"), ["1"]);
}

#[test]
fn a_rename_to_a_name_that_stays_taken_is_none() {
    let (from, to) = (schema(&["CREATE TABLE t (a INT, b INT)"]), schema(&["CREATE TABLE t (b INT)"]));
    let made = plan(&from, &to, &Decisions::new().rename(Rename::column("t", "a", "b")));
    assert_eq!(made.refusals.iter().map(|refusal| refusal.place.as_str()).collect::<Vec<_>>(), ["t.a"]);
    let (from, to) = (schema(&["CREATE TABLE t (a)", "CREATE TABLE u (a)"]), schema(&["CREATE TABLE u (a)"]));
    let made = plan(&from, &to, &Decisions::new().rename(Rename::table("t", "u")));
    assert_eq!(made.refusals.iter().map(|refusal| refusal.place.as_str()).collect::<Vec<_>>(), ["t"]);
    let (from, to) = (schema(&["CREATE TABLE t (a INT)"]), schema(&["CREATE TABLE t (b INT, c INT)"]));
    let twice = Decisions::new().rename(Rename::column("t", "a", "b")).rename(Rename::column("t", "a", "c"));
    assert_eq!(plan(&from, &to, &twice).changes.len(), 2);
}

#[test]
fn a_mark_of_a_table_in_another_case_stays() {
    let before = ["CREATE TABLE Users (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)"];
    let after = ["CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT CHECK (a <> 'no'))"];
    let rows = "INSERT INTO users VALUES (9, 'x'); DELETE FROM users; INSERT INTO users VALUES (2, 'y')";
    let (fixture, done) = led(&before, rows, &after, &Decisions::new());
    done.unwrap();
    let (other, done) = exported(&before, rows, &after, &Decisions::new());
    done.unwrap();
    for fixture in [fixture, other] {
        fixture.raw.execute_batch("INSERT INTO users (a) VALUES ('new')").unwrap();
        assert_eq!(fixture.rows("SELECT id FROM users ORDER BY id"), ["2", "10"]);
    }
}

#[test]
fn an_export_keeps_rows_whose_reference_is_new_in_it() {
    let before = ["CREATE TABLE c (id INTEGER PRIMARY KEY, p INT, x TEXT)", "CREATE TABLE p (id INTEGER PRIMARY KEY)"];
    let after = [
        "CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id) ON DELETE CASCADE, x TEXT)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY, CHECK (id > 0))",
    ];
    let (fixture, done) =
        exported(&before, "INSERT INTO p VALUES (1); INSERT INTO c VALUES (2, 1, 'x')", &after, &Decisions::new());
    done.unwrap();
    assert_eq!(fixture.rows("SELECT * FROM c"), ["2|1|x"]);
}

#[test]
fn an_export_sets_the_columns_aside_that_a_child_has_by_then() {
    let child = |columns: &str| {
        format!("CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id) ON DELETE CASCADE{columns})")
    };
    let (old, new) = (child(", x TEXT"), child(", y TEXT DEFAULT 'y'"));
    let before = [old.as_str(), "CREATE TABLE p (id INTEGER PRIMARY KEY)"];
    let after = [new.as_str(), "CREATE TABLE p (id INTEGER PRIMARY KEY, CHECK (id > 0))"];
    let rows = "INSERT INTO p VALUES (1); INSERT INTO c VALUES (2, 1, 'x')";
    let (fixture, done) = exported(&before, rows, &after, &Decisions::new().accept_loss("c.x"));
    done.unwrap();
    assert_eq!(fixture.rows("SELECT * FROM c"), ["2|1|y"]);
}

#[test]
fn a_text_that_a_column_of_any_type_would_make_a_number_of_is_in_the_way() {
    let before = ["CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY) STRICT"];
    let after = ["CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY)"];
    let rows = "INSERT INTO t VALUES (1, '0123')";
    let (_, done) = led(&before, rows, &after, &Decisions::new());
    assert_eq!(done.unwrap_err().migration_code(), Some("rows_in_the_way"));
    let (fixture, done) = exported(&before, rows, &after, &Decisions::new());
    assert!(done.is_err());
    fixture.raw.execute_batch("ROLLBACK").unwrap();
    assert_eq!(fixture.rows("SELECT typeof(a), a FROM t"), ["text|0123"]);
}

#[test]
fn numbers_become_numeric() {
    let (fixture, done) = led(
        &["CREATE TABLE t (id INTEGER PRIMARY KEY, a REAL, b TEXT)"],
        "INSERT INTO t VALUES (1, 1.0, '12'), (2, 2.5, '7.5')",
        &["CREATE TABLE t (id INTEGER PRIMARY KEY, a DECIMAL(10, 2), b NUMERIC)"],
        &Decisions::new(),
    );
    done.unwrap();
    assert_eq!(fixture.rows("SELECT * FROM t"), ["1|1|12", "2|2.5|7.5"]);
}

#[test]
fn comments_at_the_end_of_an_expression_take_nothing_with_them() {
    let (fixture, done) = led(
        &["CREATE TABLE t (id INTEGER PRIMARY KEY, a INT)"],
        "INSERT INTO t VALUES (1, 1)",
        &[
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT NOT NULL, CHECK (a > 0 -- positive\n))",
            "CREATE UNIQUE INDEX i ON t (abs(a -- x\n) -- y\n) WHERE a > 0 -- z",
        ],
        &Decisions::new().fill("t.b", "a + 1 -- more"),
    );
    done.unwrap();
    assert_eq!(fixture.rows("SELECT id, a, b FROM t"), ["1|1|2"]);
}

#[test]
fn what_looks_like_a_comment_in_a_text_is_none() {
    let text = "CREATE TABLE t (a TEXT DEFAULT 'x\n-- no-transaction\n-- rust step\n-- loses: t\n');";
    let migration = Migration::new("1_a", text).unwrap();
    assert!(migration.is_transactional() && !migration.has_step());
    assert_eq!(migration.losses().count(), 0);
    let migration = Migration::new("1_a", "/* x */\n  -- no-transaction\nVACUUM; -- rust step").unwrap();
    assert!(!migration.is_transactional() && !migration.has_step());
}

#[test]
fn a_statement_with_parameters_is_refused() {
    let fixture = Fixture::empty();
    let list = migrations(&[("1_a", "CREATE TABLE t (a);\nINSERT INTO t VALUES (?)")]);
    let error = fixture.db.migrate(&list).unwrap_err();
    assert_eq!(error.migration_code(), Some("parameter"));
    assert!(error.to_string().contains("line 2"), "{error}");
}

#[test]
fn settings_of_one_migration_are_not_those_of_the_next() {
    let fixture = Fixture::of(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p_id REFERENCES p (id) ON DELETE CASCADE);
        INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)",
    );
    let rebuild = "CREATE TABLE q (id INTEGER PRIMARY KEY); INSERT INTO q SELECT id FROM p; DROP TABLE p; \
        ALTER TABLE q RENAME TO p;";
    let list = migrations(&[("1_a", "-- no-transaction\nPRAGMA foreign_keys = ON;"), ("2_b", rebuild)]);
    fixture.db.migrate(&list).unwrap();
    assert_eq!(fixture.rows("SELECT * FROM c"), ["1"]);
}

#[test]
fn what_a_migration_attached_or_made_for_a_while_is_gone_after_it() {
    let mut fixture = Fixture::of("CREATE TABLE t (a)");
    fixture.db = Database::options().path(fixture.path()).allow_attach(true).open().unwrap();
    let list = migrations(&[
        ("1_a", "-- no-transaction\nATTACH ':memory:' AS other;"),
        ("2_b", "CREATE TEMP TABLE t AS SELECT 2 AS a; CREATE TEMP VIEW v AS SELECT a FROM temp.t;"),
    ]);
    fixture.db.migrate(&list).unwrap();
    assert!(fixture.db.execute_script("CREATE TABLE other.y (a)").is_err());
    fixture.db.execute_script("INSERT INTO t VALUES (3)").unwrap();
    assert_eq!(fixture.rows("SELECT a FROM t"), ["3"]);
}

#[test]
fn a_step_whose_transaction_is_over_has_failed() {
    let fixture = Fixture::of("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)");
    let list = migrations(&[("1_a", "CREATE TABLE made (x);\n-- rust step\n")]);
    let list = list.step("1_a", |tx| {
        assert!(sql!("INSERT OR ROLLBACK INTO t VALUES (1)").run(tx).is_err());
        Ok(())
    });
    let error = fixture.db.migrate(&list.unwrap()).unwrap_err();
    assert_eq!(error.migration_code(), Some("step"), "{error}");
    assert!(fixture.db.applied_migrations().unwrap().is_empty());
}

#[test]
fn a_reference_to_no_key_can_be_mended_and_not_be_made() {
    let tables = "PRAGMA foreign_keys = OFF; CREATE TABLE p (x); CREATE TABLE c (p REFERENCES p (x)); \
        INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)";
    let fixture = Fixture::of(tables);
    fixture.db.migrate(&migrations(&[("1_a", "CREATE UNIQUE INDEX i ON p (x);")])).unwrap();
    let list = migrations(&[("1_a", "CREATE UNIQUE INDEX i ON p (x);"), ("2_b", "DROP INDEX i;")]);
    let error = fixture.db.migrate(&list).unwrap_err();
    assert_eq!(error.migration_code(), Some("foreign_key_mismatch"), "{error}");
}

#[test]
fn orphans_of_a_renamed_table_are_no_new_ones() {
    let (_, done) = led(
        &[
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id))",
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        ],
        "INSERT INTO c VALUES (1, 99)",
        &[
            "CREATE TABLE d (id INTEGER PRIMARY KEY, p INT REFERENCES q (id))",
            "CREATE TABLE q (id INTEGER PRIMARY KEY)",
        ],
        &Decisions::new().rename(Rename::table("c", "d")).rename(Rename::table("p", "q")),
    );
    done.unwrap();
}

#[test]
fn parents_are_found_by_the_collation_of_their_column() {
    let parent = "CREATE TABLE p (n TEXT PRIMARY KEY COLLATE NOCASE)";
    let (_, done) = led(
        &["CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT)", parent],
        "INSERT INTO c VALUES (1, 'ada'); INSERT INTO p VALUES ('Ada')",
        &["CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (n))", parent],
        &Decisions::new(),
    );
    done.unwrap();
}

#[test]
fn a_computed_column_comes_after_what_it_is_computed_from() {
    let (fixture, done) = led(
        &["CREATE TABLE t (id INTEGER PRIMARY KEY)"],
        "INSERT INTO t VALUES (1)",
        &["CREATE TABLE t (id INTEGER PRIMARY KEY, h INT AS (g + 1), g INT AS (x + 1), x INT DEFAULT 4)"],
        &Decisions::new(),
    );
    done.unwrap();
    assert_eq!(fixture.rows("SELECT h, g, x FROM t"), ["6|5|4"]);
}

#[test]
fn what_a_statement_begins_with_is_no_part_of_a_name() {
    let schema = |column: &str| schema(&[&format!(" \n CREATE TABLE t ({column})")]);
    let statements = plan(&schema("a INT"), &schema("a INT NOT NULL"), &Decisions::new()).statements;
    assert!(statements.iter().any(|sql| sql == "CREATE TABLE \"__orm_new_t\" (a INT NOT NULL)"), "{statements:?}");
}

#[test]
fn odd_statements_are_read_as_sqlite_reads_them() {
    let read = schema(&["CREATE TABLE [[t] (b INT NOT DEFERRABLE REFERENCES q ON INSERT CASCADE, \
        [[a] INTEGER REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED)"]);
    let table = read.table("[t").unwrap();
    assert!(table.column("[a").unwrap().not_null && table.column("b").is_some());
    assert!(!table.foreign_keys[0].deferred && table.foreign_keys[1].deferred);
    assert_eq!(table.foreign_keys[0].on_update, None);
}

#[test]
fn a_search_over_a_table_that_is_renamed_is_refused_by_name() {
    let (before, after) =
        (["CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"], ["CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT)"]);
    let around = "INSERT INTO t VALUES (1, 'x'); CREATE VIRTUAL TABLE words USING fts5(a, content = 't', content_rowid = 'id'); \
        INSERT INTO words (words) VALUES ('rebuild')";
    let (fixture, done) = led(&before, around, &after, &Decisions::new().rename(Rename::table("t", "u")));
    let error = done.unwrap_err();
    assert!(error.to_string().contains("`words`"), "{error}");
    assert_eq!(fixture.rows("SELECT a FROM words"), ["x"]);
}

#[test]
fn what_runs_in_order_runs_in_another_order() {
    let first = ("1_a", "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;");
    let late = "CREATE TABLE \"__orm_new_t\" (a CHECK (a > 0)); INSERT INTO \"__orm_new_t\" (a) SELECT a FROM t; \
        DROP TABLE t; ALTER TABLE \"__orm_new_t\" RENAME TO \"t\";";
    let last = ("3_c", "CREATE TABLE u (a);");
    let fixture = Fixture::empty();
    fixture.db.migrate(&migrations(&[first, last])).unwrap();
    let all = migrations(&[first, ("2_b", late), last]);
    assert_eq!(fixture.db.migrator(&all).allow_out_of_order(true).up().unwrap().applied, ["2_b"]);
}

#[test]
fn a_change_that_sqlite_refuses_is_refused_in_its_words() {
    let before = ["CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"];
    let around = "CREATE VIEW one AS SELECT t.a, t.id FROM t; CREATE VIEW two AS SELECT a FROM one";
    let after = ["CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT)"];
    let (_, done) = led(&before, around, &after, &Decisions::new().rename(Rename::column("t", "a", "b")));
    let message = done.unwrap_err().to_string();
    assert!(message.contains("view two"), "{message}");
}

#[test]
fn a_redo_says_that_the_way_back_is_done() {
    let migration = |up: &'static str| Migration::new("1_a", up).unwrap().with_down("DROP TABLE t;");
    let fixture = Fixture::empty();
    fixture.db.migrate(&Migrations::new([migration("CREATE TABLE t (a);")]).unwrap()).unwrap();
    let edited = Migrations::new([migration("nonsense;")]).unwrap();
    let error = fixture.db.migrator(&edited).redo().unwrap_err();
    assert!(error.to_string().starts_with("`1_a` was taken back, and was not applied again: "), "{error}");
    assert!(fixture.db.applied_migrations().unwrap().is_empty());
}

#[test]
fn a_migration_does_not_write_history() {
    for sql in
        ["DROP TABLE __orm_migrations;", "DELETE FROM __orm_migrations;", "UPDATE main.__ORM_migrations SET sql = '';"]
    {
        let fixture = Fixture::empty();
        fixture.db.migrate(&migrations(&[("1_a", "CREATE TABLE t (a);")])).unwrap();
        let list = Migrations::new(
            [("1_a", "CREATE TABLE t (a);"), ("2_b", sql)].map(|(name, up)| Migration::new(name, up).unwrap()),
        );
        let error = fixture.db.migrate(&list.unwrap()).unwrap_err();
        assert_eq!(error.migration_code(), Some("ledger"), "{error}");
        assert_eq!(fixture.db.applied_migrations().unwrap().len(), 1);
    }
}

#[test]
fn a_trigger_of_a_table_that_is_renamed_after_it_was_made_anew_is_not_lost() {
    let fixture = Fixture::of("CREATE TABLE t (a); CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END");
    let rebuild = "CREATE TABLE \"__orm_new_t\" (a NOT NULL); INSERT INTO \"__orm_new_t\" (a) SELECT a FROM t; DROP TABLE t; \
        ALTER TABLE \"__orm_new_t\" RENAME TO \"t\"; ALTER TABLE t RENAME TO u;";
    let error = fixture.db.migrate(&migrations(&[("1_a", rebuild)])).unwrap_err();
    assert!(error.migration_code() == Some("cannot_keep") && error.to_string().contains("`tr`"), "{error}");
    assert_eq!(fixture.rows("SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger'"), ["t"]);
}

#[test]
fn hostile_names_are_names() {
    for name in [
        "a\"b; DROP TABLE x; --",
        "*/",
        "line\nbreak",
        "it's",
        "select",
        "é 🦀",
        " ",
        "",
        "a.b",
        "[x]",
        "`",
        "\r\n-- no-transaction\n",
        "__orm_new_",
    ] {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let child = format!("CREATE TABLE kid (p INT REFERENCES {quoted} ({quoted}) ON DELETE CASCADE)");
        let columns = format!("{quoted} INTEGER PRIMARY KEY AUTOINCREMENT, c TEXT DEFAULT 'x;--\n'");
        let before = [format!("CREATE TABLE {quoted} ({columns})"), child.clone()];
        let check = format!("CONSTRAINT {quoted} CHECK (c <> ';--' /* ; */), UNIQUE ({quoted}, c)");
        let after = [format!("CREATE TABLE {quoted} ({columns} {check})"), child];
        let (before, after) = (before.each_ref().map(String::as_str), after.each_ref().map(String::as_str));
        let rows = format!("INSERT INTO {quoted} (c) VALUES ('a'), ('b'); INSERT INTO kid VALUES (1)");
        let (fixture, done) = led(&before, &rows, &after, &Decisions::new());
        done.unwrap_or_else(|error| panic!("{name}: {error}"));
        let (other, done) = exported(&before, &rows, &after, &Decisions::new());
        done.unwrap_or_else(|error| panic!("{name}: {error}"));
        for fixture in [fixture, other] {
            assert_eq!(fixture.rows(&format!("SELECT * FROM {quoted}")), ["1|a", "2|b"]);
            assert_eq!(fixture.rows("SELECT * FROM kid"), ["1"]);
        }
    }
}

/// A default is for rows that have nothing; `--using` replaces what there is, and the way back says so.
#[test]
fn a_default_replaces_no_value_of_a_column_that_was_there() {
    let before = Snapshot::parse(["CREATE TABLE m (id INTEGER PRIMARY KEY, email TEXT, pages TEXT)"]).unwrap();
    let after =
        Snapshot::parse(["CREATE TABLE m (id INTEGER PRIMARY KEY, email TEXT NOT NULL, pages INTEGER)"]).unwrap();
    let fixture = Fixture::of(
        "CREATE TABLE m (id INTEGER PRIMARY KEY, email TEXT, pages TEXT);
        INSERT INTO m VALUES (1, 'ada@x.org', '12'), (2, NULL, 'n/a')",
    );
    let first = generate("1_first", None, before, &Decisions::new()).unwrap().migration;
    let said = Decisions::new().fill_nulls("m.email", "'none'").fill("m.pages", "nullif(pages, 'n/a')");
    let second = generate("2_second", first.snapshot().unwrap().as_ref(), after, &said).unwrap();
    assert_eq!(second.irreversible, ["m.pages"]);
    let list = Migrations::new([first, second.migration]).unwrap();
    fixture.db.migrator(&list).baseline("1").unwrap();
    fixture.db.migrate(&list).unwrap();
    assert_eq!(fixture.rows("SELECT * FROM m"), ["1|ada@x.org|12", "2|none|NULL"]);
}

/// Two names that are said to become one.
#[test]
fn two_renames_to_one_name_are_refused() {
    let before = Snapshot::parse(["CREATE TABLE m (id INTEGER PRIMARY KEY, card TEXT, name TEXT)"]).unwrap();
    let after = Snapshot::parse(["CREATE TABLE m (id INTEGER PRIMARY KEY, ticket TEXT, label TEXT)"]).unwrap();
    let said =
        Decisions::new().rename(Rename::column("m", "card", "ticket")).rename(Rename::column("m", "name", "ticket"));
    assert_eq!(plan(&before, &after, &said).refusals.len(), 1);
}
