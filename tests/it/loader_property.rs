//! Random rows and random queries: what a load gives equals what hand-written SQL gives.
//!
//! The oracle asks rusqlite one statement for each parent, which is what a load must never do, and shares no code with
//! it. Both become JSON, so that every field of every level is compared.

mod data;
mod oracle;
mod shape;

use orm_sqlite::prelude::*;
use proptest::prelude::*;
use serde_json::{Value, to_value};

use crate::model::{Comment, Fixture, Group, Post, PostQuery, Tag, User, blog_schema};
use data::{Data, data};
use oracle::Oracle;

/// What a level of posts asks for.
#[derive(Debug, Clone)]
struct Level {
    filter: usize,
    order: usize,
    limit: Option<u64>,
    offset: Option<u64>,
}

/// Filters of posts, as the builder and as SQL say them.
const FILTERS: [&str; 6] = [
    "1",
    "p.published",
    "p.score > 1",
    "p.score is null or p.title like 'a%'",
    "exists (select 1 from comments x where x.post_id = p.id)",
    "p.editor_id in (1, 2, 3)",
];

/// Orders of posts; each is total, so that there is one right answer.
const ORDERS: [&str; 4] = ["p.id", "p.id desc", "p.title desc, p.id", "p.score asc nulls last, p.published, p.id desc"];

impl Level {
    fn sql(&self, condition: &str) -> String {
        format!(
            "{condition} and ({}) order by {} limit {} offset {}",
            FILTERS[self.filter],
            ORDERS[self.order],
            self.limit.map_or("-1".to_owned(), |rows| rows.to_string()),
            self.offset.unwrap_or(0)
        )
    }

    /// The same as builder calls.
    fn apply<Q: RelationQueryOf<Post>>(&self, query: Q) -> Q {
        let filter: Option<Expr<Post, bool>> = match self.filter {
            1 => Some(Post::PUBLISHED.eq(true)),
            2 => Some(Post::SCORE.gt(1)),
            3 => Some(Post::SCORE.is_null().or(Post::TITLE.starts_with("a"))),
            4 => Some(Post::comments().exists()),
            5 => Some(Post::EDITOR_ID.in_list([1, 2, 3])),
            _ => None,
        };
        let query = query.filter_opt(filter);
        let query = match self.order {
            0 => query.order_by(Post::ID),
            1 => query.order_by(Post::ID.desc()),
            2 => query.order_by((Post::TITLE.desc(), Post::ID)),
            _ => query.order_by((Post::SCORE.asc().nulls_last(), Post::PUBLISHED, Post::ID.desc())),
        };
        let query = self.limit.into_iter().fold(query, Q::limit);
        self.offset.into_iter().fold(query, Q::offset)
    }
}

/// A query over the table `T`.
trait RelationQueryOf<T>: orm_sqlite::relation::RelationQuery<Root = T> {}
impl<T, Q: orm_sqlite::relation::RelationQuery<Root = T>> RelationQueryOf<T> for Q {}

fn level() -> impl Strategy<Value = Level> {
    let few = || proptest::option::of(0..4_u64);
    (0..FILTERS.len(), 0..ORDERS.len(), few(), few()).prop_map(|(filter, order, limit, offset)| Level {
        filter,
        order,
        limit,
        offset,
    })
}

fn fixture(data: &Data) -> Fixture {
    let fixture = Fixture::new(&blog_schema());
    data.store(&fixture.raw);
    fixture
}

fn json<T: serde::Serialize>(rows: Vec<T>) -> Value {
    to_value(rows).unwrap()
}

