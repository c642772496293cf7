//! `sql!`: text that is part of the program, with bound values.

use orm_sqlite::prelude::*;
use orm_sqlite::sql::trusted;

use crate::model::{Post, Role, User, blog};

#[test]
fn rows_are_scalars_tuples_and_tables() {
    let fixture = blog();
    let db = &fixture.db;
    let count: i64 = sql!("select count(*) from users").one(db).unwrap();
    assert_eq!(count, 4);
    let names: Vec<String> = sql!("select name from users order by id").all(db).unwrap();
    assert_eq!(names, ["Ada", "Bob", "Cyd", "Dee"]);
    let pair: (Option<String>, Role) = sql!("select bio, role from users where id = 2").one(db).unwrap();
    assert_eq!(pair, (None, Role::Member));
    let user: Option<User> = sql!("select * from users where id = 1").get(db).unwrap();
    assert_eq!(user, db.find::<User>(1).get().unwrap());
    let joined: (User, Option<User>) =
        sql!("select u.*, i.* from users u left join users i on i.id = u.invited_by_id where u.id = 2")
            .one(db)
            .unwrap();
    assert_eq!((joined.0.id, joined.1.map(|user| user.id)), (2, Some(1)));
    let none: Option<User> = sql!("select * from users where id = 99").get(db).unwrap();
    assert!(none.is_none());
    assert!(sql!("select 1 where 0").one::<i64, _>(db).unwrap_err().is_not_found());
    let mut seen = 0;
    sql!("select id from users").for_each(db, |id: i64| seen += id).unwrap();
    assert_eq!(seen, 10);
}

#[test]
fn values_are_bound_and_columns_are_quoted() {
    let fixture = blog();
    let db = &fixture.db;
    let (name, least) = ("Ada".to_owned(), 3);
    let statement =
        sql!("select {User::ID} from users where {User::NAME} = {name} and {User::LOGINS} > {least} + {1 + 1 - 2}");
    let sql = statement.to_sql().unwrap();
    assert_eq!(&*sql.text, "select \"id\" from users where \"name\" = ? and \"logins\" > ? + ?");
    assert_eq!(sql.params.len(), 3);
    assert_eq!(statement.clone().all::<i64, _>(db).unwrap(), [1]);
    let (none, some) = (None::<String>, Some(7_i64));
    let row: (Option<String>, i64, bool) = sql!("select {none}, {some}, {none} is null").one(db).unwrap();
    assert_eq!(row, (None, 7, true));
    let bytes = vec![0_u8, 255];
    let row: (Vec<u8>, Role) = sql!("select {bytes.as_slice()}, {Role::Admin}").one(db).unwrap();
    assert_eq!(row, (bytes, Role::Admin));
    let braces: String = sql!("select '{{\"a\": 1}}'").one(db).unwrap();
    assert_eq!(braces, "{\"a\": 1}");
}

#[test]
fn values_that_look_like_sql_are_inert() {
    let fixture = blog();
    let db = &fixture.db;
    for value in ["'; drop table users; --", "\" or 1=1 --", "?1", "{name}", "\0", "1) union select 1", "x' or '1'='1"]
    {
        let echoed: String = sql!("select {value}").one(db).unwrap();
        assert_eq!(echoed, value);
        let found: Vec<i64> = sql!("select id from users where name = {value}").all(db).unwrap();
        assert!(found.is_empty());
        assert_eq!(sql!("update users set bio = {value} where id = {4}").run(db).unwrap(), 1);
        assert_eq!(db.find::<User>(4).one().unwrap().bio.as_deref(), Some(value));
        let text = sql!("select {value}").to_sql().unwrap().text;
        assert_eq!(&*text, "select ?");
        let statement: orm_sqlite::query::Raw = sql!("select {value}");
        let shown = format!("{statement:?}");
        assert!(!shown.contains("drop") && !shown.contains("union"), "{shown}");
    }
    assert_eq!(fixture.number("select count(*) from users"), 4);
}

