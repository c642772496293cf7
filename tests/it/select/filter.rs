//! Filters: text searches, lists of predicates, predicates as values.

use orm_sqlite::prelude::*;
use proptest::prelude::*;

use crate::model::{Fixture, NewTag, Post, Tag, User, blog, blog_schema};

/// The rows of which a plain search says yes; SQLite folds the case of ASCII letters only.
fn model(labels: &[String], holds: impl Fn(&str) -> bool) -> Vec<String> {
    labels.iter().filter(|label| holds(&label.to_ascii_lowercase())).cloned().collect()
}

fn labels() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[aAbB%_\\\\ÄäΩ'\\[*? ]{0,6}", 1..12)
}

proptest! {
    #![proptest_config(crate::model::property(200))]

    #[test]
    fn a_search_takes_its_text_as_it_is(labels in labels(), text in "[aAb%_\\\\Ää']{0,3}") {
        let db = Database::open_in_memory().unwrap();
        db.create_tables(&schema!(Tag)).unwrap();
        db.insert_many(labels.iter().map(|label| NewTag { id: Set::Unset, label: label.clone() })).run().unwrap();
        let found = |filter: Expr<Tag, bool>| db.select::<Tag>().filter(filter).order_by(Tag::ID).columns(Tag::LABEL).all();
        let folded = text.to_ascii_lowercase();
        prop_assert_eq!(found(Tag::LABEL.contains(&text)).unwrap(), model(&labels, |label| label.contains(&folded)));
        prop_assert_eq!(found(Tag::LABEL.starts_with(&text)).unwrap(), model(&labels, |label| label.starts_with(&folded)));
        prop_assert_eq!(found(Tag::LABEL.ends_with(&text)).unwrap(), model(&labels, |label| label.ends_with(&folded)));
        prop_assert_eq!(found(Tag::LABEL.expr().contains(&text)).unwrap(), model(&labels, |label| label.contains(&folded)));
        prop_assert_eq!(
            found(Tag::LABEL.eq(&text)).unwrap(),
            labels.iter().filter(|label| **label == text).cloned().collect::<Vec<_>>()
        );
    }

    /// A predicate, its negation and its being `NULL` are all rows, and each row once.
    #[test]
    fn every_row_is_in_one_part(low in -1..9_i64, high in -1..9_i64, list in prop::collection::vec(0..8_i64, 0..4)) {
        let fixture = blog();
        let predicates: [Expr<Post, bool>; 6] = [
            Post::SCORE.gt(low),
            Post::SCORE.between(low, high).and(Post::EDITOR_ID.ne(high)),
            Post::SCORE.in_list(list.clone()).or(Post::EDITOR_ID.lt(low)),
            Post::EDITOR_ID.not_in_list(list.clone()),
            Post::SCORE.add(Post::EDITOR_ID).eq(high),
            any_of(list.iter().map(|value| Post::SCORE.eq(*value))),
        ];
        for predicate in predicates {
            let count = |filter: Expr<Post, bool>| fixture.db.select::<Post>().filter(filter).count().unwrap();
            let parts = count(predicate.clone()) + count(not(predicate.clone())) + count(predicate.clone().is_null());
            prop_assert_eq!(parts, 4);
            let shown: Vec<bool> = fixture.db.select::<Post>().columns(predicate.clone()).all().unwrap();
            prop_assert_eq!(shown.iter().filter(|holds| **holds).count() as u64, count(predicate));
        }
    }
}

#[test]
fn a_pattern_has_its_own_wildcards_and_escapes() {
    let fixture = Fixture::new(&blog_schema());
    let labels = ["100%", "100x", "a_b", "axb", "back\\slash", "Ä"];
    fixture.db.insert_many(labels.map(|label| NewTag { id: Set::Unset, label: label.to_owned() })).run().unwrap();
    let found = |pattern: &str| {
        let select = fixture.db.select::<Tag>().filter(Tag::LABEL.like(pattern)).order_by(Tag::ID);
        select.columns(Tag::LABEL).all().unwrap().join(" ")
    };
    assert_eq!(found("100%"), "100% 100x");
    assert_eq!(found("100\\%"), "100%");
    assert_eq!(found("A_B"), "a_b axb");
    assert_eq!(found("a\\_b"), "a_b");
    assert_eq!(found("%\\\\%"), "back\\slash");
    assert_eq!(found("ä"), "", "only ASCII letters fold");
    assert_eq!(found("100\\"), "");
}

#[test]
fn a_search_for_nul_is_refused_rather_than_matching_everything() {
    let fixture = blog();
    // SQLite ends a pattern at NUL, so that `%\0%` would be `%`.
    let filters: [Expr<User, bool>; 5] = [
        User::NAME.contains("\0"),
        User::NAME.starts_with("A\0x"),
        User::NAME.ends_with("\0"),
        User::NAME.like("%\0"),
        User::NAME.expr().contains("\0"),
    ];
    for filter in filters {
        let error = fixture.db.select::<User>().filter(filter.clone()).all().unwrap_err();
        assert!(error.is_encode() && error.to_string().contains("users.name"), "{error}");
        assert!(fixture.db.delete::<User>().filter(filter).run().is_err());
    }
    assert_eq!(fixture.number("select count(*) from users"), 4);
}

#[test]
fn empty_lists_of_predicates_are_constants_in_a_read() {
    let fixture = blog();
    let count = |filter: Expr<User, bool>| fixture.db.select::<User>().filter(filter).count().unwrap();
    let none = Vec::<Expr<User, bool>>::new;
    assert_eq!((count(all_of(none())), count(any_of(none()))), (4, 0));
    assert_eq!((count(not(all_of(none()))), count(not(any_of(none())))), (0, 4));
    assert_eq!(count(any_of(none()).or(User::ID.eq(1))), 1);
    assert_eq!(count(all_of(none()).and(User::ID.eq(1))), 1);
    assert_eq!(count(User::ID.eq(1).or(any_of(none()))), 1);
}

fn active(least: i64) -> Expr<User, bool> {
    User::LOGINS.ge(least)
}

#[test]
fn predicates_are_values() {
    let fixture = blog();
    let kept: Vec<Expr<User, bool>> = vec![active(3), User::NAME.ne("Bob")];
    let query = User::select().filter(all_of(kept.clone()));
    assert_eq!(query.clone().using(&fixture.db).all().unwrap().len(), 2);
    let joined = fixture
        .db
        .select::<User>()
        .inner_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .filter(any_of(kept).widen())
        .filter_opt(None::<Expr<_, bool>>)
        .filter_opt(Some(Post::PUBLISHED.eq(true)));
    assert_eq!(joined.count().unwrap(), 3);
    let none: Option<Expr<User, bool>> = None;
    assert_eq!(query.filter_opt(none).filter_opt(Some(User::ID.eq(1))).using(&fixture.db).count().unwrap(), 1);
    let precedence = active(5).or(User::NAME.eq("Dee")).and(User::ID.gt(1));
    assert_eq!(fixture.db.select::<User>().filter(precedence).all().unwrap().len(), 1, "Dee alone");
    let precedence = active(5).or(User::NAME.eq("Dee").and(User::ID.gt(9)));
    assert_eq!(fixture.db.select::<User>().filter(precedence).all().unwrap().len(), 1, "Ada alone");
}
