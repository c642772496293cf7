//! A struct that is loaded from a table.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{DeriveInput, Expr, Ident, Path, Type, Visibility};

use super::input::named_fields;
use crate::attr::shape::{FieldAttrs, ShapeAttrs};
use crate::attr::symbol;
use crate::ctxt::Ctxt;

pub(crate) struct ShapeModel<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) crate_path: Option<Path>,
    /// The table.
    pub(crate) of: Path,
    /// The type of the values that the attributes take at run time.
    pub(crate) params: Option<Type>,
    pub(crate) fields: Vec<FieldModel<'a>>,
}

pub(crate) struct FieldModel<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) filled: Filled,
}

/// What fills a field.
pub(crate) enum Filled {
    /// The column or the relation with the field's name: the types decide.
    ByName,
    /// `column = User::EMAIL`
    Column(Expr),
    /// `expr = User::LOGINS.mul(2)`
    Computed(Expr),
    /// `count = posts`
    Count(CountModel),
    /// A relation, with what its attributes say.
    Related(Box<RelatedModel>),
}

pub(crate) struct CountModel {
    pub(crate) relation: Ident,
    pub(crate) filter: Option<Expr>,
    /// Of the word `count`.
    pub(crate) span: Span,
}

pub(crate) struct RelatedModel {
    pub(crate) relation: Ident,
    pub(crate) filter: Option<Expr>,
    pub(crate) order_by: Option<Expr>,
    pub(crate) limit: Option<Expr>,
    pub(crate) offset: Option<Expr>,
    pub(crate) params: Option<Expr>,
    /// The word that says that deleted rows are loaded too.
    pub(crate) with_deleted: Option<Ident>,
}

impl<'a> ShapeModel<'a> {
    /// `None` where the input is no plain struct or names no table, after a report.
    pub(crate) fn from_ast(cx: &Ctxt, input: &'a DeriveInput) -> Option<Self> {
        let before = cx.count();
        let attrs = ShapeAttrs::parse(cx, &input.attrs);
        let fields = named_fields(cx, input, "Shape")?;
        if attrs.of.is_none() && cx.count() == before {
            let message = format!("`{}` names no table; write `#[shape(of = Table)]` on it", input.ident.unraw());
            cx.error_spanned_by(&input.ident, message);
        }
        let fields = fields.into_iter().filter_map(|field| {
            let ident = field.ident.as_ref()?;
            Some(FieldModel { ident, ty: &field.ty, filled: filled(cx, ident, FieldAttrs::parse(cx, &field.attrs)) })
        });
        let fields = fields.collect();
        Some(Self {
            ident: &input.ident,
            vis: &input.vis,
            crate_path: attrs.crate_path,
            of: attrs.of?,
            params: attrs.params,
            fields,
        })
    }
}

/// A field is filled in one way.
fn filled(cx: &Ctxt, field: &Ident, attrs: FieldAttrs) -> Filled {
    let key = |word: &&&str| attrs.keys.get(word);
    let ways: Vec<&Ident> = symbol::FILLED_KEYS.iter().filter_map(|word| key(&word)).collect();
    let related = symbol::RELATED_KEYS.iter().find_map(|word| key(&word));
    for other in ways.iter().skip(1).copied().chain(related.filter(|_| !ways.is_empty())) {
        let message = format!("`{}` and `{}` cannot stand on one field", ways[0].unraw(), other.unraw());
        cx.error_spanned_by(other, message);
    }
    if let Some(column) = attrs.column {
        return Filled::Column(column);
    }
    if let Some(expr) = attrs.expr {
        return Filled::Computed(expr);
    }
    let span = attrs.keys.get(symbol::COUNT).map_or_else(Span::call_site, Ident::span);
    if let Some((relation, filter)) = attrs.count {
        return Filled::Count(CountModel { relation, filter, span });
    }
    if related.is_none() {
        return Filled::ByName;
    }
    Filled::Related(Box::new(RelatedModel {
        relation: attrs.relation.unwrap_or_else(|| field.clone()),
        filter: attrs.filter,
        order_by: attrs.order_by,
        limit: attrs.limit,
        offset: attrs.offset,
        params: attrs.params,
        with_deleted: attrs.keys.get(symbol::WITH_DELETED).filter(|_| attrs.with_deleted).cloned(),
    }))
}
