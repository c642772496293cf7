//! The floor: the same statements with raw calls, kept by handle, never looked up, their columns read as they are.
//!
//! It says how much of the time is SQLite's and the rows' own. What it lacks, such as errors for wrong types, no library
//! may leave out.

mod raw;

use std::hint::black_box;
use std::rc::Rc;

use workloads::checksum::{self, Blobs, Keys, Reals, Texts};
use workloads::{Measurement, Pair, Place, Post, Task, User, Workload, acting, input, reading, scatter};

use crate::connect;
use raw::{Bind, Row, Statement};

const USERS: &str = "SELECT id, name, hair_color FROM users";
const MEASUREMENTS: &str = "SELECT id, sensor, sequence, error_code, active, temperature, humidity, pressure, label, \
     unit, location, note, payload, digest, signature FROM measurements";

pub(crate) fn task(workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
    let connection = Rc::new(connect::open(workload, place));
    let prepare = |sql: &str| Statement::prepare(&connection, sql);
    let rows = workload.users();
    let mut all = prepare(USERS);
    let read_all = move |_: &mut _| users(&mut all);
    match workload {
        Workload::PointFind | Workload::PointSelect => {
            let mut by_key = prepare("SELECT id, name, hair_color FROM users WHERE id = ?1");
            reading(move |operation| {
                let mut found = None;
                by_key.each(&[Bind::Integer(scatter(operation, rows))], |row| found = Some(user(row)));
                found
            })
        }
        Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
            let mut all = prepare(USERS);
            reading(move |_| users(&mut all))
        }
        Workload::Wide => {
            let mut all = prepare(MEASUREMENTS);
            reading(move |_| {
                let mut rows = Vec::new();
                all.each(&[], |row| rows.push(measurement(row)));
                rows
            })
        }
        Workload::Borrowed => acting(
            prepare(MEASUREMENTS),
            |all, _| {
                all.each(&[], |row| {
                    black_box(borrowed(row));
                });
            },
            |all| {
                let mut sum = 0_u64;
                all.each(&[], |row| {
                    let (keys, reals, texts, blobs) = borrowed(row);
                    sum = sum.wrapping_add(checksum::measurement(keys, reals, texts, blobs));
                });
                sum
            },
        ),
        Workload::FilterJoin => {
            let mut pairs = prepare(
                "SELECT u.id, u.name, p.id, p.title FROM users u JOIN posts p ON p.user_id = u.id \
                 WHERE u.hair_color = ?1 ORDER BY p.title LIMIT 20",
            );
            reading(move |_| {
                let mut found = Vec::new();
                pairs.each(&[Bind::Text("brown")], |row| {
                    let (user_id, name) = (row.integer(0), row.text(1).to_owned());
                    found.push(Pair { user_id, name, post_id: row.integer(2), title: row.text(3).to_owned() });
                });
                found
            })
        }
        Workload::Nested100 | Workload::Nested1000 => {
            let mut parents = prepare(USERS);
            let mut children = prepare("SELECT id, user_id, title, content FROM posts");
            reading(move |_| with_posts(&mut parents, &mut children))
        }
        Workload::InsertOne => acting(
            prepare("INSERT INTO users (name, hair_color) VALUES (?1, ?2)"),
            move |insert, operation| {
                let user = input::user(workload, operation);
                insert.each(&[Bind::Text(&user.name), Bind::optional(user.hair_color.as_deref())], |_| ());
            },
            read_all,
        ),
        Workload::Update => acting(
            prepare("UPDATE users SET name = ?2 WHERE id = ?1"),
            move |update, operation| {
                let user = input::user(workload, operation);
                update.each(&[Bind::Integer(user.id), Bind::Text(&user.name)], |_| ());
            },
            read_all,
        ),
        Workload::Delete => acting(
            prepare("DELETE FROM users WHERE id = ?1"),
            move |delete, operation| delete.each(&[Bind::Integer(scatter(operation, rows))], |_| ()),
            read_all,
        ),
        Workload::Upsert => acting(
            prepare(
                "INSERT INTO users (id, name, hair_color) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, hair_color = excluded.hair_color",
            ),
            move |upsert, operation| {
                let user = input::user(workload, operation);
                let color = Bind::optional(user.hair_color.as_deref());
                upsert.each(&[Bind::Integer(user.id), Bind::Text(&user.name), color], |_| ());
            },
            read_all,
        ),
        // What these do beyond rows is the choice of statements, which is no floor.
        Workload::Insert100 | Workload::Insert1000 | Workload::Nested3 | Workload::Page => None,
    }
}

fn user(row: &Row<'_>) -> User {
    let hair_color = (!row.is_null(2)).then(|| row.text(2).to_owned());
    User { id: row.integer(0), name: row.text(1).to_owned(), hair_color }
}

fn users(all: &mut Statement) -> Vec<User> {
    let mut users = Vec::new();
    all.each(&[], |row| users.push(user(row)));
    users
}

fn borrowed<'r>(row: &'r Row<'_>) -> (Keys, Reals, Texts<'r>, Blobs<'r>) {
    let present = |column| !row.is_null(column);
    let code = present(3).then(|| row.integer(3));
    (
        (row.integer(0), row.integer(1), row.integer(2), code, row.integer(4) != 0),
        (row.real(5), row.real(6), present(7).then(|| row.real(7))),
        (row.text(8), row.text(9), row.text(10), present(11).then(|| row.text(11))),
        (row.blob(12), row.blob(13), present(14).then(|| row.blob(14))),
    )
}

fn measurement(row: &Row<'_>) -> Measurement {
    let (keys, reals, texts, blobs) = borrowed(row);
    Measurement {
        id: keys.0,
        sensor: keys.1,
        sequence: keys.2,
        error_code: keys.3,
        active: keys.4,
        temperature: reals.0,
        humidity: reals.1,
        pressure: reals.2,
        label: texts.0.to_owned(),
        unit: texts.1.to_owned(),
        location: texts.2.to_owned(),
        note: texts.3.map(str::to_owned),
        payload: blobs.0.to_owned(),
        digest: blobs.1.to_owned(),
        signature: blobs.2.map(<[u8]>::to_owned),
    }
}

/// Two scans; a user's key is its place, counted from 1, as it is in the script.
fn with_posts(parents: &mut Statement, children: &mut Statement) -> Vec<(User, Vec<Post>)> {
    let mut users = Vec::new();
    parents.each(&[], |row| users.push((user(row), Vec::new())));
    children.each(&[], |row| {
        let user_id = row.integer(1);
        let (title, content) = (row.text(2).to_owned(), row.text(3).to_owned());
        let place = usize::try_from(user_id - 1).expect("keys start at 1");
        users[place].1.push(Post { id: row.integer(0), user_id, title, content });
    });
    users
}
