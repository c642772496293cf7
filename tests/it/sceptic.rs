//! What somebody tried who meant to break it: wrong rows, lost rows, writes that nobody asked for.

use orm_sqlite::prelude::*;

use crate::model::{NewTag, NewUser, Post, Tag, User, blog};

#[test]
fn an_empty_list_anywhere_in_the_filter_of_a_write_is_refused() {
    let fixture = blog();
    let none = Vec::<i64>::new;
    let predicates = Vec::<Expr<Post, bool>>::new;
    let filters: [Expr<User, bool>; 5] = [
        User::ID.in_list(none()).not(),
        User::ID.in_list(none()).eq(false),
        User::posts().none(Post::ID.in_list(none())),
        User::posts().none(any_of(predicates())),
        User::posts().all(all_of(predicates())),
    ];
    for filter in filters {
        assert!(fixture.db.delete::<User>().filter(filter).run().unwrap_err().is_refused());
    }
    assert_eq!(fixture.db.delete::<User>().filter(User::ID.in_list(none())).run().unwrap(), 0);
    let and = User::NAME.eq("Ada").and(User::ID.in_list(none()));
    assert_eq!(
        fixture.db.delete::<User>().filter(and).run().unwrap(),
        0,
        "one of several conditions that must all hold"
    );
    let or = User::NAME.eq("nobody").or(User::ID.in_list(none()));
    assert!(fixture.db.delete::<User>().filter(or).run().unwrap_err().is_refused());
    assert_eq!(fixture.number("select count(*) from users"), 4);
}

mod collation {
    use super::*;

    #[derive(Table, Relations, Debug)]
    #[relations(kids = has_many(Kid::P), only = has_many(Only::P))]
    struct Parent {
        #[column(primary_key)]
        code: String,
    }

    #[derive(Table, Relations, Debug)]
    #[relations(parent = belongs_to(p))]
    struct Kid {
        #[column(primary_key)]
        id: i64,
        #[column(references = Parent::CODE, collate = nocase)]
        p: String,
    }

    #[derive(Table, Relations, Debug)]
    #[relations(towns = has_many(Town::LAND), capital = has_one(Town::CAPITAL_OF))]
    struct Land {
        #[column(primary_key, collate = rtrim)]
        code: String,
    }

    #[derive(Table, Relations, Debug)]
    struct Town {
        #[column(primary_key)]
        id: i64,
        #[column(references = Land::CODE, collate = nocase)]
        land: String,
        #[column(references = Land::CODE, unique)]
        capital_of: Option<String>,
    }

    #[derive(Table, Relations, Debug)]
    struct Only {
        #[column(primary_key)]
        id: i64,
        #[column(references = Parent::CODE)]
        p: String,
    }

    #[test]
    fn a_key_is_compared_as_the_referenced_column_is() {
        let db = Database::open_in_memory().unwrap();
        db.create_tables(&schema!(Parent, Kid, Only, Land, Town)).unwrap();
        db.insert_many(["a", "A"].map(|code| NewParent { code: code.into() })).run().unwrap();
        db.insert(NewKid::builder().p("A").build()).run().unwrap();
        assert_eq!(db.query::<Kid>().with_parent().one().unwrap().parent.code, "A");
        let parents = db.query::<Parent>().order_by(Parent::CODE).with_kids().with_only().all().unwrap();
        let kids: Vec<_> = parents.iter().map(|parent| (parent.code.as_str(), parent.kids.len())).collect();
        assert_eq!(kids, [("A", 1), ("a", 0)]);
        let counts = db.select::<Parent>().order_by(Parent::CODE).columns(Parent::kids().count()).all().unwrap();
        assert_eq!(counts, [1, 0]);
        db.insert(NewLand { code: "de".into() }).run().unwrap();
        db.insert(NewTown::builder().land("de  ").build()).run().unwrap();
        assert_eq!(db.query::<Land>().with_towns().one().unwrap().towns.len(), 1);
    }

