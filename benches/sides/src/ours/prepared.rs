//! With prepared queries: lowered once, run with other arguments each time.

use orm_sqlite::prelude::*;
use workloads::{PAGE, Pair, Place, Task, Workload, acting, input, reading, scatter};

use super::builder::all_users;
use super::model::{Measurement, Post, User};

pub(crate) fn task(workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
    let database = super::open(workload, place);
    let rows = workload.users();
    match workload {
        Workload::PointFind | Workload::PointSelect => {
            let by_key = database.prepare(|id: Param<i64>| User::select().filter(User::ID.eq(id))).expect("it lowers");
            reading(move |operation| by_key.get(scatter(operation, rows)).expect("it can be read"))
        }
        Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
            let users = database.prepare(User::select).expect("it lowers");
            reading(move |_| users.all(()).expect("they can be read"))
        }
        Workload::Wide => {
            let measurements = database.prepare(Measurement::select).expect("it lowers");
            reading(move |_| measurements.all(()).expect("they can be read"))
        }
        Workload::FilterJoin => {
            let posts = database.prepare(|color: Param<String>| {
                let posts = User::select().inner_join::<Post>().on(Post::USER_ID.eq(User::ID));
                let posts = posts.filter(User::HAIR_COLOR.eq(color)).order_by(Post::TITLE).limit(20);
                posts.columns((User::ID, User::NAME, Post::ID, Post::TITLE))
            });
            let posts = posts.expect("it lowers");
            reading(move |_| {
                let rows = posts.all("brown").expect("they can be read").into_iter();
                rows.map(|(user_id, name, post_id, title)| Pair { user_id, name, post_id, title }).collect::<Vec<_>>()
            })
        }
        Workload::Nested100 | Workload::Nested1000 => {
            let users = database.prepare(|| User::query().with_posts()).expect("it lowers");
            reading(move |_| users.all(()).expect("they can be read"))
        }
        Workload::Nested3 => {
            let users = database.prepare(|| User::query().with_posts_by(|posts| posts.with_comments()));
            let users = users.expect("it lowers");
            reading(move |_| users.all(()).expect("they can be read"))
        }
        Workload::Page => {
            let page = database.prepare(|after: Param<i64>| {
                User::query().filter(User::ID.gt(after)).order_by(User::ID).limit(PAGE).with_posts()
            });
            let page = page.expect("it lowers");
            reading(move |operation| page.all(scatter(operation, rows - PAGE) - 1).expect("they can be read"))
        }
        Workload::InsertOne => {
            let insert = database.prepare(|name: Param<String>, color: Param<Option<String>>| {
                User::insert_values((User::NAME.to(name), User::HAIR_COLOR.to(color)))
            });
            let insert = insert.expect("it lowers");
            acting(
                database,
                move |_, operation| {
                    let user = input::user(workload, operation);
                    insert.run((user.name, user.hair_color)).expect("it is new")
                },
                |database| all_users(database),
            )
        }
        // A prepared query has no `for_each_ref`, and a prepared insert a fixed number of rows.
        Workload::Borrowed | Workload::Insert100 | Workload::Insert1000 => None,
        Workload::Update => {
            let update = database.prepare(|id: Param<i64>, name: Param<String>| {
                User::update().set(User::NAME.to(name)).filter(User::ID.eq(id))
            });
            let update = update.expect("it lowers");
            acting(
                database,
                move |_, operation| {
                    let user = input::user(workload, operation);
                    update.run((user.id, user.name)).expect("it is there")
                },
                |database| all_users(database),
            )
        }
        Workload::Delete => {
            let delete = database.prepare(|id: Param<i64>| User::delete().filter(User::ID.eq(id))).expect("it lowers");
            acting(
                database,
                move |_, operation| delete.run(scatter(operation, rows)).expect("it is there"),
                |database| all_users(database),
            )
        }
        Workload::Upsert => {
            let upsert = database.prepare(|id: Param<i64>, name: Param<String>, color: Param<Option<String>>| {
                let insert = User::insert_values((User::ID.to(id), User::NAME.to(name), User::HAIR_COLOR.to(color)));
                insert.on_conflict(User::ID).do_update((User::NAME.set_excluded(), User::HAIR_COLOR.set_excluded()))
            });
            let upsert = upsert.expect("it lowers");
            acting(
                database,
                move |_, operation| {
                    let user = input::user(workload, operation);
                    upsert.run((user.id, user.name, user.hair_color)).expect("it is a user")
                },
                |database| all_users(database),
            )
        }
    }
}
