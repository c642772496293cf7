//! Functions over queries, and clauses that are added in a loop.

use orm_sqlite::prelude::*;
use orm_sqlite::query;

use crate::model::{Post, User, blog};

fn paged<Q: query::Limit>(query: Q, page: u64) -> Q {
    query.limit(2).offset(2 * page)
}

fn wanted<Q: query::Filter<Scope = User>>(mut query: Q, filters: &[Expr<User, bool>]) -> Q {
    for filter in filters {
        query = query.filter(filter.clone());
    }
    query
}

fn latest<Q: query::Ordered<Scope = User> + query::Limit>(query: Q) -> Q {
    query.order_by((User::LOGINS, User::ID.desc())).limit(3)
}

#[test]
fn one_function_for_selects_groups_joins_and_relations() {
    let fixture = blog();
    let db = &fixture.db;
    let select = paged(db.select::<User>().order_by(User::ID).columns(User::ID), 1);
    assert_eq!(select.all().unwrap(), [3, 4]);
    let grouped = db.select::<User>().group_by(User::LOGINS).columns((User::LOGINS, count())).order_by(User::LOGINS);
    assert_eq!(paged(grouped, 1).all().unwrap(), [(5, 1)]);
    let joined = db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).order_by(Post::ID);
    assert_eq!(paged(joined.columns(Post::ID), 1).all().unwrap(), [12, 13]);
    let related = paged(db.query::<User>().order_by(User::ID).with_posts(), 0).all().unwrap();
    assert_eq!(related.iter().map(|user| user.posts.len()).collect::<Vec<_>>(), [3, 1]);
    let unbound = paged(User::select().order_by(User::ID), 1);
    assert_eq!(unbound.using(db).count().unwrap(), 2);
    let prepared = db
        .prepare(|least: Param<i64>| paged(User::query().filter(User::LOGINS.ge(least)).order_by(User::ID), 0))
        .unwrap();
    assert_eq!(prepared.all(3).unwrap().len(), 2);
}

#[test]
fn filters_and_orders_are_added_in_a_loop() {
    let fixture = blog();
    let db = &fixture.db;
    let filters = [User::LOGINS.gt(0), User::ROLE.ne(crate::model::Role::Admin), User::NAME.contains("y")];
    assert_eq!(wanted(db.select::<User>(), &filters).columns(User::ID).all().unwrap(), [3]);
    assert_eq!(wanted(db.query::<User>(), &filters[..2]).count().unwrap(), 2);
    let ids: Vec<i64> = latest(db.select::<User>()).all().unwrap().iter().map(|user| user.id).collect();
    assert_eq!(ids, [4, 3, 2]);
    assert_eq!(latest(db.query::<User>()).all().unwrap()[0].id, 4);
    let mut select = db.select::<Post>();
    for (number, order) in [Post::PUBLISHED.desc(), Post::ID.desc()].into_iter().enumerate() {
        select = select.order_by(order).limit(number as u64 + 1);
    }
    assert_eq!(select.columns(Post::ID).all().unwrap(), [13, 11]);
}
