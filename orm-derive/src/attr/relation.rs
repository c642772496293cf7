//! `#[relations(..)]` on a struct.

use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, Lit, Path, Token};

use super::cell::Keys;
use super::value::fields;
use super::{Item, at_key, column_path, helper, parens, path_columns, same_table, suggest, symbol};
use crate::ast::ColumnPath;
use crate::ctxt::Ctxt;

/// What `#[relations(..)]` says; own fields are still names.
#[derive(Default)]
pub(crate) struct RelationsAttrs {
    pub(crate) keys: Keys,
    pub(crate) row: Option<Ident>,
    pub(crate) query: Option<Ident>,
    pub(crate) relations: Vec<RelationAttr>,
}

pub(crate) struct RelationAttr {
    pub(crate) ident: Ident,
    pub(crate) kind_ident: Ident,
    pub(crate) kind: KindAttr,
    pub(crate) options: Options,
}

/// What stands behind a relation's columns.
#[derive(Default)]
pub(crate) struct Options {
    /// `filter = Post::PUBLISHED.eq(true)`
    pub(crate) filter: Option<Expr>,
    /// `order_by = Post::ID.desc()`
    pub(crate) order_by: Option<Expr>,
    /// `with_deleted`
    pub(crate) with_deleted: Option<Ident>,
    /// `when(Comment::SUBJECT_TYPE = "post")`
    pub(crate) when: Option<(ColumnPath, Lit)>,
}

pub(crate) enum KindAttr {
    HasMany(Vec<ColumnPath>),
    HasOne(Vec<ColumnPath>),
    BelongsTo(Vec<Ident>),
    ManyToMany { target: Path, near: Vec<ColumnPath>, far: Vec<ColumnPath> },
    Polymorphic(PolymorphicAttr),
}

/// `polymorphic(subject_type, subject_id, Post = "post", name = Subject)`
pub(crate) struct PolymorphicAttr {
    pub(crate) type_field: Ident,
    pub(crate) id_field: Ident,
    pub(crate) targets: Vec<(Path, Lit)>,
    pub(crate) name: Option<Ident>,
}

impl RelationsAttrs {
    pub(crate) fn parse(cx: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut relations = Self::default();
        helper(cx, attrs, symbol::RELATIONS, &mut |item| relations.item(item));
        relations
    }

    fn item(&mut self, item: &Item<'_>) -> syn::Result<()> {
        match item.word.as_str() {
            symbol::ROW => {
                self.keys.once(&item.key)?;
                self.row = Some(item.ident("Name")?);
            }
            symbol::QUERY => {
                self.keys.once(&item.key)?;
                self.query = Some(item.ident("Name")?);
            }
            _ => self.relations.push(relation(item)?),
        }
        Ok(())
    }
}

/// `posts = has_many(Post::AUTHOR_ID)`
fn relation(item: &Item<'_>) -> syn::Result<RelationAttr> {
    let name = &item.word;
    let form = |example: &str| format!("{name} = {example}");
    let input = item.input;
    if input.parse::<Token![=]>().is_err() || !input.peek(Ident::peek_any) {
        return Err(item.wrong(&form("has_many(Other::COLUMN)")));
    }
    let kind_ident = input.call(Ident::parse_any)?;
    let example = match kind_ident.to_string().as_str() {
        symbol::HAS_MANY => "has_many(Other::COLUMN)",
        symbol::HAS_ONE => "has_one(Other::COLUMN)",
        symbol::BELONGS_TO => "belongs_to(field)",
        symbol::POLYMORPHIC => "polymorphic(type_field, id_field, Target = \"value\", ..)",
        symbol::MANY_TO_MANY => "many_to_many(Target, through(Link::OWN_ID, Link::TARGET_ID))",
        unknown => {
            let hint = suggest::hint(unknown, symbol::RELATION_KINDS, "expected one of");
            return Err(syn::Error::new_spanned(&kind_ident, format!("unknown relation kind `{unknown}`{hint}")));
        }
    };
    if !input.peek(syn::token::Paren) {
        return Err(item.wrong(&form(example)));
    }
    let (kind, options) =
        parens(input, |input| Ok((kind(&kind_ident, input, &form(example))?, options(&kind_ident, input)?)))?;
    Ok(RelationAttr { ident: item.key.clone(), kind_ident, kind, options })
}

fn kind(kind: &Ident, input: ParseStream<'_>, form: &str) -> syn::Result<KindAttr> {
    if input.is_empty() {
        return Err(syn::Error::new_spanned(kind, format!("expected `{form}`")));
    }
    let columns = |input| path_columns(input, |column| format!("{kind}({column})"));
    match kind.to_string().as_str() {
        symbol::HAS_MANY => columns(input).map(KindAttr::HasMany),
        symbol::HAS_ONE => columns(input).map(KindAttr::HasOne),
        symbol::BELONGS_TO => fields(input).map(KindAttr::BelongsTo).map_err(|error| {
            syn::Error::new(error.span(), format!("expected `{form}`: a field of this struct, by its name"))
        }),
        symbol::POLYMORPHIC => {
            polymorphic(input).map_err(|error| syn::Error::new(error.span(), format!("expected `{form}`")))
        }
        _ => many_to_many(input).map_err(|error| match error.to_string() {
            // What syn says of a missing token helps less than the form.
            message if message.starts_with("expected") => syn::Error::new(error.span(), format!("expected `{form}`")),
            _ => error,
        }),
    }
}

