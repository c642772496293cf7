//! The SQL of representative builders, in one snapshot; each statement is also prepared by SQLite.

use std::fmt::Write as _;

use orm_sqlite::Error;
use orm_sqlite::engine::Sql;
use orm_sqlite::prelude::*;

use crate::model::{
    Comment, Editor, Fixture, Group, Inviter, Membership, NewMembership, NewPost, NewUser, Post, Profile, Role, Seat,
    Tag, Ticket, User, UserPatch, blog_schema, key_schema,
};

/// Statements by name, in the order in which they were added.
struct Book {
    fixture: Fixture,
    text: String,
}

impl Book {
    fn new() -> Self {
        let fixture = Fixture::new(&blog_schema());
        fixture.db.create_tables(&key_schema()).unwrap();
        rusqlite::vtab::array::load_module(&fixture.raw).unwrap();
        Self { fixture, text: String::new() }
    }

    fn add(&mut self, name: &str, statements: impl Into<Statements>) {
        let Statements(statements) = statements.into();
        writeln!(self.text, "-- {name}").unwrap();
        for sql in statements.unwrap() {
            let prepared =
                self.fixture.raw.prepare(&sql.text).unwrap_or_else(|error| panic!("{name}: {error}\n{}", sql.text));
            assert_eq!(prepared.parameter_count(), sql.params.len(), "{name}: {}", sql.text);
            if !sql.labels.is_empty() {
                assert_eq!(prepared.column_count(), sql.labels.len(), "{name}: {}", sql.text);
            }
            writeln!(self.text, "{}", sql.text).unwrap();
        }
        self.text.push('\n');
    }
}

/// One statement or several.
struct Statements(Result<Vec<Sql>, Error>);

impl From<Result<Sql, Error>> for Statements {
    fn from(sql: Result<Sql, Error>) -> Self {
        Self(sql.map(|sql| vec![sql]))
    }
}

impl From<Result<Vec<Sql>, Error>> for Statements {
    fn from(sql: Result<Vec<Sql>, Error>) -> Self {
        Self(sql)
    }
}

impl From<Result<Option<Sql>, Error>> for Statements {
    fn from(sql: Result<Option<Sql>, Error>) -> Self {
        Self(sql.map(|sql| sql.into_iter().collect()))
    }
}

#[test]
fn statements_are_what_they_were() {
    let mut book = Book::new();
    selects(&mut book);
    joins_and_groups(&mut book);
    handles(&mut book);
    loads(&mut book);
    writes(&mut book);
    insta::assert_snapshot!("lowering", book.text);
}

fn selects(book: &mut Book) {
    book.add("all rows", User::select().to_sql());
    book.add("find by a composite key", {
        let filter = Seat::HALL.eq("a").and(Seat::NUMBER.eq(1));
        Seat::select().filter(filter).to_sql()
    });
    let filter =
        User::NAME.like("A%").and(User::BIO.is_not_null()).and(User::LOGINS.gt(3).or(User::ROLE.eq(Role::Admin)));
    book.add("a filter", User::select().filter(filter).to_sql());
    book.add(
        "not and is",
        User::select().filter(not(User::BIO.is("x")).and(User::BIO.is_not(None::<String>))).to_sql(),
    );
    book.add("lists", User::select().filter(User::ID.in_list([1, 2]).or(User::NAME.not_in_list(["x"]))).to_sql());
    book.add("empty lists", {
        let none: [Expr<User, bool>; 0] = [];
        User::select().filter(User::ID.in_list(Vec::<i64>::new())).filter(all_of(none)).to_sql()
    });
    let between = User::LOGINS.between(1, User::ID).and(User::LOGINS.add(User::ID).mul(2).le(9));
    book.add("between and arithmetic", User::select().filter(between).to_sql());
    book.add("searches", User::select().filter(User::NAME.contains("a").or(User::NAME.ends_with("b"))).to_sql());
    book.add("many equal terms", User::select().filter(any_of((0..100).map(|id| User::ID.eq(id)))).to_sql());
    book.add("order, limit, offset", {
        let order = (User::NAME.desc().nulls_last(), User::ID, User::BIO.asc().nulls_first());
        User::select().order_by(order).limit(3).offset(4).to_sql()
    });
    book.add("offset alone", User::select().offset(4).to_sql());
    book.add("distinct columns", User::select().columns((User::NAME, User::LOGINS.add(1))).distinct().to_sql());
    book.add(
        "a projected predicate",
        User::select().columns((User::BIO.eq("x"), User::LOGINS.expr().cast::<f64>())).to_sql(),
    );
}

