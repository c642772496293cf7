//! With builders.

use drizzle::core::asc;
use drizzle::core::expr::{eq, excluded, gt};
use drizzle::sqlite::prelude::*;
use workloads::checksum::{self, Checksum};
use workloads::{PAGE, Pair, Place, Task, Workload, acting, input, reading, scatter};

use crate::Database;
use crate::model::{InsertUsers, Schema, SelectMeasurements, SelectUsers, UpdateUsers, UsersWithPosts};

/// What an insert is given. Its type says which columns are set, so that no function can name it shortly.
macro_rules! new {
    ($user:expr) => {{
        let user = $user;
        let color = user.hair_color.map_or(SQLiteInsertValue::Null, SQLiteInsertValue::from);
        InsertUsers::new(user.name).with_hair_color(color)
    }};
}

pub(crate) fn task(workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
    let db = crate::open(workload, place);
    let Schema { users, posts, measurements, .. } = Schema::new();
    let rows = workload.users();
    match workload {
        Workload::PointFind | Workload::PointSelect => reading(move |operation| {
            let user = db.select(()).from(users).r#where(eq(users.id, scatter(operation, rows)));
            let user: SelectUsers = user.get().expect("it can be read");
            user
        }),
        Workload::Select1 | Workload::Select100 | Workload::Select10000 => reading(move |_| all_users(&db)),
        Workload::Wide => reading(move |_| {
            let all: Vec<SelectMeasurements> = db.select(()).from(measurements).all().expect("they can be read");
            all
        }),
        // Its rows are all read before the first is shown.
        Workload::Borrowed => None,
        Workload::FilterJoin => reading(move |_| {
            let rows: Vec<(i64, String, i64, String)> = db
                .select((users.id, users.name, posts.id, posts.title))
                .from(users)
                .inner_join((posts, eq(posts.user_id, users.id)))
                .r#where(eq(users.hair_color, "brown"))
                .order_by(asc(posts.title))
                .limit(20)
                .all()
                .expect("they can be read");
            rows.into_iter()
                .map(|(user_id, name, post_id, title)| Pair { user_id, name, post_id, title })
                .collect::<Vec<_>>()
        }),
        Workload::Nested100 | Workload::Nested1000 => {
            reading(move |_| WithPosts(db.query(users).with(users.posts()).find_many().expect("they can be read")))
        }
        // On SQLite 3.54 a relation inside of a relation arrives as a text, and its reader fails.
        Workload::Nested3 => None,
        Workload::Page => reading(move |operation| {
            let after = scatter(operation, rows - PAGE) - 1;
            let page = db.query(users).with(users.posts()).r#where(gt(users.id, after));
            let page = page.order_by(asc(users.id)).limit(PAGE as usize).find_many().expect("they can be read");
            WithPosts(page)
        }),
        Workload::InsertOne => acting(
            db,
            move |db, operation| {
                db.insert(users).value(new!(input::user(workload, operation))).execute().expect("it is new")
            },
            |db| all_users(db),
        ),
        Workload::Insert100 | Workload::Insert1000 => acting(
            db,
            move |db, operation| {
                let rows = input::users(workload, operation).into_iter().map(|user| new!(user));
                db.insert(users).values(rows).execute().expect("they are new")
            },
            |db| all_users(db),
        ),
        Workload::Update => acting(
            db,
            move |db, operation| {
                let user = input::user(workload, operation);
                let update = db.update(users).set(UpdateUsers::default().with_name(user.name));
                update.r#where(eq(users.id, user.id)).execute().expect("it is there")
            },
            |db| all_users(db),
        ),
        Workload::Delete => acting(
            db,
            move |db, operation| {
                db.delete(users).r#where(eq(users.id, scatter(operation, rows))).execute().expect("it is there")
            },
            |db| all_users(db),
        ),
        Workload::Upsert => acting(
            db,
            move |db, operation| {
                let user = input::user(workload, operation);
                let id = user.id;
                let changes =
                    UpdateUsers::default().with_name(excluded(users.name)).with_hair_color(excluded(users.hair_color));
                let insert = db.insert(users).value(new!(user).with_id(id)).on_conflict(users.id).do_update(changes);
                insert.execute().expect("it is a user")
            },
            |db| all_users(db),
        ),
    }
}

/// Users with their posts; the type of the rows is made by the macro.
struct WithPosts(Vec<UsersWithPosts>);

impl Checksum for WithPosts {
    fn checksum(&self) -> u64 {
        checksum::all(self.0.iter().map(|user| {
            let row = checksum::user(user.id, &user.name, user.hair_color.as_deref());
            checksum::above(row, user.posts.checksum())
        }))
    }
}

pub(super) fn all_users(db: &Database) -> Vec<SelectUsers> {
    db.select(()).from(Schema::new().users).all().expect("they can be read")
}
