//! Soft deletes: marked rows are left out of everything that reads, and stay in the table.
//!
//! The oracle is hand-written SQL over views of the tables without their deleted rows.

mod relations;

use orm_sqlite::prelude::*;
use proptest::prelude::*;

use crate::model::Fixture;

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "authors", soft_delete = gone)]
#[relations(notes = has_many(Note::AUTHOR_ID))]
struct Author {
    #[column(primary_key)]
    id: i64,
    #[column(default = 0)]
    score: i64,
    gone: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "notes", soft_delete = removed)]
#[relations(
    author = belongs_to(author_id),
    labels = many_to_many(Label, through(NoteLabel::NOTE_ID, NoteLabel::LABEL_ID)),
)]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(references = Author::ID, on_delete = cascade)]
    author_id: Option<i64>,
    #[column(unique)]
    title: String,
    #[column(name = "removed \"at\"", on_delete_fn = mark)]
    removed: Option<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "the function gives what the column holds")]
fn mark() -> Option<String> {
    Some("now".to_owned())
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "labels")]
#[relations()]
struct Label {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "note_labels", primary_key(note_id, label_id), without_rowid, soft_delete = cut)]
struct NoteLabel {
    #[column(references = Note::ID, on_delete = cascade)]
    note_id: i64,
    #[column(references = Label::ID)]
    label_id: i64,
    cut: Option<Timestamp>,
}

alias!(Other = Note as "other");

/// The same tables without what is deleted, for the SQL by hand.
const VIEWS: &str = r#"
create view a as select * from authors where gone is null;
create view n as select * from notes where "removed ""at""" is null;
create view nl as select * from note_labels where cut is null;
"#;

fn fixture() -> Fixture {
    let fixture = Fixture::new(&schema!(Author, Note, Label, NoteLabel));
    fixture.raw.execute_batch(VIEWS).unwrap();
    fixture
        .raw
        .execute_batch(
            r#"
insert into authors (id, score, gone) values (1, 5, null), (2, 3, null), (3, 1, 77), (4, 0, null);
insert into notes (id, author_id, title, "removed ""at""") values
    (10, 1, 'a', null), (11, 1, 'b', 'x'), (12, 2, 'c', 'x'), (13, 3, 'd', null), (14, null, 'e', null), (15, 3, 'f', 'x');
insert into labels (id) values (1), (2), (3);
insert into note_labels (note_id, label_id, cut) values (10, 1, null), (10, 2, 5), (11, 1, null), (13, 3, null), (14, 2, null);
"#,
        )
        .unwrap();
    fixture
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or("NULL".to_owned(), |value| value.to_string())
}

#[test]
fn reads_of_one_table_leave_deleted_rows_out() {
    let fixture = fixture();
    let db = &fixture.db;
    assert_eq!(db.select::<Note>().order_by(Note::ID).columns(Note::ID).all().unwrap(), [10, 13, 14]);
    assert_eq!(db.select::<Note>().count().unwrap(), 3);
    assert!(!db.select::<Note>().filter(Note::ID.eq(11)).exists().unwrap());
    assert_eq!(db.find::<Note>(11).get().unwrap(), None);
    assert_eq!(db.find::<Note>(11).with_deleted().one().unwrap().removed.as_deref(), Some("x"));
    assert_eq!(db.select::<Note>().with_deleted().count().unwrap(), 6);
    assert_eq!(db.select::<Note>().only_deleted().order_by(Note::ID).columns(Note::ID).all().unwrap(), [11, 12, 15]);
    assert_eq!(db.query::<Note>().count().unwrap(), 3);
    assert_eq!(db.query::<Note>().with_deleted().count().unwrap(), 6);
    assert_eq!(db.query::<Note>().only_deleted().find(12).one().unwrap().id, 12);
    assert_eq!(db.select::<Note>().columns(Note::ID.max()).one().unwrap(), Some(14));
    // `or` in a filter does not reach past the condition.
    let either = Note::ID.eq(10).or(Note::ID.eq(11));
    assert_eq!(db.select::<Note>().filter(either).columns(Note::ID).all().unwrap(), [10]);
    let grouped =
        db.select::<Note>().group_by(Note::AUTHOR_ID).order_by(Note::AUTHOR_ID).columns((Note::AUTHOR_ID, count()));
    assert_eq!(grouped.all().unwrap(), [(None, 1), (Some(1), 1), (Some(3), 1)]);
}