    #[test]
    fn a_second_row_of_a_has_one_is_an_error_and_not_left_out() {
        let db = Database::open_in_memory().unwrap();
        db.create_tables(&schema!(Land, Town)).unwrap();
        db.insert(NewLand { code: "de".into() }).run().unwrap();
        // Unique byte by byte, but equal to the foreign key.
        db.insert_many(["de", "de "].map(|of| NewTown::builder().land("de").capital_of(of.to_owned()).build()))
            .run()
            .unwrap();
        let error = db.query::<Land>().with_capital().all().unwrap_err();
        assert!(error.to_string().contains("capital"), "{error}");
    }
}

mod sources {
    use super::*;

    #[derive(Table, Debug)]
    #[table(name = "users")]
    struct Boss {
        #[column(primary_key)]
        id: i64,
        name: String,
    }

    alias!(First = User as "b");
    alias!(Second = User as "b");

    #[test]
    fn two_sources_of_one_name_stay_two() {
        let fixture = blog();
        let by_hand = fixture.rows("select u.name from users u join users b on b.id = u.invited_by_id order by u.id");
        let boss = Boss::ID.eq(User::INVITED_BY_ID);
        let query = fixture.db.select::<User>().inner_join::<Boss>().on(boss).order_by(User::ID);
        assert_eq!(query.columns(User::NAME).all().unwrap(), by_hand);
        let chain = fixture
            .db
            .select::<User>()
            .inner_join::<First>()
            .on(First::ID.eq(User::INVITED_BY_ID))
            .left_join::<Second>()
            .on(Second::ID.eq(First::INVITED_BY_ID))
            .columns((User::NAME, First::NAME, Second::NAME));
        assert!(chain.all().unwrap().iter().all(|(_, first, second)| Some(first) != second.as_ref()));
    }
}

#[test]
fn a_read_transaction_and_the_settings_of_a_connection_cannot_be_talked_round() {
    let fixture = blog();
    let db = &fixture.db;
    let result = db.read_transaction(|tx| {
        sql!("pragma query_only = 0").run(tx)?;
        sql!("delete from posts").run(tx)
    });
    assert!(result.is_err());
    for refused in
        [sql!("pragma foreign_keys = 0"), sql!("PRAGMA foreign_keys(0)"), sql!("/* x */ pragma query_only=1")]
    {
        assert!(refused.run(db).unwrap_err().is_refused());
    }
    assert_eq!(sql!("pragma foreign_keys").one::<i64, _>(db).unwrap(), 1);
    let columns: Vec<(i64, String, String, i64, Option<String>, i64)> =
        sql!("pragma table_info(users)").all(db).unwrap();
    assert!(columns.len() > 3);
}

#[test]
fn predicates_are_two_valued_where_they_are_values() {
    let fixture = blog();
    let db = &fixture.db;
    let is_x = || User::BIO.eq("first");
    let groups = db.select::<User>().group_by(is_x()).columns((is_x(), count())).order_by(is_x()).all().unwrap();
    assert_eq!(groups, [(false, 3), (true, 1)]);
    let numbers = db.select::<User>().order_by(User::ID).columns(is_x().cast::<i64>()).all().unwrap();
    assert_eq!(numbers, [1, 0, 0, 0]);
    let flags = db.select::<User>().columns(any_value(User::NAME)).all().unwrap();
    assert_eq!(flags.len(), 1, "one group of all rows");
}

#[test]
fn a_child_whose_stored_key_has_another_class_is_an_error_and_not_left_out() {
    #[derive(Table, Relations, Debug)]
    #[table(name = "owners")]
    #[relations(things = has_many(Thing::OWNER_ID))]
    struct Owner {
        #[column(primary_key)]
        id: i64,
    }

    #[derive(Table, Debug)]
    #[table(name = "things")]
    struct Thing {
        #[column(primary_key)]
        id: i64,
        #[column(references = Owner::ID)]
        owner_id: i64,
    }

    let db = Database::open_in_memory().unwrap();
    db.execute_script(
        "create table owners (id integer primary key); create table things (id integer primary key, owner_id text);
         insert into owners values (1); insert into things values (1, '1')",
    )
    .unwrap();
    let error = db.query::<Owner>().with_things().all().unwrap_err();
    assert_eq!(error.value_place(), Some("things.owner_id"));
}

