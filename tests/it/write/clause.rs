//! `ON CONFLICT` with several clauses, partial indexes, conditions, and all that the insert sets.

#![allow(clippy::duplicated_attributes, reason = "a table has several indexes, of the same columns")]

use std::collections::BTreeMap;

use orm_sqlite::prelude::*;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

use crate::model::{Fixture, NewSeat, NewUser, Seat, User, blog, key_schema};

fn birth() -> i64 {
    1
}

fn change() -> i64 {
    2
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(
    name = "odd \"cards\"",
    insert(derive(Clone)),
    index(slot, unique, where = "active = 1"),
    index(owner, unique, name = "cards_open", where = "ended_at IS NULL"),
    index(owner, unique, where = "kind = 'it''s'")
)]
struct Card {
    #[column(primary_key)]
    id: i64,
    #[column(unique, name = "e mail")]
    email: String,
    slot: Option<i64>,
    #[column(default = false)]
    active: bool,
    #[column(default = 0)]
    value: i64,
    note: Option<String>,
    owner: Option<i64>,
    #[column(default = "plain")]
    kind: String,
    ended_at: Option<i64>,
    #[column(default_fn = birth)]
    created: i64,
    #[column(default_fn = birth, on_update_fn = change)]
    updated: i64,
}

alias!(Other = Card as "other");

fn cards() -> Fixture {
    Fixture::new(&schema!(Card))
}

fn card(email: &str) -> NewCard {
    NewCard::builder().email(email).ended_at(0).build()
}

#[test]
fn the_first_clause_that_meets_a_row_counts() {
    let fixture = blog();
    let user = |id: i64, email: &str| NewUser::builder().id(id).email(email).name("new").build();
    let rows = [user(9, "ada@x"), user(2, "zoe@x"), user(3, "dee@x"), user(8, "new@x")];
    let insert = fixture.db.insert_many(rows).on_conflict(User::EMAIL).do_update(User::NAME.to("email"));
    let insert = insert.on_conflict(User::ID).do_update((User::NAME.to("id"), User::LOGINS.to(User::LOGINS.add(10))));
    let rows = insert.returning_columns((User::ID, User::NAME, User::LOGINS)).all().unwrap();
    let row = |id: i64, name: &str, logins: i64| (id, name.to_owned(), logins);
    assert_eq!(rows, [row(1, "email", 5), row(2, "id", 13), row(4, "email", 0), row(8, "new", 0)]);
    assert_eq!(fixture.rows("select email from users where id = 2"), ["bob@x"]);
    // The same row in the other order of the clauses.
    let insert = fixture.db.insert(user(3, "dee@x")).on_conflict(User::ID).do_nothing();
    assert_eq!(insert.on_conflict(User::EMAIL).do_update(User::NAME.to("?")).run().unwrap(), 0);
    // What no clause names is an error, unless the last clause is about everything.
    let clash = || fixture.db.insert(user(3, "unknown@x")).on_conflict(User::EMAIL).do_nothing();
    assert!(clash().run().unwrap_err().is_unique_violation());
    assert_eq!(clash().on_conflict_do_nothing().run().unwrap(), 0);
    let early = fixture.db.insert(user(3, "dee@x")).on_conflict_do_nothing().on_conflict(User::ID).do_nothing();
    let error = early.run().unwrap_err();
    assert!(error.is_refused() && error.sql().is_none(), "{error}");
}

