//! Names that need quotes, and values that look like SQL.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Group, NewUser, Post, User, UserPatch, blog};

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "select \"from\" where; -- [x] `y`", index(r#order, name = "index \"of\" order"))]
#[relations(lines = has_many(Line::PARENT))]
struct Odd {
    #[column(primary_key, name = "primary key")]
    id: i64,
    #[column(name = "order")]
    r#order: i64,
    #[column(name = "a\"b", unique)]
    quoted: String,
    #[column(name = "ünï😀")]
    unicode: Option<String>,
    #[column(name = "]; drop table x; --", default = "d'q\"")]
    drop: String,
    #[column(name = "null")]
    null: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "group")]
#[relations(odd = belongs_to(parent), others = many_to_many(Odd, through(Link::LINE, Link::ODD)))]
struct Line {
    #[column(primary_key, name = "rowid ")]
    id: i64,
    #[column(name = "references", references = Odd::ID, on_delete = cascade)]
    parent: i64,
    #[column(name = "'single'")]
    single: String,
}

#[derive(Table, Debug)]
#[table(name = "a.b", primary_key(line, odd))]
struct Link {
    #[column(name = "c.d", references = Line::ID)]
    line: i64,
    #[column(name = "excluded", references = Odd::ID)]
    odd: i64,
}

alias!(Twin = Odd as "twin \"of\" [odd]");

fn odd(id: i64, quoted: &str) -> NewOdd {
    NewOdd::builder().id(id).order(id * 10).quoted(quoted).build()
}

fn fixture() -> Fixture {
    let fixture = Fixture::new(&schema!(Odd, Line, Link));
    fixture.db.insert_many([odd(1, "one"), odd(2, "two")]).run().unwrap();
    let line = |id, parent| NewLine { id: Set::Value(id), parent, single: format!("line {id}") };
    fixture.db.insert_many([line(1, 1), line(2, 1), line(3, 2)]).run().unwrap();
    fixture.db.insert_many([NewLink { line: 1, odd: 2 }, NewLink { line: 1, odd: 1 }]).run().unwrap();
    fixture
}

#[test]
fn the_database_has_the_names_as_they_are_written() {
    let fixture = fixture();
    let tables = fixture.rows("select name from sqlite_schema where type = 'table' order by name");
    assert_eq!(tables, ["a.b", "group", "select \"from\" where; -- [x] `y`"]);
    let columns = fixture.rows("select name from pragma_table_info('select \"from\" where; -- [x] `y`')");
    assert_eq!(columns, ["primary key", "order", "a\"b", "ünï😀", "]; drop table x; --", "null"]);
    let stored = fixture
        .rows("select \"a\"\"b\", \"]; drop table x; --\" from \"select \"\"from\"\" where; -- [x] `y`\" order by 1");
    assert_eq!(stored, ["one|d'q\"", "two|d'q\""]);
}

#[test]
fn every_statement_works_on_them() {
    let fixture = fixture();
    let db = &fixture.db;
    let rows =
        db.select::<Odd>().filter(Odd::QUOTED.eq("one").and(Odd::NULL.is_null())).order_by(Odd::ORDER.desc()).all();
    assert_eq!(rows.unwrap()[0].drop, "d'q\"");
    let pairs: Vec<(String, i64, String)> = db
        .select::<Odd>()
        .inner_join::<Line>()
        .on(Line::PARENT.eq(Odd::ID))
        .inner_join::<Twin>()
        .on(Twin::ID.ne(Odd::ID))
        .order_by(Line::ID)
        .columns((Odd::QUOTED, Line::ID, Twin::QUOTED))
        .all()
        .unwrap();
    assert_eq!(pairs.len(), 3);
    assert_eq!(pairs[2], ("two".to_owned(), 3, "one".to_owned()));
    let counts: Vec<(i64, i64)> =
        db.select::<Line>().group_by(Line::PARENT).columns((Line::PARENT, count())).all().unwrap();
    assert_eq!(counts, [(1, 2), (2, 1)]);

    let upsert = db.insert(odd(9, "one")).on_conflict(Odd::QUOTED);
    let row = upsert.do_update((Odd::ORDER.set_excluded(), Odd::NULL.to(Odd::ORDER.add(1)))).returning().one().unwrap();
    assert_eq!((row.id, row.order, row.null), (1, 90, Some(11)));
    let row =
        db.update::<Odd>().set(Odd::UNICODE.to("ß")).filter(Odd::ID.eq(1)).returning_columns((Odd::UNICODE, Odd::ID));
    assert_eq!(row.one().unwrap(), (Some("ß".to_owned()), 1));
    let patch = OddPatch { null: Set::Value(None), ..OddPatch::default() };
    assert_eq!(db.update::<Odd>().patch(patch).filter(Odd::NULL.eq(11)).run().unwrap(), 1);
    assert_eq!(db.delete::<Line>().filter(Line::SINGLE.starts_with("line 3")).run().unwrap(), 1);
    let raw: Vec<i64> =
        sql!("select {Odd::ORDER} from \"select \"\"from\"\" where; -- [x] `y`\" where {Odd::QUOTED} = {\"two\"}")
            .all(db)
            .unwrap();
    assert_eq!(raw, [20]);
}

