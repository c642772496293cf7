//! Errors of `#[shape(..)]`.

use super::{errors, input};

fn shape_errors(source: &str) -> Vec<String> {
    let input = input(source);
    errors(crate::shape::parse(&input).1)
}

/// The errors of a shape with the attribute `attribute` on its only field.
fn field_attr(attribute: &str) -> Vec<String> {
    shape_errors(&format!("#[shape(of = User)] struct Card {{ #[shape({attribute})] posts: Vec<PostTitle> }}"))
}

#[test]
fn fields() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("column = User::EMAIL", &[]),
        ("expr = User::LOGINS.mul(2)", &[]),
        ("expr = f::<A, B>(1, 2)", &[]),
        ("count = posts", &[]),
        ("count(posts)", &[]),
        ("count(posts,)", &[]),
        ("count(posts, Post::PUBLISHED.eq(true))", &[]),
        (
            "relation = posts, filter = Post::ID.eq(1), order_by = (Post::ID, Post::TITLE), limit = 3, offset = n, params = params.x",
            &[],
        ),
        ("relation = r#loop", &[]),
        ("colum = User::EMAIL", &["colum: unknown attribute `colum`, did you mean `column`?"]),
        ("fitler = true", &["fitler: unknown attribute `fitler`, did you mean `filter`?"]),
        ("of = User", &["of: `of` belongs to the struct"]),
        ("column", &["column: expected `column = Table::COLUMN`"]),
        ("expr(User::ID)", &["expr(User::ID): expected `expr = Table::COLUMN.add(1)`"]),
        ("limit", &["limit: expected `limit = 3`"]),
        ("count", &["count: expected `count(relation, Other::COLUMN.eq(1))`"]),
        ("count()", &["): expected `count(relation, Other::COLUMN.eq(1))`"]),
        ("count(posts Post::ID)", &["Post::ID: expected `count(relation, Other::COLUMN.eq(1))`"]),
        ("relation = \"posts\"", &["relation = \"posts\": expected `relation = name`"]),
        ("limit = 1, limit = 2", &["limit: duplicate attribute `limit`"]),
        ("expr = User::ID, column = User::ID", &["expr: `column` and `expr` cannot stand on one field"]),
        ("count = posts, filter = Post::ID.eq(1)", &["filter: `count` and `filter` cannot stand on one field"]),
        (
            "lmit = 1, expr = User::ID, offset = 1",
            &[
                "lmit: unknown attribute `lmit`, did you mean `limit`?",
                "offset: `expr` and `offset` cannot stand on one field",
            ],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(field_attr(source), *expected, "{source}");
    }
}

#[test]
fn structs() {
    let cases: &[(&str, &[&str])] = &[
        ("#[shape(of = crate::model::User, params = Page<'static>, crate = ::other)] struct Card { id: i64 }", &[]),
        ("struct Card { id: i64 }", &["Card: `Card` names no table; write `#[shape(of = Table)]` on it"]),
        ("#[shape] struct Card { id: i64 }", &["shape: expected `#[shape(..)]`"]),
        ("#[shape(off = User)] struct Card { id: i64 }", &["off: unknown attribute `off`, did you mean `of`?"]),
        ("#[shape(of = User, limit = 3)] struct Card { id: i64 }", &["limit: `limit` belongs to a field"]),
        ("#[shape(of = User, of = Post)] struct Card { id: i64 }", &["of: duplicate attribute `of`"]),
        ("#[shape(of = 3)] struct Card { id: i64 }", &["of = 3: expected `of = Table`"]),
        ("#[shape(of = User)] enum Card { A }", &["Card: `Shape` needs a struct with named fields, `Card` is an enum"]),
        (
            "#[shape(of = User)] struct Card(i64);",
            &["Card: `Shape` needs a struct with named fields, `Card` is a tuple struct"],
        ),
        ("#[shape(of = User)] struct Card {}", &["Card: `Card` has no fields, but a shape needs a column"]),
        (
            "#[shape(of = User)] struct Card<T> { id: T }",
            &["<T>: `Shape` needs a struct with named fields and without generic parameters: one struct is one shape"],
        ),
        (
            "#[shape(of = User)] struct Card { #[shape(a)] a: i64, #[shape(b)] b: i64 }",
            &[
                "a: unknown attribute `a`; expected one of `column`, `expr`, `count`, `relation`, `filter`, `order_by`, `limit`, `offset`, `params`, `with_deleted`",
                "b: unknown attribute `b`; expected one of `column`, `expr`, `count`, `relation`, `filter`, `order_by`, `limit`, `offset`, `params`, `with_deleted`",
            ],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(shape_errors(source), *expected, "{source}");
    }
}
