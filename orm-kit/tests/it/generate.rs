//! Migrations as they are written: in which order, and with what a person says about rows.

use std::fs;

use orm_kit::Kit;
use orm_sqlite::prelude::*;

use crate::cli::Project;

mod before {
    use orm_sqlite::prelude::*;

    #[derive(ColumnType, Debug, Clone, Copy)]
    pub(super) enum Status {
        Active,
        Blocked,
        Banned,
    }

    #[derive(Table, Debug)]
    #[table(name = "users")]
    pub(super) struct User {
        #[column(primary_key)]
        id: i64,
        status: Status,
    }
}

mod after {
    use orm_sqlite::prelude::*;

    #[derive(ColumnType, Debug, Clone, Copy)]
    pub(super) enum Status {
        Active,
        Blocked,
    }

    #[derive(Table, Debug)]
    #[table(name = "users")]
    pub(super) struct User {
        #[column(primary_key)]
        id: i64,
        status: Status,
    }
}

#[test]
fn an_enum_that_loses_a_variant_says_what_becomes_of_its_rows() {
    let (project, old, new) = (Project::new(), Kit::new(schema!(before::User)), Kit::new(schema!(after::User)));
    project.ok(&old, "generate first");
    project.ok(&old, "migrate");
    let stored = |word: &str| format!("INSERT INTO users (status) VALUES ('{word}')");
    let words: String = sql!("select sql from sqlite_schema where name = 'users'").one(&project.db()).unwrap();
    let word = |variant: &str| if words.contains(variant) { variant.to_owned() } else { variant.to_lowercase() };
    let (active, blocked, banned) = (word("Active"), word("Blocked"), word("Banned"));
    project.db().execute_script(&[&active, &banned, &banned].map(|word| stored(word)).join(";")).unwrap();

    // Without a word, it stops at the rows, and says which flag helps.
    project.ok(&new, "generate second");
    project.fails(&new, "migrate", 2, ": 2 rows, with the keys 2, 3");
    project.fails(&new, "migrate", 2, "`--using \"users.status=..\"`");
    fs::remove_dir_all(project.path("migrations").join(project.migrations().pop().unwrap())).unwrap();

    // A filling that does not help is found before the check is.
    project.ok(&new, "generate second --using users.status=replace(status,'x','y')");
    project.fails(&new, "migrate", 2, ": 2 rows, with the keys 2, 3");
    fs::remove_dir_all(project.path("migrations").join(project.migrations().pop().unwrap())).unwrap();

    project.ok(&new, &format!("generate second --using users.status=replace(status,'{banned}','{blocked}')"));
    project.ok(&new, "migrate");
    let rows: Vec<String> = sql!("select status from users order by id").all(&project.db()).unwrap();
    assert_eq!(rows, [active, blocked.clone(), blocked]);
    project.ok(&new, "verify");
}

#[test]
fn migrations_of_one_second_follow_each_other() {
    let (project, kit) = (Project::new(), Kit::new(schema!(before::User)));
    project.ok(&kit, "generate tables");
    // In an order that no alphabet has.
    for label in ["zebra", "middle", "alpha"] {
        project.ok(&kit, &format!("generate {label} --custom"));
    }
    let names = project.migrations();
    let versions: Vec<&str> = names.iter().map(|name| name.split_once('_').unwrap().0).collect();
    let labels: Vec<&str> = names.iter().map(|name| name.split_once('_').unwrap().1).collect();
    assert_eq!(labels, ["tables", "zebra", "middle", "alpha"]);
    for pair in versions.windows(2) {
        assert!(pair[0] < pair[1], "{versions:?}");
    }
    assert_eq!(project.ok(&kit, "check"), "4 migrations, one history\n");
    let applied = project.ok(&kit, "migrate");
    assert_eq!(applied, names.iter().map(|name| format!("applied {name}\n")).collect::<Vec<_>>().concat());
}

#[test]
fn a_migration_after_one_of_the_future_is_a_second_later() {
    for (newest, next) in [
        ("20991231235959", "21000101000000"),
        ("20990228235958", "20990228235959"),
        ("20990228235959", "20990301000000"),
        ("20990630085959", "20990630090000"),
        // No time, but a number all the same.
        ("99999999999999", "100000000000000"),
        ("20991399000000", "20991399000001"),
    ] {
        let (project, kit) = (Project::new(), Kit::standalone());
        let folder = project.path("migrations").join(format!("{newest}_late"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("migration.sql"), "CREATE TABLE a (b);\n").unwrap();
        project.ok(&kit, "generate more --custom");
        assert!(project.migrations().contains(&format!("{next}_more")), "{newest}: {:?}", project.migrations());
        project.ok(&kit, "migrate");
    }
}

mod with_role {
    use orm_sqlite::prelude::*;

    #[derive(Table, Debug)]
    #[table(name = "users")]
    pub(super) struct User {
        #[column(primary_key)]
        id: i64,
        status: super::before::Status,
        role: String,
    }
}

#[test]
fn a_default_is_sql_and_a_word_without_quotes_is_none() {
    let (project, old, new) = (Project::new(), Kit::new(schema!(before::User)), Kit::new(schema!(with_role::User)));
    project.ok(&old, "generate first");
    project.ok(&old, "migrate");
    project.fails(&new, "generate second --default users.role=member", 2, "take an expression of SQL");
    project.ok(&new, "generate second --default users.role='member'");
    // Nothing is left to generate, so that what is said has no effect.
    project.fails(&new, "generate third --default users.role='other'", 2, "nothing is generated with these flags");
    project.ok(&new, "generate third");
    project.ok(&new, "migrate");
}

#[test]
fn the_way_back_names_no_flag_of_the_way_there() {
    let (project, old, new) = (Project::new(), Kit::new(schema!(after::User)), Kit::new(schema!(before::User)));
    project.ok(&old, "generate first");
    project.ok(&new, "generate second");
    project.ok(&new, "migrate");
    let sql: String = sql!("select sql from sqlite_schema where name = 'users'").one(&project.db()).unwrap();
    let banned = if sql.contains("Banned") { "Banned" } else { "banned" };
    let rows = (1..=12).map(|id| format!("INSERT INTO users VALUES ({id}, '{banned}')"));
    project.db().execute_script(&rows.collect::<Vec<_>>().join(";")).unwrap();
    let errors = project.fails(&new, "down", 2, ": 12 rows, with the keys 1, 2, 3, 4, 5");
    assert!(!errors.contains("--using"), "{errors}");
}

#[test]
fn a_migration_is_marked_by_its_number() {
    let (project, kit) = (Project::new(), Kit::new(schema!(before::User)));
    project.ok(&kit, "generate first");
    project.ok(&kit, "generate --custom second");
    project.ok(&kit, "migrate");
    let applied = project.db().applied_migrations().unwrap();
    let number = |at: usize| applied[at].name.split_once('_').unwrap().0.to_owned();
    project.fails(&kit, &format!("mark {}", number(0)), 3, "was applied already");
    project.ok(&kit, &format!("mark {} --not-applied", number(1)));
    assert_eq!(project.db().applied_migrations().unwrap().len(), 1);
}

#[test]
fn a_binary_that_names_no_structs_is_told_how() {
    let (project, kit) = (Project::new(), Kit::new(schema!()));
    project.fails(&kit, "generate first", 2, "the binary names no structs");
    project.fails(
        &kit,
        "generate first",
        2,
        "help: orm_sqlite::schema!(my_crate::User, my_crate::Post) in src/bin/orm.rs",
    );
    assert!(project.migrations().is_empty());
}
