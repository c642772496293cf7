//! The tables. Each struct becomes `Select..`, `Insert..` and `Update..`.

use drizzle::sqlite::prelude::*;

#[SQLiteTable(name = "users")]
pub struct Users {
    #[column(primary)]
    pub id: i64,
    pub name: String,
    pub hair_color: Option<String>,
}

#[SQLiteTable(name = "posts")]
pub struct Posts {
    #[column(primary)]
    pub id: i64,
    #[column(references = Users::id)]
    pub user_id: i64,
    pub title: String,
    pub content: String,
}

#[SQLiteTable(name = "comments")]
pub struct Comments {
    #[column(primary)]
    pub id: i64,
    #[column(references = Posts::id)]
    pub post_id: i64,
    pub text: String,
}

#[SQLiteTable(name = "measurements")]
pub struct Measurements {
    #[column(primary)]
    pub id: i64,
    pub sensor: i64,
    pub sequence: i64,
    pub error_code: Option<i64>,
    pub active: bool,
    pub temperature: f64,
    pub humidity: f64,
    pub pressure: Option<f64>,
    pub label: String,
    pub unit: String,
    pub location: String,
    pub note: Option<String>,
    pub payload: Vec<u8>,
    pub digest: Vec<u8>,
    pub signature: Option<Vec<u8>>,
}

#[derive(SQLiteSchema)]
pub struct Schema {
    pub users: Users,
    pub posts: Posts,
    pub comments: Comments,
    pub measurements: Measurements,
}

workloads::checksums!(
    user: SelectUsers,
    post: SelectPosts,
    comment: SelectComments,
    measurement: SelectMeasurements,
);
