//! Pages by number, and columns and orders by name.

use orm_sqlite::prelude::*;

use crate::model::{Post, Role, User, blog};

#[test]
fn a_page_has_its_rows_and_the_number_of_all() {
    let fixture = blog();
    for size in 1..6 {
        let mut gathered = Vec::new();
        for number in 1..=5 {
            let page = fixture.db.select::<User>().order_by(User::ID).columns(User::ID).page(number, size).unwrap();
            assert_eq!((page.total, page.number, page.size), (4, number, size));
            assert_eq!(page.pages(), 4_u64.div_ceil(size));
            assert_eq!(page.has_next(), number * size < 4);
            gathered.extend(page.rows);
        }
        assert_eq!(gathered[..4.min(gathered.len())], [1, 2, 3, 4][..4.min(gathered.len())]);
        assert_eq!(gathered.len() as u64, (5 * size).min(4));
    }
    for (number, size) in [(0, 1), (1, 0), (0, 0)] {
        assert!(fixture.db.select::<User>().page(number, size).unwrap_err().is_refused());
    }
    let far = fixture.db.select::<User>().page(u64::MAX, u64::MAX).unwrap();
    assert_eq!((far.rows.len(), far.total, far.pages()), (0, 4, 1));
    // A limit of the select itself is the page's now.
    assert_eq!(fixture.db.select::<User>().limit(1).offset(3).page(1, 3).unwrap().rows.len(), 3);
}

#[test]
fn pages_of_groups_joins_and_relations() {
    let fixture = blog();
    let groups = fixture.db.select::<User>().group_by(User::LOGINS).columns((User::LOGINS, count()));
    let page = groups.order_by(User::LOGINS).page(2, 2).unwrap();
    assert_eq!((page.rows, page.total), (vec![(5, 1)], 3));
    let joined = fixture.db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    assert_eq!(joined.page(1, 2).unwrap().total, 6);
    let distinct = fixture.db.select::<User>().columns(User::ROLE).distinct().order_by(User::ROLE).page(1, 1).unwrap();
    assert_eq!((distinct.rows, distinct.total), (vec![Role::Admin], 2));
    let users = fixture.db.query::<User>().with_posts().order_by(User::ID.desc()).page(2, 2).unwrap();
    let posts: Vec<_> = users.rows.iter().map(|user| (user.id, user.posts.len())).collect();
    assert_eq!((posts, users.total), (vec![(2, 1), (1, 3)], 4));
}

#[test]
fn columns_by_name() {
    let fixture = blog();
    for name in ["id", "email", "invited_by_id"] {
        assert_eq!(User::column_by_name(name).unwrap().name(), name);
    }
    for name in ["", "Email", "password", "users.id", "\"id\"", "id; drop table users", "\0"] {
        let error = User::column_by_name(name).unwrap_err();
        assert!(error.is_refused());
        assert_eq!(error.to_string(), "table `users` has no column of that name");
    }
    let bio = User::column_by_name("bio").unwrap();
    assert_eq!(fixture.db.select::<User>().filter(bio.is_null()).count().unwrap(), 2);
    let first = fixture.db.select::<User>().order_by((bio.desc().nulls_first(), User::ID.desc())).one().unwrap();
    assert_eq!(first.id, 4);
}

#[test]
fn orders_from_a_request() {
    let fixture = blog();
    let allowed = (User::NAME, User::LOGINS, User::ID);
    let ids = |text: &str| {
        let order = User::parse_order(text, allowed).unwrap();
        fixture.db.select::<User>().order_by(order).columns(User::ID).all().unwrap()
    };
    assert_eq!(ids("-logins,-id"), [1, 3, 2, 4]);
    assert_eq!(ids(" +logins , id "), [4, 2, 3, 1]);
    assert!(User::parse_order("", allowed).unwrap().is_empty());
    assert!(User::parse_order("  ", allowed).unwrap().is_empty());
    for text in ["email", "-", ",", "name,", "name,,id", "name,-name", "--name", "name desc", "(select 1)", "- name"] {
        let error = User::parse_order(text, allowed).unwrap_err();
        assert!(error.is_refused(), "{text}: {error}");
        assert!(!error.to_string().contains("email") && !error.to_string().contains("select"), "{error}");
    }
    let joined = fixture.db.query::<User>().order_by(User::parse_order("-name", User::NAME).unwrap()).with_posts();
    assert_eq!(joined.one().unwrap().id, 4);
}
