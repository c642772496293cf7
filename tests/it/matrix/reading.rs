//! Prepared queries, batches, pages and rows.

use orm_sqlite::prelude::*;

use crate::model::{NewTag, Post, Tag, User, blog};

#[test]
fn row_46_cursor_pagination_built_in() {
    let fixture = blog();
    let users = || fixture.db.select::<User>().order_by(User::LOGINS.desc()).columns(User::NAME).keyset(3);
    let first = users().page().unwrap();
    assert_eq!(first.rows, ["Ada", "Bob", "Cyd"]);
    let second = users().after_opt(first.next.as_deref()).page().unwrap();
    assert_eq!((second.rows, second.next), (vec!["Dee".to_owned()], None));
    let back = users().before_opt(second.previous.as_deref()).page().unwrap();
    assert_eq!((back.rows, back.previous), (first.rows, None));
}

#[test]
fn row_53_multi_statement_batch() {
    let fixture = blog();
    let (added, labels, users) = fixture
        .db
        .batch((
            Tag::insert(NewTag::builder().label("new").build()).returning_columns(Tag::ID),
            Tag::select().order_by(Tag::ID.desc()).limit(1).columns(Tag::LABEL),
            User::query().find(1).with_posts(),
        ))
        .unwrap();
    assert_eq!((added, labels, users[0].posts.len()), (vec![4], vec!["new".to_owned()], 3));
}

#[test]
fn row_73_statement_cache_by_default() {
    let fixture = blog();
    // One text for lists and limits of any length, so that the connection finds its statement again.
    let text = |ids: &[i64], limit: u64| {
        let select = User::select().filter(User::ID.in_list(ids.iter().copied())).limit(limit);
        assert_eq!(
            select.clone().using(&fixture.db).all().unwrap().len(),
            ids.len().min(usize::try_from(limit).unwrap())
        );
        select.to_sql().unwrap().text
    };
    assert_eq!(text(&[1], 1), text(&[1, 2, 3], 9));
}

#[test]
fn row_74_prepared_query_with_typed_placeholders() {
    let fixture = blog();
    let above = fixture
        .db
        .prepare(|least: Param<i64>, names: ParamList<String>| {
            User::select().filter(User::LOGINS.ge(least).and(User::NAME.in_list(names))).columns(User::ID)
        })
        .unwrap();
    assert_eq!(above.all((1, ["Ada", "Dee"])).unwrap(), [1]);
    assert_eq!(above.all((0, ["Ada", "Dee"])).unwrap(), [1, 4]);
}

#[test]
fn row_77_row_streaming() {
    let fixture = blog();
    let first_with_bio = fixture.db.select::<User>().order_by(User::ID.desc()).iterate(|rows| {
        for user in rows {
            let user = user?;
            if user.bio.is_some() {
                return Ok(Some(user.id));
            }
        }
        Ok(None)
    });
    assert_eq!(first_with_bio.unwrap(), Some(3));
}

#[test]
fn row_78_borrowed_rows() {
    let fixture = blog();
    let mut titles = String::new();
    fixture
        .db
        .select::<Post>()
        .order_by(Post::ID)
        .columns((Post::TITLE, Post::SCORE))
        .for_each_ref(|(title, score): (&str, Option<i64>)| {
            if score.is_some() {
                titles.push_str(title);
            }
        })
        .unwrap();
    assert_eq!(titles, "NotesDraftReply");
}
