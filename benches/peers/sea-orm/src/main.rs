//! The workloads in SeaORM: `load_many` for relations, writes without `RETURNING`, a pool of one connection.

mod model;

use std::hint::black_box;
use std::process::ExitCode;

use awaiting::{acting, reading, runtime};
use futures_util::TryStreamExt;
use model::{comment, measurement, post, user};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, JoinType,
    LoaderTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Statement,
};
use workloads::checksum::Checksum;
use workloads::{PAGE, Pair, Place, Side, Task, Workload, input, scatter};

struct SeaOrm;

async fn open(workload: Workload, place: &Place) -> DatabaseConnection {
    let url = match place {
        Place::Memory => String::from("sqlite::memory:"),
        Place::File(path) => format!("sqlite://{}?mode=rwc", path.display()),
    };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.expect("the place can be opened");
    db.execute_unprepared(place.pragmas()).await.expect("the settings are SQLite's");
    db.execute_unprepared(&workload.script()).await.expect("the script runs");
    db
}

impl Side for SeaOrm {
    fn sqlite_version(&self) -> String {
        runtime().block_on(async {
            let db = Database::connect("sqlite::memory:").await.expect("memory can be opened");
            let version = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version");
            let row = db.query_one_raw(version).await.expect("it can be asked").expect("SQLite has a version");
            row.try_get("", "version").expect("it is a text")
        })
    }

    fn task(&self, workload: Workload, place: &Place) -> Option<Box<dyn Task>> {
        let runtime = runtime();
        let db = runtime.block_on(open(workload, place));
        let rows = workload.users();
        match workload {
            Workload::PointFind | Workload::PointSelect => reading(runtime, db, async move |db, operation| {
                user::Entity::find_by_id(scatter(operation, rows)).one(db).await.expect("it can be read")
            }),
            Workload::Select1 | Workload::Select100 | Workload::Select10000 => {
                reading(runtime, db, async |db, _| all_users(db).await)
            }
            Workload::Wide => {
                reading(runtime, db, async |db, _| measurement::Entity::find().all(db).await.expect("they can be read"))
            }
            Workload::Borrowed => acting(
                runtime,
                db,
                async |db, _| each_measurement(db, |row| drop(black_box(row))).await,
                async |db| {
                    let mut sum = 0_u64;
                    each_measurement(db, |row| sum = sum.wrapping_add(row.checksum())).await;
                    sum
                },
            ),
            Workload::FilterJoin => reading(runtime, db, async |db, _| pairs(db).await),
            Workload::Nested100 | Workload::Nested1000 => reading(runtime, db, async |db, _| {
                let users = all_users(db).await;
                with_posts(db, users).await
            }),
            Workload::Nested3 => reading(runtime, db, async |db, _| with_comments(db).await),
            Workload::Page => reading(runtime, db, async move |db, operation| {
                let after = scatter(operation, rows - PAGE) - 1;
                let page = user::Entity::find().filter(user::Column::Id.gt(after));
                let page = page.order_by_asc(user::Column::Id).limit(PAGE).all(db).await.expect("it can be read");
                with_posts(db, page).await
            }),
            Workload::InsertOne => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = new(input::user(workload, operation));
                    user::Entity::insert(user).exec_without_returning(db).await.expect("it is new")
                },
                async |db| all_users(db).await,
            ),
            Workload::Insert100 | Workload::Insert1000 => acting(
                runtime,
                db,
                async move |db, operation| {
                    let users = input::users(workload, operation).into_iter().map(new);
                    user::Entity::insert_many(users).exec_without_returning(db).await.expect("they are new")
                },
                async |db| all_users(db).await,
            ),
            Workload::Update => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let update = user::Entity::update_many().col_expr(user::Column::Name, Expr::value(user.name));
                    let update = update.filter(user::Column::Id.eq(user.id));
                    update.exec(db).await.expect("it is there").rows_affected
                },
                async |db| all_users(db).await,
            ),
            Workload::Delete => acting(
                runtime,
                db,
                async move |db, operation| {
                    let delete = user::Entity::delete_by_id(scatter(operation, rows));
                    delete.exec(db).await.expect("it is there").rows_affected
                },
                async |db| all_users(db).await,
            ),
            Workload::Upsert => acting(
                runtime,
                db,
                async move |db, operation| {
                    let user = input::user(workload, operation);
                    let id = Set(user.id);
                    let insert = user::Entity::insert(user::ActiveModel { id, ..new(user) });
                    let changes = [user::Column::Name, user::Column::HairColor];
                    let insert =
                        insert.on_conflict(OnConflict::column(user::Column::Id).update_columns(changes).to_owned());
                    insert.exec_without_returning(db).await.expect("it is a user")
                },
                async |db| all_users(db).await,
            ),
        }
    }
}

fn new(user: workloads::User) -> user::ActiveModel {
    user::ActiveModel { id: NotSet, name: Set(user.name), hair_color: Set(user.hair_color) }
}

async fn all_users(db: &DatabaseConnection) -> Vec<user::Model> {
    user::Entity::find().all(db).await.expect("they can be read")
}

async fn each_measurement(db: &DatabaseConnection, mut each: impl FnMut(measurement::Model)) {
    let mut rows = measurement::Entity::find().stream(db).await.expect("they can be read");
    while let Some(row) = rows.try_next().await.expect("it can be read") {
        each(row);
    }
}

async fn pairs(db: &DatabaseConnection) -> Vec<Pair> {
    let rows = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .columns([post::Column::Id, post::Column::Title])
        .join(JoinType::InnerJoin, user::Relation::Post.def())
        .filter(user::Column::HairColor.eq("brown"))
        .order_by_asc(post::Column::Title)
        .limit(20)
        .into_tuple::<(i64, String, i64, String)>();
    let rows = rows.all(db).await.expect("they can be read");
    rows.into_iter().map(|(user_id, name, post_id, title)| Pair { user_id, name, post_id, title }).collect()
}

async fn with_posts(db: &DatabaseConnection, users: Vec<user::Model>) -> Vec<(user::Model, Vec<post::Model>)> {
    let posts = users.load_many(post::Entity, db).await.expect("they can be read");
    users.into_iter().zip(posts).collect()
}

type WithComments = (user::Model, Vec<(post::Model, Vec<comment::Model>)>);

async fn with_comments(db: &DatabaseConnection) -> Vec<WithComments> {
    let users = all_users(db).await;
    let posts = users.load_many(post::Entity, db).await.expect("they can be read");
    let counts: Vec<usize> = posts.iter().map(Vec::len).collect();
    let posts: Vec<post::Model> = posts.into_iter().flatten().collect();
    let comments = posts.load_many(comment::Entity, db).await.expect("they can be read");
    let mut posts = posts.into_iter().zip(comments);
    users.into_iter().zip(counts).map(|(user, count)| (user, posts.by_ref().take(count).collect())).collect()
}

fn main() -> ExitCode {
    workloads::main(|name| (name == "sea-orm").then_some(SeaOrm))
}