#[test]
fn a_statement_that_is_not_one_is_refused() {
    let fixture = blog();
    let db = &fixture.db;
    let two = sql!("delete from comments; delete from posts").run(db).unwrap_err();
    assert!(two.to_string().contains("statement"), "{two}");
    assert_eq!(fixture.number("select count(*) from comments"), 4, "the first did not run either");
    for statement in [sql!(""), sql!(" ; -- nothing"), sql!("begin"), sql!("commit")] {
        assert!(statement.run(db).unwrap_err().is_refused());
    }
    let missing = sql!("select ?").one::<i64, _>(db).unwrap_err();
    assert!(missing.is_refused(), "a parameter without a value: {missing}");
    assert!(sql!("select 1;").one::<i64, _>(db).is_ok(), "one that ends in a semicolon is one");
}

#[test]
fn a_row_of_another_width_is_refused() {
    let fixture = blog();
    let db = &fixture.db;
    let narrow = sql!("select id from users").all::<User, _>(db).unwrap_err();
    assert!(
        narrow.is_refused() && narrow.to_string().contains("1 column") && narrow.to_string().contains('7'),
        "{narrow}"
    );
    assert!(sql!("select 1, 2").one::<i64, _>(db).unwrap_err().is_refused());
    assert!(sql!("select 1").get::<(i64, i64), _>(db).unwrap_err().is_refused());
    assert!(sql!("select 1, 2").for_each(db, |_: i64| ()).unwrap_err().is_refused());
    let wrong = sql!("select 'c4n4ry'").one::<i64, _>(db).unwrap_err();
    assert!(wrong.is_decode() && !format!("{wrong} {wrong:?}").contains("expected i64, found c4n4ry"), "{wrong}");
}

#[test]
fn writes_count_and_return_rows_in_a_transaction() {
    let fixture = blog();
    let name = "New";
    let ids: Vec<i64> = fixture
        .db
        .transaction(|tx| {
            assert_eq!(sql!("update users set name = {name} where id < {3}").run(tx)?, 2);
            assert_eq!(sql!("create table scratch (a)").run(tx)?, 0);
            sql!("insert into scratch values (1), (2) returning a").all(tx)
        })
        .unwrap();
    assert_eq!(ids, [1, 2]);
    assert_eq!(fixture.number("select count(*) from users where name = 'New'"), 2);
    let refused = fixture.db.read_transaction(|tx| sql!("delete from users").run(tx)).unwrap_err();
    assert!(refused.is_read_only(), "{refused}");
}

#[test]
fn a_list_in_braces_is_a_list_and_bytes_are_bytes() {
    let fixture = blog();
    let ids = vec![1, 3];
    let count = |query: orm_sqlite::query::Raw| query.one::<i64, _>(&fixture.db).unwrap();
    assert_eq!(count(sql!("select count(*) from users where id in ({ids})")), 2);
    assert_eq!(count(sql!("select count(*) from users where id in ({[2_i64, 99]})")), 1);
    let names = ["Ada".to_owned(), "'); drop table users; --".to_owned()];
    assert_eq!(count(sql!("select count(*) from users where name in ({names})")), 1);
    assert_eq!(count(sql!("select count(*) from users where id in ({Vec::<i64>::new()})")), 0);
    let bytes: &[u8] = &[0, 255];
    let text: String = sql!("select hex({bytes})").one(&fixture.db).unwrap();
    assert_eq!(text, "00FF");
}

#[test]
fn a_table_that_changed_under_a_kept_statement_shows_no_neighbours_value() {
    type Three = (Option<i64>, Option<i64>, Option<i64>);
    let db = Database::open_in_memory().unwrap();
    db.execute_script("create table w (a, b, c); insert into w values (1, 2, 3)").unwrap();
    let all = || sql!("select * from w").all::<Three, _>(&db);
    assert_eq!(all().unwrap(), [(Some(1), Some(2), Some(3))]);
    db.execute_script("alter table w drop column b").unwrap();
    assert!(all().unwrap_err().is_refused());
    assert_eq!(sql!("select * from w").all::<(i64, i64), _>(&db).unwrap(), [(1, 3)]);
}

