//! Rows with the rows below them. sqlx has no loader of relations: two or three scans, and a map by hand.

use std::collections::HashMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::model::{Comment, Post, User};

pub(crate) type WithPosts = (User, Vec<Post>);
pub(crate) type WithComments = (User, Vec<(Post, Vec<Comment>)>);

fn by_user(users: Vec<User>) -> (HashMap<i64, usize>, Vec<(User, Vec<Post>)>) {
    let places = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    (places, users.into_iter().map(|user| (user, Vec::new())).collect())
}

pub(crate) async fn with_posts(db: &mut SqliteConnection) -> Vec<WithPosts> {
    let (places, mut users) = by_user(crate::all_users(db).await);
    let posts = sqlx::query_as::<_, Post>("SELECT id, user_id, title, content FROM posts").fetch_all(db).await;
    for post in posts.expect("they can be read") {
        users[places[&post.user_id]].1.push(post);
    }
    users
}

pub(crate) async fn with_comments(db: &mut SqliteConnection) -> Vec<WithComments> {
    let users = crate::all_users(db).await;
    let places: HashMap<i64, usize> = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let mut users: Vec<WithComments> = users.into_iter().map(|user| (user, Vec::new())).collect();
    let posts = sqlx::query_as::<_, Post>("SELECT id, user_id, title, content FROM posts").fetch_all(&mut *db).await;
    let mut post_places = HashMap::new();
    for post in posts.expect("they can be read") {
        let place = places[&post.user_id];
        post_places.insert(post.id, (place, users[place].1.len()));
        users[place].1.push((post, Vec::new()));
    }
    let comments = sqlx::query_as::<_, Comment>("SELECT id, post_id, text FROM comments").fetch_all(db).await;
    for comment in comments.expect("they can be read") {
        let (user, post) = post_places[&comment.post_id];
        users[user].1[post].1.push(comment);
    }
    users
}

pub(crate) async fn page(db: &mut SqliteConnection, after: i64) -> Vec<WithPosts> {
    let page = sqlx::query_as::<_, User>("SELECT id, name, hair_color FROM users WHERE id > ? ORDER BY id LIMIT 20")
        .bind(after);
    let (places, mut users) = by_user(page.fetch_all(&mut *db).await.expect("they can be read"));
    let mut query = QueryBuilder::<Sqlite>::new("SELECT id, user_id, title, content FROM posts WHERE user_id IN (");
    let mut keys = query.separated(", ");
    for (user, _) in &users {
        keys.push_bind(user.id);
    }
    query.push(")");
    for post in query.build_query_as::<Post>().fetch_all(db).await.expect("they can be read") {
        users[places[&post.user_id]].1.push(post);
    }
    users
}