#[test]
fn a_partial_index_is_found_by_its_condition() {
    let fixture = cards();
    let new = |email: &str, slot: i64| NewCard::builder().email(email).slot(slot).active(true).ended_at(0).build();
    fixture.db.insert_many([new("a", 1), new("b", 2)]).run().unwrap();
    let take = |email: &str, slot: i64| {
        let insert = fixture.db.insert(new(email, slot)).on_conflict(Card::SLOT).target_filter(Card::ACTIVE.eq(true));
        insert.do_update(Card::EMAIL.set_excluded()).run()
    };
    assert_eq!((take("c", 1).unwrap(), take("d", 3).unwrap()), (1, 1));
    assert_eq!(fixture.rows("select id, \"e mail\" from \"odd \"\"cards\"\"\" order by id"), ["1|c", "2|b", "3|d"]);
    // A row outside of the index meets nothing.
    let outside = NewCard::builder().email("e").slot(1).ended_at(0).build();
    let insert = fixture.db.insert(outside).on_conflict(Card::SLOT).target_filter(Card::ACTIVE.eq(true)).do_nothing();
    assert_eq!(insert.run().unwrap(), 1);
    // Two indexes over one column: the condition tells them apart, and a text in it has its quotes.
    let owner = |email: &str, kind: &str| NewCard::builder().email(email).owner(1).kind(kind);
    fixture.db.insert_many([owner("f", "x").build(), owner("g", "it's").ended_at(5).build()]).run().unwrap();
    let insert = |row: NewCard, condition: Expr<Card, bool>| {
        let insert = fixture.db.insert(row).on_conflict(Card::OWNER).target_filter(condition);
        insert.do_update(Card::NOTE.to(Card::EMAIL)).returning_columns(Card::EMAIL).all()
    };
    assert_eq!(insert(owner("h", "y").build(), Card::ENDED_AT.is_null()).unwrap(), ["f"]);
    assert_eq!(insert(owner("h", "it's").ended_at(6).build(), Card::KIND.eq("it's")).unwrap(), ["g"]);
    // Without the condition, or with another, there is no such index.
    let none = fixture.db.insert(owner("h", "y").build()).on_conflict(Card::OWNER).do_nothing().run().unwrap_err();
    assert!(none.to_string().contains("ON CONFLICT"), "{none}");
    assert!(insert(owner("h", "y").build(), Card::KIND.eq("other")).is_err());
    assert!(insert(owner("h", "y").build(), Card::KIND.in_list(["it's"])).is_err());
}

#[test]
fn values_and_conditions_see_both_rows() {
    let fixture = cards();
    let row = |email: &str, value: i64, note: Option<&str>| {
        NewCard::builder().email(email).value(value).ended_at(0).note(note.map(str::to_owned)).build()
    };
    fixture.db.insert_many([row("a", 10, Some("old")), row("b", 20, None), row("c", 30, Some("old"))]).run().unwrap();
    let rows = [row("a", 11, None), row("b", 19, Some("new")), row("c", 31, Some("new")), row("d", 1, None)];
    let insert = fixture
        .db
        .insert_many(rows)
        .on_conflict(Card::EMAIL)
        .do_update((
            Card::VALUE.to(Card::VALUE.mul(100).add(excluded(Card::VALUE))),
            Card::NOTE.to(excluded(Card::NOTE)),
            Card::SLOT.to(Card::ID),
        ))
        .filter(excluded(Card::VALUE).gt(Card::VALUE))
        .filter(Card::NOTE.eq("old").and(excluded(Card::NOTE).is_null().or(excluded(Card::NOTE).ne(Card::NOTE))));
    let written = insert.returning_columns((Card::EMAIL, Card::VALUE, Card::NOTE, Card::SLOT)).all().unwrap();
    let shown = |email: &str, value, note: Option<&str>, slot| (email.to_owned(), value, note.map(str::to_owned), slot);
    let expected = [shown("a", 1011, None, Some(1)), shown("c", 3031, Some("new"), Some(3)), shown("d", 1, None, None)];
    assert_eq!(written, expected);
    assert_eq!(fixture.rows("select value, note from \"odd \"\"cards\"\"\" where id = 2"), ["20|NULL"]);
    // A subquery in the condition sees the stored row.
    let known = exists(Other::correlated().filter(Other::VALUE.gt(Card::VALUE).and(excluded(Card::VALUE).gt(0))));
    let insert = fixture.db.insert(row("a", 5, None)).on_conflict(Card::EMAIL).do_update_rest().filter(known);
    assert_eq!(insert.run().unwrap(), 1);
    let empty = fixture.db.insert(row("a", 1, None)).on_conflict(Card::EMAIL).do_update_rest();
    let error = empty.filter(all_of(Vec::<Expr<_, bool>>::new())).run().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("empty list"), "{error}");
}

