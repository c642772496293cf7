//! Lists of values and predicates, short, empty and very long.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Membership, Role, User, blog};

fn count(fixture: &Fixture, filter: Expr<User, bool>) -> u64 {
    fixture.db.select::<User>().filter(filter).count().unwrap()
}

#[test]
fn an_empty_list_finds_nothing_and_excludes_nothing() {
    let fixture = blog();
    assert_eq!(count(&fixture, User::ID.in_list(Vec::<i64>::new())), 0);
    assert_eq!(count(&fixture, User::ID.not_in_list(Vec::<i64>::new())), 4);
    assert_eq!(count(&fixture, User::BIO.not_in_list(Vec::<String>::new())), 4, "NULL too, as in SQL");
    assert_eq!(count(&fixture, not(User::BIO.in_list(Vec::<String>::new()))), 4);
}

#[test]
fn a_hundred_thousand_items_are_one_parameter() {
    let fixture = blog();
    let long = || User::ID.in_list((3..100_003).chain([1]));
    let sql = fixture.db.select::<User>().filter(long()).to_sql().unwrap();
    assert_eq!(sql.params.len(), 1);
    assert_eq!(sql.text, fixture.db.select::<User>().filter(User::ID.in_list([1])).to_sql().unwrap().text);
    assert_eq!(count(&fixture, long()), 3);
    assert_eq!(count(&fixture, User::ID.not_in_list(3..100_003)), 2);
    let names = (0..100_000).map(|at| at.to_string()).chain(["Bob".to_owned()]);
    assert_eq!(count(&fixture, User::NAME.in_list(names)), 1);
    let deleted = fixture.db.delete::<User>().filter(User::ID.in_list(1000..101_000)).run().unwrap();
    assert_eq!(deleted, 0);
}

#[test]
fn a_hundred_thousand_terms_are_one_predicate() {
    let fixture = blog();
    assert_eq!(count(&fixture, any_of((3..100_003).map(|id| User::ID.eq(id)))), 2);
    assert_eq!(count(&fixture, all_of((3..100_003).map(|id| User::ID.ne(id)))), 2);
    assert_eq!(count(&fixture, not(any_of((3..100_003).map(|id| User::ID.eq(id))))), 2);
    assert_eq!(count(&fixture, any_of((0..100_000).map(|at| User::BIO.eq(at.to_string())))), 0);
    assert_eq!(
        count(&fixture, all_of((0..100_000).map(|at| User::BIO.ne(at.to_string())))),
        2,
        "NULL is not different"
    );
    let chained = (4..20_000).fold(User::ID.eq(3), |filter, id| filter.or(User::ID.eq(id)));
    assert_eq!(count(&fixture, chained), 2);
    let grown_on_the_left = (4..20_000).fold(User::ID.eq(3), |filter, id| User::ID.eq(id).or(filter));
    assert_eq!(count(&fixture, grown_on_the_left), 2);
}

#[test]
fn terms_without_values_have_no_limit_at_all() {
    let fixture = blog();
    assert_eq!(count(&fixture, all_of((0..100_000).map(|_| User::BIO.is_not_null()))), 2);
    assert_eq!(count(&fixture, any_of((0..100_000).map(|_| User::INVITED_BY_ID.eq(User::ID)))), 0);
}

#[test]
fn too_many_values_are_an_error_that_says_so() {
    let fixture = blog();
    let filter = any_of((0..40_000).map(|at| User::ID.gt(at).and(User::LOGINS.lt(at))));
    let error = fixture.db.select::<User>().filter(filter).all().unwrap_err();
    assert!(error.to_string().contains("too many"), "{error}");
}

#[test]
#[expect(clippy::needless_borrows_for_generic_args, reason = "it is the references that are tested")]
fn lists_and_keys_by_reference() {
    use std::collections::BTreeSet;

    let fixture = blog();
    let ids = vec![1, 3, 99];
    let of = |filter: Expr<User, bool>| {
        fixture.db.select::<User>().filter(filter).order_by(User::ID).columns(User::ID).all().unwrap()
    };
    assert_eq!(of(User::ID.in_list(&ids)), [1, 3]);
    assert_eq!(of(User::ID.in_list(ids.iter())), [1, 3]);
    assert_eq!(of(User::ID.in_list(ids.as_slice())), [1, 3]);
    assert_eq!(of(User::ID.in_list(ids.iter().filter(|id| **id > 1))), [3]);
    assert_eq!(of(User::ID.not_in_list(&ids)), [2, 4]);
    assert_eq!(of(User::ID.add(1).in_list(&ids)), [2]);
    assert_eq!(of(User::INVITED_BY_ID.in_list(&[1])), [2, 3]);
    let references: Vec<&i64> = ids.iter().collect();
    assert_eq!(of(User::ID.in_list(&references)), [1, 3]);
    assert_eq!(of(User::ID.in_list(&BTreeSet::from([2, 4]))), [2, 4]);

    assert_eq!(of(User::NAME.in_list(&["Ada", "Bob"])), [1, 2]);
    let names = vec!["Ada".to_owned(), "Dee".to_owned()];
    assert_eq!(of(User::NAME.in_list(&names)), [1, 4]);
    assert_eq!(of(User::BIO.in_list(names.iter().chain([&"first".to_owned()]))), [1]);
    assert_eq!(of(User::ROLE.in_list(&[Role::Admin])), [1]);
    assert_eq!(of((User::ID, User::NAME).in_list(&[(1, "Ada"), (2, "Ada")])), [1]);

    for id in &ids {
        assert_eq!(fixture.db.find::<User>(id).get().unwrap(), fixture.db.find::<User>(*id).get().unwrap());
        assert_eq!(fixture.db.query::<User>().find(id).exists().unwrap(), *id < 9);
    }
    let prepared = fixture.db.prepare(|ids: ParamList<i64>| User::select().filter(User::ID.in_list(ids))).unwrap();
    assert_eq!(prepared.count(&ids).unwrap(), 2);
    for key in &[(1, 2), (2, 2)] {
        assert_eq!(fixture.db.find::<Membership>(key).exists().unwrap(), *key == (1, 2));
    }
    assert_eq!(fixture.db.set_links(User::groups(), &4, &[1, 2]).run().unwrap(), 2);
}
