//! Joins of every kind.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Editor, Fixture, Group, Inviter, Membership, Post, PostTag, Profile, Tag, User, blog};

fn id(user: Option<&User>) -> String {
    user.map_or("NULL".to_owned(), |user| user.id.to_string())
}

fn post_id(post: Option<&Post>) -> String {
    post.map_or("NULL".to_owned(), |post| post.id.to_string())
}

/// A user's posts with few comments: some users have none, and Bob's post is nobody's in it.
const ON: &str = "p.author_id = u.id and p.id <> 13";

fn expected(fixture: &Fixture, join: &str) -> Vec<String> {
    fixture.rows(&format!("select u.id, p.id from users u {join} posts p on {ON} order by u.id, p.id"))
}

#[test]
fn each_kind_of_join_gives_the_rows_of_sql() {
    let fixture = blog();
    let on = || Post::AUTHOR_ID.eq(User::ID).and(Post::ID.ne(13));
    let order = (User::ID, Post::ID);
    let rows: Vec<(User, Post)> =
        fixture.db.select::<User>().inner_join::<Post>().on(on()).order_by(order).all().unwrap();
    let seen: Vec<_> = rows.iter().map(|(user, post)| format!("{}|{}", user.id, post.id)).collect();
    assert_eq!(seen, expected(&fixture, "join"));

    let on = || Post::AUTHOR_ID.eq(User::ID).and(Post::ID.ne(13));
    let rows: Vec<(User, Option<Post>)> =
        fixture.db.select::<User>().left_join::<Post>().on(on()).order_by(order).all().unwrap();
    let seen: Vec<_> = rows.iter().map(|(user, post)| format!("{}|{}", user.id, post_id(post.as_ref()))).collect();
    assert_eq!(seen, expected(&fixture, "left join"));
    assert!(seen.contains(&"2|NULL".to_owned()));

    let on = || Post::AUTHOR_ID.eq(User::ID).and(Post::ID.ne(13));
    let rows: Vec<(Option<User>, Post)> =
        fixture.db.select::<User>().right_join::<Post>().on(on()).order_by(order).all().unwrap();
    let seen: Vec<_> = rows.iter().map(|(user, post)| format!("{}|{}", id(user.as_ref()), post.id)).collect();
    assert_eq!(seen, expected(&fixture, "right join"));
    assert!(seen.contains(&"NULL|13".to_owned()));

    let on = || Post::AUTHOR_ID.eq(User::ID).and(Post::ID.ne(13));
    let rows: Vec<(Option<User>, Option<Post>)> =
        fixture.db.select::<User>().full_join::<Post>().on(on()).order_by(order).all().unwrap();
    let seen: Vec<_> =
        rows.iter().map(|(user, post)| format!("{}|{}", id(user.as_ref()), post_id(post.as_ref()))).collect();
    assert_eq!(seen, expected(&fixture, "full join"));
    assert_eq!(seen.len(), 7);

    let rows: Vec<(User, Group)> = fixture.db.select::<User>().cross_join::<Group>().all().unwrap();
    assert_eq!(rows.len(), 12);
}

/// Nothing in it needs a value but the key, which stands last.
#[derive(Table, Debug, PartialEq)]
#[table(name = "hollow")]
struct Hollow {
    a: Option<i64>,
    b: Option<String>,
    #[column(primary_key)]
    id: i64,
}

#[test]
fn a_found_row_full_of_nulls_is_there_and_an_absent_one_is_not() {
    let fixture = blog();
    let rows: Vec<(User, Option<Profile>)> = fixture
        .db
        .select::<User>()
        .left_join::<Profile>()
        .on(Profile::USER_ID.eq(User::ID))
        .order_by(User::ID)
        .all()
        .unwrap();
    let seen: Vec<_> = rows.iter().map(|(_, profile)| profile.as_ref().map(|profile| profile.site.is_some())).collect();
    assert_eq!(seen, [Some(true), Some(false), None, None]);

    fixture
        .raw
        .execute_batch("create table hollow (a, b, id integer primary key); insert into hollow values (null, null, 1)")
        .unwrap();
    let rows: Vec<(User, Option<Hollow>)> =
        fixture.db.select::<User>().left_join::<Hollow>().on(Hollow::ID.eq(User::ID)).order_by(User::ID).all().unwrap();
    assert_eq!(rows[0].1, Some(Hollow { a: None, b: None, id: 1 }));
    assert!(rows[1..].iter().all(|(_, hollow)| hollow.is_none()));
}

