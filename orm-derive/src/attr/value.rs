//! Values that several attributes share: columns of other tables, actions, checks, defaults, rename rules.

use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, Path, Token, UnOp};

use super::{Item, suggest, symbol};
use crate::ast::{Action, CheckModel, ColumnPath};
use crate::naming::RenameRule;

const ACTIONS: [(&str, Action); 5] = [
    ("cascade", Action::Cascade),
    ("restrict", Action::Restrict),
    ("no_action", Action::NoAction),
    ("set_null", Action::SetNull),
    ("set_default", Action::SetDefault),
];

impl Item<'_> {
    /// `on_delete = cascade`
    pub(crate) fn action(&self) -> syn::Result<Action> {
        let name = self.assigned("cascade", |input| input.call(Ident::parse_any))?;
        let found = ACTIONS.iter().find(|(word, _)| name == word).map(|(_, action)| *action);
        found.ok_or_else(|| {
            let hint = suggest::hint(&name.to_string(), &ACTIONS.map(|(word, _)| word), "expected one of");
            syn::Error::new_spanned(&name, format!("unknown action `{name}`{hint}"))
        })
    }

    /// `rename_all = "camelCase"`
    pub(crate) fn rename_rule(&self) -> syn::Result<RenameRule> {
        let name = self.string()?;
        RenameRule::from_name(&name.value()).ok_or_else(|| {
            let hint = suggest::hint(&name.value(), &RenameRule::NAMES, "expected one of");
            syn::Error::new_spanned(&name, format!("unknown rename rule `{}`{hint}", name.value()))
        })
    }

    /// `check = "sql"`, `check("sql")` or `check(name = "..", "sql")`
    pub(crate) fn check(&self) -> syn::Result<CheckModel> {
        if self.input.peek(Token![=]) {
            return Ok(CheckModel { name: None, sql: self.string()? });
        }
        self.parens(CHECK_FORM, |input| {
            let mut name = None;
            if input.peek(Ident) {
                let key: Ident = input.parse()?;
                if key != symbol::NAME {
                    return Err(self.wrong(CHECK_FORM));
                }
                input.parse::<Token![=]>()?;
                name = Some(input.parse()?);
                input.parse::<Token![,]>()?;
            }
            let sql = input.parse()?;
            input.parse::<Option<Token![,]>>()?;
            Ok(CheckModel { name, sql })
        })
        .map_err(|error| syn::Error::new(error.span(), format!("expected `{CHECK_FORM}`")))
    }

    /// `default = <literal, path or other constant>`
    pub(crate) fn default(&self) -> syn::Result<Expr> {
        let value = self.assigned("..", Expr::parse)?;
        constant(&value)?;
        Ok(value)
    }

    /// `references = Other::ID`
    pub(crate) fn column_path(&self) -> syn::Result<ColumnPath> {
        let path = self.path("Other::ID")?;
        column_path(path, |column| format!("references = {column}"))
    }
}

const CHECK_FORM: &str = "check(name = \"..\", \"sql\")";

/// A default is stored in the schema, so it must be known before any function runs.
fn constant(value: &Expr) -> syn::Result<()> {
    match value {
        Expr::Lit(_) | Expr::Path(_) => Ok(()),
        Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => constant(&unary.expr),
        Expr::Paren(paren) => constant(&paren.expr),
        Expr::Group(group) => constant(&group.expr),
        Expr::Reference(reference) => constant(&reference.expr),
        Expr::Cast(cast) => constant(&cast.expr),
        Expr::Binary(binary) => constant(&binary.left).and_then(|()| constant(&binary.right)),
        Expr::Call(call) if call.args.is_empty() => {
            let function = call.func.to_token_stream().to_string().replace(' ', "");
            let message =
                format!("`default` takes a literal or a constant, not a call; write `default_fn = {function}`");
            Err(syn::Error::new_spanned(value, message))
        }
        Expr::Call(_) | Expr::MethodCall(_) => Err(syn::Error::new_spanned(
            value,
            "`default` takes a literal or a constant, not a call; write `default_fn = f` with a function without arguments",
        )),
        _ => Err(syn::Error::new_spanned(
            value,
            "`default` takes a literal or a constant such as `Role::Member`; write `default_fn = f` for a computed value",
        )),
    }
}

/// Splits `Other::ID` into table and column. `form` shows a column in the attribute at hand.
pub(crate) fn column_path(path: Path, form: impl FnOnce(&str) -> String) -> syn::Result<ColumnPath> {
    let mut table = path.clone();
    let column = table.segments.pop().map(|last| last.ident);
    table.segments.pop_punct();
    match column {
        Some(_) if !table.segments.is_empty() => Ok(ColumnPath { path, table }),
        Some(only) => {
            let name = only.unraw().to_string();
            let is_type = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
            let example = if is_type { format!("{name}::ID") } else { format!("Other::{}", name.to_uppercase()) };
            let message = format!("`{name}` is not a column of a table; write `{}`", form(&example));
            Err(syn::Error::new_spanned(path, message))
        }
        None => Err(syn::Error::new(path.span(), format!("expected `{}`", form("Other::ID")))),
    }
}

/// `Other::A, Other::B`: at least one, all of one table.
pub(crate) fn path_columns(input: ParseStream<'_>, form: impl Fn(&str) -> String) -> syn::Result<Vec<ColumnPath>> {
    let expected = || format!("expected `{}`", form("Other::ID"));
    let mut columns = Vec::new();
    while !input.is_empty() && !at_end_of_list(input) {
        let path = input.call(Path::parse_mod_style).map_err(|error| syn::Error::new(error.span(), expected()))?;
        columns.push(column_path(path, &form)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    if columns.is_empty() {
        return Err(syn::Error::new(input.span(), expected()));
    }
    same_table(&columns)?;
    Ok(columns)
}

/// Several columns that act as one key are columns of one table.
pub(crate) fn same_table(columns: &[ColumnPath]) -> syn::Result<()> {
    for pair in columns.windows(2) {
        let [first, second] = [&pair[0].table, &pair[1].table].map(|table| table.to_token_stream().to_string());
        if first != second {
            let message = format!("the columns are of two tables, `{first}` and `{second}`");
            return Err(syn::Error::new_spanned(&pair[1].path, message));
        }
    }
    Ok(())
}

/// Whether a `key = value` or a key without a value follows, and no longer what stands in a list without keys.
pub(crate) fn at_key(input: ParseStream<'_>) -> bool {
    let is_flag = || input.fork().call(Ident::parse_any).is_ok_and(|word| word == symbol::WITH_DELETED);
    input.peek(Ident::peek_any) && (input.peek2(Token![=]) || !input.peek2(Token![::]) && is_flag())
}

/// The same for `key(..)` too.
fn at_end_of_list(input: ParseStream<'_>) -> bool {
    at_key(input) || input.peek(Ident::peek_any) && input.peek2(syn::token::Paren)
}

/// `a, b, c`: names of fields, at least one.
pub(super) fn fields(input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let wrong = |error: syn::Error| syn::Error::new(error.span(), "expected the name of a field");
    let mut fields = Vec::new();
    while !input.is_empty() && !at_end_of_list(input) {
        fields.push(input.call(Ident::parse_any).map_err(wrong)?);
        if !input.is_empty() {
            input.parse::<Token![,]>().map_err(wrong)?;
        }
    }
    if fields.is_empty() {
        return Err(syn::Error::new(input.span(), "expected the name of a field"));
    }
    Ok(fields)
}
