//! Links added, removed and set, and their rows read beside the rows that they lead to.

use std::collections::BTreeSet;

use orm_sqlite::prelude::*;
use proptest::prelude::*;
use serde::Serialize;

use crate::model::{Fixture, Group, Post, User, blog};

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "people")]
#[relations(
    teams = many_to_many(Team, through(Seat::PERSON_ID, Seat::TEAM_ID)),
    visits = many_to_many(Team, through(Visit::PERSON_ID, Visit::TEAM_ID)),
    friends = many_to_many(Person, through(Bond::LEFT_ID, Bond::RIGHT_ID)),
)]
struct Person {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "teams")]
#[relations(people = many_to_many(Person, through(Seat::TEAM_ID, Seat::PERSON_ID)))]
struct Team {
    #[column(primary_key, collate = nocase)]
    code: String,
}

/// A link with a key of its own, a unique pair, and columns that have defaults.
#[derive(Table, Debug, Clone, PartialEq, Serialize)]
#[table(name = "seats", unique(team_id, person_id))]
struct Seat {
    #[column(primary_key)]
    id: i64,
    #[column(references = Person::ID)]
    person_id: i64,
    #[column(references = Team::CODE, collate = nocase)]
    team_id: String,
    #[column(default = "guest")]
    role: String,
    #[column(default_fn = seven)]
    rank: i64,
    note: Option<String>,
}

fn seven() -> i64 {
    7
}

/// Nothing tells two of these apart.
#[derive(Table, Debug, Clone, PartialEq, Serialize)]
#[table(name = "visits")]
struct Visit {
    #[column(references = Person::ID)]
    person_id: i64,
    #[column(references = Team::CODE)]
    team_id: String,
}

#[derive(Table, Debug, Clone, PartialEq, Serialize)]
#[table(name = "bonds", primary_key(left_id, right_id), without_rowid)]
struct Bond {
    #[column(references = Person::ID)]
    left_id: i64,
    #[column(references = Person::ID)]
    right_id: i64,
}

/// Keys of two columns, of which the two sides share one.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "docs", primary_key(tenant, id))]
#[relations(marks = many_to_many(Mark, through((DocMark::TENANT, DocMark::DOC_ID), (DocMark::TENANT, DocMark::MARK_ID))))]
struct Doc {
    tenant: i64,
    id: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "marks", primary_key(tenant, id))]
struct Mark {
    tenant: i64,
    id: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[allow(clippy::duplicated_attributes, reason = "two keys share a column")]
#[table(
    name = "doc_marks",
    primary_key(tenant, doc_id, mark_id),
    foreign_key(columns(tenant, doc_id), references(Doc::TENANT, Doc::ID)),
    foreign_key(columns(tenant, mark_id), references(Mark::TENANT, Mark::ID))
)]
struct DocMark {
    tenant: i64,
    doc_id: i64,
    mark_id: i64,
}

fn teams() -> Fixture {
    let fixture = Fixture::new(&schema!(Person, Team, Seat, Visit, Bond, Doc, Mark, DocMark));
    fixture
        .raw
        .execute_batch(
            "insert into people values (1), (2), (3);
             insert into teams values ('a'), ('b'), ('c');
             insert into docs values (1, 1), (1, 2), (2, 1);
             insert into marks values (1, 1), (1, 2), (2, 1);",
        )
        .unwrap();
    fixture
}

#[test]
fn links_are_added_once() {
    let fixture = teams();
    let db = &fixture.db;
    assert_eq!(db.link(Person::teams(), 1, ["a", "b"]).run().unwrap(), 2);
    assert_eq!(
        db.link(Person::teams(), 1, ["b", "c", "c"]).run().unwrap(),
        1,
        "one is there, one is twice in the list"
    );
    assert_eq!(db.link(Team::people(), "a", [1, 2]).run().unwrap(), 1, "from the other side");
    assert_eq!(
        fixture.rows("select person_id, team_id, role, rank, note from seats order by id"),
        ["1|a|guest|7|NULL", "1|b|guest|7|NULL", "1|c|guest|7|NULL", "2|a|guest|7|NULL"]
    );
    assert_eq!(db.link(Person::teams(), 1, ["A"]).run().unwrap(), 0, "the key ignores case");
    let none: [&str; 0] = [];
    assert_eq!(db.link(Person::teams(), 1, none).run().unwrap(), 0);
    assert!(db.link(Person::teams(), 1, none).to_sql().unwrap().is_empty());
    // A link to nobody is the database's error, and none of the list is added.
    let error = db.link(Person::teams(), 3, ["b", "nobody"]).run().unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(fixture.number("select count(*) from seats where person_id = 3"), 0);
}