proptest! {
    #![proptest_config(crate::model::property(128))]

    #[test]
    fn has_many_below_has_many(data in data(), level in level(), some in any::<bool>(), comments in 0..4_u64) {
        let fixture = fixture(&data);
        let oracle = Oracle(&fixture.raw);
        let parents = some.then(|| User::LOGINS.gt(1));
        let loaded = fixture.db.query::<User>().filter_opt(parents).order_by(User::ID).with_posts_by(|posts| {
            level.apply(posts).with_comments_by(|query| query.order_by(Comment::ID.desc()).limit(comments)).with_editor()
        });
        let users = oracle.users(if some { "logins > 1 order by id" } else { "1 order by id" });
        let expected = oracle.each(users, "posts", |user| {
            let posts = oracle.posts("", &level.sql(&format!("p.author_id = {}", user["id"])));
            let posts = oracle.each(posts, "comments", |post| {
                oracle.comments(&format!("post_id = {} order by id desc limit {comments}", post["id"]))
            });
            oracle.each(posts, "editor", |post| oracle.user_or_null(&post["editor_id"]))
        });
        prop_assert_eq!(json(loaded.all().unwrap()), expected);
    }

    #[test]
    fn many_to_many_to_many(data in data(), level in level(), limit in proptest::option::of(0..3_u64)) {
        let fixture = fixture(&data);
        let oracle = Oracle(&fixture.raw);
        let loaded = fixture.db.query::<Tag>().order_by(Tag::ID).with_posts_by(|posts| {
            level.apply(posts).with_tags_by(|tags| {
                let tags = tags.order_by((Tag::LABEL, Tag::ID.desc()));
                limit.into_iter().fold(tags, |tags, limit| tags.limit(limit).offset(1))
            })
        });
        let tags = oracle.tags("1 order by t.id");
        let window = limit.map_or(String::new(), |limit| format!("limit {limit} offset 1"));
        let expected = oracle.each(tags, "posts", |tag| {
            let join = "join post_tags l on l.post_id = p.id";
            let posts = oracle.posts(join, &level.sql(&format!("l.tag_id = {}", tag["id"])));
            oracle.each(posts, "tags", |post| {
                let mine = format!("exists (select 1 from post_tags l where l.tag_id = t.id and l.post_id = {})", post["id"]);
                oracle.tags(&format!("{mine} order by t.label, t.id desc {window}"))
            })
        });
        prop_assert_eq!(json(loaded.all().unwrap()), expected);
    }

    #[test]
    fn shared_parents_with_children_of_their_own(data in data(), level in level(), inner in level()) {
        let fixture = fixture(&data);
        let oracle = Oracle(&fixture.raw);
        let root: PostQuery<_> = fixture.db.query::<Post>();
        let loaded = level.apply(root).with_author_by(|users| {
            users.with_posts_by(|posts| inner.apply(posts)).with_profile().with_invited_by_by(|users| {
                users.with_invitees_by(|users| users.order_by(User::ID.desc()))
            })
        });
        let posts = oracle.posts("", &level.sql("1"));
        let expected = oracle.each(posts, "author", |post| {
            let author = oracle.user_or_null(&post["author_id"]);
            let author = oracle.with(author, "posts", |user| {
                oracle.posts("", &inner.sql(&format!("p.author_id = {}", user["id"])))
            });
            let author = oracle.with(author, "profile", |user| oracle.profile_or_null(&user["id"]));
            oracle.with(author, "invited_by", |user| {
                let inviter = oracle.user_or_null(&user["invited_by_id"]);
                oracle.with(inviter, "invitees", |user| {
                    oracle.users(&format!("invited_by_id = {} order by id desc", user["id"]))
                })
            })
        });
        prop_assert_eq!(json(loaded.all().unwrap()), expected);
    }

    #[test]
    fn groups_friends_and_members(data in data(), limit in 0..4_u64, offset in 0..3_u64) {
        let fixture = fixture(&data);
        let oracle = Oracle(&fixture.raw);
        let loaded = fixture.db.query::<User>().order_by(User::ID).limit(3).offset(offset)
            .with_groups_by(|groups| groups.order_by(Group::NAME.desc()).order_by(Group::ID).with_members_by(|users| {
                users.order_by(User::ID).limit(limit)
            }))
            .with_friends_by(|users| users.order_by(User::ID).offset(1));
        let users = oracle.users(&format!("1 order by id limit 3 offset {offset}"));
        let expected = oracle.each(users, "groups", |user| {
            let groups = oracle.groups(&format!(
                "id in (select group_id from memberships where user_id = {}) order by name desc, id", user["id"]
            ));
            oracle.each(groups, "members", |group| oracle.users(&format!(
                "id in (select user_id from memberships where group_id = {}) order by id limit {limit}", group["id"]
            )))
        });
        let expected = oracle.each(expected, "friends", |user| oracle.users(&format!(
            "id in (select friend_id from friendships where user_id = {}) order by id limit -1 offset 1", user["id"]
        )));
        prop_assert_eq!(json(loaded.all().unwrap()), expected);
    }

    #[test]
    fn handles_choose_what_sql_chooses(data in data(), level in level(), least in 0..4_i64) {
        let fixture = fixture(&data);
        let oracle = Oracle(&fixture.raw);
        let root: PostQuery<_> = fixture.db.query::<Post>();
        let loaded = level.apply(root.filter(
            Post::author().any(User::posts().count().ge(least).and(User::groups().none(Group::NAME.eq("g1"))))
                .or(Post::tags().all(Tag::LABEL.eq("a"))),
        ));
        let expected = oracle.posts("", &level.sql(&format!(
            "((select count(*) from posts q where q.author_id = p.author_id) >= {least}
              and p.author_id not in (select user_id from memberships m join groups g on g.id = m.group_id where g.name = 'g1')
              or p.id not in (select post_id from post_tags l join tags t on t.id = l.tag_id where t.label <> 'a'))"
        )));
        prop_assert_eq!(json(loaded.all().unwrap()), expected);
    }
}
