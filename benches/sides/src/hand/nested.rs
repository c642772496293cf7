//! Rows with the rows below them: one statement for each level, children placed by a map of the standard library.

use std::collections::HashMap;

use rusqlite::{Connection, Result, Row, params_from_iter};
use workloads::{Comment, PAGE, Post, User};

use super::read;

const POSTS: &str = "SELECT id, user_id, title, content FROM posts";

fn post_row(row: &Row<'_>) -> Result<Post> {
    Ok(Post { id: row.get(0)?, user_id: row.get(1)?, title: row.get(2)?, content: row.get(3)? })
}

/// All users with all posts: two scans.
pub(super) fn users_with_posts(connection: &Connection) -> Result<Vec<(User, Vec<Post>)>> {
    let users = read::users(connection)?;
    let places: HashMap<i64, usize> = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let mut users: Vec<_> = users.into_iter().map(|user| (user, Vec::new())).collect();
    let mut stmt = connection.prepare_cached(POSTS)?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let post = post_row(row)?;
        if let Some(&place) = places.get(&post.user_id) {
            users[place].1.push(post);
        }
    }
    Ok(users)
}

type WithComments = (User, Vec<(Post, Vec<Comment>)>);

/// All users with all posts with all comments: three scans.
pub(super) fn users_with_comments(connection: &Connection) -> Result<Vec<WithComments>> {
    let users = read::users(connection)?;
    let places: HashMap<i64, usize> = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let mut users: Vec<WithComments> = users.into_iter().map(|user| (user, Vec::new())).collect();
    let mut post_places: HashMap<i64, (usize, usize)> = HashMap::new();
    let mut stmt = connection.prepare_cached(POSTS)?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let post = post_row(row)?;
        if let Some(&place) = places.get(&post.user_id) {
            let posts = &mut users[place].1;
            post_places.insert(post.id, (place, posts.len()));
            posts.push((post, Vec::new()));
        }
    }
    let mut stmt = connection.prepare_cached("SELECT id, post_id, text FROM comments")?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let comment = Comment { id: row.get(0)?, post_id: row.get(1)?, text: row.get(2)? };
        if let Some(&(user, post)) = post_places.get(&comment.post_id) {
            users[user].1[post].1.push(comment);
        }
    }
    Ok(users)
}

/// A page of users by key, with their posts: these are asked for by the keys, one parameter for each.
pub(super) fn page(connection: &Connection, after: i64) -> Result<Vec<(User, Vec<Post>)>> {
    let mut stmt =
        connection.prepare_cached("SELECT id, name, hair_color FROM users WHERE id > ?1 ORDER BY id LIMIT 20")?;
    let mut rows = stmt.query([after])?;
    let mut users: Vec<(User, Vec<Post>)> = Vec::with_capacity(20);
    let mut places = HashMap::with_capacity(20);
    while let Some(row) = rows.next()? {
        let user = User { id: row.get(0)?, name: row.get(1)?, hair_color: row.get(2)? };
        places.insert(user.id, users.len());
        users.push((user, Vec::new()));
    }
    assert_eq!(users.len() as u64, PAGE);
    let mut stmt = connection.prepare_cached(
        "SELECT id, user_id, title, content FROM posts \
         WHERE user_id IN (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    )?;
    let mut rows = stmt.query(params_from_iter(users.iter().map(|(user, _)| user.id)))?;
    while let Some(row) = rows.next()? {
        let post = post_row(row)?;
        users[places[&post.user_id]].1.push(post);
    }
    Ok(users)
}