#[test]
fn links_are_removed() {
    let fixture = teams();
    let db = &fixture.db;
    db.link(Person::teams(), 1, ["a", "b", "c"]).run().unwrap();
    db.link(Person::teams(), 2, ["a"]).run().unwrap();
    assert_eq!(db.unlink(Person::teams(), 1, ["B", "nobody"]).run().unwrap(), 1);
    assert_eq!(db.unlink(Person::teams(), 1, Vec::<String>::new()).run().unwrap(), 0, "an empty list removes nothing");
    assert_eq!(fixture.rows("select person_id, team_id from seats order by id"), ["1|a", "1|c", "2|a"]);
    assert_eq!(db.unlink(Team::people(), "a", [2]).run().unwrap(), 1);
    assert_eq!(fixture.rows("select person_id, team_id from seats order by id"), ["1|a", "1|c"]);
}

#[test]
fn what_stays_is_not_written_anew() {
    let fixture = teams();
    let db = &fixture.db;
    db.link(Person::teams(), 1, ["a", "b"]).run().unwrap();
    db.link(Person::teams(), 2, ["a", "b"]).run().unwrap();
    db.update::<Seat>().set(Seat::ROLE.to("owner")).filter(Seat::ID.eq(2)).run().unwrap();
    assert_eq!(db.set_links(Person::teams(), 1, ["b", "c"]).run().unwrap(), 2);
    let kept = "select id, person_id, team_id, role from seats order by id";
    assert_eq!(fixture.rows(kept), ["2|1|b|owner", "3|2|a|guest", "4|2|b|guest", "5|1|c|guest"]);
    assert_eq!(db.set_links(Person::teams(), 1, ["b", "c"]).run().unwrap(), 0);
    assert_eq!(db.set_links(Person::teams(), 1, Vec::<&str>::new()).run().unwrap(), 2);
    assert_eq!(fixture.rows(kept), ["3|2|a|guest", "4|2|b|guest"]);
    // All or nothing: the removal is taken back with the link that cannot be.
    db.set_links(Person::teams(), 2, ["c", "nobody"]).run().unwrap_err();
    assert_eq!(fixture.rows(kept), ["3|2|a|guest", "4|2|b|guest"]);
    let kept_in = db.transaction(|tx| tx.set_links(Person::teams(), 2, ["a"]).run());
    assert_eq!(kept_in.unwrap(), 1);
}

#[test]
fn links_without_a_key() {
    let fixture = teams();
    let db = &fixture.db;
    assert_eq!(db.link(Person::visits(), 1, ["a", "a", "b"]).run().unwrap(), 3);
    assert_eq!(db.link(Person::visits(), 1, ["a"]).run().unwrap(), 1);
    assert_eq!(db.set_links(Person::visits(), 1, ["a", "c", "a"]).run().unwrap(), 4 + 2);
    assert_eq!(fixture.rows("select person_id, team_id from visits order by 2"), ["1|a", "1|c"]);
    assert_eq!(db.unlink(Person::visits(), 1, ["a", "c"]).run().unwrap(), 2);
}

#[test]
fn a_table_linked_to_itself() {
    let fixture = teams();
    let db = &fixture.db;
    assert_eq!(db.link(Person::friends(), 1, [1, 2]).run().unwrap(), 2);
    assert_eq!(db.set_links(Person::friends(), 1, [2, 3]).run().unwrap(), 2);
    assert_eq!(fixture.rows("select left_id, right_id from bonds order by 1, 2"), ["1|2", "1|3"]);
    let loaded =
        db.query::<Person>().find(1).with_friends_by(|people| people.with_link().order_by(Person::ID)).one().unwrap();
    let links: Vec<_> =
        loaded.friends.iter().map(|friend| (friend.id, friend.link.left_id, friend.link.right_id)).collect();
    assert_eq!(links, [(2, 1, 2), (3, 1, 3)]);
}

#[test]
fn keys_of_several_columns() {
    let fixture = teams();
    let db = &fixture.db;
    assert_eq!(db.link(Doc::marks(), (1, 1), [(1, 1), (1, 2)]).run().unwrap(), 2);
    assert_eq!(db.link(Doc::marks(), (2, 1), [(2, 1)]).run().unwrap(), 1);
    assert_eq!(db.set_links(Doc::marks(), (1, 1), [(1, 2)]).run().unwrap(), 1);
    let rows = "select tenant, doc_id, mark_id from doc_marks order by 1, 2, 3";
    assert_eq!(fixture.rows(rows), ["1|1|2", "2|1|1"]);
    let error = db.link(Doc::marks(), (1, 1), [(2, 1)]).run().unwrap_err();
    assert!(error.is_refused());
    assert_eq!(error.to_string(), "the two rows to link differ in `doc_marks.tenant`, which both of them share");
    assert_eq!(db.unlink(Doc::marks(), (1, 1), [(1, 1), (1, 2), (2, 1)]).run().unwrap(), 1);
    assert_eq!(db.set_links(Doc::marks(), (2, 1), Vec::<(i64, i64)>::new()).run().unwrap(), 1);
    assert!(fixture.rows(rows).is_empty());
}

