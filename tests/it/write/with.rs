//! `WITH` before a write.

use orm_sqlite::prelude::*;

use crate::model::{Group, NewUser, Post, Tag, User, UserPatch, blog};

#[derive(View)]
struct Writer {
    id: i64,
    posts: i64,
}

#[derive(View)]
struct Busy {
    id: i64,
}

fn writers() -> orm_sqlite::query::Cte<Writer> {
    Writer::cte(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count())))
}

fn busy() -> orm_sqlite::query::Cte<Busy> {
    Busy::cte(Writer::select().filter(Writer::POSTS.gt(1)).columns(Writer::ID))
}

#[test]
fn an_update_names_a_query() {
    let fixture = blog();
    let update = fixture.db.update::<User>().with(writers()).from::<Writer>().on(Writer::ID.eq(User::ID));
    assert_eq!(update.set(User::LOGINS.to(Writer::POSTS.mul(100))).run().unwrap(), 2);
    assert_eq!(fixture.rows("select logins from users order by id"), ["300", "100", "3", "0"]);
    // One names another, in a subquery of the filter, with a limit and with rows given back.
    let filter = User::ID.in_query(Busy::select().columns(Busy::ID));
    let update =
        fixture.db.update::<User>().with(writers()).with(busy()).set(User::BIO.to("busy")).filter(filter.clone());
    assert_eq!(update.order_by(User::ID).limit(5).returning_columns(User::ID).all().unwrap(), [1]);
    let patch = fixture.db.update::<User>().with(writers()).with(busy()).patch(UserPatch::default()).filter(filter);
    assert_eq!(patch.returning().all().unwrap().len(), 1);
    let joined = fixture.db.update::<User>().with(writers()).from::<Writer>().on(Writer::ID.eq(User::ID));
    assert_eq!(joined.patch(UserPatch::default()).returning().all().unwrap().len(), 2);
}

#[test]
fn a_delete_names_a_query() {
    let fixture = blog();
    let busy_ones = || Post::AUTHOR_ID.in_query(Busy::select().columns(Busy::ID));
    let delete = fixture.db.delete::<Post>().with(writers()).with(busy()).filter(busy_ones());
    assert_eq!(delete.run().unwrap(), 3);
    assert_eq!(fixture.rows("select id from posts"), ["13"]);
    let unnamed = fixture.db.delete::<Post>().filter(busy_ones()).run().unwrap_err();
    assert!(unnamed.is_refused(), "{unnamed}");
}

#[test]
fn an_insert_names_a_query() {
    let fixture = blog();
    let rows =
        Writer::select().inner_join::<User>().on(User::ID.eq(Writer::ID)).columns((Writer::ID.add(50), User::NAME));
    let insert = fixture.db.insert_select((Group::ID, Group::NAME), rows).with(writers());
    assert_eq!(insert.on_conflict(Group::ID).do_nothing().run().unwrap(), 2);
    assert_eq!(fixture.rows("select name from groups where id > 50 order by id"), ["Ada", "Bob"]);
    // The select has one of its own.
    let own = Busy::select().with(writers()).with(busy()).columns(Busy::ID);
    assert_eq!(
        fixture.db.insert_select(Tag::ID, own.clone()).run().unwrap_err().to_string(),
        "an insert from a select into `tags`: column `label` is required"
    );
    let labels =
        User::select().with(writers()).with(busy()).filter(User::ID.in_query(Busy::select().columns(Busy::ID)));
    assert_eq!(fixture.db.insert_select(Tag::LABEL, labels.columns(User::NAME)).run().unwrap(), 1);
    // In the values and the condition of an upsert.
    let user = NewUser::builder().email("ada@x").name("Countess").build();
    let posts = scalar(Writer::correlated().filter(Writer::ID.eq(User::ID)).columns(Writer::POSTS));
    let insert = fixture.db.insert(user).with(writers()).on_conflict(User::EMAIL);
    let insert = insert.do_update(User::NAME.set_excluded()).filter(posts.gt(2));
    assert_eq!(insert.run().unwrap(), 1);
    assert_eq!(fixture.rows("select name from users where id = 1"), ["Countess"]);
}
