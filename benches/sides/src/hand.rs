//! The workloads as one writes them by hand in rusqlite: `prepare_cached`, a loop over rows, columns by position.

mod nested;
mod read;
mod write;

use std::hint::black_box;

use workloads::checksum::Checksum;
use workloads::{Place, Task, Workload, acting, input, reading, scatter};

use crate::connect;

pub(crate) fn task(workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
    let connection = connect::open(workload, place);
    let rows = workload.users();
    match workload {
        Workload::PointFind | Workload::PointSelect => {
            reading(move |operation| read::user(&connection, scatter(operation, rows)).expect("it is there"))
        }
        Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
            reading(move |_| read::users(&connection).expect("they can be read"))
        }
        Workload::Wide => reading(move |_| read::measurements(&connection).expect("they can be read")),
        Workload::Borrowed => acting(
            connection,
            |connection, _| {
                read::each_measurement(connection, |row| drop(black_box(row))).expect("they can be read");
            },
            |connection| {
                let mut sum = 0_u64;
                read::each_measurement(connection, |row| sum = sum.wrapping_add(row.checksum()))
                    .expect("they can be read");
                sum
            },
        ),
        Workload::FilterJoin => reading(move |_| read::pairs(&connection, "brown").expect("they can be read")),
        Workload::Nested100 | Workload::Nested1000 => {
            reading(move |_| nested::users_with_posts(&connection).expect("they can be read"))
        }
        Workload::Nested3 => reading(move |_| nested::users_with_comments(&connection).expect("they can be read")),
        Workload::Page => reading(move |operation| {
            let after = scatter(operation, rows - workloads::PAGE) - 1;
            nested::page(&connection, after).expect("it can be read")
        }),
        Workload::InsertOne => acting(
            connection,
            move |connection, operation| {
                write::insert(connection, &input::user(workload, operation)).expect("it is new")
            },
            |connection| read::users(connection).expect("they can be read"),
        ),
        Workload::Insert100 | Workload::Insert1000 => acting(
            connection,
            move |connection, operation| {
                write::insert_many(connection, &input::users(workload, operation)).expect("they are new");
            },
            |connection| read::users(connection).expect("they can be read"),
        ),
        Workload::Update => acting(
            connection,
            move |connection, operation| {
                let user = input::user(workload, operation);
                write::rename(connection, user.id, &user.name).expect("it is there")
            },
            |connection| read::users(connection).expect("they can be read"),
        ),
        Workload::Delete => acting(
            connection,
            move |connection, operation| write::delete(connection, scatter(operation, rows)).expect("it is there"),
            |connection| read::users(connection).expect("they can be read"),
        ),
        Workload::Upsert => acting(
            connection,
            move |connection, operation| {
                write::upsert(connection, &input::user(workload, operation)).expect("it is a user")
            },
            |connection| read::users(connection).expect("they can be read"),
        ),
    }
}
