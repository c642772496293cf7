//! Queries that are lowered once and run with other arguments.

use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use orm_sqlite::engine::Unbound;
use orm_sqlite::prelude::*;
use orm_sqlite::query::{Prepared, Select};

use crate::model::{Fixture, NewTag, Post, Role, Tag, User, UserPatch, blog};

fn assert_shared<T: Send + Sync + Clone>(_: &T) {}

/// An empty list of ids.
const NONE: [i64; 0] = [];

#[test]
fn one_several_a_tuple_and_no_parameter() {
    let fixture = blog();
    let db = &fixture.db;
    let none = db.prepare(|| User::select().order_by(User::ID).columns(User::ID)).unwrap();
    assert_eq!(none.all(()).unwrap(), [1, 2, 3, 4]);
    let one = db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name))).unwrap();
    assert_eq!(one.one("Cyd").unwrap().id, 3);
    assert_eq!(one.one(String::from("Dee")).unwrap().id, 4);
    assert_eq!(one.get(&String::from("nobody")).unwrap(), None);
    let several = db
        .prepare(|low: Param<i64>, high: Param<i64>, roles: ParamList<Role>| {
            User::select().filter(User::ID.between(low, high).and(User::ROLE.in_list(roles))).columns(User::ID)
        })
        .unwrap();
    assert_eq!(several.all((1, 3, [Role::Member])).unwrap(), [2, 3]);
    assert_eq!(several.all((1, 3, vec![Role::Member, Role::Admin])).unwrap(), [1, 2, 3]);
    assert_eq!(several.all((1, 3, Vec::<Role>::new())).unwrap(), [0; 0]);
    let tuple = db
        .prepare(|(name, id): (Param<String>, Param<i64>)| {
            User::select().filter(User::NAME.eq(name).or(User::ID.eq(id))).order_by(User::ID).columns(User::ID)
        })
        .unwrap();
    assert_eq!(tuple.all(("Dee", 2)).unwrap(), [2, 4]);
    let eight = db
        .prepare(
            |a: Param<i64>,
             b: Param<i64>,
             c: Param<i64>,
             d: Param<i64>,
             e: Param<i64>,
             f: Param<i64>,
             g: Param<i64>,
             h: Param<i64>| {
                let ids = [a, b, c, d, e, f, g, h].map(|id| User::ID.eq(id));
                User::select().filter(any_of(ids))
            },
        )
        .unwrap();
    assert_eq!(eight.count((1, 2, 3, 9, 9, 9, 9, 9)).unwrap(), 3);
}

#[test]
fn every_terminal_answers_as_the_builder_does() {
    let fixture = blog();
    let above = |logins| User::select().filter(User::LOGINS.ge(logins)).order_by(User::ID.desc());
    let prepared = fixture
        .db
        .prepare(|logins: Param<i64>| User::select().filter(User::LOGINS.ge(logins)).order_by(User::ID.desc()))
        .unwrap();
    for logins in [0, 3, 4, 6] {
        let select = || above(logins).using(&fixture.db);
        assert_eq!(prepared.all(logins).unwrap(), select().all().unwrap());
        assert_eq!(prepared.get(logins).unwrap(), select().get().unwrap());
        assert_eq!(prepared.count(logins).unwrap(), select().count().unwrap());
        assert_eq!(prepared.exists(logins).unwrap(), select().exists().unwrap());
        let (mut seen, mut expected) = (Vec::new(), Vec::new());
        prepared.for_each(logins, |user| seen.push(user)).unwrap();
        select().for_each(|user| expected.push(user)).unwrap();
        assert_eq!(seen, expected);
        match prepared.one(logins) {
            Ok(user) => assert_eq!(user, select().one().unwrap()),
            Err(error) => assert!(error.is_not_found() && error.to_string().contains("users"), "{error}"),
        }
    }
}

#[test]
fn limits_and_offsets_are_parameters() {
    let fixture = blog();
    let page = fixture
        .db
        .prepare(|size: Param<u64>, skipped: Param<u64>| {
            User::select().order_by(User::ID).limit(size).offset(skipped).columns(User::ID)
        })
        .unwrap();
    for size in 0..6 {
        for skipped in 0..6 {
            let expected: Vec<i64> =
                (1..=4).skip(usize::try_from(skipped).unwrap()).take(usize::try_from(size).unwrap()).collect();
            assert_eq!(page.all((size, skipped)).unwrap(), expected);
            assert_eq!(page.count((size, skipped)).unwrap(), expected.len() as u64);
            assert_eq!(page.exists((size, skipped)).unwrap(), !expected.is_empty());
            // The first row, and none where the limit is 0.
            assert_eq!(page.get((size, skipped)).unwrap(), expected.first().copied());
        }
    }
    // More rows than SQLite can count.
    assert!(page.all((u64::MAX, 0)).unwrap_err().is_encode());
}

