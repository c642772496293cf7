//! `ON CONFLICT`.

use orm_sqlite::expr::Assignment;
use orm_sqlite::prelude::*;
use orm_sqlite::scope::Upsert;

use crate::model::{Fixture, Membership, NewMembership, NewSeat, NewUser, Seat, User, blog, key_schema};

fn user(email: &str, name: &str) -> NewUser {
    NewUser::builder().email(email).name(name).logins(100).build()
}

#[test]
fn do_update_takes_the_new_values_and_the_stored_ones() {
    let fixture = blog();
    let rows = fixture
        .db
        .insert_many([user("ada@x", "Augusta"), user("eve@x", "Eve"), user("bob@x", "Robert")])
        .on_conflict(User::EMAIL)
        .do_update((User::NAME.set_excluded(), User::LOGINS.to(User::LOGINS.add(1)), User::BIO.to("met before")))
        .returning()
        .all()
        .unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.id, row.name.as_str(), row.logins, row.bio.as_deref())).collect();
    assert_eq!(
        seen,
        [(1, "Augusta", 6, Some("met before")), (5, "Eve", 100, None), (2, "Robert", 4, Some("met before"))],
        "in the order of the input"
    );
    assert_eq!(fixture.rows("select name from users order by id"), ["Augusta", "Robert", "Cyd", "Dee", "Eve"]);
}

#[test]
fn do_nothing_leaves_the_row_and_gives_none_back() {
    let fixture = blog();
    let insert = || fixture.db.insert_many([user("ada@x", "A"), user("new@x", "N")]);
    let rows = insert().on_conflict(User::EMAIL).do_nothing().returning().all().unwrap();
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["N"]);
    assert_eq!(insert().on_conflict_do_nothing().run().unwrap(), 0);
    assert!(fixture.db.insert(user("ada@x", "A")).on_conflict_do_nothing().returning().get().unwrap().is_none());
    assert_eq!(fixture.rows("select name from users where id = 1"), ["Ada"]);
    // Another constraint than the one that was named is still an error.
    let clash = NewUser::builder().id(1).email("other@x").name("O").build();
    let error = fixture.db.insert(clash).on_conflict(User::EMAIL).do_nothing().run().unwrap_err();
    assert!(error.is_unique_violation());
}

#[test]
fn a_composite_key_is_a_target() {
    let fixture = Fixture::new(&key_schema());
    let seat = |kind: &str| NewSeat { hall: "a".to_owned(), number: 1, kind: kind.to_owned() };
    fixture.db.insert(seat("old")).run().unwrap();
    let upsert = fixture.db.insert(seat("new")).on_conflict((Seat::HALL, Seat::NUMBER));
    assert_eq!(upsert.do_update(Seat::KIND.set_excluded()).run().unwrap(), 1);
    assert_eq!(fixture.rows("select * from seats"), ["a|1|new"]);

    let fixture = blog();
    let link = || NewMembership { user_id: 1, group_id: 1 };
    assert!(fixture.db.insert(link()).run().unwrap_err().is_unique_violation());
    let target = (Membership::USER_ID, Membership::GROUP_ID);
    assert_eq!(fixture.db.insert(link()).on_conflict(target).do_nothing().run().unwrap(), 0);
    assert_eq!(fixture.number("select count(*) from memberships"), 3);
}

#[test]
fn a_target_that_no_constraint_covers_is_an_error() {
    let fixture = blog();
    let error = fixture.db.insert(user("ada@x", "A")).on_conflict(User::NAME).do_nothing().run().unwrap_err();
    assert!(error.to_string().contains("ON CONFLICT"), "{error}");
    assert_eq!(fixture.rows("select name from users where id = 1"), ["Ada"]);
}

#[test]
fn do_update_calls_what_a_column_wants_on_each_update() {
    fn now() -> i64 {
        77
    }

    #[derive(Table, Debug, PartialEq)]
    #[table(name = "pages")]
    struct Page {
        #[column(primary_key)]
        path: String,
        hits: i64,
        #[column(default = 0, on_update_fn = now)]
        touched: i64,
    }

    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Page)).unwrap();
    let visit = || db.insert(NewPage { path: "/".into(), hits: 1, touched: Set::Unset }).on_conflict(Page::PATH);
    let update = || Page::HITS.to(Page::HITS.add(1));
    let first = visit().do_update(update()).returning().one().unwrap();
    let second = visit().do_update(update()).returning().one().unwrap();
    assert_eq!((first.hits, first.touched, second.hits, second.touched), (1, 0, 2, 77));
}

#[test]
fn do_update_with_nothing_to_set_is_refused() {
    let fixture = blog();
    let nothing: Vec<Assignment<User, Upsert<User>>> = Vec::new();
    let new = NewUser::builder().email("ada@x").name("Ada").build();
    let error = fixture.db.insert(new).on_conflict(User::EMAIL).do_update(nothing).run().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("do_nothing"), "{error}");
}