#[test]
fn a_join_keeps_the_rows_of_its_other_side() {
    let fixture = fixture();
    let db = &fixture.db;
    let pairs = |rows: Vec<(Option<i64>, Option<i64>)>| -> Vec<String> {
        rows.into_iter().map(|(author, note)| format!("{}|{}", shown(author), shown(note))).collect()
    };
    let sql =
        |join: &str| fixture.rows(&format!("select a.id, n.id from a {join} n on n.author_id = a.id order by 1, 2"));
    let order = (Author::ID, Note::ID);
    let columns = || (Author::ID.nullable(), Note::ID.nullable());
    let rows = db
        .select::<Author>()
        .inner_join::<Note>()
        .on(Note::AUTHOR_ID.eq(Author::ID))
        .order_by(order)
        .columns(columns())
        .all()
        .unwrap();
    assert_eq!(pairs(rows), sql("join"));
    let rows = db
        .select::<Author>()
        .left_join::<Note>()
        .on(Note::AUTHOR_ID.eq(Author::ID))
        .order_by(order)
        .columns((Author::ID.nullable(), Note::ID))
        .all()
        .unwrap();
    assert_eq!(pairs(rows), sql("left join"));
    let rows = db
        .select::<Author>()
        .right_join::<Note>()
        .on(Note::AUTHOR_ID.eq(Author::ID))
        .order_by(order)
        .columns((Author::ID, Note::ID.nullable()))
        .all()
        .unwrap();
    assert_eq!(pairs(rows), sql("right join"));
    let rows = db
        .select::<Author>()
        .full_join::<Note>()
        .on(Note::AUTHOR_ID.eq(Author::ID))
        .order_by(order)
        .columns((Author::ID, Note::ID))
        .all()
        .unwrap();
    assert_eq!(pairs(rows), sql("full join"));
    let cross = db.select::<Author>().cross_join::<Note>().count().unwrap();
    assert_eq!(fixture.number("select count(*) from a, n"), i64::try_from(cross).unwrap());
    // Three tables, the last one outer.
    let three = db
        .select::<Author>()
        .left_join::<Note>()
        .on(Note::AUTHOR_ID.eq(Author::ID))
        .full_join::<NoteLabel>()
        .on(NoteLabel::NOTE_ID.eq(Note::ID))
        .order_by((Author::ID, Note::ID, NoteLabel::LABEL_ID))
        .columns((Author::ID, Note::ID, NoteLabel::LABEL_ID))
        .all()
        .unwrap();
    let three: Vec<String> =
        three.into_iter().map(|(a, n, l)| format!("{}|{}|{}", shown(a), shown(n), shown(l))).collect();
    let by_hand = "select a.id, n.id, nl.label_id from a left join n on n.author_id = a.id
        full join nl on nl.note_id = n.id order by 1, 2, 3";
    assert_eq!(three, fixture.rows(by_hand));
}

#[test]
fn each_table_of_a_join_says_for_itself_what_it_sees() {
    let fixture = fixture();
    let db = &fixture.db;
    let on = || Note::AUTHOR_ID.eq(Author::ID);
    assert_eq!(db.select::<Author>().with_deleted().inner_join::<Note>().on(on()).count().unwrap(), 2);
    assert_eq!(db.select::<Author>().inner_join::<Note>().on(on()).with_deleted().count().unwrap(), 3);
    assert_eq!(db.select::<Author>().with_deleted().inner_join::<Note>().on(on()).with_deleted().count().unwrap(), 5);
    assert_eq!(db.select::<Author>().only_deleted().inner_join::<Note>().on(on()).only_deleted().count().unwrap(), 1);
    let other = db.select::<Note>().inner_join::<Other>().on(Other::ID.gt(Note::ID)).only_deleted();
    assert_eq!(
        fixture.number("select count(*) from n join notes o on o.id > n.id where o.\"removed \"\"at\"\"\" is not null"),
        i64::try_from(other.count().unwrap()).unwrap()
    );
}

