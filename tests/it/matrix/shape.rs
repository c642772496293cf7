//! Structs of the program's own that are loaded.

use orm_sqlite::prelude::*;

use crate::model::{Post, User, blog};

#[derive(Shape, Debug, PartialEq)]
#[shape(of = User)]
struct Name {
    id: i64,
    name: String,
}

#[test]
fn row_44_partial_select_into_user_struct() {
    let fixture = blog();
    let ada: Name = fixture.db.load::<Name>().find(1).one().unwrap();
    assert_eq!(ada, Name { id: 1, name: "Ada".to_owned() });
    assert_eq!(&*Name::load().to_sql().unwrap()[0].text, r#"SELECT "users"."id", "users"."name" FROM "users""#);
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Post)]
struct WithAuthor {
    title: String,
    author: Name,
}

#[test]
fn row_66_nested_row_type_easy_to_name() {
    fn line(post: &WithAuthor) -> String {
        format!("{} by {}", post.title, post.author.name)
    }
    let post = blog().db.load::<WithAuthor>().find(13).one().unwrap();
    assert_eq!(line(&post), "Reply by Bob");
}

#[test]
fn row_67_partial_columns_typed_exactly_inside_relations() {
    let fixture = blog();
    let posts = fixture.db.query::<Post>().with_author_by(|_| Name::load()).order_by(Post::ID).all().unwrap();
    let authors: Vec<Name> = posts.into_iter().map(|post| post.author).collect();
    let by_hand = fixture.rows("select u.id, u.name from posts p join users u on u.id = author_id order by p.id");
    assert_eq!(authors.iter().map(|author| format!("{}|{}", author.id, author.name)).collect::<Vec<_>>(), by_hand);
}
