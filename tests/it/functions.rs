//! Functions, aggregates and collating sequences of the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use orm_sqlite::Error;
use orm_sqlite::expr::{Aggregate, AggregateFunction, Function};
use orm_sqlite::prelude::*;

use crate::model::{Fixture, NewUser, Post, Role, User, blog};

const SLUG: Function<(String,), String> = Function::new("slug").deterministic();
const DESCRIBE: Function<(String, Option<String>), String> = Function::new("order \"by\"");
const DICE: Function<(), i64> = Function::new("dice");
const NOT: Function<(bool,), bool> = Function::new("negate");
const FAILS: Function<(String,), i64> = Function::new("fails");
const PANICS: Function<(String,), i64> = Function::new("panics");
const NAN: Function<(), f64> = Function::new("not_a_number");
const MAYBE: Function<(i64,), Option<i64>> = Function::new("even_half").deterministic();
const JOINED: AggregateFunction<(String, i64), String> = AggregateFunction::new("joined");

struct Joined(Vec<String>);

impl Aggregate for Joined {
    type Arguments = (String, i64);
    type Output = String;

    fn init() -> Self {
        Self(vec!["start".to_owned()])
    }

    fn step(&mut self, (text, number): (String, i64)) -> Result<(), Error> {
        assert!(number < 1000, "c4n4ry {number}");
        if number < 0 {
            return Err(Error::custom("negative"));
        }
        self.0.push(format!("{text}{number}"));
        Ok(())
    }

    fn finish(self) -> Result<String, Error> {
        Ok(self.0.join(" "))
    }
}

fn with_functions() -> Fixture {
    let fixture = blog();
    let db = &fixture.db;
    db.create_function(SLUG, |(text,): (String,)| Ok(text.to_lowercase())).unwrap();
    db.create_function(DESCRIBE, |(name, bio)| Ok(format!("{name}: {}", bio.unwrap_or("-".to_owned())))).unwrap();
    db.create_function(DICE, |()| Ok(4)).unwrap();
    db.create_function(NOT, |(yes,)| Ok(!yes)).unwrap();
    db.create_function(MAYBE, |(number,)| Ok((number % 2 == 0).then_some(number / 2))).unwrap();
    db.create_aggregate::<Joined>(JOINED).unwrap();
    fixture
}

#[test]
fn functions_stand_wherever_an_expression_does() {
    let fixture = with_functions();
    let db = &fixture.db;
    let rows: Vec<(String, Option<String>, String, i64)> = db
        .select::<User>()
        .filter(SLUG.call((User::NAME,)).ne("bob"))
        .order_by(SLUG.call((User::NAME,)).desc())
        .columns((
            SLUG.call((User::NAME,)),
            SLUG.call((User::BIO,)),
            DESCRIBE.call((User::NAME, User::BIO)),
            DICE.call(()),
        ))
        .all()
        .unwrap();
    let expected: Vec<(String, Option<String>)> = fixture
        .rows("select name, bio from users where name <> 'Bob' order by lower(name) desc")
        .iter()
        .map(|row| {
            let (name, bio) = row.split_once('|').unwrap();
            (name.to_owned(), (bio != "NULL").then(|| bio.to_owned()))
        })
        .collect();
    assert_eq!(rows.len(), expected.len());
    for ((slug, bio_slug, described, dice), (name, bio)) in rows.into_iter().zip(expected) {
        assert_eq!((slug, bio_slug), (name.to_lowercase(), bio.as_ref().map(|bio| bio.to_lowercase())));
        assert_eq!(described, format!("{name}: {}", bio.as_deref().unwrap_or("-")));
        assert_eq!(dice, 4);
    }
    let literal: Vec<String> = db.select::<User>().limit(1).columns(SLUG.call(("ÄB",))).all().unwrap();
    assert_eq!(literal, ["äb"]);
    let nested: Option<i64> =
        db.select::<User>().limit(1).columns(MAYBE.call((MAYBE.call((DICE.call(()).add(4),)),))).one().unwrap();
    assert_eq!(nested, Some(2));
    let negated = db.select::<User>().filter(NOT.call((User::ID.gt(1),))).columns(User::ID).all().unwrap();
    assert_eq!(negated, [1]);
    let changed = db.update::<User>().set(User::NAME.to(SLUG.call((User::NAME,)))).filter(User::ID.eq(1)).run();
    assert_eq!(changed.unwrap(), 1);
    assert_eq!(db.find::<User>(1).one().unwrap().name, "ada");
    let grouped = db
        .select::<User>()
        .group_by(SLUG.call((User::NAME,)))
        .having(DESCRIBE.call((User::NAME.max().cast::<String>(), "x")).ne("nobody"))
        .columns((SLUG.call((User::NAME,)), count()))
        .all()
        .unwrap();
    assert_eq!(grouped.len(), 4);
    let aggregate = db.select::<User>().columns(MAYBE.call((User::ID.max(),))).one().unwrap();
    assert_eq!(aggregate, Some(2));
}