/// `filter = .., order_by = .., with_deleted`: the first two are expressions over the related table, which the compiler judges.
fn options(kind: &Ident, input: ParseStream<'_>) -> syn::Result<Options> {
    let mut options = Options { when: when(kind, input)?, ..Options::default() };
    let mut keys = Keys::default();
    while at_key(input) {
        let key = input.call(Ident::parse_any)?;
        keys.once(&key)?;
        if key == symbol::WITH_DELETED {
            if input.peek(Token![=]) {
                return Err(syn::Error::new_spanned(&key, "`with_deleted` takes no value"));
            }
            options.with_deleted = Some(key);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            continue;
        }
        input.parse::<Token![=]>()?;
        let place = match key.to_string().as_str() {
            symbol::FILTER => &mut options.filter,
            symbol::ORDER_BY => &mut options.order_by,
            unknown => {
                let hint = suggest::hint(unknown, symbol::RELATION_KEYS, "expected one of");
                return Err(syn::Error::new_spanned(&key, format!("unknown attribute `{unknown}`{hint}")));
            }
        };
        *place = Some(input.parse()?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(options)
}

/// `when(Comment::SUBJECT_TYPE = "post")`, behind the column of a key that references no one table.
fn when(kind: &Ident, input: ParseStream<'_>) -> syn::Result<Option<(ColumnPath, Lit)>> {
    let is_when = input.fork().call(Ident::parse_any).is_ok_and(|word| word == symbol::WHEN);
    if !is_when || !input.peek2(syn::token::Paren) {
        return Ok(None);
    }
    let word = input.call(Ident::parse_any)?;
    if kind != symbol::HAS_MANY && kind != symbol::HAS_ONE {
        return Err(syn::Error::new_spanned(
            &word,
            "`when` is for `has_many` and `has_one`; the other side is `polymorphic`",
        ));
    }
    let form = |column: &str| format!("when({column} = \"value\")");
    let when = parens(input, |input| {
        let wrong = |error: syn::Error| syn::Error::new(error.span(), format!("expected `{}`", form("Other::KIND")));
        let column = column_path(input.call(Path::parse_mod_style).map_err(wrong)?, form)?;
        input.parse::<Token![=]>().map_err(wrong)?;
        Ok((column, input.parse().map_err(wrong)?))
    })?;
    input.parse::<Option<Token![,]>>()?;
    Ok(Some(when))
}

/// `type_field, id_field, Target = "value", .., name = Name`
fn polymorphic(input: ParseStream<'_>) -> syn::Result<KindAttr> {
    let type_field = input.call(Ident::parse_any)?;
    input.parse::<Token![,]>()?;
    let id_field = input.call(Ident::parse_any)?;
    let mut attr = PolymorphicAttr { type_field, id_field, targets: Vec::new(), name: None };
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let target = input.call(Path::parse_mod_style)?;
        input.parse::<Token![=]>()?;
        if target.is_ident(symbol::NAME) {
            attr.name = Some(input.parse()?);
        } else {
            attr.targets.push((target, input.parse()?));
        }
    }
    if attr.targets.is_empty() {
        return Err(input.error("expected a table"));
    }
    Ok(KindAttr::Polymorphic(attr))
}

/// `Target, through(Link::A_ID, Link::B_ID)`, for composite keys `through((Link::A1, Link::A2), (Link::B1, Link::B2))`.
fn many_to_many(input: ParseStream<'_>) -> syn::Result<KindAttr> {
    let target = input.call(Path::parse_mod_style)?;
    input.parse::<Token![,]>()?;
    let through: Ident = input.parse()?;
    if through != symbol::THROUGH {
        return Err(syn::Error::new_spanned(&through, "expected `through`"));
    }
    let (near, far) = parens(input, |input| {
        let near = through_side(input)?;
        input.parse::<Token![,]>()?;
        let far = through_side(input)?;
        input.parse::<Option<Token![,]>>()?;
        Ok((near, far))
    })?;
    input.parse::<Option<Token![,]>>()?;
    same_table(&[near[0].clone(), far[0].clone()])?;
    Ok(KindAttr::ManyToMany { target, near, far })
}

fn through_side(input: ParseStream<'_>) -> syn::Result<Vec<ColumnPath>> {
    let form = |column: &str| format!("through({column}, ..)");
    if input.peek(syn::token::Paren) {
        return parens(input, |input| path_columns(input, form));
    }
    Ok(vec![column_path(input.call(Path::parse_mod_style)?, form)?])
}