#[test]
fn link_rows_stand_beside_their_rows() {
    let fixture = teams();
    let db = &fixture.db;
    fixture
        .raw
        .execute_batch(
            "insert into seats (id, person_id, team_id, role, rank) values
             (1, 1, 'a', 'owner', 3), (2, 1, 'b', 'guest', 1), (3, 1, 'c', 'guest', 2), (4, 2, 'b', 'owner', 9);",
        )
        .unwrap();
    let people = db
        .query::<Person>()
        .order_by(Person::ID)
        .with_teams_by(|teams| teams.with_link().filter_link(Seat::ROLE.ne("nobody")).order_by_link(Seat::RANK.desc()))
        .all()
        .unwrap();
    let seats: Vec<Vec<String>> = people
        .iter()
        .map(|one| {
            one.teams.iter().map(|team| format!("{} {} {}", team.code, team.link.role, team.link.rank)).collect()
        })
        .collect();
    assert_eq!(seats, [vec!["a owner 3", "c guest 2", "b guest 1"], vec!["b owner 9"], vec![]]);

    let best = db
        .query::<Person>()
        .order_by(Person::ID)
        .with_teams_by(|teams| {
            let teams = teams.with_people_by(|people| people.with_link().filter_link(Seat::ROLE.eq("owner")));
            teams.with_link::<Seat>().filter_link(Seat::ROLE.eq("guest")).order_by_link(Seat::RANK).limit(1)
        })
        .all()
        .unwrap();
    assert_eq!(best[0].teams.len(), 1, "one of two guests' seats");
    assert_eq!((best[0].teams[0].code.as_str(), best[0].teams[0].link.id), ("b", 2));
    assert_eq!(best[0].teams[0].people[0].link.id, 4, "the owner of b, with a link of its own");
    assert_eq!(
        serde_json::to_value(&best[0]).unwrap(),
        serde_json::json!({ "id": 1, "teams": [{
            "code": "b",
            "people": [{ "id": 2, "link": { "id": 4, "person_id": 2, "team_id": "b", "role": "owner", "rank": 9, "note": null } }],
            "link": { "id": 2, "person_id": 1, "team_id": "b", "role": "guest", "rank": 1, "note": null }
        }] })
    );
    let (row, link) = best[0].teams[0].clone().into_parts();
    assert_eq!((row.into_inner().code, link.id), ("b".to_owned(), 2));
}

#[test]
fn links_of_the_blog() {
    let fixture = blog();
    fixture.db.set_links(User::groups(), 2, [2, 3]).run().unwrap();
    fixture.db.link(Group::members(), 3, [4]).run().unwrap();
    fixture.db.unlink(Post::tags(), 10, [1]).run().unwrap();
    assert_eq!(
        fixture.rows("select user_id, group_id from memberships order by 1, 2"),
        ["1|1", "1|2", "2|2", "2|3", "4|3"]
    );
    assert_eq!(fixture.rows("select post_id, tag_id from post_tags order by 1, 2"), ["10|2", "11|1", "13|2"]);
}

/// One change of the links, as in a model of plain sets.
#[derive(Debug, Clone)]
enum Change {
    Link(i64, Vec<i64>),
    Unlink(i64, Vec<i64>),
    Set(i64, Vec<i64>),
}

fn change() -> impl Strategy<Value = Change> {
    let list = || (1..4_i64, proptest::collection::vec(1..6_i64, 0..5));
    prop_oneof![
        list().prop_map(|(parent, children)| Change::Link(parent, children)),
        list().prop_map(|(parent, children)| Change::Unlink(parent, children)),
        list().prop_map(|(parent, children)| Change::Set(parent, children)),
    ]
}

proptest! {
    #![proptest_config(crate::model::property(32))]

    #[test]
    fn links_are_a_set_of_pairs(changes in proptest::collection::vec(change(), 1..20)) {
        let fixture = teams();
        fixture.raw.execute_batch("insert into people values (4), (5)").unwrap();
        let mut model: BTreeSet<(i64, i64)> = BTreeSet::new();
        for change in changes {
            let before = model.clone();
            let run = match change {
                Change::Link(parent, children) => {
                    model.extend(children.iter().map(|child| (parent, *child)));
                    fixture.db.link(Person::friends(), parent, children).run()
                }
                Change::Unlink(parent, children) => {
                    model.retain(|(left, right)| *left != parent || !children.contains(right));
                    fixture.db.unlink(Person::friends(), parent, children).run()
                }
                Change::Set(parent, children) => {
                    model.retain(|(left, _)| *left != parent);
                    model.extend(children.iter().map(|child| (parent, *child)));
                    fixture.db.set_links(Person::friends(), parent, children).run()
                }
            };
            prop_assert_eq!(run.unwrap(), before.symmetric_difference(&model).count() as u64);
            let expected: Vec<String> = model.iter().map(|(left, right)| format!("{left}|{right}")).collect();
            prop_assert_eq!(fixture.rows("select left_id, right_id from bonds order by 1, 2"), expected);
        }
    }
}