#[test]
fn an_error_of_a_returning_write_leaves_nothing_behind() {
    #[derive(Table, Debug)]
    #[table(name = "loose", strict = false)]
    struct Loose {
        #[column(primary_key)]
        id: i64,
        #[column(default_sql = "300")]
        n: u8,
        k: i64,
    }

    let db = Database::open_in_memory().unwrap();
    // Without the check that our own tables have.
    db.execute_script("create table loose (id integer primary key, n integer not null default 300, k integer)")
        .unwrap();
    let insert = || db.insert(NewLoose::builder().k(1).build()).returning().one();
    assert!(insert().unwrap_err().is_decode());
    assert_eq!(db.select::<Loose>().count().unwrap(), 0);
    db.transaction(|tx| {
        assert!(tx.insert(NewLoose::builder().k(1).build()).returning().one().is_err());
        Ok(())
    })
    .unwrap();
    assert_eq!(db.select::<Loose>().count().unwrap(), 0);
}

#[test]
fn a_comment_in_an_attribute_ends_with_its_line() {
    #[derive(Table)]
    #[table(name = "commented")]
    struct Commented {
        #[column(primary_key)]
        id: i64,
        #[column(check = "a > 0 -- positive")]
        a: i64,
    }

    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Commented)).unwrap();
    assert!(db.insert(NewCommented { id: Set::Unset, a: 0 }).run().unwrap_err().is_check_violation());
}

#[test]
fn a_commit_behind_odd_white_space_is_refused() {
    let fixture = blog();
    let result: Result<(), orm_sqlite::Error> = fixture.db.transaction(|tx| {
        tx.delete::<Post>().all_rows().run()?;
        sql!("\u{b}commit").run(tx)?;
        Ok(())
    });
    assert!(result.unwrap_err().is_refused());
    assert!(fixture.number("select count(*) from posts") > 0);
}

#[test]
fn the_longest_busy_timeout_is_no_panic() {
    let options = || Database::options().busy_timeout(std::time::Duration::MAX);
    assert!(options().open().is_ok());
}

#[test]
fn a_read_only_handle_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    Database::open(&path).unwrap().execute_script("create table t (a)").unwrap();
    let db = Database::open_read_only(&path).unwrap();
    let copy = folder.path().join("copy.db");
    let name = copy.to_str().unwrap();
    assert!(sql!("vacuum into {name}").run(&db).is_err());
    assert!(sql!("create temp table x (a)").run(&db).is_err());
    assert!(!copy.exists());
}

#[test]
fn a_condition_for_each_of_many_values_runs_as_often_as_it_is_asked() {
    let fixture = blog();
    let db = &fixture.db;
    let users = fixture.number("select count(*) from users");
    let posts = fixture.number("select count(*) from posts");
    for _ in 0..2 {
        let select = (100..40_100).fold(db.select::<User>(), |select, id| select.filter(User::ID.ne(id)));
        assert_eq!(select.all().unwrap().len(), usize::try_from(users).unwrap());
        let none = db.delete::<Post>().filter(Post::ID.ne(0));
        assert_eq!((1..100).fold(none, |delete, id| delete.filter(Post::ID.ne(id))).run().unwrap(), 0);
        let none = db.update::<Post>().set(Post::TITLE.to("x")).filter(Post::ID.ne(0));
        assert_eq!((1..100).fold(none, |update, id| update.filter(Post::ID.ne(id))).run().unwrap(), 0);
        let ada = NewUser::builder().email("ada@x").name("x").build();
        let upsert = db.insert(ada).on_conflict(User::EMAIL).do_update(User::NAME.set_excluded());
        assert_eq!((1..100).fold(upsert, |upsert, id| upsert.filter(User::ID.ne(id))).run().unwrap(), 0);
        let joined = db.update::<Post>().from::<User>().on(User::ID.ne(0)).set(Post::TITLE.to("x"));
        let joined = joined.filter(User::ID.ne(1));
        assert_eq!((2..100).fold(joined, |update, id| update.filter(User::ID.ne(id))).run().unwrap(), 0);
    }
    assert_eq!(fixture.number("select count(*) from posts where title <> 'x'"), posts);
}

