//! Rows with relations: what they serialize to, compare by and come apart into.

use orm_sqlite::prelude::*;
use orm_sqlite::relation::Loaded;
use serde_json::json;

use crate::model::{Fixture, Post, User, User_posts, UserRow, blog};

#[test]
fn an_unloaded_relation_is_left_out_and_an_empty_one_is_shown() {
    let fixture = blog();
    let dee = fixture.db.query::<User>().find(4).with_profile().with_posts().one().unwrap();
    let own = json!({
        "id": 4, "email": "dee@x", "name": "Dee", "bio": null, "role": "Member", "logins": 0, "invited_by_id": null,
    });
    let mut expected = own.clone();
    expected["posts"] = json!([]);
    expected["profile"] = json!(null);
    assert_eq!(serde_json::to_value(&dee).unwrap(), expected);
    let plain = fixture.db.query::<User>().find(4).one().unwrap();
    assert_eq!(serde_json::to_value(&plain).unwrap(), own);

    let ada = fixture.db.query::<User>().find(1).with_posts_by(|posts| posts.limit(1).with_tags().with_editor());
    let ada = serde_json::to_value(ada.one().unwrap()).unwrap();
    assert_eq!(ada["posts"][0]["editor"]["name"], "Bob");
    assert_eq!(ada["posts"][0]["tags"], json!([{ "id": 1, "label": "rust" }, { "id": 2, "label": "sql" }]));
    assert!(ada["posts"][0].get("author").is_none() && ada.get("profile").is_none());
}

#[test]
fn rows_are_cloned_compared_and_shown() {
    let fixture = blog();
    let query = || fixture.db.query::<User>().with_posts().find(1);
    let row = query().one().unwrap();
    let copy = row.clone();
    assert_eq!(copy, row);
    fixture.raw.execute("update posts set title = 'other' where id = 10", []).unwrap();
    assert_ne!(query().one().unwrap(), row, "a slot is part of the comparison");
    let shown = format!("{row:?}");
    assert!(shown.contains("UserRow") && shown.contains("ada@x") && shown.contains("Notes"), "{shown}");
    assert!(shown.contains("NotLoaded"), "{shown}");
}

#[test]
fn rows_come_apart() {
    let fixture = blog();
    let row: UserRow<Vec<Post>> = fixture.db.query::<User>().with_posts().find(1).one().unwrap();
    let named: &Loaded<User_posts> = &row;
    assert_eq!((named.name.as_str(), named.posts.len()), ("Ada", 3), "fields of the struct by Deref");
    let user: &User = &row;
    assert_eq!(user.email, "ada@x");
    let (user, posts, ..) = row.clone().into_parts();
    assert_eq!((user.id, posts.len()), (1, 3));
    assert_eq!(row.into_inner(), user);
}

/// Neither `Clone` nor anything else, with a child that is shared.
#[derive(Table, Relations)]
#[table(name = "bare_posts")]
#[relations(owner = belongs_to(owner_id))]
struct BarePost {
    #[column(primary_key)]
    id: i64,
    #[column(references = BareOwner::ID)]
    owner_id: i64,
}

#[derive(Table, Relations)]
#[table(name = "bare_owners")]
#[relations(posts = has_many(BarePost::OWNER_ID))]
struct BareOwner {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[test]
fn a_struct_without_any_trait_is_loaded_and_shared() {
    let fixture = Fixture::new(&schema!(BareOwner, BarePost));
    fixture
        .raw
        .execute_batch(
            "insert into bare_owners values (1, 'a'), (2, 'b'); insert into bare_posts values (1, 1), (2, 1), (3, 2);",
        )
        .unwrap();
    let posts = fixture.db.query::<BarePost>().order_by(BarePost::ID).with_owner_by(|owner| owner.with_posts());
    let seen: Vec<_> =
        posts.all().unwrap().iter().map(|post| (post.id, post.owner.name.clone(), post.owner.posts.len())).collect();
    assert_eq!(seen, [(1, "a".to_owned(), 2), (2, "a".to_owned(), 2), (3, "b".to_owned(), 1)]);
    let owners = fixture.db.query::<BareOwner>().with_posts().order_by(BareOwner::ID).all().unwrap();
    assert_eq!(owners[0].posts[1].owner_id, 1);
}