#[test]
fn relations_work_on_them() {
    let fixture = fixture();
    let db = &fixture.db;
    let odds = db.query::<Odd>().order_by(Odd::ID).with_lines_by(|lines| {
        lines.order_by(Line::ID.desc()).limit(1).with_odd().with_others_by(|odds| odds.order_by(Odd::ID).limit(5))
    });
    let odds = odds.all().unwrap();
    assert_eq!((odds[0].lines.len(), odds[0].lines[0].id, odds[1].lines[0].odd.id), (1, 2, 2));
    let line = db.query::<Line>().find(1).with_others_by(|odds| odds.order_by(Odd::QUOTED)).one().unwrap();
    assert_eq!(line.others.iter().map(|odd| odd.id).collect::<Vec<_>>(), [1, 2]);
    let found = db.select::<Line>().filter(Line::others().any(Odd::QUOTED.eq("two"))).all().unwrap();
    assert_eq!(found.iter().map(|line| line.id).collect::<Vec<_>>(), [1]);
    let counted: Vec<i64> = db.select::<Odd>().order_by(Odd::ID).columns(Odd::lines().count()).all().unwrap();
    assert_eq!(counted, [2, 1]);
}

/// Of each statement, the text; a value in it would be seen.
#[test]
fn no_value_ever_stands_in_the_text() {
    const EVIL: &str = "c4n4ry'; drop table users; --\"";
    let fixture = blog();
    let text = || EVIL.to_owned();
    let new = || NewUser::builder().email(EVIL).name(EVIL).bio(EVIL).logins(987_654_321).build();
    let filters: Vec<Expr<User, bool>> = vec![
        User::NAME.eq(EVIL),
        User::NAME.ne(EVIL).or(User::LOGINS.gt(987_654_321)),
        User::NAME.like(EVIL),
        User::NAME.contains(EVIL).and(User::NAME.starts_with(EVIL)),
        User::NAME.in_list([EVIL, EVIL]),
        User::BIO.not_in_list([EVIL]),
        User::NAME.between(EVIL, EVIL),
        User::BIO.is(text()),
        User::BIO.is_not(Some(text())),
        User::posts().any(Post::TITLE.eq(EVIL)),
        User::groups().all(Group::NAME.ends_with(EVIL)),
        User::LOGINS.add(987_654_321).lt(987_654_321),
        any_of((0..100).map(|_| User::NAME.eq(EVIL))),
    ];
    let mut texts: Vec<String> = Vec::new();
    let mut keep = |sql: orm_sqlite::engine::Sql| texts.push(sql.text.to_string());
    for filter in &filters {
        keep(User::select().filter(filter.clone()).limit(987_654_321).offset(987_654_321).to_sql().unwrap());
        keep(
            User::update()
                .set((User::NAME.to(EVIL), User::BIO.to(EVIL)))
                .filter(filter.clone())
                .to_sql()
                .unwrap()
                .unwrap(),
        );
        let patch = UserPatch { name: Set::Value(text()), ..UserPatch::default() };
        keep(User::update().patch(patch).filter(filter.clone()).to_sql().unwrap().unwrap());
        keep(User::delete().filter(filter.clone()).to_sql().unwrap());
        let load = Post::query().with_author_by(|users| users.filter(filter.clone()).limit(987_654_321).with_posts());
        load.to_sql().unwrap().into_iter().for_each(&mut keep);
        let joined = User::select().inner_join::<Post>().on(Post::TITLE.eq(EVIL).and(Post::AUTHOR_ID.eq(User::ID)));
        keep(joined.filter(filter.clone().widen()).columns(User::NAME.eq(EVIL)).to_sql().unwrap());
        // They all run, and find nothing.
        assert!(fixture.db.select::<User>().filter(filter.clone()).count().is_ok());
    }
    User::insert(new()).to_sql().unwrap().into_iter().for_each(&mut keep);
    let upsert = User::insert(new()).on_conflict(User::EMAIL).do_update(User::NAME.to(EVIL));
    upsert.to_sql().unwrap().into_iter().for_each(&mut keep);
    let grouped = User::select().group_by(User::NAME).having(User::NAME.max().eq(EVIL)).columns(count());
    keep(grouped.to_sql().unwrap());
    assert!(texts.len() > 90);
    for text in &texts {
        assert!(!text.contains("c4n4ry") && !text.contains("987654321") && !text.contains("drop"), "{text}");
    }
    let shown = fixture.db.insert(new()).returning().one().unwrap();
    assert_eq!((shown.name.as_str(), shown.email.as_str()), (EVIL, EVIL));
    assert_eq!(fixture.number("select count(*) from users"), 5);
}
