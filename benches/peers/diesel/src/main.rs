//! The workloads in diesel.

mod model;

use std::hint::black_box;
use std::process::ExitCode;

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;
use diesel::upsert::excluded;
use model::{Comment, Measurement, NewUser, Post, User, measurements, posts, users};
use workloads::checksum::Checksum;
use workloads::{PAGE, Pair, Place, Side, Task, Workload, acting, input, reading, scatter};

struct Diesel;

impl Side for Diesel {
    fn sqlite_version(&self) -> String {
        let mut connection = SqliteConnection::establish(":memory:").expect("memory can be opened");
        let version = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT sqlite_version()");
        version.get_result(&mut connection).expect("SQLite has a version")
    }

    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
        let mut db = SqliteConnection::establish(place.name()).expect("the place can be opened");
        db.batch_execute(place.pragmas()).expect("the settings are SQLite's");
        db.batch_execute(&workload.script()).expect("the script runs");
        let rows = workload.users();
        match workload {
            Workload::PointFind | Workload::PointSelect => reading(move |operation| {
                let user = users::table.find(scatter(operation, rows)).select(User::as_select());
                user.first(&mut db).optional().expect("it can be read")
            }),
            Workload::Select1 | Workload::Select100 | Workload::Select10000 => reading(move |_| all_users(&mut db)),
            Workload::Wide => reading(move |_| {
                measurements::table.select(Measurement::as_select()).load(&mut db).expect("they can be read")
            }),
            Workload::Borrowed => acting(
                db,
                |db, _| each_measurement(db, |row| drop(black_box(row))),
                |db| {
                    let mut sum = 0_u64;
                    each_measurement(db, |row| sum = sum.wrapping_add(row.checksum()));
                    sum
                },
            ),
            Workload::FilterJoin => reading(move |_| pairs(&mut db)),
            Workload::Nested100 | Workload::Nested1000 => reading(move |_| {
                let users = all_users(&mut db);
                with_posts(&mut db, users)
            }),
            Workload::Nested3 => reading(move |_| {
                let users = all_users(&mut db);
                with_comments(&mut db, users)
            }),
            Workload::Page => reading(move |operation| {
                let after = scatter(operation, rows - PAGE) - 1;
                let page = users::table.filter(users::id.gt(after)).order(users::id).limit(PAGE.cast_signed());
                let page = page.select(User::as_select()).load(&mut db).expect("they can be read");
                with_posts(&mut db, page)
            }),
            Workload::InsertOne => acting(
                db,
                move |db, operation| {
                    let user = input::user(workload, operation);
                    diesel::insert_into(users::table).values(&new(&user)).execute(db).expect("it is new")
                },
                all_users,
            ),
            Workload::Insert100 | Workload::Insert1000 => acting(
                db,
                move |db, operation| {
                    let users = input::users(workload, operation);
                    let new: Vec<_> = users.iter().map(new).collect();
                    diesel::insert_into(users::table).values(&new).execute(db).expect("they are new")
                },
                all_users,
            ),
            Workload::Update => acting(
                db,
                move |db, operation| {
                    let user = input::user(workload, operation);
                    let update = diesel::update(users::table.find(user.id)).set(users::name.eq(&user.name));
                    update.execute(db).expect("it is there")
                },
                all_users,
            ),
            Workload::Delete => acting(
                db,
                move |db, operation| {
                    let delete = diesel::delete(users::table.find(scatter(operation, rows)));
                    delete.execute(db).expect("it is there")
                },
                all_users,
            ),
            Workload::Upsert => acting(
                db,
                move |db, operation| {
                    let user = input::user(workload, operation);
                    let insert = diesel::insert_into(users::table).values((users::id.eq(user.id), new(&user)));
                    let changes =
                        (users::name.eq(excluded(users::name)), users::hair_color.eq(excluded(users::hair_color)));
                    insert.on_conflict(users::id).do_update().set(changes).execute(db).expect("it is a user")
                },
                all_users,
            ),
        }
    }
}

fn new(user: &workloads::User) -> NewUser<'_> {
    NewUser { name: &user.name, hair_color: user.hair_color.as_deref() }
}

fn all_users(db: &mut SqliteConnection) -> Vec<User> {
    users::table.select(User::as_select()).load(db).expect("they can be read")
}

fn each_measurement(db: &mut SqliteConnection, mut each: impl FnMut(Measurement)) {
    let all = measurements::table.select(Measurement::as_select());
    let rows = all.load_iter::<Measurement, DefaultLoadingMode>(db).expect("they can be read");
    for row in rows {
        each(row.expect("it can be read"));
    }
}

fn pairs(db: &mut SqliteConnection) -> Vec<Pair> {
    let rows = users::table
        .inner_join(posts::table)
        .filter(users::hair_color.eq("brown"))
        .order(posts::title)
        .limit(20)
        .select((users::id, users::name, posts::id, posts::title))
        .load::<(i64, String, i64, String)>(db)
        .expect("they can be read");
    rows.into_iter().map(|(user_id, name, post_id, title)| Pair { user_id, name, post_id, title }).collect()
}

fn with_posts(db: &mut SqliteConnection, users: Vec<User>) -> Vec<(User, Vec<Post>)> {
    let posts = Post::belonging_to(&users).select(Post::as_select()).load(db).expect("they can be read");
    let posts = posts.grouped_by(&users);
    users.into_iter().zip(posts).collect()
}

type WithComments = (User, Vec<(Post, Vec<Comment>)>);

fn with_comments(db: &mut SqliteConnection, users: Vec<User>) -> Vec<WithComments> {
    let posts = Post::belonging_to(&users).select(Post::as_select()).load(db).expect("they can be read");
    let comments = Comment::belonging_to(&posts).select(Comment::as_select()).load(db).expect("they can be read");
    let comments = comments.grouped_by(&posts);
    let posts: Vec<(Post, Vec<Comment>)> = posts.into_iter().zip(comments).collect();
    let posts = posts.grouped_by(&users);
    users.into_iter().zip(posts).collect()
}

fn main() -> ExitCode {
    workloads::main(|name| (name == "diesel").then_some(Diesel))
}
