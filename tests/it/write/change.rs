//! Updates and deletes.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Post, Role, User, UserPatch, blog};

fn names(fixture: &Fixture) -> Vec<String> {
    fixture.rows("select name, logins, ifnull(bio, '-') from users order by id")
}

#[test]
fn set_writes_values_columns_and_expressions() {
    let fixture = blog();
    let changed = fixture
        .db
        .update::<User>()
        .set((User::LOGINS.to(User::LOGINS.add(User::ID).mul(2)), User::BIO.to(User::NAME), User::ROLE.to(Role::Admin)))
        .filter(User::ID.le(2))
        .filter(User::NAME.ne("Bob"))
        .run()
        .unwrap();
    assert_eq!(changed, 1);
    assert_eq!(names(&fixture), ["Ada|12|Ada", "Bob|3|-", "Cyd|3|", "Dee|0|-"]);
    let all = fixture.db.update::<User>().set(User::BIO.to(None::<String>)).all_rows().run().unwrap();
    assert_eq!((all, fixture.number("select count(bio) from users")), (4, 0));
    let both = fixture.db.update::<User>().set(User::LOGINS.to(1)).set(User::LOGINS.to(2)).all_rows().run();
    assert_eq!((both.unwrap(), fixture.number("select min(logins) from users")), (4, 2), "the last one said");
}

#[test]
fn a_patch_writes_what_is_set_in_it() {
    let fixture = blog();
    let patch = UserPatch { name: Set::Value("Lovelace".to_owned()), bio: Set::Value(None), ..UserPatch::default() };
    assert_eq!(fixture.db.update::<User>().patch(patch).filter(User::ID.eq(1)).run().unwrap(), 1);
    assert_eq!(names(&fixture)[0], "Lovelace|5|-");
    let empty = || fixture.db.update::<User>().patch(UserPatch::default());
    assert_eq!(empty().all_rows().run().unwrap(), 0);
    assert_eq!(empty().filter(User::ID.eq(1)).returning().all().unwrap().len(), 1, "read, not written");
    assert!(User::update().patch(UserPatch::default()).all_rows().to_sql().unwrap().is_none());
    let mixed = empty().set(User::LOGINS.to(9)).filter(User::ID.eq(1)).returning_columns((User::ID, User::LOGINS));
    assert_eq!(mixed.one().unwrap(), (1, 9));
}

#[test]
fn updates_give_back_what_they_wrote() {
    let fixture = blog();
    let update = fixture.db.update::<User>().set(User::LOGINS.to(User::LOGINS.sub(1))).filter(User::LOGINS.gt(0));
    let mut rows = update.filter(User::ID.lt(3)).returning().all().unwrap();
    rows.sort_by_key(|row| row.id);
    assert_eq!(rows.iter().map(|row| (row.id, row.logins)).collect::<Vec<_>>(), [(1, 4), (2, 2)]);
    let one = fixture.db.update::<User>().set(User::BIO.to("seen")).all_rows().returning().get().unwrap();
    assert!(one.is_some());
    assert_eq!(fixture.number("select count(*) from users where bio = 'seen'"), 4, "all rows are written");
}

#[test]
fn deletes_give_back_what_was_there() {
    let fixture = blog();
    let delete = fixture.db.delete::<Post>().filter(Post::AUTHOR_ID.eq(1)).filter(Post::PUBLISHED.eq(true));
    let mut gone = delete.returning().all().unwrap();
    gone.sort_by_key(|row| row.id);
    assert_eq!(gone.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["Notes", "Engines"]);
    assert_eq!(fixture.rows("select id from posts order by id"), ["12", "13"]);
    assert_eq!(fixture.rows("select id from comments order by id"), ["103"], "the database cascades");
    let titles: Vec<String> = fixture.db.delete::<Post>().all_rows().returning_columns(Post::TITLE).all().unwrap();
    assert_eq!((titles.len(), fixture.number("select count(*) from posts")), (2, 0));
}