#[test]
fn the_rest_is_what_each_row_sets() {
    let fixture = cards();
    let sql = "select \"e mail\", value, note, created, updated from \"odd \"\"cards\"\"\" order by id";
    let insert = |rows: Vec<NewCard>| fixture.db.insert_many(rows).on_conflict(Card::EMAIL).do_update_rest().run();
    assert_eq!(insert(vec![card("a"), card("b"), card("c")]).unwrap(), 3);
    fixture.raw.execute("update \"odd \"\"cards\"\"\" set value = 5, note = 'n'", []).unwrap();
    let rows = vec![
        NewCard::builder().email("a").value(7).build(),
        NewCard::builder().email("b").note("m").created(9).build(),
        NewCard::builder().email("c").build(),
        NewCard::builder().email("d").note("d").build(),
    ];
    // Nothing but the key is set for `c`, so that it is left as it is.
    assert_eq!(insert(rows).unwrap(), 3);
    assert_eq!(fixture.rows(sql), ["a|7|n|1|2", "b|5|m|9|2", "c|5|n|1|1", "d|0|d|1|1"]);
    let explicit = NewCard::builder().email("a").updated(50).created(60).build();
    assert_eq!(insert(vec![explicit]).unwrap(), 1);
    assert_eq!(fixture.rows(sql)[0], "a|7|n|60|50", "what the row sets itself is written");

    let fixture = Fixture::new(&key_schema());
    let seat = |kind: &str| NewSeat { hall: "a".to_owned(), number: 1, kind: kind.to_owned() };
    fixture.db.insert_many([seat("old")]).run().unwrap();
    let rest = fixture.db.insert(seat("new")).on_conflict((Seat::HALL, Seat::NUMBER)).do_update_rest();
    assert_eq!(rest.returning_columns(Seat::KIND).one().unwrap(), "new");
    let sql = Seat::insert(seat("x")).on_conflict((Seat::NUMBER, Seat::HALL)).do_update_rest().to_sql().unwrap();
    assert!(sql[0].text.ends_with(r#"ON CONFLICT ("number", "hall") DO UPDATE SET "kind" = excluded."kind""#));
}

#[test]
fn the_primary_key_is_never_part_of_the_rest() {
    let fixture = blog();
    let row = NewUser::builder().id(77).email("ada@x").name("Countess").build();
    let insert = fixture.db.insert(row).on_conflict(User::EMAIL).do_update_rest();
    assert_eq!(insert.returning_columns((User::ID, User::NAME)).one().unwrap(), (1, "Countess".to_owned()));
}

/// A row of the model.
#[derive(Debug, Clone, PartialEq)]
struct Stored {
    slot: Option<i64>,
    active: bool,
    value: i64,
    note: Option<String>,
}

/// A row to insert; what is `None` is not set.
#[derive(Debug, Clone)]
struct Incoming {
    email: &'static str,
    slot: Option<i64>,
    active: bool,
    value: Option<i64>,
    note: Option<&'static str>,
}

impl Incoming {
    fn to_new(&self) -> NewCard {
        let set = |value: Option<i64>| value.map_or(Set::Unset, Set::Value);
        let note = self.note.map_or(Set::Unset, |note| Set::Value(Some(note.to_owned())));
        let mut new = NewCard::builder().email(self.email).slot(self.slot).active(self.active).ended_at(0).build();
        new.value = set(self.value);
        new.note = note;
        new
    }

    fn stored(&self) -> Stored {
        Stored {
            slot: self.slot,
            active: self.active,
            value: self.value.unwrap_or(0),
            note: self.note.map(str::to_owned),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Action {
    Nothing,
    /// `value = value + excluded.value` where `excluded.value >= value`
    Add,
    Rest,
}

type Cards = BTreeMap<&'static str, Stored>;

/// The stored row that has the slot of an active one.
fn slot_taken(cards: &Cards, but: Option<&str>, row: &Stored) -> Option<&'static str> {
    let same = |other: &Stored| row.active && other.active && row.slot.is_some() && row.slot == other.slot;
    cards.iter().find(|(email, other)| Some(**email) != but && same(other)).map(|(email, _)| *email)
}

/// What SQLite is to do with one row; `None` is a broken constraint.
fn upsert(cards: &mut Cards, row: &Incoming, clauses: &[(bool, Action)], rest: bool) -> Option<u64> {
    let new = row.stored();
    let mut met = None;
    for &(by_email, action) in clauses {
        let stored =
            if by_email { cards.contains_key(row.email).then_some(row.email) } else { slot_taken(cards, None, &new) };
        if let Some(email) = stored {
            met = Some((email, by_email, action));
            break;
        }
    }
    let Some((email, by_email, action)) = met else {
        if cards.contains_key(row.email) || slot_taken(cards, None, &new).is_some() {
            return rest.then_some(0);
        }
        cards.insert(row.email, new);
        return Some(1);
    };
    let mut changed = cards[email].clone();
    let mut changed_email = email;
    match action {
        Action::Nothing => return Some(0),
        Action::Add if new.value < changed.value => return Some(0),
        Action::Add => changed.value += new.value,
        Action::Rest => {
            if by_email {
                changed.slot = row.slot;
            } else {
                changed_email = row.email;
            }
            changed.active = row.active;
            changed.value = row.value.unwrap_or(changed.value);
            changed.note = row.note.map(str::to_owned).or(changed.note);
        }
    }
    if changed_email != email && cards.contains_key(changed_email) {
        return None;
    }
    if slot_taken(cards, Some(email), &changed).is_some() {
        return None;
    }
    cards.remove(email);
    cards.insert(changed_email, changed);
    Some(1)
}

fn incoming() -> impl Strategy<Value = Incoming> {
    let email = prop_oneof![Just("a"), Just("b"), Just("c"), Just("d")];
    let slot = prop_oneof![Just(None), (0..3_i64).prop_map(Some)];
    let value = prop_oneof![Just(None), (0..5_i64).prop_map(Some)];
    let note = prop_oneof![Just(None), Just(Some("x")), Just(Some("y"))];
    (email, slot, any::<bool>(), value, note).prop_map(|(email, slot, active, value, note)| Incoming {
        email,
        slot,
        active,
        value,
        note,
    })
}

proptest! {
    #[test]
    fn upserts_are_those_of_a_model_in_plain_rust(
        batches in proptest::collection::vec(proptest::collection::vec(incoming(), 0..6), 1..5),
        actions in (0..3_usize, 0..3_usize),
        email_first in any::<bool>(),
        both in any::<bool>(),
        rest in any::<bool>(),
    ) {
        let action = |at: usize| [Action::Nothing, Action::Add, Action::Rest][at];
        let mut clauses = vec![(email_first, action(actions.0))];
        if both {
            clauses.push((!email_first, action(actions.1)));
        }
        let db = Database::open_in_memory().unwrap();
        db.create_tables(&schema!(Card)).unwrap();
        let mut model = Cards::new();
        for batch in batches {
            let mut insert = db.insert_many(batch.iter().map(Incoming::to_new));
            for &(by_email, action) in &clauses {
                let clause = if by_email {
                    insert.on_conflict(Card::EMAIL)
                } else {
                    insert.on_conflict(Card::SLOT).target_filter(Card::ACTIVE.eq(true))
                };
                insert = match action {
                    Action::Nothing => clause.do_nothing(),
                    Action::Add => clause
                        .do_update(Card::VALUE.to(Card::VALUE.add(excluded(Card::VALUE))))
                        .filter(excluded(Card::VALUE).ge(Card::VALUE))
                        .into(),
                    Action::Rest => clause.do_update_rest().into(),
                };
            }
            if rest {
                insert = insert.on_conflict_do_nothing();
            }
            let mut next = model.clone();
            let expected: Option<u64> = batch.iter().map(|row| upsert(&mut next, row, &clauses, rest)).sum();
            match (insert.run(), expected) {
                (Ok(written), Some(expected)) => {
                    prop_assert_eq!(written, expected);
                    model = next;
                }
                (Err(error), None) => assert!(error.is_unique_violation(), "{error}"),
                (found, expected) => panic!("{found:?} where the model has {expected:?}"),
            }
            let stored = db.select::<Card>().all().unwrap();
            let stored: BTreeMap<String, Stored> = stored
                .into_iter()
                .map(|row| (row.email, Stored { slot: row.slot, active: row.active, value: row.value, note: row.note }))
                .collect();
            let expected: BTreeMap<String, Stored> =
                model.iter().map(|(email, row)| ((*email).to_owned(), row.clone())).collect();
            prop_assert_eq!(stored, expected);
        }
    }
}