#[test]
fn raw_text_is_an_expression_of_the_query_around_it() {
    let fixture = blog();
    let db = &fixture.db;
    alias!(Inviter = User as "inviter");
    let (letter, least) = ("a%", 0);
    let users: Vec<(String, Option<i64>)> = db
        .select::<User>()
        .left_join::<Inviter>()
        .on(sql!("{Inviter::ID} = {User::INVITED_BY_ID} or 0").expr())
        .filter(sql!("lower({User::NAME}) not like {letter} and {User::LOGINS} >= {least}").expr())
        .order_by(sql!("{User::NAME} collate nocase").expr::<String>().desc())
        .columns((User::NAME, sql!("{Inviter::ID} * {10}").expr::<Option<i64>>()))
        .all()
        .unwrap();
    let expected = fixture.rows(
        "select u.name, i.id * 10 from users u left join users i on i.id = u.invited_by_id
         where not lower(u.name) like 'a%' and u.logins >= 0 order by u.name collate nocase desc",
    );
    let shown: Vec<String> = users
        .iter()
        .map(|(name, id)| format!("{name}|{}", id.map_or("NULL".to_owned(), |id| id.to_string())))
        .collect();
    assert_eq!(shown, expected);
    assert!(!shown.is_empty());

    // What stands beside it keeps its own place.
    let either = sql!("{User::ID} = 1 or {User::ID} = 2").expr::<bool>();
    let filtered = db.select::<User>().filter(either.and(User::NAME.eq("Bob"))).columns(User::ID).all().unwrap();
    assert_eq!(filtered, [2]);
    let two_columns = db.select::<User>().columns(sql!("1, 2").expr::<i64>()).all();
    assert!(two_columns.is_err(), "one expression is one column");
    let list = vec![2_i64, 4];
    let listed = db.select::<User>().filter(sql!("{User::ID} in ({list})").expr()).columns(User::ID).all().unwrap();
    assert_eq!(listed, [2, 4]);
    let none = sql!("{User::ID} in ({Vec::<i64>::new()})").expr();
    assert_eq!(db.select::<User>().filter(none).count().unwrap(), 0);

    // In subqueries the names are those of the subquery, with the outer ones in reach.
    let nested = exists(Inviter::correlated().filter(sql!("{Inviter::ID} = {User::INVITED_BY_ID}").expr()));
    let invited = db.select::<User>().filter(nested).count().unwrap();
    assert_eq!(i64::try_from(invited).unwrap(), fixture.number("select count(invited_by_id) from users"));
    let changed = db.update::<User>().set(User::NAME.to(sql!("{User::NAME} || {'!'.to_string()}").expr::<String>()));
    assert_eq!(changed.filter(sql!("{User::ID} = {1}").expr()).run().unwrap(), 1);
    assert_eq!(db.find::<User>(1).one().unwrap().name, "Ada!");
    let deleted = db.delete::<User>().filter(sql!("{User::NAME} = 'nobody'").expr()).run().unwrap();
    assert_eq!(deleted, 0);
}

#[test]
fn raw_aggregates_are_about_groups() {
    let fixture = blog();
    let db = &fixture.db;
    let spread = || sql!("max({User::ID}) - min({User::ID})").aggregate::<i64>();
    assert_eq!(db.select::<User>().columns(spread()).one().unwrap(), 3);
    let by_role = db
        .select::<User>()
        .group_by(User::ROLE)
        .having(spread().ge(0))
        .order_by(spread().desc())
        .columns((User::ROLE, spread(), count()))
        .all()
        .unwrap();
    let expected = fixture.rows("select max(id) - min(id), count(*) from users group by role order by 1 desc");
    assert_eq!(by_role.iter().map(|(_, spread, n)| format!("{spread}|{n}")).collect::<Vec<_>>(), expected);
    let bare = sql!("lower({User::NAME})").expr::<String>();
    let refused = db.select::<User>().group_by(User::ROLE).columns((bare, count())).all().unwrap_err();
    assert!(refused.is_refused() && refused.to_string().contains("users.name"), "{refused}");
}

