//! With builders: the query is written where it runs.

use std::hint::black_box;

use orm_sqlite::prelude::*;
use workloads::checksum;
use workloads::{PAGE, Pair, Place, Task, Workload, acting, input, reading, scatter};

use super::model::{Measurement, NewUser, Post, User};

/// The columns of a measurement, as `for_each_ref` shows them.
macro_rules! measurement_columns {
    () => {
        (
            Measurement::ID,
            Measurement::SENSOR,
            Measurement::SEQUENCE,
            Measurement::ERROR_CODE,
            Measurement::ACTIVE,
            Measurement::TEMPERATURE,
            Measurement::HUMIDITY,
            Measurement::PRESSURE,
            Measurement::LABEL,
            Measurement::UNIT,
            Measurement::LOCATION,
            Measurement::NOTE,
            Measurement::PAYLOAD,
            Measurement::DIGEST,
            Measurement::SIGNATURE,
        )
    };
}

pub(super) fn all_users(database: &Database) -> Vec<User> {
    database.select::<User>().all().expect("they can be read")
}

/// What an insert is given, in the library's own type. The texts are moved.
pub(super) fn new(user: workloads::User) -> NewUser {
    NewUser::builder().name(user.name).hair_color(user.hair_color).build()
}

pub(crate) fn task(workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
    let database = super::open(workload, place);
    let rows = workload.users();
    match workload {
        Workload::PointFind => {
            reading(move |operation| database.find::<User>(scatter(operation, rows)).get().expect("it can be read"))
        }
        Workload::PointSelect => reading(move |operation| {
            let id = scatter(operation, rows);
            database.select::<User>().filter(User::ID.eq(id)).get().expect("it can be read")
        }),
        Workload::Select1 | Workload::Select100 | Workload::Select10000 => reading(move |_| all_users(&database)),
        Workload::Wide => reading(move |_| database.select::<Measurement>().all().expect("they can be read")),
        Workload::Borrowed => acting(database, |database, _| borrowed(database), |database| borrowed_sum(database)),
        Workload::FilterJoin => reading(move |_| pairs(&database, "brown")),
        Workload::Nested100 | Workload::Nested1000 => {
            reading(move |_| database.query::<User>().with_posts().all().expect("they can be read"))
        }
        Workload::Nested3 => reading(move |_| {
            let users = database.query::<User>().with_posts_by(|posts| posts.with_comments());
            users.all().expect("they can be read")
        }),
        Workload::Page => reading(move |operation| {
            let after = scatter(operation, rows - PAGE) - 1;
            let users = database.query::<User>().filter(User::ID.gt(after)).order_by(User::ID).limit(PAGE);
            users.with_posts().all().expect("they can be read")
        }),
        Workload::InsertOne => acting(
            database,
            move |database, operation| database.insert(new(input::user(workload, operation))).run().expect("it is new"),
            |database| all_users(database),
        ),
        Workload::Insert100 | Workload::Insert1000 => acting(
            database,
            move |database, operation| {
                let users = input::users(workload, operation).into_iter().map(new);
                database.insert_many(users).run().expect("they are new")
            },
            |database| all_users(database),
        ),
        Workload::Update => acting(
            database,
            move |database, operation| {
                let user = input::user(workload, operation);
                let update = database.update::<User>().set(User::NAME.to(user.name)).filter(User::ID.eq(user.id));
                update.run().expect("it is there")
            },
            |database| all_users(database),
        ),
        Workload::Delete => acting(
            database,
            move |database, operation| {
                let delete = database.delete::<User>().filter(User::ID.eq(scatter(operation, rows)));
                delete.run().expect("it is there")
            },
            |database| all_users(database),
        ),
        Workload::Upsert => acting(
            database,
            move |database, operation| {
                let user = input::user(workload, operation);
                let new = NewUser::builder().id(user.id).name(user.name).hair_color(user.hair_color).build();
                let insert = database.insert(new).on_conflict(User::ID);
                insert
                    .do_update((User::NAME.set_excluded(), User::HAIR_COLOR.set_excluded()))
                    .run()
                    .expect("it is a user")
            },
            |database| all_users(database),
        ),
    }
}

/// Shows each measurement to a closure, borrowed from SQLite.
fn borrowed(database: &Database) {
    let measurements = database.select::<Measurement>().columns(measurement_columns!());
    measurements
        .for_each_ref(|row| {
            black_box(row);
        })
        .expect("they can be read");
}

fn borrowed_sum(database: &Database) -> u64 {
    let mut sum = 0_u64;
    let measurements = database.select::<Measurement>().columns(measurement_columns!());
    let add = measurements.for_each_ref(
        |(
            id,
            sensor,
            sequence,
            code,
            active,
            temperature,
            humidity,
            pressure,
            label,
            unit,
            location,
            note,
            payload,
            digest,
            signature,
        )| {
            let keys = (id, sensor, sequence, code, active);
            let reals = (temperature, humidity, pressure);
            sum = sum.wrapping_add(checksum::measurement(
                keys,
                reals,
                (label, unit, location, note),
                (payload, digest, signature),
            ));
        },
    );
    add.expect("they can be read");
    sum
}

fn pairs(database: &Database, color: &str) -> Vec<Pair> {
    let posts = database.select::<User>().inner_join::<Post>().on(Post::USER_ID.eq(User::ID));
    let posts = posts.filter(User::HAIR_COLOR.eq(color)).order_by(Post::TITLE).limit(20);
    let rows = posts.columns((User::ID, User::NAME, Post::ID, Post::TITLE)).all().expect("they can be read");
    rows.into_iter().map(|(user_id, name, post_id, title)| Pair { user_id, name, post_id, title }).collect()
}