#[test]
fn a_filter_from_an_empty_list_is_refused() {
    let fixture = blog();
    let before = names(&fixture);
    let none = Vec::<Expr<User, bool>>::new;
    let empty: [Expr<User, bool>; 8] = [
        all_of(none()),
        any_of(none()),
        User::ID.not_in_list(Vec::<i64>::new()),
        not(any_of(none())),
        User::ID.eq(1).or(all_of(none())),
        all_of([all_of([User::ID.gt(0), all_of(none())])]),
        not(User::NAME.eq("x").and(User::ID.not_in_list(Vec::<i64>::new()))),
        User::ID.add(1).not_in_list(Vec::<i64>::new()),
    ];
    for filter in empty {
        let update = || fixture.db.update::<User>().set(User::LOGINS.to(77));
        let errors = [
            update().filter(filter.clone()).run().unwrap_err(),
            update().filter(User::ID.eq(1)).filter(filter.clone()).run().unwrap_err(),
            update().filter(filter.clone()).returning().all().unwrap_err(),
            User::update().set(User::LOGINS.to(77)).filter(filter.clone()).to_sql().unwrap_err(),
            fixture.db.delete::<User>().filter(filter.clone()).run().unwrap_err(),
            fixture.db.delete::<User>().filter(filter.clone()).returning_columns(User::ID).all().unwrap_err(),
            User::delete().filter(filter).to_sql().unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_refused() && error.to_string().contains("all_rows"), "{error}");
        }
    }
    assert_eq!(names(&fixture), before);
    // Nothing is in an empty list, so nothing is meant.
    let nothing = || User::ID.in_list(Vec::<i64>::new());
    assert_eq!(fixture.db.delete::<User>().filter(nothing()).run().unwrap(), 0);
    assert_eq!(fixture.db.update::<User>().set(User::LOGINS.to(77)).filter(nothing()).run().unwrap(), 0);
    assert_eq!(names(&fixture), before);
}

#[test]
fn a_predicate_that_is_null_changes_nothing() {
    let fixture = blog();
    fixture.raw.execute_batch("update posts set editor_id = null; delete from friendships").unwrap();
    assert_eq!(fixture.db.delete::<User>().filter(User::BIO.ne("first")).run().unwrap(), 1, "only Cyd's empty bio");
    assert_eq!(fixture.db.update::<User>().set(User::LOGINS.to(1)).filter(not(User::BIO.eq("x"))).run().unwrap(), 1);
    assert_eq!(names(&fixture), ["Ada|1|first", "Bob|3|-", "Dee|0|-"]);
}

#[test]
fn an_integer_that_overflows_is_never_stored() {
    let fixture = blog();
    fixture.raw.execute("update users set logins = 9223372036854775807 where id = 1", []).unwrap();
    let error = fixture.db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1)).run();
    assert!(error.is_err());
    assert_eq!(fixture.rows("select logins, typeof(logins) from users where id = 1"), ["9223372036854775807|integer"]);
    let read = fixture.db.select::<User>().filter(User::ID.eq(1)).columns(User::LOGINS.add(1)).one();
    assert!(read.unwrap_err().is_decode(), "a REAL is not read as an i64");
}

#[test]
fn an_empty_patch_gives_back_the_rows_as_they_are() {
    let fixture = blog();
    let patch = || fixture.db.update::<User>().patch(UserPatch::default());
    let row = patch().filter(User::ID.eq(1)).returning().one().unwrap();
    assert_eq!(row.name, "Ada");
    let names = patch().filter(User::ID.gt(2)).returning_columns(User::NAME).all().unwrap();
    assert_eq!(names, ["Cyd", "Dee"]);
    assert!(patch().filter(User::ID.eq(99)).returning().one().unwrap_err().is_not_found());
    assert!(patch().filter(all_of(Vec::<Expr<User, bool>>::new())).returning().all().unwrap_err().is_refused());
    assert_eq!(patch().filter(User::ID.eq(1)).run().unwrap(), 0, "nothing is written");
}
