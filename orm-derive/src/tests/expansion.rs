//! Expansions as a person reads them, and how long they are.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use super::input;

/// An expansion, formatted.
fn pretty(derive: fn(&DeriveInput) -> TokenStream, source: &str) -> String {
    let tokens = derive(&input(source));
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion parses"))
}

/// Compares with the snapshot; the input is in its header.
fn check(name: &str, derive: fn(&DeriveInput) -> TokenStream, source: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_description(source);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, pretty(derive, source)));
}

const TWO_FIELDS: &str = "
#[table(name = \"users\")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
}";

#[test]
fn table() {
    check("table", crate::table::derive, TWO_FIELDS);
}

#[test]
fn table_with_everything() {
    let source = "
#[table(name = \"posts\", index(author_id, desc(created_at)), check(\"likes >= 0\"), insert(derive(Deserialize)))]
struct Post {
    #[column(primary_key, autoincrement)]
    id: i64,
    #[column(references = User::ID, on_delete = cascade)]
    author_id: i64,
    /// What it is called.
    #[column(name = \"headline\", unique, collate = nocase)]
    title: String,
    #[column(default = 0)]
    likes: i64,
    #[column(default_fn = Timestamp::now, on_update_fn = Timestamp::now)]
    created_at: Timestamp,
    #[column(generated(stored, \"length(headline)\"))]
    length: i64,
    r#type: Option<String>,
}";
    check("table_with_everything", crate::table::derive, source);
}

#[test]
fn table_with_boxes() {
    let source = "
#[table(name = \"rooms\", rtree(x(left, right), r#type, integer))]
pub struct Room {
    #[column(primary_key)]
    pub id: i64,
    pub left: i32,
    pub right: i32,
    pub r#type: Option<i32>,
}";
    check("table_with_boxes", |input| only_boxes(crate::table::derive(input)), source);
}

/// What an expansion has of a spatial index: its constant, and what names it or the bounds.
fn only_boxes(tokens: TokenStream) -> TokenStream {
    let file: syn::File = syn::parse2(tokens).expect("the expansion parses");
    let mut kept = TokenStream::new();
    for item in file.items {
        let syn::Item::Const(block) = item else { continue };
        let syn::Expr::Block(block) = *block.expr else { continue };
        for statement in block.block.stmts {
            let text = quote::ToTokens::to_token_stream(&statement).to_string();
            let words = ["SPATIAL :", "SpatialDef", "RoomBounds", "is_integer", "same_ends"];
            if words.iter().any(|word| text.contains(word)) {
                kept.extend(quote::ToTokens::to_token_stream(&statement));
            }
        }
    }
    kept
}

#[test]
fn view() {
    let source = "
#[view(name = \"active_users\", query = active_users)]
pub struct ActiveUser {
    #[column(primary_key, references = User::ID)]
    pub id: i64,
    pub name: Option<String>,
}";
    check("view", crate::view::derive, source);
}

/// Seventeen columns are two tuples, because the library's longest has sixteen.
#[test]
fn columns_of_a_wide_view() {
    let fields: Vec<String> = (0..17).map(|index| format!("c{index}: T{index}")).collect();
    let fields = fields.join(", ");
    let expansion = pretty(crate::view::derive, &format!("struct Wide {{ {fields} }}"));
    let columns = expansion.split("type Columns = ").nth(1).and_then(|rest| rest.split(';').next());
    let columns: String = columns.unwrap_or_default().split_whitespace().collect();
    assert_eq!(columns, "((T0,T1,T2,T3,T4,T5,T6,T7,T8,T9,T10,T11,T12,T13,T14,T15),T16,)");
}

#[test]
fn relations() {
    let source = "
#[relations(posts = has_many(Post::AUTHOR_ID), invited_by = belongs_to(invited_by_id))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = User::ID)]
    pub invited_by_id: Option<i64>,
}";
    check("relations", crate::relations::derive, source);
}

#[test]
fn shape() {
    let source = "
#[shape(of = User, params = Page)]
pub struct Card {
    pub id: i64,
    #[shape(expr = User::LOGINS.mul(2))]
    pub double: i64,
    #[shape(count(posts, Post::PUBLISHED.eq(true)))]
    pub published: i64,
    #[shape(relation = posts, filter = Post::LIKES.gt(params.likes), limit = 3)]
    pub liked: Vec<PostTitle>,
}";
    check("shape", crate::shape::derive, source);
}

#[test]
fn a_shape_with_errors_is_still_a_shape() {
    let source = "#[shape(of = User)] struct Card { #[shape(lmit = 3)] posts: Vec<Post> }";
    check("shape_fallback", crate::shape::derive, source);
}

#[test]
fn column_type_enum() {
    check(
        "column_type_enum",
        crate::column_type::derive,
        "pub enum Role { Admin, #[column_type(rename = \"m\")] Member }",
    );
}

#[test]
fn column_type_newtype() {
    check("column_type_newtype", crate::column_type::derive, "pub struct UserId(i64);");
}

#[test]
fn an_error_keeps_the_names_that_the_code_around_it_uses() {
    let source = "struct User { #[column(primary_key, uniqe)] id: i64, name: String }";
    check("fallback", crate::table::derive, source);
}

/// The expansion must stay short: it is compiled for each table. The numbers are those of today; a change that makes
/// them larger should have a reason. (12 and 4 lines are the block that asks once for each type
/// whether it can be stored, 4 for each field are its name, by which shapes ask for it.)
#[test]
fn the_expansion_does_not_grow() {
    let lines = |source: &str| pretty(crate::table::derive, source).lines().count();
    let two = lines(TWO_FIELDS);
    let three = lines(&TWO_FIELDS.replace("pub name", "pub bio: Option<String>, pub name"));
    assert!(two <= 183, "{two} lines for a table of two fields");
    assert!(three - two <= 38, "{} lines for one more field", three - two);
}
