//! Structs that are no structs: whatever the tokens are, the derives give an expansion that parses, or errors, and never panic.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::DeriveInput;

const SOURCES: [&str; 6] = [
    r#"#[table(name = "users", insert(derive(Debug)), index(a, desc(b), name = "i"), unique(a, b), primary_key(a, b))]
       struct User { #[column(name = "x\"y", unique, default = 7, check = "a > 1")] a: i64, #[column(references = Other::ID, on_delete = cascade)] b: Option<String> }"#,
    r"#[relations(posts = has_many(Post::AUTHOR_ID), tags = many_to_many(Tag, through(A::B, C::D)), author = belongs_to(a))]
       struct Post { #[column(primary_key)] id: i64, a: i64 }",
    r"#[shape(of = User)] struct Card { id: i64, #[shape(expr = User::A.add(1))] b: i64, #[shape(relation = posts, limit = 3)] posts: Vec<Short> }",
    r#"#[column_type(text)] enum Role { #[column_type(name = "a'b")] Admin, Member }"#,
    r#"#[table(name = "v", query = select())] struct View { r#type: i64, r#fn: Option<f64> }"#,
    r#"#[table(fts(a), rtree(x(b, c)), soft_delete = d, strict = false, crate = x::y)] struct Odd { #[column(version, sql_type = "INT")] a: u8 }"#,
];

/// Texts in the place of a literal: what would end a name, a string or a statement.
const TEXTS: [&str; 10] =
    ["", "\"", "\"; drop table x; --", "'", "\0", "\u{202e}", "a\nb", "sqlite_x", "🦀", "r#\"\"#"];

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// The tokens with some left out, doubled, exchanged or in the place of others.
fn mutated(tokens: TokenStream, random: &mut Random, words: &[TokenTree]) -> TokenStream {
    let mut changed = Vec::new();
    for token in tokens {
        let token = match token {
            TokenTree::Group(group) => {
                let inner = mutated(group.stream(), random, words);
                let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
                let delimiter = if random.below(60) == 0 { delimiters[random.below(4)] } else { group.delimiter() };
                TokenTree::Group(Group::new(delimiter, inner))
            }
            token => token,
        };
        match random.below(40) {
            0 => {}
            1 => changed.extend([token.clone(), token]),
            2 => changed.push(words[random.below(words.len())].clone()),
            3 => changed.push(TokenTree::Literal(Literal::string(TEXTS[random.below(TEXTS.len())]))),
            4 if !changed.is_empty() => {
                let at = random.below(changed.len());
                changed.insert(at, token);
            }
            _ => changed.push(token),
        }
    }
    changed.into_iter().collect()
}

fn leaves(tokens: TokenStream, into: &mut Vec<TokenTree>) {
    for token in tokens {
        match &token {
            TokenTree::Group(group) => leaves(group.stream(), into),
            _ => into.push(token),
        }
    }
}

/// What a fuzzer would call: every derive on one input.
fn expand(input: &DeriveInput) {
    for derive in DERIVES {
        let expansion = derive(input);
        let parsed = syn::parse2::<syn::File>(expansion.clone());
        assert!(parsed.is_ok(), "{}: {expansion}", input.to_token_stream());
    }
}

const DERIVES: [fn(&DeriveInput) -> TokenStream; 5] = [
    crate::table::derive,
    crate::view::derive,
    crate::relations::derive,
    crate::shape::derive,
    crate::column_type::derive,
];

#[test]
fn s27_tokens_of_any_kind_are_an_expansion_or_errors() {
    let sources: Vec<TokenStream> = SOURCES.iter().map(|source| source.parse().unwrap()).collect();
    let mut words = Vec::new();
    for source in &sources {
        leaves(source.clone(), &mut words);
    }
    let mut random = Random(7);
    let mut parsed = 0;
    for _ in 0..500 {
        let source = sources[random.below(sources.len())].clone();
        if let Ok(input) = syn::parse2::<DeriveInput>(mutated(source, &mut random, &words)) {
            expand(&input);
            parsed += 1;
        }
    }
    assert!(parsed > 50, "{parsed} of the inputs are items at all");
}
