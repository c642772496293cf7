//! Inserts, updates and deletes.

use orm_sqlite::prelude::*;

use crate::model::{NewTag, NewUser, Post, Tag, User, blog};

#[test]
fn row_49_upsert_do_update() {
    let fixture = blog();
    let visit = |email: &str| NewUser::builder().email(email).name("new").logins(1).build();
    let users: Vec<(i64, i64)> = fixture
        .db
        .insert_many([visit("ada@x"), visit("eve@x")])
        .on_conflict(User::EMAIL)
        .do_update(User::LOGINS.to(User::LOGINS.add(excluded(User::LOGINS))))
        .filter(User::LOGINS.lt(100))
        .returning_columns((User::ID, User::LOGINS))
        .all()
        .unwrap();
    assert_eq!(users, [(1, 6), (5, 1)]);
}

#[test]
fn row_50_returning() {
    let fixture = blog();
    let tag = fixture.db.insert(NewTag::builder().label("new").build()).returning().one().unwrap();
    assert_eq!(tag.label, "new");
    let bio = fixture.db.update::<User>().set(User::BIO.to("x")).filter(User::ID.eq(2)).returning_columns(User::BIO);
    assert_eq!(bio.one().unwrap().as_deref(), Some("x"));
    assert_eq!(fixture.db.delete::<Tag>().filter(Tag::ID.eq(tag.id)).returning().all().unwrap(), [tag]);
    let ada = fixture.db.update::<User>().set(User::LOGINS.to(0)).filter(User::ID.eq(1));
    assert_eq!(ada.returning_query(|users| users.with_posts()).one().unwrap().posts.len(), 3);
}

#[test]
fn row_51_insert_select_is_checked() {
    let fixture = blog();
    let titles = Post::select().filter(Post::PUBLISHED.eq(true)).order_by(Post::ID).columns(Post::TITLE);
    let tags = fixture.db.insert_select(Tag::LABEL, titles).returning_columns(Tag::LABEL).all().unwrap();
    assert_eq!(tags, ["Notes", "Engines", "Reply"]);
    let names = User::select().columns(User::NAME);
    let refused = fixture.db.insert_select(User::NAME, names).run().unwrap_err();
    assert!(refused.is_refused(), "a required column is missing");
}

#[test]
fn row_52_update_and_delete_require_a_filter() {
    let fixture = blog();
    // Without `filter` and `all_rows`, neither compiles: `tests/ui/write/update_without_filter.rs`.
    assert_eq!(fixture.db.update::<User>().set(User::LOGINS.to(1)).all_rows().run().unwrap(), 4);
    let no_ids: [i64; 0] = [];
    let refused = fixture.db.delete::<Post>().filter(Post::ID.not_in_list(no_ids)).run();
    assert!(refused.unwrap_err().is_refused(), "a filter that an empty list has made true");
    assert_eq!(fixture.db.select::<Post>().count().unwrap(), 4);
}

#[test]
fn row_26_optimistic_version_column() {
    #[derive(Table, Debug)]
    #[table(name = "docs")]
    struct Doc {
        #[column(primary_key)]
        id: i64,
        text: String,
        #[column(version)]
        version: i64,
    }

    let fixture = crate::model::Fixture::new(&schema!(Doc));
    let read = fixture.db.insert(NewDoc::builder().text("one").build()).returning().one().unwrap();
    let write = |text: &str| {
        let update = fixture.db.update::<Doc>().set(Doc::TEXT.to(text)).filter(Doc::ID.eq(read.id));
        update.version(read.version).run()
    };
    assert_eq!(write("two").unwrap(), 1);
    assert!(write("three").unwrap_err().is_conflict());
    assert_eq!(fixture.rows("SELECT id, text, version FROM docs"), ["1|two|2"]);
}