#[derive(View)]
struct Titles {
    title: String,
}

#[test]
fn subqueries_sets_and_sources_leave_them_out_too() {
    let fixture = fixture();
    let db = &fixture.db;
    let writers = db.select::<Author>().filter(exists(Note::correlated().filter(Note::AUTHOR_ID.eq(Author::ID))));
    assert_eq!(writers.columns(Author::ID).all().unwrap(), [1]);
    let all = Note::correlated().with_deleted().filter(Note::AUTHOR_ID.eq(Author::ID));
    assert_eq!(db.select::<Author>().filter(exists(all)).columns(Author::ID).all().unwrap(), [1, 2]);
    let ids = Note::select().columns(Note::ID).union(Author::select().columns(Author::ID)).order_by(Note::ID);
    assert_eq!(ids.using(db).all().unwrap(), [1, 2, 4, 10, 13, 14]);
    let titles = || Note::select().columns(Note::TITLE);
    assert_eq!(db.select_from(Titles::subquery(titles())).count().unwrap(), 3);
    assert_eq!(
        db.select::<Titles>()
            .with(Titles::cte(titles().distinct()))
            .columns(Titles::TITLE.max())
            .one()
            .unwrap()
            .as_deref(),
        Some("e")
    );
}

#[test]
fn relations_leave_them_out_at_every_level() {
    let fixture = fixture();
    let db = &fixture.db;
    let authors = db
        .query::<Author>()
        .order_by(Author::ID)
        .with_notes_by(|notes| notes.order_by(Note::ID).with_labels())
        .all()
        .unwrap();
    let seen: Vec<(i64, Vec<(i64, usize)>)> = authors
        .iter()
        .map(|author| (author.id, author.notes.iter().map(|note| (note.id, note.labels.len())).collect()))
        .collect();
    assert_eq!(seen, [(1, vec![(10, 1)]), (2, vec![]), (4, vec![])]);
    let all = db
        .query::<Author>()
        .with_deleted()
        .order_by(Author::ID)
        .with_notes_by(|notes| notes.with_deleted())
        .all()
        .unwrap();
    assert_eq!(all.iter().map(|author| author.notes.len()).collect::<Vec<_>>(), [2, 1, 2, 0]);
    // The whole table of parents is not all of its rows.
    let all = db.query::<Author>().with_notes().all().unwrap();
    assert_eq!(all.len(), 3);
    // A deleted author is nobody's: the key is nullable, so the slot is empty.
    let notes = db.query::<Note>().order_by(Note::ID).with_author().all().unwrap();
    let authors: Vec<Option<i64>> = notes.iter().map(|note| note.author.as_ref().map(|author| author.id)).collect();
    assert_eq!(authors, [Some(1), None, None]);
    let with = db.query::<Note>().order_by(Note::ID).with_author_by(|author| author.with_deleted()).all().unwrap();
    assert_eq!(with[1].author.as_ref().map(|author| author.id), Some(3));
    let counts =
        db.select::<Author>().order_by(Author::ID).columns((Author::ID, Author::notes().count())).all().unwrap();
    assert_eq!(counts, [(1, 1), (2, 0), (4, 0)]);
    assert_eq!(db.select::<Author>().filter(Author::notes().any(Note::TITLE.eq("b"))).count().unwrap(), 0);
    let labelled =
        db.select::<Note>().filter(Note::labels().exists()).order_by(Note::ID).columns(Note::ID).all().unwrap();
    assert_eq!(labelled, [10, 13, 14]);
    let along = db
        .select::<Note>()
        .left_join::<Label>()
        .along(Note::labels())
        .order_by((Note::ID, Label::ID))
        .columns((Note::ID, Label::ID))
        .all()
        .unwrap();
    assert_eq!(along, [(10, Some(1)), (13, Some(3)), (14, Some(2))]);
}

