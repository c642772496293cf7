//! Shapes of columns in statements that give their own rows.

use orm_sqlite::prelude::*;

use crate::model::{Comment, Inviter, NewUser, Post, User, blog};

#[derive(Shape, Debug, PartialEq)]
#[shape(of = User)]
struct Card {
    name: String,
    #[shape(expr = User::LOGINS.mul(2))]
    double: i64,
    #[shape(count = posts)]
    posts: i64,
    bio: Option<String>,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Post)]
struct Title {
    title: String,
    #[shape(expr = Post::SCORE.is_null())]
    unscored: bool,
}

fn shown(card: &Card) -> String {
    format!("{}|{}|{}|{}", card.name, card.double, card.posts, card.bio.as_deref().unwrap_or("NULL"))
}

const BY_HAND: &str = "name, logins * 2, (select count(*) from posts where author_id = u.id), bio";

#[test]
fn a_select_reads_its_rows_as_a_shape() {
    let fixture = blog();
    let joined = fixture.db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    let query = joined.filter(Post::PUBLISHED.eq(true)).order_by((User::NAME, Post::ID)).select_as::<Card>();
    assert_eq!(query.to_sql().unwrap().labels.len(), 4);
    let cards: Vec<String> = query.all().unwrap().iter().map(shown).collect();
    let by_hand =
        format!("select {BY_HAND} from users u join posts p on author_id = u.id where published order by name, p.id");
    assert_eq!(cards, fixture.rows(&by_hand));

    let left = fixture.db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    let silent = left.filter(Post::ID.is_null()).order_by(User::ID).select_as::<Card>();
    assert_eq!(silent.all().unwrap().iter().map(|card| card.name.as_str()).collect::<Vec<_>>(), ["Cyd", "Dee"]);
    let mut names = Vec::new();
    fixture
        .db
        .select::<User>()
        .order_by(User::ID)
        .limit(2)
        .select_as::<Card>()
        .for_each(|card| names.push(card.name))
        .unwrap();
    assert_eq!(names, ["Ada", "Bob"]);
    assert_eq!(fixture.db.find::<User>(3).select_as::<Card>().one().unwrap().bio.as_deref(), Some(""));
    assert_eq!(fixture.db.select::<User>().select_as::<Card>().count().unwrap(), 4);
}

#[test]
fn the_last_projection_counts() {
    let fixture = blog();
    let cards: Vec<Card> = fixture.db.select::<User>().columns(User::ID).limit(1).select_as::<Card>().all().unwrap();
    assert_eq!(shown(&cards[0]), "Ada|10|3|first");
    let ids = fixture.db.select::<User>().select_as::<Card>().order_by(User::ID).columns(User::ID).all().unwrap();
    assert_eq!(ids, [1, 2, 3, 4]);
}

#[test]
fn several_shapes_stand_in_one_row() {
    let fixture = blog();
    let query = fixture.db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).order_by(Post::ID);
    let rows: Vec<(Card, Title, i64)> = query.columns((Card::columns(), Title::columns(), Post::ID)).all().unwrap();
    let rows: Vec<String> = rows
        .iter()
        .map(|(card, title, id)| format!("{}|{}|{}|{id}", shown(card), title.title, i64::from(title.unscored)))
        .collect();
    let by_hand = format!(
        "select {BY_HAND}, title, score is null, p.id from users u join posts p on author_id = u.id order by p.id"
    );
    assert_eq!(rows, fixture.rows(&by_hand));
}

#[test]
fn the_struct_of_a_table_has_columns_too() {
    let fixture = blog();
    let query = fixture.db.select::<Post>().inner_join::<User>().on(Post::AUTHOR_ID.eq(User::ID)).order_by(Post::ID);
    let authors: Vec<(User, String)> = query.columns((User::columns(), Post::TITLE)).all().unwrap();
    assert_eq!((authors[3].0.name.as_str(), authors[3].1.as_str()), ("Bob", "Reply"));
}

#[test]
fn a_table_that_is_there_twice_is_read_by_its_own_name() {
    let fixture = blog();
    let query = fixture.db.select::<User>().inner_join::<Inviter>().on(Inviter::ID.eq(User::INVITED_BY_ID));
    let names: Vec<String> =
        query.order_by(User::ID).select_as::<Card>().all().unwrap().into_iter().map(|card| card.name).collect();
    assert_eq!(names, fixture.rows("select u.name from users u join users i on i.id = u.invited_by_id order by u.id"));
}

#[test]
fn writes_give_shapes_back() {
    let fixture = blog();
    let db = &fixture.db;
    let new = |name: &str| NewUser::builder().name(name).email(format!("{name}@x")).logins(4).build();
    let eve = db.insert(new("Eve")).returning_as::<Card>().one().unwrap();
    assert_eq!(shown(&eve), "Eve|8|0|NULL");
    let both = db.insert_many(["Fay", "Gus"].map(new)).returning_as::<Card>().all().unwrap();
    assert_eq!(both.iter().map(shown).collect::<Vec<_>>(), ["Fay|8|0|NULL", "Gus|8|0|NULL"]);
    assert!(db.insert_many([new("Eve")]).on_conflict_do_nothing().returning_as::<Card>().get().unwrap().is_none());

    let changed = db
        .update::<User>()
        .set(User::LOGINS.to(User::LOGINS.add(1)))
        .filter(User::ID.eq(1))
        .returning_as::<Card>()
        .all()
        .unwrap();
    assert_eq!(changed.iter().map(shown).collect::<Vec<_>>(), ["Ada|12|3|first"]);

    let deleted = db.delete::<Post>().filter(Post::ID.ge(12)).returning_as::<Title>().all().unwrap();
    let mut titles: Vec<_> = deleted.iter().map(|row| (row.title.as_str(), row.unscored)).collect();
    titles.sort_unstable();
    assert_eq!(titles, [("Draft", false), ("Reply", false)]);
    assert_eq!(fixture.number("select count(*) from posts"), 2);
}

#[test]
fn raw_rows_are_read_by_position() {
    let fixture = blog();
    let cards: Vec<Card> = sql!("select name, logins, 7, bio from users order by id").all(&fixture.db).unwrap();
    assert_eq!(
        cards.iter().map(shown).collect::<Vec<_>>(),
        fixture.rows("select name, logins, 7, bio from users order by id")
    );
    let pair: (Title, i64) = sql!("select title, score is null, id from posts order by id").one(&fixture.db).unwrap();
    assert_eq!(pair, (Title { title: "Notes".to_owned(), unscored: false }, 10));
    let error = sql!("select name from users").all::<Card, _>(&fixture.db).unwrap_err();
    assert!(error.to_string().contains("gives 1 column, the row type takes 4"), "{error}");
    let absent: Vec<(i64, Option<Title>)> =
        sql!("select c.id, title, p.score is null and p.id > 0 from comments c left join posts p on p.id = post_id and p.id = 10 order by c.id")
            .all(&fixture.db)
            .unwrap();
    assert_eq!(absent.iter().filter(|(_, title)| title.is_some()).count(), 3);
    assert_eq!(fixture.db.select::<Comment>().count().unwrap(), 4);
}
