//! Changes that SQLite makes in place, several of them, the way back, and a push.

use orm_sqlite::migrate::{Decisions, Rename};
use orm_sqlite::prelude::*;
use orm_sqlite::schema::Schema;

use super::{FILL_USERS, KEPT_USERS, Scenario, USERS, Way};

const POSTS: &str = "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, title TEXT)";
const FILL_POSTS: &str = "INSERT INTO posts SELECT id, id, 'post of ' || name FROM users;";

fn users(name: &'static str) -> Scenario {
    Scenario::of(name, &[USERS], FILL_USERS)
}

/// The table of the users with a check, which only a rebuild brings.
fn checked(columns: &str) -> String {
    format!("CREATE TABLE users (id INTEGER PRIMARY KEY, {columns}, CHECK (id < 100000))")
}

/// What a push leads to.
#[derive(Table, Debug)]
#[table(name = "users", check("id < 100000"), strict = false)]
struct Pushed {
    #[column(primary_key)]
    id: i64,
    name: Option<String>,
    age: Option<i64>,
    note: Option<String>,
    active: Option<i64>,
}

pub(super) fn pushed() -> Schema {
    schema!(Pushed)
}

pub(super) fn all() -> Vec<Scenario> {
    let none = Decisions::new;
    let with_posts = |name| Scenario::of(name, &[USERS, POSTS], &format!("{FILL_USERS}{FILL_POSTS}"));
    let more = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, note TEXT, active INTEGER NOT NULL DEFAULT 1)";
    let all_of_it = checked("name TEXT, age INTEGER, note TEXT, active INTEGER NOT NULL DEFAULT 1");
    let tags = "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";
    let index = "CREATE INDEX by_name ON users (name, age)";
    vec![
        users("add column").then(&[more], &none()).keeps(&[KEPT_USERS]),
        users("rename column").then(
            &["CREATE TABLE users (id INTEGER PRIMARY KEY, full_name TEXT, age INTEGER, note TEXT)"],
            &none().rename(Rename::column("users", "name", "full_name")),
        ),
        with_posts("rename table")
            .then(
                &[
                    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, note TEXT)",
                    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE, title TEXT)",
                ],
                &none().rename(Rename::table("users", "people")),
            )
            .keeps(&["SELECT * FROM posts"]),
        users("drop column")
            .then(
                &["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER)"],
                &none().accept_loss("users.note"),
            )
            .keeps(&["SELECT id, name, age FROM users"]),
        with_posts("drop table").then(&[USERS], &none().accept_loss("posts")).keeps(&[KEPT_USERS]),
        users("create index").then(&[USERS, index], &none()).keeps(&[KEPT_USERS]),
        Scenario::of("drop index", &[USERS, index], FILL_USERS).then(&[USERS], &none()).keeps(&[KEPT_USERS]),
        Scenario::of("a new file", &[], "").then(&[USERS, POSTS], &none()).then(&[USERS, POSTS, index, tags], &none()),
        with_posts("several migrations")
            .then(&[more, POSTS], &none())
            .then(&[more, POSTS, tags], &none())
            .then(&[&all_of_it, POSTS, tags], &none())
            .then(&[&checked("name TEXT, age INTEGER, note TEXT"), POSTS, tags, index], &none().accept_loss("users.active"))
            .keeps(&[KEPT_USERS, "SELECT * FROM posts"]),
        with_posts("down")
            .then(&[more, POSTS], &none())
            .then(&[&all_of_it, POSTS, tags], &none())
            .way(Way::Down)
            .keeps(&[KEPT_USERS, "SELECT * FROM posts"]),
        with_posts("baseline").baseline().keeps(&[KEPT_USERS, "SELECT * FROM posts"]),
        with_posts("push")
            .by_hand("-- what the structs say")
            .way(Way::Push(pushed))
            .keeps(&[KEPT_USERS, "SELECT * FROM posts"]),
    ]
}