#[test]
fn nulls_are_arguments_where_null_has_a_meaning() {
    let fixture = blog();
    let by_bio = fixture
        .db
        .prepare(|bio: Param<Option<String>>| {
            User::select().filter(User::BIO.is(bio)).order_by(User::ID).columns(User::ID)
        })
        .unwrap();
    assert_eq!(by_bio.all(None).unwrap(), [2, 4]);
    assert_eq!(by_bio.all("first").unwrap(), [1]);
    assert_eq!(by_bio.all(Some(String::new())).unwrap(), [3]);
    let not = fixture
        .db
        .prepare(|bio: Param<String>| User::select().filter(User::BIO.is_not(bio)).columns(User::ID))
        .unwrap();
    assert_eq!(not.all("first").unwrap(), [2, 3, 4]);
    let set = fixture
        .db
        .prepare(|id: Param<i64>, bio: Param<Option<String>>, name: Param<String>| {
            User::update().set((User::BIO.to(bio), User::NAME.to(name))).filter(User::ID.eq(id))
        })
        .unwrap();
    assert_eq!(set.run((1, None, "A")).unwrap(), 1);
    assert_eq!(set.run((2, "now", "B")).unwrap(), 1);
    assert_eq!(fixture.rows("select name, bio from users where id < 3 order by id"), ["A|NULL", "B|now"]);
}

#[test]
fn a_list_may_be_empty_except_where_it_would_change_every_row() {
    let fixture = blog();
    let db = &fixture.db;
    let but = db.prepare(|ids: ParamList<i64>| User::select().filter(User::ID.not_in_list(ids))).unwrap();
    assert_eq!((but.count([1, 2]).unwrap(), but.count(NONE).unwrap()), (2, 4));
    // SQLite calls `NULL NOT IN ()` true.
    let inviter =
        db.prepare(|ids: ParamList<i64>| User::select().filter(User::INVITED_BY_ID.not_in_list(ids))).unwrap();
    assert_eq!((inviter.count([9]).unwrap(), inviter.count(NONE).unwrap()), (2, 4));
    let delete = db.prepare(|ids: ParamList<i64>| Tag::delete().filter(Tag::ID.not_in_list(ids))).unwrap();
    let error = delete.run(NONE).unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("empty list"), "{error}");
    let negated = db.prepare(|ids: ParamList<i64>| Tag::delete().filter(not(Tag::ID.in_list(ids)))).unwrap();
    assert!(negated.run(NONE).unwrap_err().is_refused());
    let update = db
        .prepare(|ids: ParamList<i64>, posts: ParamList<i64>| {
            User::update()
                .set(User::LOGINS.to(0))
                .filter(User::ID.in_list(ids).and(not(User::posts().any(Post::ID.in_list(posts)))))
        })
        .unwrap();
    assert!(update.run(([1], NONE)).unwrap_err().is_refused());
    assert_eq!(update.run((NONE, [10])).unwrap(), 0);
    let these = db.prepare(|ids: ParamList<i64>| Tag::delete().filter(Tag::ID.in_list(ids))).unwrap();
    assert_eq!(these.run(NONE).unwrap(), 0);
    assert_eq!(fixture.number("select count(*) from tags"), 3);
    assert_eq!(these.run([3]).unwrap(), 1);
}

#[test]
fn a_parameter_stands_in_several_places() {
    let fixture = blog();
    let either = fixture
        .db
        .prepare(|id: Param<i64>| {
            User::select().filter(User::ID.eq(id).or(User::INVITED_BY_ID.eq(id))).order_by(User::ID).columns(User::ID)
        })
        .unwrap();
    assert_eq!(either.all(1).unwrap(), [1, 2, 3]);
    let nested = fixture
        .db
        .prepare(|score: Param<i64>| {
            User::select()
                .filter(User::posts().any(Post::SCORE.gt(score)))
                .inner_join::<Post>()
                .on(Post::AUTHOR_ID.eq(User::ID).and(Post::SCORE.gt(score)))
                .columns((User::ID, Post::ID, score.expr()))
        })
        .unwrap();
    assert_eq!(nested.all(2).unwrap(), [(1, 10, 2)]);
}

