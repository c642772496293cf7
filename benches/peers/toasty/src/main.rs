//! The workloads in toasty: `include` for relations, `create_many` for batches, a pool of one connection.

mod model;

use std::process::ExitCode;

use awaiting::{acting, reading, runtime};
use model::{Comment, Measurement, Post, User, WithComments, WithPosts, WithUser};
use toasty::Db;
use workloads::{PAGE, Place, Side, Task, Workload, input, scatter};

struct Toasty;

async fn open(workload: Workload, place: &Place) -> Db {
    let url = match place {
        Place::Memory => String::from("sqlite::memory:"),
        Place::File(path) => format!("sqlite:{}", path.display()),
    };
    let mut builder = Db::builder();
    builder.models(toasty::models!(User, Post, Comment, Measurement));
    builder.max_pool_size(1).pool_health_check_interval(None);
    let mut db = builder.connect(&url).await.expect("the place can be opened");
    // It runs one statement at a time.
    for statement in place.pragmas().split(';').chain(workload.script().split(';')) {
        if !statement.trim().is_empty() {
            toasty::sql::query(statement).exec(&mut db).await.expect("the script runs");
        }
    }
    db
}

impl Side for Toasty {
    fn sqlite_version(&self) -> String {
        rusqlite::version().to_owned()
    }

    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
        let runtime = runtime();
        let db = runtime.block_on(open(workload, place));
        let rows = workload.users();
        match workload {
            Workload::PointFind | Workload::PointSelect => reading(runtime, db, async move |db, operation| {
                let id = scatter(operation, rows).cast_unsigned();
                User::filter_by_id(id).first().exec(db).await.expect("it can be read")
            }),
            Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
                reading(runtime, db, async |db, _| all_users(db).await)
            }
            Workload::Wide => {
                reading(runtime, db, async |db, _| Measurement::all().exec(db).await.expect("they can be read"))
            }
            // It reads all rows before it shows the first.
            Workload::Borrowed => None,
            Workload::FilterJoin => reading(runtime, db, async |db, _| {
                let posts = Post::filter(Post::fields().user().hair_color().eq("brown"));
                let posts = posts.order_by(Post::fields().title().asc()).limit(20);
                WithUser(posts.include(Post::fields().user()).exec(db).await.expect("they can be read"))
            }),
            Workload::Nested100 | Workload::Nested1000 => reading(runtime, db, async |db, _| {
                WithPosts(User::all().include(User::fields().posts()).exec(db).await.expect("they can be read"))
            }),
            Workload::Nested3 => reading(runtime, db, async |db, _| {
                let users = User::all().include(User::fields().posts().comments());
                WithComments(users.exec(db).await.expect("they can be read"))
            }),
            Workload::Page => reading(runtime, db, async move |db, operation| {
                let after = (scatter(operation, rows - PAGE) - 1).cast_unsigned();
                let page = User::filter(User::fields().id().gt(after)).order_by(User::fields().id().asc());
                let page = page.limit(PAGE as usize).include(User::fields().posts());
                WithPosts(page.exec(db).await.expect("it can be read"))
            }),
            Workload::InsertOne => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let create = User::create().name(user.name).hair_color(user.hair_color);
                    create.exec(db).await.expect("it is new")
                },
                async |db| all_users(db).await,
            ),
            Workload::Insert100 | Workload::Insert1000 => acting(
                runtime,
                db,
                async move |db, operation| {
                    let users = input::users(workload, operation).into_iter();
                    let create = users.fold(User::create_many(), |create, user| {
                        create.item(User::create().name(user.name).hair_color(user.hair_color))
                    });
                    create.exec(db).await.expect("they are new")
                },
                async |db| all_users(db).await,
            ),
            Workload::Update => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let update = User::filter_by_id(user.id.cast_unsigned()).update().name(user.name);
                    update.exec(db).await.expect("it is there")
                },
                async |db| all_users(db).await,
            ),
            Workload::Delete => acting(
                runtime,
                db,
                async move |db, operation| {
                    let id = scatter(operation, rows).cast_unsigned();
                    User::filter_by_id(id).delete().exec(db).await.expect("it is there")
                },
                async |db| all_users(db).await,
            ),
            Workload::Upsert => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let upsert = User::upsert_by_id(user.id.cast_unsigned());
                    upsert.name(user.name).hair_color(user.hair_color).exec(db).await.expect("it is a user")
                },
                async |db| all_users(db).await,
            ),
        }
    }
}

async fn all_users(db: &mut Db) -> Vec<User> {
    User::all().exec(db).await.expect("they can be read")
}

fn main() -> ExitCode {
    workloads::main(|name| (name == "toasty").then_some(Toasty))
}
