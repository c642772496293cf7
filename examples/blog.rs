//! Relations: what is loaded is in the type.
//!
//! ```sh
//! cargo run --example blog
//! ```

use orm_sqlite::prelude::*;
use serde::Serialize;

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "authors")]
#[relations(posts = has_many(Post::AUTHOR_ID))]
struct Author {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "posts")]
#[relations(
    author = belongs_to(author_id),
    tags   = many_to_many(Tag, through(PostTag::POST_ID, PostTag::TAG_ID)),
)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = Author::ID, on_delete = cascade, index)]
    author_id: i64,
    title: String,
    #[column(default = 0)]
    likes: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "tags")]
#[relations(posts = many_to_many(Post, through(PostTag::TAG_ID, PostTag::POST_ID)))]
struct Tag {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    label: String,
}

#[derive(Table)]
#[table(name = "post_tags", primary_key(post_id, tag_id), without_rowid)]
struct PostTag {
    #[column(references = Post::ID, on_delete = cascade)]
    post_id: i64,
    #[column(references = Tag::ID, on_delete = cascade, index)]
    tag_id: i64,
}

fn seed(db: &Database) -> Result<(), orm_sqlite::Error> {
    db.transaction(|tx| {
        let rust = tx.insert(NewTag::builder().label("rust").build()).returning().one()?;
        let sql = tx.insert(NewTag::builder().label("sql").build()).returning().one()?;
        for (name, titles) in [("Ada", ["Notes", "Engines"]), ("Edgar", ["Relations", "Normal forms"])] {
            let author = tx.insert(NewAuthor::builder().name(name).build()).returning().one()?;
            let posts = titles
                .iter()
                .zip(1..)
                .map(|(title, likes)| NewPost::builder().author_id(author.id).title(*title).likes(likes * 10).build());
            for post in tx.insert_many(posts).returning().all()? {
                let tags = if name == "Ada" { vec![rust.id] } else { vec![rust.id, sql.id] };
                let links = tags.into_iter().map(|tag_id| NewPostTag { post_id: post.id, tag_id });
                tx.insert_many(links).run()?;
            }
        }
        Ok(())
    })
}

/// Takes only posts whose author and tags are loaded: nobody can pass others.
fn headline(post: &PostRow<Author, Vec<Tag>>) -> String {
    let tags: Vec<_> = post.tags.iter().map(|tag| tag.label.as_str()).collect();
    format!("{} by {} [{}]", post.title, post.author.name, tags.join(", "))
}

#[expect(clippy::print_stdout, reason = "a program for people to look at")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Author, Post, Tag, PostTag))?;
    seed(&db)?;

    for post in db.query::<Post>().order_by(Post::TITLE).with_author().with_tags().all()? {
        println!("{}", headline(&post));
    }

    // The best post of each author who wrote about SQL, as JSON; tags are not loaded, so they are not in it.
    let authors = db
        .query::<Author>()
        .filter(Author::posts().any(Post::tags().any(Tag::LABEL.eq("sql"))))
        .with_posts_by(|posts| posts.order_by(Post::LIKES.desc()).limit(1))
        .all()?;
    println!("{}", serde_json::to_string_pretty(&authors)?);

    let busy: Vec<(String, i64)> = db
        .select::<Author>()
        .order_by((Author::posts().count().desc(), Author::NAME))
        .columns((Author::NAME, Author::posts().count()))
        .all()?;
    println!("{busy:?}");
    Ok(())
}
