//! Errors of `#[relations(..)]`.

use super::{relations_attr, relations_errors};

/// One attribute on a struct with the fields `id`, `team_id` and `name`.
#[test]
fn attributes() {
    let cases: &[(&str, &[&str])] = &[
        (
            "posts = has_many(Post::USER_ID), one = has_one(One::USER_ID), team = belongs_to(team_id), g = many_to_many(Group, through(M::A, M::B))",
            &[],
        ),
        ("posts = has_mny(Post::X)", &["has_mny: unknown relation kind `has_mny`, did you mean `has_many`?"]),
        ("posts = has_many", &["posts = has_many: expected `posts = has_many(Other::COLUMN)`"]),
        ("posts = has_many()", &["has_many: expected `posts = has_many(Other::COLUMN)`"]),
        ("posts = has_many(Post)", &["Post: `Post` is not a column of a table; write `has_many(Post::ID)`"]),
        (r#"posts = has_many("x")"#, &[r#""x": expected `has_many(Other::ID)`"#]),
        ("posts = has_many(Post::A, Other::B)", &["Other::B: the columns are of two tables, `Post` and `Other`"]),
        ("posts", &["posts: expected `posts = has_many(Other::COLUMN)`"]),
        ("posts(has_many(Post::A))", &["posts(has_many(Post::A)): expected `posts = has_many(Other::COLUMN)`"]),
        (
            "team = belongs_to(name)",
            &["name: field `name` references nothing; write `#[column(references = Other::ID)]` on it"],
        ),
        ("team = belongs_to(team)", &["team: `User` has no field `team`; its fields are `id`, `team_id`, `name`"]),
        (
            "team = belongs_to(Team::ID)",
            &[":: expected `team = belongs_to(field)`: a field of this struct, by its name"],
        ),
        (
            "team = belongs_to(team_id, name)",
            &[
                "team_id: no foreign key over (team_id, name); write `#[table(foreign_key(columns(team_id, name), references(Other::COLUMN, Other::COLUMN)))]`",
            ],
        ),
        ("team = belongs_to()", &["belongs_to: expected `team = belongs_to(field)`"]),
        (
            "g = many_to_many(Group)",
            &["): expected `g = many_to_many(Target, through(Link::OWN_ID, Link::TARGET_ID))`"],
        ),
        ("g = many_to_many(Group, through(A))", &["A: `A` is not a column of a table; write `through(Other::A, ..)`"]),
        (
            "g = many_to_many(Group, through(A::X))",
            &["): expected `g = many_to_many(Target, through(Link::OWN_ID, Link::TARGET_ID))`"],
        ),
        ("g = many_to_many(Group, through(A::X, B::Y))", &["B::Y: the columns are of two tables, `A` and `B`"]),
        (
            "g = many_to_many(Group, throgh(A::X, B::Y))",
            &["throgh: expected `g = many_to_many(Target, through(Link::OWN_ID, Link::TARGET_ID))`"],
        ),
        ("g = many_to_many(Group, through((A::X, A::Y), (A::Z, A::W)))", &[]),
        ("g = many_to_many(Group, through((A::X, A::Y), A::Z, A::W))", &["A::W: unexpected tokens"]),
        (
            "p = has_many(Post::A, filter = Post::B.eq(1), order_by = (Post::C.desc(), Post::A)), team = belongs_to(team_id, filter = Team::A.eq(1),)",
            &[],
        ),
        (
            "p = has_many(Post::A, fliter = Post::B.eq(1)), q = has_many(Post::A, limit = 3)",
            &[
                "fliter: unknown attribute `fliter`, did you mean `filter`?",
                "limit: unknown attribute `limit`; expected one of `filter`, `order_by`, `with_deleted`",
            ],
        ),
        ("p = has_many(Post::A, filter = A, filter = B)", &["filter: duplicate attribute `filter`"]),
        ("p = has_many(filter = A)", &["filter: expected `has_many(Other::ID)`"]),
        ("g = many_to_many(Group, through(A::X, A::Y), filter = Group::Z.eq(1), order_by = Group::Z)", &[]),
        (
            r#"s = polymorphic(name, id, Post = "post", Team = "team"), c = has_many(C::S_ID, when(C::S_TYPE = "user"), filter = C::A.eq(1)), i = polymorphic(team_id, id, Post = 1, name = Subject,)"#,
            &[],
        ),
        (
            "s = polymorphic(name, id), t = polymorphic(name)",
            &[
                "): expected `s = polymorphic(type_field, id_field, Target = \"value\", ..)`",
                "): expected `t = polymorphic(type_field, id_field, Target = \"value\", ..)`",
            ],
        ),
        (
            r#"s = polymorphic(kind, id, Post = "a", a::Post = "b", Team = "a", User = true)"#,
            &[
                "kind: `User` has no field `kind`; its fields are `id`, `team_id`, `name`",
                "a::Post: two tables are called `Post`; give one of them another name with `use .. as`",
                "Team: `a` is said of two tables",
                "true: expected a text or an integer, as the column stores it",
            ],
        ),
        (
            r#"t = belongs_to(team_id, when(Team::A = "x")), p = has_many(Post::A, when("x"))"#,
            &[
                "when: `when` is for `has_many` and `has_one`; the other side is `polymorphic`",
                r#""x": expected `when(Other::KIND = "value")`"#,
            ],
        ),
        (
            r#"s = polymorphic(name, id, Post = "a", name = User)"#,
            &["User: the enum of `s` has the name of the struct, `User`; write `name = OtherName` in it"],
        ),
        ("row = X, query = X", &["X: the row and the query type are both named `X`"]),
        ("row = User", &["User: the row type has the name of the struct, `User`; write `row = OtherName`"]),
        (
            "query = NewUser",
            &["NewUser: the query type has the name of the insert model, `NewUser`; write `query = OtherName`"],
        ),
        (r#"row = "X""#, &[r#"row = "X": expected `row = Name`"#]),
        ("row = A, row = B", &["row: duplicate attribute `row`"]),
        ("name = has_many(P::A)", &["name: relation `name` has the name of a field of `User`"]),
        (
            "into_inner = has_many(P::A), query = has_many(P::A)",
            &[
                "query = has_many(P::A): expected `query = Name`",
                "into_inner: `into_inner` is a generated or built-in function; give the relation another name",
            ],
        ),
        (
            "a = has_many(P::A), a = has_many(P::A), a_by = has_one(P::A)",
            &[
                "a: relation `a` is declared twice",
                "a_by: relations `a` and `a_by` both make the method `with_a_by`; rename one",
            ],
        ),
        ("r#type = has_many(P::A)", &[]),
        (
            "a = has_many(P::A, with_deleted, filter = P::B.eq(1)), b = many_to_many(P, through(L::A, L::P), with_deleted)",
            &[],
        ),
        ("a = has_many(with_deleted::A), b = has_one(P::A, when(P::B = 1), with_deleted,)", &[]),
        (
            "a = has_many(P::A, with_deleted, with_deleted), b = has_one(P::A, with_deleted = true)",
            &["with_deleted: duplicate attribute `with_deleted`", "with_deleted: `with_deleted` takes no value"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(relations_attr(source), *expected, "{source}");
    }
}

/// Errors of the table attributes are not told a second time.
#[test]
fn structs() {
    let cases: &[(&str, &[&str])] = &[
        ("enum E { A }", &["E: `Relations` needs a struct with named fields, `E` is an enum"]),
        ("#[relations(b = belongs_to(b_id))] struct A { #[column(refrences = B::ID)] b_id: i64 }", &[]),
        (
            "#[table(foreign_key(columns(a, b), references(O::A, O::B)))] #[relations(o = belongs_to(b, a))] struct A { a: i64, #[relations(x)] b: i64 }",
            &["relations: `#[relations(..)]` belongs to the struct"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(relations_errors(source), *expected, "{source}");
    }
}