#[test]
fn expressions_and_selects_stand_in_a_raw_statement() {
    let fixture = blog();
    let db = &fixture.db;
    let predicate = User::ID.gt(1).or(User::NAME.eq("'); drop table users; --"));
    let one: Expr<User, bool> = User::ID.ne(3);
    let ids: Vec<i64> =
        sql!("select id from users where not not {predicate} and {one.widen()} order by {User::ID} desc")
            .all(db)
            .unwrap();
    assert_eq!(ids, [4, 2]);
    let authors = Post::select().filter(Post::ID.ge(1)).columns(Post::AUTHOR_ID);
    let least = 2;
    let statement = sql!("select count(*) from users where id in ({authors}) and id >= {least}");
    let n: i64 = statement.one(db).unwrap();
    assert_eq!(n, fixture.number("select count(*) from users where id in (select author_id from posts) and id >= 2"));
    let selected: Vec<(i64, String)> =
        sql!("select * from ({User::select().filter(User::ID.eq(2)).columns((User::ID, User::NAME))}) as x")
            .all(db)
            .unwrap();
    assert_eq!(selected, [(2, "Bob".to_owned())]);
    alias!(Other = User as "o");
    let aliased: Vec<i64> = sql!("select o.id from users as o where {Other::ID.eq(4)}").all(db).unwrap();
    assert_eq!(aliased, [4]);
    let missing = sql!("select o.id from users as o where {User::ID.eq(4)}").all::<i64, _>(db).unwrap_err();
    assert!(missing.to_string().contains("no such column"), "{missing}");
    let invalid = sql!("select 1 where {User::ID.eq(i64::MAX)} and {u64::MAX} > 1").one::<i64, _>(db).unwrap_err();
    assert!(invalid.is_encode());
}

#[test]
fn text_that_the_program_makes_is_marked() {
    let fixture = blog();
    let db = &fixture.db;
    let table = trusted(format!("us{}", "ers"));
    let name = "Ada";
    let n: i64 = sql!("select count(*) from {table} where name = {name}").one(db).unwrap();
    assert_eq!(n, 1);
    let direction = trusted("desc");
    let ids: Vec<i64> = sql!("select id from users order by id {direction} limit 1").all(db).unwrap();
    assert_eq!(ids, [4]);
    let two = trusted("; delete from users");
    assert!(sql!("select 1 {two}").one::<i64, _>(db).is_err(), "one statement only");
    let nul = trusted("1\0");
    assert!(sql!("select {nul}").one::<i64, _>(db).unwrap_err().is_refused());
    assert_eq!(fixture.number("select count(*) from users"), 4);
}

#[test]
fn names_inside_of_parentheses_are_those_of_the_program() {
    let fixture = blog();
    let lengths = |words: &[&str]| words.iter().map(|word| i64::try_from(word.len()).unwrap()).sum::<i64>();
    for word in ["a", "bcd"] {
        let pair = (word, 1);
        let n: i64 = sql!("select {lengths(&[word, pair.0])} + {[pair.1, 2][0]}").one(&fixture.db).unwrap();
        assert_eq!(n, lengths(&[word, word]) + 1);
    }
}

#[test]
fn a_comment_at_the_end_of_an_expression_ends_with_it() {
    let fixture = blog();
    let one =
        fixture.db.select::<User>().filter(sql!("{User::ID} = 1 -- the first").expr::<bool>()).filter(User::ID.gt(0));
    assert_eq!(one.columns(User::ID).all().unwrap(), [1]);
}

