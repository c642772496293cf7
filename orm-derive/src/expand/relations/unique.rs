//! Whether the columns of a `has_one` are unique: in all rows, or in those that the relation's own condition leaves.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprMethodCall, Lit, LitStr, Path, UnOp};

use crate::ast::{RelationKind, RelationModel, TypeValue};

/// `has_one` needs a column that is unique: a second row would be lost without a word.
///
/// Expands to:
///
/// ```text
/// const _: () = if !_orm::is_unique_where(&Address::__SCHEMA, &[Address::USER_ID.index()], &[
///     &[_orm::Term::Column(Address::MAIN.index()), _orm::Term::Sql("= 1")],
/// ], false) { .. };
/// ```
pub(super) fn check(relation: &RelationModel) -> Option<TokenStream> {
    let RelationKind::HasOne(columns) = &relation.kind else {
        return None;
    };
    let first = columns.first()?;
    let table = &first.table;
    let when = relation.when.as_ref().map(|(column, _)| column);
    let paths: Vec<_> = columns.iter().chain(when).map(|column| &column.path).collect();
    let written = paths.iter().map(|path| quote!(#path).to_string().replace(' ', "")).collect::<Vec<_>>().join(", ");
    let nowhere =
        format!("`has_one` needs a unique column, and `{written}` is not; use `has_many`, or make it `unique`");
    let partly = format!(
        "`has_one` needs a unique column, and `{written}` is unique only `where` its index says; give the relation the same \
         condition, as `filter = {table}::COLUMN.eq(value)`, or use `has_many`",
        table = quote!(#table).to_string().replace(' ', "")
    );
    let mut conditions = Vec::new();
    if let Some((column, value)) = &relation.when {
        let (path, value) = (&column.path, literal(value));
        let sql = format!("= {value}");
        conditions.push(vec![Term::Column(path.clone()), Term::Sql(sql)]);
    }
    if let Some(filter) = &relation.filter {
        parts(filter, &mut conditions);
    }
    let conditions = conditions.iter().map(|terms| quote!(&[#(#terms),*]));
    let columns = quote!(&[#(#paths.index()),*]);
    let with_deleted = relation.with_deleted.is_some();
    Some(quote_spanned! {first.path.span()=>
        const _: () = if !_orm::is_unique_where(&#table::__SCHEMA, #columns, &[#(#conditions),*], #with_deleted) {
            if _orm::is_partly_unique(&#table::__SCHEMA, #columns) { _orm::panic!(#partly) }
            _orm::panic!(#nowhere)
        };
    })
}

/// A part of a condition: a column, or SQL.
enum Term {
    Column(Path),
    Sql(String),
}

impl quote::ToTokens for Term {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Column(path) => quote!(_orm::Term::Column(#path.index())),
            Self::Sql(sql) => quote!(_orm::Term::Sql(#sql)),
        });
    }
}

/// What a filter asks, each part for itself. A part that is not understood here only leaves out further rows.
fn parts(filter: &Expr, conditions: &mut Vec<Vec<Term>>) {
    match filter {
        Expr::Paren(inner) => parts(&inner.expr, conditions),
        Expr::Group(inner) => parts(&inner.expr, conditions),
        Expr::MethodCall(call) if call.method == "and" && call.args.len() == 1 => {
            parts(&call.receiver, conditions);
            call.args.iter().for_each(|right| parts(right, conditions));
        }
        Expr::MethodCall(call) => conditions.extend(comparison(call).or_else(|| raw(call))),
        Expr::Call(call) if matches!(&*call.func, Expr::Path(path) if is_named(&path.path, "all_of")) => {
            if let Some(Expr::Array(list)) = call.args.first() {
                list.elems.iter().for_each(|part| parts(part, conditions));
            }
        }
        _ => {}
    }
}

/// `Address::MAIN.eq(true)`
fn comparison(call: &ExprMethodCall) -> Option<Vec<Term>> {
    let Expr::Path(column) = &*call.receiver else {
        return None;
    };
    let operator = match call.method.to_string().as_str() {
        "eq" => "=",
        "ne" => "<>",
        "lt" => "<",
        "le" => "<=",
        "gt" => ">",
        "ge" => ">=",
        "is_null" => "is null",
        "is_not_null" => "is not null",
        _ => return None,
    };
    let sql = match call.args.first() {
        Some(value) => format!("{operator} {}", value_sql(value)?),
        None => operator.to_owned(),
    };
    Some(vec![Term::Column(column.path.clone()), Term::Sql(sql)])
}

/// A literal of Rust as SQL writes it.
fn value_sql(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(value) => match &value.lit {
            Lit::Bool(value) => Some(i32::from(value.value).to_string()),
            Lit::Int(value) => Some(value.base10_digits().to_owned()),
            Lit::Str(value) => Some(text(&value.value())),
            _ => None,
        },
        Expr::Unary(negative) if matches!(negative.op, UnOp::Neg(_)) => {
            Some(format!("-{}", value_sql(&negative.expr)?))
        }
        _ => None,
    }
}

fn literal(value: &TypeValue) -> String {
    match value {
        TypeValue::Text(value) => text(&value.value()),
        TypeValue::Integer(value) => value.base10_digits().to_owned(),
    }
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// `sql!("{Address::MAIN} = 1").expr()`, with nothing but columns between the braces.
fn raw(call: &ExprMethodCall) -> Option<Vec<Term>> {
    let Expr::Macro(sql) = &*call.receiver else {
        return None;
    };
    if call.method != "expr" || !is_named(&sql.mac.path, "sql") {
        return None;
    }
    let text = syn::parse2::<LitStr>(sql.mac.tokens.clone()).ok()?.value();
    let (mut terms, mut rest) = (Vec::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('{') {
        let (column, behind) = after.split_once('}')?;
        terms.push(Term::Sql(before.to_owned()));
        terms.push(Term::Column(syn::parse_str(column).ok()?));
        rest = behind;
    }
    terms.push(Term::Sql(rest.to_owned()));
    Some(terms)
}

fn is_named(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}