#[test]
fn inserts_take_parameters_and_fill_in_defaults() {
    let fixture = blog();
    let add = fixture
        .db
        .prepare(|name: Param<String>, email: Param<String>| {
            User::insert_values((User::NAME.to(name), User::EMAIL.to(email)))
                .on_conflict(User::EMAIL)
                .do_update((User::NAME.to(name), User::LOGINS.to(User::LOGINS.add(1))))
                .returning()
        })
        .unwrap();
    let eve = add.one(("Eve", "eve@x")).unwrap();
    assert_eq!((eve.id, eve.role, eve.logins, eve.bio), (5, Role::Member, 0, None));
    let again = add.all(("Eva", "eve@x")).unwrap();
    assert_eq!((again[0].id, again[0].name.as_str(), again[0].logins), (5, "Eva", 1));
    for incomplete in
        [User::insert_values(User::NAME.to("x")), User::insert_values((User::NAME.to("x"), User::EMAIL.to(User::NAME)))]
    {
        let error = incomplete.using(&fixture.db).run().unwrap_err();
        assert!(error.is_refused() && error.to_string().contains("users.email"), "{error}");
    }
    let last = User::insert_values((User::NAME.to("a"), User::EMAIL.to("x"), User::NAME.to("b")));
    assert_eq!(last.using(&fixture.db).run().unwrap(), 1);
    assert_eq!(fixture.rows("select name, email from users where id = 6"), ["b|x"]);
}

static CLOCK: AtomicI64 = AtomicI64::new(1);

fn tick() -> i64 {
    CLOCK.fetch_add(1, Ordering::Relaxed)
}

#[derive(Table, Debug, PartialEq)]
#[table(name = "stamps")]
struct Stamp {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(default_fn = tick)]
    made: i64,
    #[column(default = 0, on_update_fn = tick)]
    changed: i64,
}

#[test]
fn functions_of_the_program_are_called_for_each_run() {
    let fixture = Fixture::new(&schema!(Stamp));
    let add = fixture.db.prepare(|text: Param<String>| Stamp::insert_values(Stamp::TEXT.to(text))).unwrap();
    let change = fixture
        .db
        .prepare(|id: Param<i64>| Stamp::update().set(Stamp::TEXT.to("new")).filter(Stamp::ID.eq(id)))
        .unwrap();
    add.run("a").unwrap();
    add.run("b").unwrap();
    change.run(1).unwrap();
    change.run(2).unwrap();
    let rows = fixture.db.select::<Stamp>().order_by(Stamp::ID).all().unwrap();
    assert!(
        rows[0].made < rows[1].made && rows[1].made < rows[0].changed && rows[0].changed < rows[1].changed,
        "{rows:?}"
    );
}

#[test]
fn writes_and_returned_rows() {
    let fixture = blog();
    let db = &fixture.db;
    let patch = db
        .prepare(|low: Param<i64>| {
            let patch = UserPatch { logins: Set::Value(9), ..UserPatch::default() };
            User::update().patch(patch).filter(User::LOGINS.lt(low)).returning_columns(User::ID)
        })
        .unwrap();
    let mut changed = patch.all(4).unwrap();
    changed.sort_unstable();
    assert_eq!(changed, [2, 3, 4]);
    assert_eq!(patch.get(4).unwrap(), None);
    assert!(patch.one(4).unwrap_err().is_not_found());
    let nothing = db.prepare(|| User::update().patch(UserPatch::default()).all_rows()).unwrap();
    assert_eq!(nothing.run(()).unwrap(), 0);
    let gone = db.prepare(|label: Param<String>| Tag::delete().filter(Tag::LABEL.eq(label)).returning()).unwrap();
    assert_eq!(gone.one("unused").unwrap().id, 3);
    let many = db.prepare(|| Tag::insert(NewTag::builder().label("new").build())).unwrap();
    assert_eq!(many.run(()).unwrap(), 1);
    // The second time the label is there.
    assert!(many.run(()).is_err() || fixture.number("select count(*) from tags where label = 'new'") == 2);
}

#[test]
fn a_prepared_query_serves_threads_and_transactions() {
    type ByName = Prepared<Database, Param<String>, Select<User, Unbound, i64>>;
    let fixture = blog();
    let by_name: ByName =
        fixture.db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name)).columns(User::ID)).unwrap();
    assert_shared(&by_name);
    thread::scope(|scope| {
        let found: Vec<_> = ["Ada", "Bob", "Cyd", "Dee"]
            .into_iter()
            .map(|name| {
                let by_name = &by_name;
                scope.spawn(move || (0..50).map(|_| by_name.one(name).unwrap()).sum::<i64>())
            })
            .collect();
        let sums: Vec<i64> = found.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(sums, [50, 100, 150, 200]);
    });
    let renamed = fixture.db.transaction(|tx| {
        tx.update::<User>().set(User::NAME.to("Eve")).filter(User::ID.eq(1)).run()?;
        by_name.on(tx).one("Eve")
    });
    assert_eq!(renamed.unwrap(), 1);
    assert_eq!(fixture.db.read_transaction(|tx| by_name.on(tx).get("Ada")).unwrap(), None);
    // Inside of a transaction the database itself is refused, as for every query.
    let inside = fixture.db.transaction(|_| by_name.get("Ada"));
    assert!(inside.unwrap_err().is_refused());
}