#[test]
fn an_insert_of_many_rows_takes_raw_text_and_as_many_conditions() {
    let fixture = blog();
    let db = &fixture.db;
    let rows = |label: &str| {
        (1..=260).map(|id| NewTag::builder().id(id).label(format!("{label}{id}")).build()).collect::<Vec<_>>()
    };
    let (open, close) = ("<", ">");
    db.insert_many(rows("a")).on_conflict(Tag::ID).do_update(Tag::LABEL.set_excluded()).run().unwrap();
    let joined = sql!("{open} || {Tag::LABEL} || excluded.label || {close}").expr::<String>();
    let upsert =
        db.insert_many(rows("b")).on_conflict(Tag::ID).do_update(Tag::LABEL.to(joined)).filter(Tag::ID.le(200));
    assert_eq!(upsert.run().unwrap(), 200);
    let label = |id: i64| fixture.rows(&format!("select label from tags where id = {id}"))[0].clone();
    assert_eq!([1, 51, 200, 201].map(label), ["<a1b1>", "<a51b51>", "<a200b200>", "a201"]);

    let upsert = db.insert_many(rows("c")).on_conflict(Tag::ID).do_update(Tag::LABEL.set_excluded());
    let upsert = (1..=70).fold(upsert, |upsert, id| upsert.filter(Tag::ID.ne(id)));
    assert_eq!(upsert.run().unwrap(), 190);
    assert_eq!([70, 71, 260].map(label), ["<a70b70>", "c71", "c260"]);

    let new = (0..260).map(|number| NewTag::builder().label(format!("d{number}")).build());
    let lengths =
        db.insert_many(new).returning_columns((Tag::LABEL, sql!("length({Tag::LABEL})").expr::<i64>())).all().unwrap();
    assert_eq!((lengths.len(), &lengths[199]), (260, &("d199".to_owned(), 4)));
}

#[test]
fn a_raw_statement_knows_how_wide_its_table_has_become() {
    let db = Database::open_in_memory().unwrap();
    let star = || sql!("select * from plain");
    db.execute_script("create table plain (a integer, b text); insert into plain values (1, 'x')").unwrap();
    assert_eq!(star().one::<(i64, String), _>(&db).unwrap(), (1, "x".to_owned()));
    db.execute_script("alter table plain add column c integer default 7").unwrap();
    let wider = || star().one::<(i64, String, i64), _>(&db);
    // A run that fails says so at most once.
    assert_eq!(wider().or_else(|_| wider()).unwrap(), (1, "x".to_owned(), 7));
    assert!(star().one::<(i64, String), _>(&db).unwrap_err().is_refused());
    db.execute_script("alter table plain drop column c").unwrap();
    let narrower = || star().one::<(i64, String), _>(&db);
    assert_eq!(narrower().or_else(|_| narrower()).unwrap(), (1, "x".to_owned()));

    let insert = || sql!("insert into plain (a) values (2) returning *");
    assert_eq!(insert().one::<(i64, Option<String>), _>(&db).unwrap(), (2, None));
    db.execute_script("alter table plain add column c integer default 7").unwrap();
    let wider = || insert().one::<(i64, Option<String>, i64), _>(&db);
    assert_eq!(wider().or_else(|_| wider()).unwrap(), (2, None, 7));
    assert_eq!(sql!("select count(*) from plain").one::<i64, _>(&db).unwrap(), 3);
}