fn joins_and_groups(book: &mut Book) {
    let on = || Post::AUTHOR_ID.eq(User::ID);
    book.add("inner join", User::select().inner_join::<Post>().on(on()).columns((User::NAME, Post::TITLE)).to_sql());
    let on = || Post::AUTHOR_ID.eq(User::ID);
    book.add("left join", User::select().left_join::<Post>().on(on()).columns(Post::ID).to_sql());
    let on = || Post::AUTHOR_ID.eq(User::ID);
    book.add("right join", User::select().right_join::<Post>().on(on()).columns(User::ID).to_sql());
    let on = || Post::AUTHOR_ID.eq(User::ID);
    book.add("full join", User::select().full_join::<Post>().on(on()).columns((User::ID, Post::ID)).to_sql());
    book.add("cross join", User::select().cross_join::<Group>().columns(Group::ID).to_sql());
    let aliases = Post::select().inner_join::<Editor>().on(Post::EDITOR_ID.eq(Editor::ID)).left_join::<Inviter>();
    book.add(
        "aliases",
        aliases.on(Editor::INVITED_BY_ID.eq(Inviter::ID)).columns((Editor::NAME, Inviter::NAME)).to_sql(),
    );
    let grouped = Post::select().group_by((Post::AUTHOR_ID, Post::PUBLISHED)).having(count().gt(3));
    book.add(
        "groups",
        grouped.columns((Post::AUTHOR_ID, count(), Post::SCORE.sum())).order_by(count().desc()).to_sql(),
    );
    book.add("aggregates", {
        let columns = (Post::SCORE.avg(), Post::SCORE.min(), Post::SCORE.count_distinct(), any_value(Post::TITLE));
        Post::select().columns(columns).to_sql()
    });
}

fn handles(book: &mut Book) {
    book.add("any", User::select().filter(User::posts().any(Post::PUBLISHED.eq(true))).to_sql());
    book.add("all and none", {
        let filter = User::groups().all(Group::NAME.eq("x")).and(User::profile().none(Profile::SITE.is_null()));
        User::select().filter(filter).to_sql()
    });
    book.add("a count in columns and order", {
        let posts = User::posts().count();
        User::select().order_by(posts.clone().desc()).columns((User::NAME, posts)).to_sql()
    });
    book.add("handles within handles of one table", {
        User::select().filter(User::invitees().any(User::friends().any(User::invited_by().exists()))).to_sql()
    });
    book.add(
        "a composite handle",
        Seat::select().filter(Seat::tickets().exists().and(Seat::shows().exists())).to_sql(),
    );
}

fn loads(book: &mut Book) {
    book.add("load has_many", User::query().with_posts().to_sql());
    book.add("load has_many of some", User::query().filter(User::ID.eq(1)).with_posts().with_profile().to_sql());
    book.add("load belongs_to", Post::query().with_author().with_editor().to_sql());
    book.add("load many_to_many", User::query().find(1).with_groups().with_friends().to_sql());
    book.add("load by a composite key", Ticket::query().with_seat().to_sql());
    book.add("load through a composite key", Seat::query().filter(Seat::KIND.eq("x")).with_shows().to_sql());
    book.add("load with a limit for each parent", {
        User::query().with_posts_by(|posts| posts.order_by(Post::SCORE.desc()).limit(3).offset(1)).to_sql()
    });
    book.add("load many_to_many with a limit", Post::query().with_tags_by(|tags| tags.limit(2)).to_sql());
    book.add("load three levels", {
        User::query()
            .order_by(User::ID)
            .with_posts_by(|posts| {
                posts.filter(Post::PUBLISHED.eq(true)).with_comments_by(|query| query.order_by(Comment::ID))
            })
            .to_sql()
    });
    book.add("load under a limit", Tag::query().limit(5).with_posts_by(|posts| posts.with_author()).to_sql());
}