#[test]
fn a_delete_marks_and_a_hard_one_deletes() {
    let fixture = fixture();
    let db = &fixture.db;
    assert_eq!(db.delete::<Note>().filter(Note::ID.le(11)).run().unwrap(), 1);
    assert_eq!(db.delete::<Note>().filter(Note::ID.le(11)).run().unwrap(), 0);
    assert_eq!(fixture.rows("select \"removed \"\"at\"\"\" from notes where id in (10, 11) order by id"), ["now", "x"]);
    let marked = db.delete::<Note>().filter(Note::ID.gt(0)).returning().all().unwrap();
    assert_eq!(marked.len(), 2);
    assert!(marked.iter().all(|note| note.removed.as_deref() == Some("now")));
    assert_eq!(db.delete::<Author>().filter(Author::ID.eq(1)).returning_columns(Author::ID).all().unwrap(), [1]);
    let gone = fixture.number("select gone from authors where id = 1");
    let now = fixture.number("select unixepoch()");
    assert!((now - 5..=now).contains(&gone), "{gone}");
    // Nothing cascaded: the notes of the deleted author are there.
    assert_eq!(fixture.number("select count(*) from notes"), 6);
    let cut = db.delete::<NoteLabel>().filter(NoteLabel::LABEL_ID.eq(3)).limit(1).returning().one().unwrap();
    assert!(cut.cut.is_some_and(|at| (at.as_millis() / 1000 - now).abs() < 5));
    assert_eq!(db.delete::<Author>().filter(Author::ID.eq(1)).hard().run().unwrap(), 1);
    assert_eq!(fixture.rows("select id from notes order by id"), ["12", "13", "14", "15"]);
    assert_eq!(db.delete::<Note>().filter(Note::REMOVED.is_not_null()).hard().run().unwrap(), 4);
    let refused = db.delete::<Note>().filter(all_of(Vec::<Expr<Note, bool>>::new())).run().unwrap_err();
    assert!(refused.is_refused() && refused.to_string().contains("delete"), "{refused}");
}

#[test]
fn updates_skip_deleted_rows_and_restore_brings_them_back() {
    let fixture = fixture();
    let db = &fixture.db;
    assert_eq!(db.update::<Author>().set(Author::SCORE.to(9)).all_rows().run().unwrap(), 3);
    assert_eq!(db.update::<Author>().only_deleted().set(Author::SCORE.to(8)).all_rows().run().unwrap(), 1);
    assert_eq!(
        db.update::<Author>().with_deleted().set(Author::SCORE.to(Author::SCORE.add(1))).all_rows().run().unwrap(),
        4
    );
    assert_eq!(fixture.rows("select score from authors order by id"), ["10", "10", "9", "10"]);
    assert_eq!(db.update::<Author>().restore().all_rows().run().unwrap(), 1);
    assert_eq!(db.update::<Author>().restore().all_rows().run().unwrap(), 0);
    assert_eq!(db.select::<Author>().count().unwrap(), 4);
    let first = db
        .update::<Note>()
        .set(Note::TITLE.to("z"))
        .all_rows()
        .order_by(Note::ID.desc())
        .limit(1)
        .returning_columns(Note::ID)
        .all()
        .unwrap();
    assert_eq!(first, [14]);
}