#[test]
fn lists_and_values_by_reference_are_bound() {
    let fixture = blog();
    let found = |statement: orm_sqlite::query::Raw| statement.all::<i64, _>(&fixture.db).unwrap();
    let ids = vec![1_i64, 3, 99];
    let slice = ids.as_slice();
    assert_eq!(sql!("select id from users where id in ({slice})").to_sql().unwrap().params.len(), 1);
    let vec = &ids;
    assert_eq!(found(sql!("select id from users where id in ({vec}) order by id")), [1, 3]);
    assert_eq!(found(sql!("select id from users where id in ({slice}) order by id")), [1, 3]);
    assert_eq!(found(sql!("select id from users where id in ({&slice}) order by id")), [1, 3]);
    assert_eq!(found(sql!("select id from users where id in ({&[2, 4]}) order by id")), [2, 4]);
    let references: Vec<&i64> = ids.iter().collect();
    assert_eq!(found(sql!("select id from users where id in ({references}) order by id")), [1, 3]);
    assert_eq!(found(sql!("select id from users where id in ({&references}) order by id")), [1, 3]);

    let (names, array, list): (&[&str], _, _) = (&["Ada", "Bob"], ["Ada", "Dee"], vec!["Ada"]);
    assert_eq!(found(sql!("select id from users where name in ({names}) order by id")), [1, 2]);
    assert_eq!(found(sql!("select id from users where name in ({array}) order by id")), [1, 4]);
    assert_eq!(found(sql!("select id from users where name in ({list}) order by id")), [1]);
    let owned = vec!["Cyd".to_owned()];
    let (of_owned, first) = (&owned, &owned[0]);
    assert_eq!(found(sql!("select id from users where name in ({of_owned})")), [3]);
    let none: &[i64] = &[];
    assert_eq!(found(sql!("select id from users where id in ({none})")), [0_i64; 0]);

    let (id, role) = (&2_i64, &Role::Member);
    assert_eq!(found(sql!("select id from users where id = {id} and role = {role}")), [2]);
    assert_eq!(found(sql!("select id from users where name = {first} and {id} = {&id}")), [3]);
    let bytes: &[u8] = &[1, 2];
    assert_eq!(sql!("select {bytes}").one::<Vec<u8>, _>(&fixture.db).unwrap(), [1, 2]);
}

#[test]
fn an_expression_stays_inside_of_its_parentheses() {
    let fixture = blog();
    let count = |filter: Expr<User, bool>| fixture.db.select::<User>().filter(User::ID.eq(1).and(filter)).count();
    for torn in ["0) or (1", "0) or 1 -- (", "0 /* ", "'", "0) or (1 --", "(", "0 -- \n) or (1", "[0", "\"", "') or ("]
    {
        for refused in [
            sql!("{trusted(torn)}").expr(),
            sql!("({trusted(torn)})").expr(),
            sql!("{trusted(torn)} is not {User::ID}").expr(),
        ] {
            let error = count(refused).unwrap_err();
            assert!(error.is_refused() && error.to_string().contains("trusted"), "{torn}: {error}");
        }
    }
    for (text, expected) in [
        ("(1) or (0)", 1),
        ("')' = ')'", 1),
        ("1 -- )", 1),
        ("/* ( */ 1", 1),
        ("\"name\" <> '('", 1),
        ("[name] = '('", 0),
        ("'it''s (' is null", 0),
        ("`id` - -1 = 2", 1),
    ] {
        assert_eq!(count(sql!("{trusted(text)}").expr()).unwrap(), expected, "{text}");
    }
    // A comment of the text would swallow what stands behind it in the literal.
    let comment = "1 -- ";
    assert!(count(sql!("({trusted(comment)})").expr()).unwrap_err().is_refused());
    // Quotes, comments and brackets of a literal are SQL's.
    let quoted = sql!("{User::NAME} <> ')' /* ( ' */ and [users].[name] <> '(''' -- ) '");
    assert_eq!(count(quoted.expr()).unwrap(), 1);
    // A statement is whole by itself: there the parts may open and close what others began.
    let (open, close) = (trusted("(1"), trusted(") * 2"));
    assert_eq!(sql!("select {open} + 1{close}").one::<i64, _>(&fixture.db).unwrap(), 4);
}
