//! The workloads in sqlx: SQL by hand, rows by `FromRow`, one connection without a pool.

mod model;
mod nested;

use std::hint::black_box;
use std::process::ExitCode;
use std::str::FromStr;

use awaiting::{acting, reading, runtime};
use futures_util::TryStreamExt;
use model::{Measurement, User};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, QueryBuilder, Row, Sqlite, SqliteConnection};
use workloads::{PAGE, Pair, Place, Side, Task, Workload, checksum, input, scatter};

struct Sqlx;

const MEASUREMENTS: &str = "SELECT id, sensor, sequence, error_code, active, temperature, humidity, pressure, label, \
     unit, location, note, payload, digest, signature FROM measurements";

async fn open(workload: Workload, place: &Place) -> SqliteConnection {
    let options = match place {
        Place::Memory => SqliteConnectOptions::from_str("sqlite::memory:").expect("it is memory"),
        Place::File(path) => SqliteConnectOptions::new().filename(path).create_if_missing(true),
    };
    let mut db = SqliteConnection::connect_with(&options).await.expect("the place can be opened");
    sqlx::raw_sql(place.pragmas()).execute(&mut db).await.expect("the settings are SQLite's");
    sqlx::raw_sql(AssertSqlSafe(workload.script())).execute(&mut db).await.expect("the script runs");
    db
}

impl Side for Sqlx {
    fn sqlite_version(&self) -> String {
        runtime().block_on(async {
            let mut db = SqliteConnection::connect("sqlite::memory:").await.expect("memory can be opened");
            sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut db).await.expect("SQLite has a version")
        })
    }

    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
        let runtime = runtime();
        let db = runtime.block_on(open(workload, place));
        let rows = workload.users();
        match workload {
            Workload::PointFind | Workload::PointSelect => reading(runtime, db, async move |db, operation| {
                let user = sqlx::query_as::<_, User>("SELECT id, name, hair_color FROM users WHERE id = ?");
                user.bind(scatter(operation, rows)).fetch_optional(db).await.expect("it can be read")
            }),
            Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
                reading(runtime, db, async |db, _| all_users(db).await)
            }
            Workload::Wide => reading(runtime, db, async |db, _| {
                sqlx::query_as::<_, Measurement>(MEASUREMENTS).fetch_all(db).await.expect("they can be read")
            }),
            Workload::Borrowed => acting(
                runtime,
                db,
                async |db, _| {
                    each_measurement(db, |row| {
                        black_box(measurement(row));
                    })
                    .await;
                },
                async |db| {
                    let mut sum = 0_u64;
                    each_measurement(db, |row| {
                        let (keys, reals, texts, blobs) = measurement(row);
                        sum = sum.wrapping_add(checksum::measurement(keys, reals, texts, blobs));
                    })
                    .await;
                    sum
                },
            ),
            Workload::FilterJoin => reading(runtime, db, async |db, _| pairs(db).await),
            Workload::Nested100 | Workload::Nested1000 => {
                reading(runtime, db, async |db, _| nested::with_posts(db).await)
            }
            Workload::Nested3 => reading(runtime, db, async |db, _| nested::with_comments(db).await),
            Workload::Page => reading(runtime, db, async move |db, operation| {
                nested::page(db, scatter(operation, rows - PAGE) - 1).await
            }),
            Workload::InsertOne => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let insert = sqlx::query("INSERT INTO users (name, hair_color) VALUES (?, ?)");
                    let done = insert.bind(user.name).bind(user.hair_color).execute(db).await.expect("it is new");
                    done.last_insert_rowid()
                },
                async |db| all_users(db).await,
            ),
            Workload::Insert100 | Workload::Insert1000 => acting(
                runtime,
                db,
                async move |db, operation| {
                    let users = input::users(workload, operation);
                    let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO users (name, hair_color) ");
                    insert.push_values(users, |mut row, user| {
                        row.push_bind(user.name).push_bind(user.hair_color);
                    });
                    insert.build().execute(db).await.expect("they are new").rows_affected()
                },
                async |db| all_users(db).await,
            ),
            Workload::Update => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let update = sqlx::query("UPDATE users SET name = ? WHERE id = ?").bind(user.name).bind(user.id);
                    update.execute(db).await.expect("it is there").rows_affected()
                },
                async |db| all_users(db).await,
            ),
            Workload::Delete => acting(
                runtime,
                db,
                async move |db, operation| {
                    let delete = sqlx::query("DELETE FROM users WHERE id = ?").bind(scatter(operation, rows));
                    delete.execute(db).await.expect("it is there").rows_affected()
                },
                async |db| all_users(db).await,
            ),
            Workload::Upsert => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let upsert = sqlx::query(
                        "INSERT INTO users (id, name, hair_color) VALUES (?, ?, ?) \
                         ON CONFLICT (id) DO UPDATE SET name = excluded.name, hair_color = excluded.hair_color",
                    );
                    let upsert = upsert.bind(user.id).bind(user.name).bind(user.hair_color);
                    upsert.execute(db).await.expect("it is a user").rows_affected()
                },
                async |db| all_users(db).await,
            ),
        }
    }
}

pub(crate) async fn all_users(db: &mut SqliteConnection) -> Vec<User> {
    sqlx::query_as("SELECT id, name, hair_color FROM users").fetch_all(db).await.expect("they can be read")
}

async fn each_measurement(db: &mut SqliteConnection, mut each: impl FnMut(&SqliteRow)) {
    let mut rows = sqlx::query(MEASUREMENTS).fetch(db);
    while let Some(row) = rows.try_next().await.expect("it can be read") {
        each(&row);
    }
}

type Borrowed<'r> = (checksum::Keys, checksum::Reals, checksum::Texts<'r>, checksum::Blobs<'r>);

/// A measurement by position, its texts and BLOBs borrowed from the row.
fn measurement(row: &SqliteRow) -> Borrowed<'_> {
    (
        (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)),
        (row.get(5), row.get(6), row.get(7)),
        (row.get(8), row.get(9), row.get(10), row.get(11)),
        (row.get(12), row.get(13), row.get(14)),
    )
}

async fn pairs(db: &mut SqliteConnection) -> Vec<Pair> {
    let rows = sqlx::query_as::<_, (i64, String, i64, String)>(
        "SELECT u.id, u.name, p.id, p.title FROM users u JOIN posts p ON p.user_id = u.id \
         WHERE u.hair_color = ? ORDER BY p.title LIMIT 20",
    );
    let rows = rows.bind("brown").fetch_all(db).await.expect("they can be read");
    rows.into_iter().map(|(user_id, name, post_id, title)| Pair { user_id, name, post_id, title }).collect()
}

fn main() -> ExitCode {
    workloads::main(|name| (name == "sqlx").then_some(Sqlx))
}
