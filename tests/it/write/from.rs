//! `UPDATE .. FROM`.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Editor, Group, Inviter, Membership, Post, Profile, User, UserPatch, blog};

#[test]
fn an_update_reads_another_table() {
    let fixture = blog();
    let update = fixture.db.update::<User>().from::<Profile>().on(Profile::USER_ID.eq(User::ID));
    assert_eq!(update.set((User::BIO.to(Profile::SITE), User::LOGINS.to(Profile::ID.mul(10)))).run().unwrap(), 2);
    let oracle = blog();
    oracle
        .raw
        .execute_batch("update users set bio = p.site, logins = p.id * 10 from profiles p where p.user_id = users.id")
        .unwrap();
    let all = "select * from users order by id";
    assert_eq!(fixture.rows(all), oracle.rows(all));
}

#[test]
fn what_was_said_before_the_join_holds_within_it() {
    let fixture = blog();
    let update = fixture
        .db
        .update::<Post>()
        .set(Post::TITLE.to("by Ada"))
        .filter(Post::PUBLISHED.eq(true))
        .from::<User>()
        .on(User::ID.eq(Post::AUTHOR_ID))
        .filter(User::NAME.eq("Ada"))
        .set(Post::SCORE.to(User::LOGINS));
    let mut rows = update.returning_columns((Post::ID, Post::TITLE, Post::SCORE)).all().unwrap();
    rows.sort_unstable();
    assert_eq!(rows, [(10, "by Ada".to_owned(), Some(5)), (11, "by Ada".to_owned(), Some(5))]);
    assert_eq!(fixture.rows("select id from posts where title = 'by Ada' order by id"), ["10", "11"]);
}

#[test]
fn several_tables_are_joined() {
    let fixture = blog();
    let members = || {
        fixture
            .db
            .update::<User>()
            .from::<Membership>()
            .on(Membership::USER_ID.eq(User::ID))
            .inner_join::<Group>()
            .on(Group::ID.eq(Membership::GROUP_ID))
    };
    let red = members().filter(Group::NAME.eq("red")).set(User::BIO.to(Group::NAME));
    let mut ids = red.returning_columns(User::ID).all().unwrap();
    ids.sort_unstable();
    assert_eq!(ids, [1, 2]);
    // A user in two groups is one row, and has the name of one of them.
    assert_eq!(members().set(User::BIO.to(Group::NAME)).run().unwrap(), 2);
    assert!(["red", "blue"].contains(&fixture.rows("select bio from users where id = 1")[0].as_str()));
    // A left join: posts without comments, with their author's name.
    let update = fixture
        .db
        .update::<Post>()
        .from::<User>()
        .on(User::ID.eq(Post::AUTHOR_ID))
        .left_join::<Comment>()
        .on(Comment::POST_ID.eq(Post::ID))
        .filter(Comment::ID.is_null())
        .set((Post::TITLE.to(User::NAME), Post::SCORE.to(Comment::ID)));
    assert_eq!(update.run().unwrap(), 2);
    let rows = fixture.rows("select id, title, score from posts order by id");
    assert_eq!(rows, ["10|Notes|7", "11|Ada|NULL", "12|Ada|NULL", "13|Reply|2"]);
}

#[test]
fn a_table_meets_itself_under_another_name() {
    let fixture = blog();
    let update = fixture.db.update::<User>().from::<Inviter>().on(Inviter::ID.eq(User::INVITED_BY_ID));
    let update = update.set((User::LOGINS.to(User::LOGINS.add(Inviter::LOGINS)), User::BIO.to(Inviter::NAME)));
    assert_eq!(update.filter(User::NAME.ne(Inviter::NAME)).run().unwrap(), 2);
    assert_eq!(fixture.rows("select id, logins, bio from users where bio = 'Ada' order by id"), ["2|8|Ada", "3|8|Ada"]);
    let both = fixture
        .db
        .update::<Post>()
        .from::<Inviter>()
        .on(Inviter::ID.eq(Post::AUTHOR_ID))
        .inner_join::<Editor>()
        .on(Editor::ID.eq(Post::EDITOR_ID))
        .set(Post::TITLE.to(Editor::NAME))
        .filter(Inviter::ID.lt(Editor::ID));
    assert_eq!(both.run().unwrap(), 2);
    assert_eq!(fixture.rows("select title from posts order by id"), ["Bob", "Engines", "Cyd", "Reply"]);
    let own = User::update().from::<User>();
    let sql = own.on(exists(Post::select())).set(User::LOGINS.to(1)).to_sql();
    assert!(sql.unwrap_err().to_string().contains("alias!"));
}

#[test]
fn a_condition_from_an_empty_list_is_refused() {
    let fixture = blog();
    let all = || all_of(Vec::<Expr<_, bool>>::new());
    let update = || fixture.db.update::<User>().set(User::BIO.to("x")).from::<Post>();
    assert!(update().on(all()).run().unwrap_err().is_refused());
    let further =
        update().on(Post::AUTHOR_ID.eq(User::ID)).inner_join::<Comment>().on(all_of(Vec::<Expr<_, bool>>::new()));
    assert!(further.run().unwrap_err().is_refused());
    assert!(
        update()
            .on(Post::AUTHOR_ID.eq(User::ID))
            .filter(any_of(Vec::<Expr<_, bool>>::new()))
            .run()
            .unwrap_err()
            .is_refused()
    );
    assert_eq!(fixture.number("select count(*) from users where bio = 'x'"), 0);
}

#[test]
fn an_empty_patch_reads_each_row_once() {
    let fixture = blog();
    let patch =
        || fixture.db.update::<User>().patch(UserPatch::default()).from::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    let mut names = patch().returning_columns(User::NAME).all().unwrap();
    names.sort_unstable();
    assert_eq!(names, ["Ada", "Bob"]);
    assert_eq!(patch().run().unwrap(), 0);
    let users = patch().filter(Post::PUBLISHED.eq(false)).returning().all().unwrap();
    assert_eq!((users.len(), users[0].id), (1, 1));
}

#[test]
fn it_is_stored_and_bound_later() {
    let fixture = blog();
    let update = User::update().from::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).set(User::BIO.to(Post::TITLE));
    let sql = update.to_sql().unwrap().unwrap();
    assert_eq!(
        &*sql.text,
        r#"UPDATE "users" SET "bio" = "posts"."title" FROM "posts" WHERE "posts"."author_id" = "users"."id""#
    );
    let again = User::update().or_ignore().from::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).set(User::EMAIL.to("one@x"));
    assert_eq!(fixture.db.transaction(|tx| again.using(tx).run()).unwrap(), 1);
}