#[test]
fn joins_of_five_tables_give_a_flat_tuple() {
    let fixture = blog();
    let rows: Vec<(User, Post, Option<Comment>, PostTag, Option<Tag>)> = fixture
        .db
        .select::<User>()
        .inner_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .left_join::<Comment>()
        .on(Comment::POST_ID.eq(Post::ID))
        .inner_join::<PostTag>()
        .on(PostTag::POST_ID.eq(Post::ID))
        .left_join::<Tag>()
        .on(Tag::ID.eq(PostTag::TAG_ID).and(Tag::LABEL.ne("rust")))
        .order_by((User::ID, Post::ID, Comment::ID, PostTag::TAG_ID))
        .all()
        .unwrap();
    let seen: Vec<_> = rows
        .iter()
        .map(|(user, post, comment, link, tag)| {
            let comment = comment.as_ref().map_or("NULL".to_owned(), |comment| comment.body.clone());
            let tag = tag.as_ref().map_or("NULL".to_owned(), |tag| tag.label.clone());
            format!("{}|{}|{comment}|{}|{tag}", user.name, post.title, link.tag_id)
        })
        .collect();
    let sql = "select u.name, p.title, c.body, l.tag_id, t.label from users u join posts p on p.author_id = u.id
               left join comments c on c.post_id = p.id join post_tags l on l.post_id = p.id
               left join tags t on t.id = l.tag_id and t.label <> 'rust' order by u.id, p.id, c.id, l.tag_id";
    assert_eq!(seen, fixture.rows(sql));
    assert_eq!(seen.len(), 8);
}

#[test]
fn an_outer_join_makes_everything_before_it_optional() {
    let fixture = blog();
    let rows: Vec<(Option<User>, Option<Membership>, Group)> = fixture
        .db
        .select::<User>()
        .inner_join::<Membership>()
        .on(Membership::USER_ID.eq(User::ID))
        .right_join::<Group>()
        .on(Group::ID.eq(Membership::GROUP_ID))
        .order_by((Group::ID, User::ID))
        .all()
        .unwrap();
    let seen: Vec<_> = rows.iter().map(|(user, link, group)| (id(user.as_ref()), link.is_some(), group.id)).collect();
    let one = "1".to_owned();
    assert_eq!(
        seen,
        [(one.clone(), true, 1), ("2".to_owned(), true, 1), (one, true, 2), ("NULL".to_owned(), false, 3)]
    );
    let rows: Vec<(Option<i64>, i64, Option<i64>)> = fixture
        .db
        .select::<User>()
        .inner_join::<Membership>()
        .on(Membership::USER_ID.eq(User::ID))
        .right_join::<Group>()
        .on(Group::ID.eq(Membership::GROUP_ID))
        .filter(Group::ID.eq(3))
        .columns((User::ID, Group::ID, User::LOGINS.add(Group::ID)))
        .all()
        .unwrap();
    assert_eq!(rows, [(None, 3, None)]);
}

#[test]
fn one_table_twice_and_three_times() {
    let fixture = blog();
    let rows: Vec<(User, Option<User>)> = fixture
        .db
        .select::<User>()
        .left_join::<Inviter>()
        .on(Inviter::ID.eq(User::INVITED_BY_ID))
        .order_by((Inviter::NAME.desc(), User::ID))
        .all()
        .unwrap();
    let seen: Vec<_> = rows.iter().map(|(user, inviter)| format!("{}|{}", user.id, id(inviter.as_ref()))).collect();
    assert_eq!(seen, ["2|1", "3|1", "1|NULL", "4|NULL"]);

    let rows: Vec<(String, String, Option<String>, Option<String>)> = fixture
        .db
        .select::<Post>()
        .inner_join::<User>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .left_join::<Editor>()
        .on(Post::EDITOR_ID.eq(Editor::ID))
        .left_join::<Inviter>()
        .on(Editor::INVITED_BY_ID.eq(Inviter::ID))
        .order_by(Post::ID)
        .columns((Post::TITLE, User::NAME, Editor::NAME, Inviter::NAME))
        .all()
        .unwrap();
    let sql = "select p.title, u.name, e.name, i.name from posts p join users u on p.author_id = u.id
               left join users e on e.id = p.editor_id left join users i on i.id = e.invited_by_id order by p.id";
    let seen: Vec<_> = rows
        .into_iter()
        .map(|(a, b, c, d)| [a, b, c.unwrap_or("NULL".to_owned()), d.unwrap_or("NULL".to_owned())].join("|"))
        .collect();
    assert_eq!(seen, fixture.rows(sql));
}