#[test]
fn a_link_that_was_removed_is_restored() {
    let fixture = fixture();
    let db = &fixture.db;
    let links = || fixture.rows("select note_id, label_id from nl where note_id = 10 order by 1, 2");
    assert_eq!(links(), ["10|1"]);
    // The link to 2 is there, marked.
    assert_eq!(db.link(Note::labels(), 10, [1, 2]).run().unwrap(), 1);
    assert_eq!(links(), ["10|1", "10|2"]);
    assert_eq!(db.unlink(Note::labels(), 10, [1]).run().unwrap(), 1);
    assert_eq!(db.link(Note::labels(), 10, [1]).run().unwrap(), 1);
    assert_eq!(db.set_links(Note::labels(), 10, [3]).run().unwrap(), 3);
    assert_eq!(links(), ["10|3"]);
    assert_eq!(db.set_links(Note::labels(), 10, [3, 1]).run().unwrap(), 1);
    assert_eq!(links(), ["10|1", "10|3"]);
    assert_eq!(fixture.number("select count(*) from note_labels where note_id = 10"), 3);
}

#[test]
fn an_upsert_changes_a_deleted_row_and_leaves_it_deleted() {
    let fixture = fixture();
    let db = &fixture.db;
    let again = NewNote::builder().title("b").author_id(2).build();
    let stored =
        db.insert(again).on_conflict(Note::TITLE).do_update(Note::AUTHOR_ID.set_excluded()).returning().one().unwrap();
    assert_eq!((stored.id, stored.author_id, stored.removed.as_deref()), (11, Some(2), Some("x")));
    assert_eq!(db.find::<Note>(11).get().unwrap(), None);
}

#[expect(clippy::unnecessary_wraps, reason = "the function gives what the column holds")]
fn tick() -> Option<i64> {
    use std::sync::atomic::{AtomicI64, Ordering};
    static TICKS: AtomicI64 = AtomicI64::new(1);
    Some(TICKS.fetch_add(1, Ordering::Relaxed))
}

#[derive(Table, Debug)]
#[table(name = "ticks", soft_delete = at)]
struct Tick {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete_fn = tick)]
    at: Option<i64>,
}

#[test]
fn a_prepared_delete_marks_with_the_moment_of_each_run() {
    let fixture = Fixture::new(&schema!(Tick));
    fixture.db.insert_many([NewTick::builder().build(), NewTick::builder().build()]).run().unwrap();
    let delete = fixture.db.prepare(|id: Param<i64>| Tick::delete().filter(Tick::ID.eq(id))).unwrap();
    assert_eq!((delete.run(1).unwrap(), delete.run(2).unwrap(), delete.run(2).unwrap()), (1, 1, 0));
    let moments = fixture.db.select::<Tick>().with_deleted().order_by(Tick::ID).columns(Tick::AT).all().unwrap();
    assert!(moments[0] < moments[1], "{moments:?}");
}

/// Whether each of a handful of rows is deleted, by its bits.
fn rows() -> impl Strategy<Value = (Vec<bool>, Vec<(usize, bool)>)> {
    let authors = proptest::collection::vec(any::<bool>(), 1..6);
    let notes = proptest::collection::vec((0_usize..7, any::<bool>()), 0..10);
    (authors, notes)
}

