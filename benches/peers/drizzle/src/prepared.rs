//! With prepared statements, where there is one statement to prepare.

use drizzle::core::expr::{eq, excluded};
use drizzle::sqlite::prelude::*;
use workloads::{Place, Task, Workload, acting, input, reading, scatter};

use super::builder::all_users;
use crate::model::{InsertUsers, Schema, SelectMeasurements, SelectUsers, UpdateUsers};

pub(crate) fn task(workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
    let db = crate::open(workload, place);
    let Schema { users, measurements, .. } = Schema::new();
    let rows = workload.users();
    match workload {
        Workload::PointFind | Workload::PointSelect => {
            let id = users.id.placeholder("id");
            let by_key = db.select(()).from(users).r#where(eq(users.id, id)).prepare().into_owned();
            reading(move |operation| {
                let user: SelectUsers =
                    by_key.get(db.conn(), [id.bind(scatter(operation, rows))]).expect("it can be read");
                user
            })
        }
        Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
            let all = db.select(()).from(users).prepare().into_owned();
            reading(move |_| {
                let users: Vec<SelectUsers> = all.all(db.conn(), []).expect("they can be read");
                users
            })
        }
        Workload::Wide => {
            let all = db.select(()).from(measurements).prepare().into_owned();
            reading(move |_| {
                let rows: Vec<SelectMeasurements> = all.all(db.conn(), []).expect("they can be read");
                rows
            })
        }
        Workload::Update => {
            let (id, name) = (users.id.placeholder("id"), users.name.placeholder("name"));
            let update = db.update(users).set(UpdateUsers::default().with_name(name)).r#where(eq(users.id, id));
            let update = update.prepare().into_owned();
            acting(
                db,
                move |db, operation| {
                    let user = input::user(workload, operation);
                    update.execute(db.conn(), [name.bind(user.name), id.bind(user.id)]).expect("it is there")
                },
                |db| all_users(db),
            )
        }
        Workload::Delete => {
            let id = users.id.placeholder("id");
            let delete = db.delete(users).r#where(eq(users.id, id)).prepare().into_owned();
            acting(
                db,
                move |db, operation| {
                    delete.execute(db.conn(), [id.bind(scatter(operation, rows))]).expect("it is there")
                },
                |db| all_users(db),
            )
        }
        Workload::InsertOne => {
            let (name, color) = (users.name.placeholder("name"), users.hair_color.placeholder("color"));
            let insert = db.insert(users).value(InsertUsers::new(name).with_hair_color(color)).prepare().into_owned();
            acting(
                db,
                move |db, operation| {
                    let user = input::user(workload, operation);
                    insert
                        .execute(db.conn(), [name.bind(user.name), color.bind_opt(user.hair_color)])
                        .expect("it is new")
                },
                |db| all_users(db),
            )
        }
        Workload::Upsert => {
            let (id, name) = (users.id.placeholder("id"), users.name.placeholder("name"));
            let color = users.hair_color.placeholder("color");
            let changes = UpdateUsers::default().with_name(excluded(users.name));
            let changes = changes.with_hair_color(excluded(users.hair_color));
            let insert = db.insert(users).value(InsertUsers::new(name).with_id(id).with_hair_color(color));
            let upsert = insert.on_conflict(users.id).do_update(changes).prepare().into_owned();
            acting(
                db,
                move |db, operation| {
                    let user = input::user(workload, operation);
                    let values = [id.bind(user.id), name.bind(user.name), color.bind_opt(user.hair_color)];
                    upsert.execute(db.conn(), values).expect("it is a user")
                },
                |db| all_users(db),
            )
        }
        _ => None,
    }
}
