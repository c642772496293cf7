//! The methods that run a select.

use std::ops::ControlFlow;

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

use crate::model::{Post, User, blog};

#[test]
fn all_get_one_count_and_exists() {
    let fixture = blog();
    let select = || fixture.db.select::<User>().filter(User::LOGINS.eq(3)).order_by(User::ID.desc());
    assert_eq!(select().all().unwrap().iter().map(|user| user.id).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(select().get().unwrap().unwrap().id, 3);
    assert_eq!(select().one().unwrap().id, 3);
    assert_eq!(select().offset(1).one().unwrap().id, 2);
    assert_eq!((select().count().unwrap(), select().exists().unwrap()), (2, true));
    let none = || fixture.db.select::<User>().filter(User::ID.eq(-1));
    assert!(none().all().unwrap().is_empty() && none().get().unwrap().is_none());
    assert_eq!((none().count().unwrap(), none().exists().unwrap()), (0, false));
    let error = none().one().unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("users"), "{error}");
    assert!(fixture.db.find::<User>(9).one().unwrap_err().is_not_found());
    assert_eq!(fixture.db.find::<User>(2).filter(User::NAME.eq("Ada")).get().unwrap(), None);
}

#[test]
fn limits_and_offsets_count_rows() {
    let fixture = blog();
    let ids = |limit: Option<u64>, offset: Option<u64>| {
        let select = fixture.db.select::<User>().order_by(User::ID);
        let select = limit.into_iter().fold(select, |select, rows| select.limit(rows));
        let select = offset.into_iter().fold(select, |select, rows| select.offset(rows));
        let ids: Vec<i64> = select.clone().columns(User::ID).all().unwrap();
        assert_eq!(select.clone().count().unwrap(), ids.len() as u64);
        assert_eq!(select.clone().exists().unwrap(), !ids.is_empty());
        assert_eq!(select.get().unwrap().map(|user| user.id), ids.first().copied());
        ids
    };
    assert_eq!(ids(Some(2), None), [1, 2]);
    assert_eq!(ids(Some(2), Some(3)), [4]);
    assert_eq!(ids(None, Some(2)), [3, 4]);
    assert_eq!(ids(Some(0), None), Vec::<i64>::new());
    assert_eq!(ids(Some(0), Some(1)), Vec::<i64>::new());
    assert_eq!(ids(Some(u64::MAX), None), [1, 2, 3, 4]);
    assert_eq!(ids(Some(u64::MAX), Some(u64::MAX)), Vec::<i64>::new());
    assert_eq!(ids(None, Some(u64::MAX)), Vec::<i64>::new());
    let replaced = fixture.db.select::<User>().limit(1).limit(3).offset(9).offset(1).order_by(User::ID);
    assert_eq!(replaced.columns(User::ID).all().unwrap(), [2, 3, 4]);
}

#[test]
fn for_each_stops_when_it_is_told() {
    let fixture = blog();
    let mut seen = Vec::new();
    let select = || fixture.db.select::<User>().order_by(User::ID);
    select().for_each(|user| seen.push(user.id)).unwrap();
    assert_eq!(seen, [1, 2, 3, 4]);
    seen.clear();
    select()
        .for_each(|user| {
            seen.push(user.id);
            if user.id == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, [1, 2]);
    let error = select().for_each(|user| if user.id == 3 { Err(Error::custom("enough")) } else { Ok(()) }).unwrap_err();
    assert_eq!(error.to_string(), "enough");
    // Nothing is left open: the next write does not wait.
    fixture.raw.execute("update users set logins = 1", []).unwrap();
    assert_eq!(fixture.db.select::<User>().filter(User::LOGINS.eq(1)).count().unwrap(), 4);
}

#[test]
fn the_text_and_the_plan_can_be_seen() {
    let fixture = blog();
    let select = fixture.db.select::<Post>().filter(Post::AUTHOR_ID.eq(1)).limit(3);
    let sql = select.to_sql().unwrap();
    assert!(sql.text.starts_with("SELECT \"posts\".\"id\", "), "{}", sql.text);
    assert!(!sql.text.contains('*'));
    assert_eq!(sql.params.len(), 2);
    let plan = select.explain().unwrap();
    assert!(plan.iter().any(|line| line.contains("posts") && line.contains("INDEX")), "{plan:?}");
    let plan = fixture.db.find::<User>(1).explain().unwrap();
    assert!(plan.iter().any(|line| line.contains("PRIMARY KEY")), "{plan:?}");
}

#[test]
fn a_count_is_of_the_rows_that_all_gives() {
    let fixture = blog();
    let joined = || fixture.db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    assert_eq!(joined().count().unwrap(), joined().all().unwrap().len() as u64);
    assert_eq!(joined().limit(2).count().unwrap(), 2);
    assert_eq!(joined().columns(User::ID).distinct().count().unwrap(), 4);
    assert_eq!(joined().columns((User::ID, User::ID)).limit(3).count().unwrap(), 3, "equal names do not clash");
    assert_eq!(joined().columns(Post::SCORE.sum()).count().unwrap(), 1);
    assert!(joined().columns(Post::SCORE.sum()).filter(User::ID.eq(-1)).exists().unwrap(), "an aggregate has a row");
}