#[test]
fn an_outer_join_makes_the_result_nullable() {
    let fixture = with_functions();
    let db = &fixture.db;
    let rows: Vec<(String, Option<String>)> = db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .columns((SLUG.call((User::NAME,)), SLUG.call((Post::TITLE,))))
        .all()
        .unwrap();
    let expected = fixture.number("select count(*) from users u left join posts p on p.author_id = u.id");
    assert_eq!(rows.len(), usize::try_from(expected).unwrap());
    assert!(rows.iter().any(|(_, title)| title.is_none()) && rows.iter().any(|(_, title)| title.is_some()));
}

#[test]
fn aggregates_see_every_row_of_the_group_but_nulls() {
    let fixture = with_functions();
    let db = &fixture.db;
    let all = db.select::<User>().columns(JOINED.call((User::NAME, User::ID)));
    assert_eq!(all.one().unwrap(), "start Ada1 Bob2 Cyd3 Dee4");
    let none = db.select::<User>().filter(User::ID.lt(0)).columns(JOINED.call((User::NAME, User::ID))).one().unwrap();
    assert_eq!(none, "start");
    let with_null = db.select::<User>().columns(JOINED.call((User::BIO, 7))).one().unwrap();
    let bios = fixture.number("select count(bio) from users");
    assert_eq!(i64::try_from(with_null.matches('7').count()).unwrap(), bios);
    let by_role = db
        .select::<User>()
        .group_by(User::ROLE)
        .having(JOINED.call((User::NAME, User::ID)).ne("start Ada1"))
        .columns((User::ROLE, JOINED.call((User::NAME, User::ID))))
        .all()
        .unwrap();
    assert!(by_role.iter().all(|(role, _)| *role == Role::Member), "{by_role:?}");
    let bare = db.select::<User>().group_by(User::ROLE).columns((User::NAME, JOINED.call((User::NAME, 1)))).all();
    assert!(bare.unwrap_err().is_refused());
}

#[test]
fn errors_and_panics_name_the_function_and_no_value() {
    let fixture = with_functions();
    let db = &fixture.db;
    let run = |expr: Expr<User, i64>| db.select::<User>().columns(expr).all().unwrap_err();
    db.create_function(FAILS, |_| Err(Error::custom("not \0 today"))).unwrap();
    db.create_function(PANICS, |(text,)| panic!("c4n4ry {text}")).unwrap();
    let failed = run(FAILS.call((User::NAME,)));
    assert_eq!(failed.to_string(), "function `fails` failed: not \u{fffd} today");
    assert!(failed.sql().is_some_and(|sql| sql.contains("\"fails\"")));
    let panicked = run(PANICS.call((User::NAME,)));
    assert_eq!(panicked.to_string(), "function `panics` panicked");
    assert!(!format!("{panicked:?}").contains("c4n4ry"));
    let step = db.select::<User>().columns(JOINED.call((User::NAME, User::ID.sub(3)))).all().unwrap_err();
    assert_eq!(step.to_string(), "function `joined` failed: negative");
    let step = db.select::<User>().columns(JOINED.call((User::NAME, 1000))).all().unwrap_err();
    assert_eq!(step.to_string(), "function `joined` panicked");
    // The database is as usable as before.
    assert_eq!(db.select::<User>().count().unwrap(), 4);

    // A value of another type than was declared, and a result that SQLite cannot hold.
    let wrong = sql!("select slug(x'c4')").one::<String, _>(db).unwrap_err();
    assert_eq!(wrong.to_string(), "function `slug` got a wrong argument: expected String, found BLOB");
    db.create_function(NAN, |()| Ok(f64::NAN)).unwrap();
    let nan = db.select::<User>().columns(NAN.call(())).all().unwrap_err();
    assert!(nan.to_string().starts_with("function `not_a_number` gave a wrong result: NaN"), "{nan}");

    // In a transaction an error takes back what it must, and no more.
    let result = db.transaction(|tx| {
        tx.insert(NewUser::builder().email("n@x.org").name("New").build()).run()?;
        let failed =
            tx.update::<User>().set(User::NAME.to(PANICS.call((User::NAME,)).cast::<String>())).all_rows().run();
        assert!(failed.is_err());
        Ok(())
    });
    result.unwrap();
    assert_eq!(fixture.number("select count(*) from users where name = 'New'"), 1);
}