#[test]
fn joins_and_relations_of_random_rows_are_those_of_the_rest() {
    proptest!(crate::model::property(32), |((authors, notes) in rows())| {
        let fixture = fixture();
        fixture.raw.execute_batch("delete from note_labels; delete from notes; delete from authors").unwrap();
        for (index, deleted) in authors.iter().enumerate() {
            let gone = if *deleted { "1" } else { "null" };
            fixture.raw.execute_batch(&format!("insert into authors (id, gone) values ({index}, {gone})")).unwrap();
        }
        for (index, (author, deleted)) in notes.iter().enumerate() {
            let author = if *author < authors.len() { author.to_string() } else { "null".to_owned() };
            let removed = if *deleted { "'x'" } else { "null" };
            fixture.raw.execute_batch(&format!("insert into notes values ({index}, {author}, 't{index}', {removed})")).unwrap();
        }
        let order = (Author::ID, Note::ID);
        let on = || Note::AUTHOR_ID.eq(Author::ID);
        let full = fixture.db.select::<Author>().full_join::<Note>().on(on()).order_by(order).columns((Author::ID, Note::ID));
        let full: Vec<String> = full.all().unwrap().into_iter().map(|(a, n)| format!("{}|{}", shown(a), shown(n))).collect();
        prop_assert_eq!(full, fixture.rows("select a.id, n.id from a full join n on n.author_id = a.id order by 1, 2"));
        let on = || Note::AUTHOR_ID.eq(Author::ID);
        let left = fixture.db.select::<Author>().left_join::<Note>().on(on()).order_by(order).columns((Author::ID, Note::ID));
        let left: Vec<String> = left.all().unwrap().into_iter().map(|(a, n)| format!("{a}|{}", shown(n))).collect();
        prop_assert_eq!(left, fixture.rows("select a.id, n.id from a left join n on n.author_id = a.id order by 1, 2"));
        let loaded = fixture.db.query::<Author>().order_by(Author::ID).with_notes_by(|notes| notes.order_by(Note::ID)).all().unwrap();
        let loaded: Vec<String> = loaded.iter().flat_map(|author| author.notes.iter().map(move |note| format!("{}|{}", author.id, note.id))).collect();
        prop_assert_eq!(loaded, fixture.rows("select a.id, n.id from a join n on n.author_id = a.id order by 1, 2"));
    });
}

fn touch() -> i64 {
    use std::sync::atomic::{AtomicI64, Ordering};
    static TOUCHES: AtomicI64 = AtomicI64::new(100);
    TOUCHES.fetch_add(1, Ordering::Relaxed)
}

#[derive(Table, Debug)]
#[table(name = "pages", soft_delete = gone)]
struct Page {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete_fn = tick, on_update_fn = tick)]
    gone: Option<i64>,
    #[column(default = 0, on_update_fn = touch)]
    updated: i64,
    #[column(version)]
    version: i64,
}

#[test]
fn a_soft_delete_is_an_update_of_the_row() {
    let fixture = Fixture::new(&schema!(Page));
    let db = &fixture.db;
    db.insert_many([(); 3].map(|()| NewPage::builder().build())).run().unwrap();
    let rows = || fixture.rows("select id, gone is not null, updated > 0, version from pages order by id");
    assert_eq!(db.delete::<Page>().filter(Page::ID.eq(1)).run().unwrap(), 1);
    assert_eq!(rows(), ["1|1|1|2", "2|0|0|1", "3|0|0|1"]);
    let first = fixture.number("select updated from pages where id = 1");
    // One that is deleted already is not touched again; a prepared delete calls the function for each run.
    let delete =
        db.prepare(|id: Param<i64>| Page::delete().filter(Page::ID.le(id)).returning_columns(Page::UPDATED)).unwrap();
    let second = delete.one(2).unwrap();
    assert!(second > first && delete.get(2).unwrap().is_none());
    assert_eq!(fixture.number("select updated from pages where id = 1"), first);
    assert_eq!(db.delete::<Page>().filter(Page::ID.eq(3)).version(1).limit(1).run().unwrap(), 1);
    assert_eq!(rows(), ["1|1|1|2", "2|1|1|2", "3|1|1|2"]);
    // So is a restore; a hard delete is none.
    assert_eq!(db.update::<Page>().restore().filter(Page::ID.eq(1)).run().unwrap(), 1);
    assert!(fixture.number("select updated from pages where id = 1") > second);
    assert_eq!(db.delete::<Page>().filter(Page::ID.ge(2)).hard().run().unwrap(), 2);
    assert_eq!(rows(), ["1|0|1|3"]);
    let sql = Page::delete().filter(Page::ID.eq(1)).to_sql().unwrap();
    assert_eq!(
        &*sql.text,
        r#"UPDATE "pages" SET "gone" = ?, "updated" = ?, "version" = "pages"."version" + ? WHERE ("pages"."id" = ?) AND ("pages"."gone" IS NULL)"#
    );
}