fn writes(book: &mut Book) {
    let user = || NewUser::builder().email("e").name("n").build();
    book.add("insert", User::insert(user()).to_sql());
    let post = |id: i64| NewPost::builder().author_id(id).title("t");
    let many = book.fixture.db.insert_many([post(1).build(), post(2).build(), post(3).score(1).build()]).to_sql();
    book.add("insert runs", many);
    let upsert = User::insert(user()).on_conflict(User::EMAIL);
    book.add("upsert", upsert.do_update((User::NAME.set_excluded(), User::LOGINS.to(User::LOGINS.add(1)))).to_sql());
    let link = NewMembership { user_id: 1, group_id: 2 };
    let link = Membership::insert(link).on_conflict((Membership::USER_ID, Membership::GROUP_ID)).do_nothing();
    book.add("do nothing", link.to_sql());
    book.add("do nothing at all", User::insert(user()).on_conflict_do_nothing().to_sql());
    let update =
        User::update().set((User::NAME.to("x"), User::LOGINS.to(User::LOGINS.add(1)), User::BIO.to(User::NAME)));
    book.add("update", update.filter(User::ID.eq(1)).filter(User::posts().exists()).to_sql());
    let patch = UserPatch { bio: Set::Value(None), ..UserPatch::default() };
    book.add("patch", User::update().patch(patch).all_rows().to_sql());
    book.add("delete", Post::delete().filter(Post::author().any(User::NAME.eq("x"))).to_sql());
    book.add("delete all", Post::delete().all_rows().to_sql());
    upserts_and_sources(book);
}

fn upserts_and_sources(book: &mut Book) {
    let user = || NewUser::builder().email("e").name("n").build();
    let clauses = User::insert(user()).or_ignore().on_conflict(User::EMAIL).do_update_rest();
    let clauses = clauses.filter(excluded(User::LOGINS).gt(User::LOGINS)).on_conflict(User::ID);
    let clauses = clauses.target_filter(User::BIO.eq("it's").and(User::LOGINS.gt(-1))).do_nothing();
    // No index of the table has such a condition, so that SQLite could not prepare it.
    let sql = clauses.to_sql().unwrap();
    writeln!(book.text, "-- several clauses\n{}\n", sql[0].text).unwrap();
    let names = || User::select().columns(User::NAME);
    book.add("insert select", Group::insert_select(Group::NAME, names()).on_conflict(Group::ID).do_nothing().to_sql());
    let both = names().union(names());
    book.add("insert union", Group::insert_select(Group::NAME, both).on_conflict_do_nothing().to_sql());
    let from = || User::update().from::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    let joined = from().inner_join::<Editor>().on(Post::EDITOR_ID.eq(Editor::ID)).filter(Editor::ID.gt(User::ID));
    book.add("update from", joined.set(User::BIO.to(Editor::NAME)).to_sql());
    let outer = from().left_join::<Comment>().on(Comment::POST_ID.eq(Post::ID)).filter(Comment::ID.is_null());
    book.add("update from, outer", outer.set(User::BIO.to(Post::TITLE)).to_sql());
    let part = User::update().or_fail().set(User::LOGINS.to(0)).all_rows().order_by(User::ID.desc()).limit(2);
    book.add("update with a limit", part.to_sql());
    book.add("delete with an offset", Membership::delete().all_rows().offset(1).to_sql());
}