#[test]
fn a_prepared_write_is_refused_by_a_read_transaction() {
    let fixture = blog();
    let delete = fixture.db.prepare(|| Tag::delete().all_rows()).unwrap();
    let refused = fixture.db.read_transaction(|tx| delete.on(tx).run(()));
    assert!(refused.unwrap_err().is_read_only());
    assert_eq!(fixture.number("select count(*) from tags"), 3);
}

#[test]
fn a_parameter_outside_of_its_query_is_refused() {
    let fixture = blog();
    let mut leaked = None;
    let own = fixture
        .db
        .prepare(|id: Param<i64>| {
            leaked = Some(id);
            User::select().filter(User::ID.eq(id))
        })
        .unwrap();
    let leaked = leaked.unwrap();
    let error = fixture.db.select::<User>().filter(User::ID.eq(leaked)).all().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("prepare"), "{error}");
    assert!(fixture.db.delete::<User>().filter(User::ID.eq(leaked)).run().unwrap_err().is_refused());
    let other =
        fixture.db.prepare(|name: Param<String>| User::select().filter(User::ID.eq(leaked).and(User::NAME.eq(name))));
    let error = other.unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("another prepared query"), "{error}");
    assert_eq!(own.one(1).unwrap().name, "Ada");
}

#[test]
fn an_argument_that_cannot_be_bound_is_named() {
    let fixture = blog();
    let above = fixture
        .db
        .prepare(|name: Param<String>, least: Param<f64>| {
            User::select().filter(User::NAME.eq(name)).columns(least.expr())
        })
        .unwrap();
    assert!(above.get(("Ada", 0.5)).unwrap().is_some_and(|real| real.to_bits() == 0.5_f64.to_bits()));
    let error = above.get(("Ada", f64::NAN)).unwrap_err();
    assert!(error.is_encode() && error.to_string().contains("argument 2"), "{error}");
}

#[test]
fn the_text_does_not_change_from_run_to_run() {
    let fixture = blog();
    let ids = fixture.db.prepare(|ids: ParamList<i64>| User::select().filter(User::ID.in_list(ids))).unwrap();
    let sql = ids.to_sql();
    assert_eq!(sql[0].params.len(), 1);
    for list in [vec![], vec![1], (0..40_000).collect()] {
        ids.all(list).unwrap();
    }
    assert!(std::sync::Arc::ptr_eq(&ids.to_sql()[0].text, &sql[0].text));
}

#[test]
fn relational_queries_are_prepared() {
    let fixture = blog();
    let by_login = fixture
        .db
        .prepare(|logins: Param<i64>, most: Param<u64>, score: Param<i64>| {
            User::query()
                .filter(User::LOGINS.ge(logins))
                .order_by(User::ID)
                .limit(most)
                .with_posts_by(|posts| posts.filter(Post::SCORE.ge(score)).order_by(Post::ID).with_comments())
                .with_profile()
        })
        .unwrap();
    for (logins, most, score) in [(0, 9, 0), (3, 1, 7), (3, 2, 3), (9, 1, 0), (0, 0, 0)] {
        let direct = fixture
            .db
            .query::<User>()
            .filter(User::LOGINS.ge(logins))
            .order_by(User::ID)
            .limit(most)
            .with_posts_by(|posts| posts.filter(Post::SCORE.ge(score)).order_by(Post::ID).with_comments())
            .with_profile();
        let all = by_login.all((logins, most, score)).unwrap();
        let first = by_login.get((logins, most, score)).unwrap();
        assert_eq!(by_login.count((logins, most, score)).unwrap(), all.len() as u64);
        assert_eq!(by_login.exists((logins, most, score)).unwrap(), !all.is_empty());
        assert_eq!(format!("{first:?}"), format!("{:?}", all.first()));
        assert_eq!(format!("{all:?}"), format!("{:?}", direct.all().unwrap()));
    }
    let limited = fixture
        .db
        .prepare(|each: Param<u64>, skipped: Param<u64>| {
            User::query().with_posts_by(|posts| posts.order_by(Post::ID).limit(each).offset(skipped))
        })
        .unwrap();
    for (each, skipped, expected) in [(2, 0, 2), (2, 2, 1), (0, 0, 0), (9, 1, 2)] {
        assert_eq!(limited.all((each, skipped)).unwrap()[0].posts.len(), expected);
    }
    assert!(limited.one((1, 0)).unwrap().posts.len() == 1);
    assert_shared(&limited);
}