#[test]
fn what_is_not_registered_says_how_to_register_it() {
    let fixture = blog();
    let error = fixture.db.select::<User>().columns(SLUG.call((User::NAME,))).all().unwrap_err().to_string();
    assert!(error.contains("no such function: slug") && error.contains("create_function"), "{error}");
    let error = sql!("select 'a' < 'b' collate nowhere").one::<bool, _>(&fixture.db).unwrap_err().to_string();
    assert!(error.contains("nowhere") && error.contains("create_collation"), "{error}");
}

#[test]
fn functions_of_sqlite_cannot_be_replaced() {
    let fixture = blog();
    let db = &fixture.db;
    for name in ["lower", "LOWER", "count", "json_set", "like", "sum", ""] {
        let refused = db.create_function(Function::<(String,), String>::new(name), |(text,)| Ok(text));
        assert!(refused.unwrap_err().is_refused(), "{name}");
    }
    let long: &'static str = "x".repeat(256).leak();
    assert!(db.create_function(Function::<(), i64>::new(long), |()| Ok(1)).unwrap_err().is_refused());
    assert!(db.create_collation("nocase", |a, b| a.cmp(b)).unwrap_err().is_refused());
    assert!(db.create_collation("", |a, b| a.cmp(b)).unwrap_err().is_refused());
    // One's own can be.
    let one = Function::<(), i64>::new("one");
    db.create_function(one, |()| Ok(2)).unwrap();
    let read = || db.select::<User>().limit(1).columns(one.call(())).one().unwrap();
    assert_eq!(read(), 2);
    db.create_function(one, |()| Ok(1)).unwrap();
    assert_eq!(read(), 1);
    let inside = db.transaction(|_tx| db.create_function(one, |()| Ok(3)));
    assert!(inside.unwrap_err().is_refused());
}

#[test]
fn the_file_cannot_call_a_function_of_the_program() {
    let fixture = with_functions();
    let db = &fixture.db;
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let spy = Function::<(String,), i64>::new("spy").deterministic();
    db.create_function(spy, move |_| Ok(i64::try_from(counter.fetch_add(1, Ordering::Relaxed)).unwrap_or(0))).unwrap();
    db.execute_script("create view sly as select spy(name) from users").unwrap();
    assert!(sql!("select * from sly").all::<i64, _>(db).is_err());
    let trigger = "create trigger after_all after update on users begin select spy(new.name); end";
    if db.execute_script(trigger).is_ok() {
        assert!(sql!("update users set name = name").run(db).is_err());
    }
    assert!(db.execute_script("create index by_spy on users (spy(name))").is_err());
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[test]
fn collations_of_the_program_compare_and_order() {
    let fixture = blog();
    let db = &fixture.db;
    db.create_collation("reverse \"order\"", |left, right| right.cmp(left)).unwrap();
    let names: Vec<String> =
        sql!(r#"select name from users order by name collate "reverse ""order""""#).all(db).unwrap();
    assert_eq!(names, ["Dee", "Cyd", "Bob", "Ada"]);
    db.create_collation("broken", |_, right| panic!("c4n4ry {right}")).unwrap();
    let broken = sql!("select name from users order by name collate broken").all::<String, _>(db).unwrap_err();
    assert!(broken.to_string().contains("collating sequence") && !format!("{broken:?}").contains("c4n4ry"), "{broken}");
    let single = sql!("select name = 'Ada' collate broken from users where id = 1").one::<bool, _>(db).unwrap_err();
    assert!(single.to_string().contains("panicked"), "{single}");
    let written = sql!("update users set name = 'x' where name collate broken = 'Bob'").run(db);
    assert!(written.is_err());
    assert_eq!(db.select::<User>().count().unwrap(), 4);
    assert_eq!(fixture.number("select count(*) from users where name = 'x'"), 0);
}
