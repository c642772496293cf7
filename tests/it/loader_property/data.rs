//! Random rows of the blog's tables.

use proptest::prelude::*;

/// Rows as numbers; a reference is taken modulo the number of rows it can point at.
#[derive(Debug, Clone)]
pub(super) struct Data {
    users: Vec<(Option<usize>, i64)>,
    posts: Vec<(usize, Option<usize>, u8, bool, Option<i64>)>,
    comments: Vec<usize>,
    profiles: Vec<bool>,
    tags: Vec<u8>,
    groups: usize,
    /// Pairs of the three tables of links.
    links: Vec<(u8, usize, usize)>,
}

pub(super) fn data() -> impl Strategy<Value = Data> {
    let any_row = || any::<prop::sample::Index>().prop_map(|index| index.index(1 << 20));
    let users = prop::collection::vec((prop::option::of(any_row()), 0..4_i64), 0..7);
    let post = (any_row(), prop::option::of(any_row()), 0..4_u8, any::<bool>(), prop::option::of(0..4_i64));
    (
        users,
        prop::collection::vec(post, 0..14),
        prop::collection::vec(any_row(), 0..20),
        prop::collection::vec(any::<bool>(), 7),
        prop::collection::vec(0..3_u8, 0..5),
        0..4_usize,
        prop::collection::vec((0..3_u8, any_row(), any_row()), 0..40),
    )
        .prop_map(|(users, posts, comments, profiles, tags, groups, links)| Data {
            users,
            posts,
            comments,
            profiles,
            tags,
            groups,
            links,
        })
}

/// The key of one of so many rows.
fn key(row: usize, rows: usize) -> i64 {
    i64::try_from(row % rows + 1).unwrap()
}

impl Data {
    /// Writes the rows by hand.
    pub(super) fn store(&self, raw: &rusqlite::Connection) {
        let tx = raw.unchecked_transaction().unwrap();
        let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| {
            raw.prepare_cached(sql).unwrap().execute(params).unwrap();
        };
        let users = self.users.len();
        for (at, (inviter, logins)) in self.users.iter().enumerate() {
            let id = key(at, users);
            // Only an earlier row, and so never a cycle: the key is checked at once.
            let inviter = inviter.filter(|_| at > 0).map(|row| key(row, at));
            run(
                "insert into users (id, email, name, logins, invited_by_id) values (?1, 'u' || ?1, 'n' || (?1 % 3), ?2, ?3)",
                &[&id, logins, &inviter],
            );
            if self.profiles[at] {
                run("insert into profiles (id, user_id, site) values (?1 + 50, ?1, nullif(?1 % 2, 0))", &[&id]);
            }
        }
        for at in 0..self.groups {
            run("insert into groups (id, name) values (?1, 'g' || (?1 % 2))", &[&key(at, self.groups)]);
        }
        for (at, label) in self.tags.iter().enumerate() {
            let label = char::from(b'a' + label).to_string();
            run("insert into tags (id, label) values (?1, ?2)", &[&key(at, self.tags.len()), &label]);
        }
        let posts = if users == 0 { 0 } else { self.posts.len() };
        for (at, (author, editor, title, published, score)) in self.posts[..posts].iter().enumerate() {
            let title = format!("{}{at}", char::from(b'a' + title));
            let editor = editor.map(|row| key(row, users));
            run(
                "insert into posts (id, author_id, editor_id, title, published, score) values (?, ?, ?, ?, ?, ?)",
                &[&key(at, posts), &key(*author, users), &editor, &title, published, score],
            );
        }
        for (at, post) in self.comments.iter().enumerate().filter(|_| posts > 0) {
            let id = key(at, self.comments.len());
            run("insert into comments (id, post_id, body) values (?1, ?2, 'c' || ?1)", &[&id, &key(*post, posts)]);
        }
        for (table, left, right) in &self.links {
            let (sql, lefts, rights) = match table {
                0 => ("insert or ignore into memberships values (?, ?)", users, self.groups),
                1 => ("insert or ignore into friendships values (?, ?)", users, users),
                _ => ("insert or ignore into post_tags values (?, ?)", posts, self.tags.len()),
            };
            if lefts > 0 && rights > 0 {
                run(sql, &[&key(*left, lefts), &key(*right, rights)]);
            }
        }
        tx.commit().unwrap();
    }
}
