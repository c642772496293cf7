//! The relations of one struct.

use heck::ToUpperCamelCase as _;
use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{DeriveInput, Expr, Ident, Lit, LitInt, LitStr, Path, Visibility};

use super::input::named_fields;
use super::{ColumnPath, TableModel};
use crate::attr::relation::{KindAttr, Options, PolymorphicAttr, RelationAttr, RelationsAttrs};
use crate::attr::{misplaced, symbol};
use crate::ctxt::Ctxt;
use crate::naming;

pub(crate) struct RelationsModel<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) crate_path: Option<Path>,
    /// `UserRow`
    pub(crate) row: Ident,
    /// `UserQuery`
    pub(crate) query: Ident,
    pub(crate) relations: Vec<RelationModel>,
    /// The table of the same struct, as far as its attributes make sense: `derive(Table)` reports their errors.
    pub(crate) table: TableModel<'a>,
}

pub(crate) struct RelationModel {
    /// `posts`
    pub(crate) ident: Ident,
    /// `User_posts`
    pub(crate) tag: Ident,
    pub(crate) kind: RelationKind,
    /// What the relation asks of its children, over their table alone.
    pub(crate) filter: Option<Expr>,
    /// The order in which they come.
    pub(crate) order_by: Option<Expr>,
    /// The word that says that deleted rows are among them.
    pub(crate) with_deleted: Option<Ident>,
    /// The column of the child that says of which type its parent is, and what it says.
    pub(crate) when: Option<(ColumnPath, TypeValue)>,
    /// Of the kind, `has_many`.
    pub(crate) span: Span,
}

pub(crate) enum RelationKind {
    /// The columns of the other table that reference this one.
    HasMany(Vec<ColumnPath>),
    HasOne(Vec<ColumnPath>),
    BelongsTo {
        /// Own columns, indices into `table.columns`.
        columns: Vec<usize>,
        /// The other table.
        table: Path,
    },
    ManyToMany {
        target: Path,
        /// The table in the middle.
        link: Path,
        /// Its columns that reference this table.
        near: Vec<ColumnPath>,
        /// Its columns that reference `target`.
        far: Vec<ColumnPath>,
    },
    Polymorphic {
        /// The own column that says which table, index into `table.columns`.
        type_column: usize,
        /// The own column that has the key.
        id_column: usize,
        targets: Vec<TargetModel>,
        /// `CommentSubject`
        name: Ident,
    },
}

/// One table of a polymorphic relation.
pub(crate) struct TargetModel {
    pub(crate) table: Path,
    /// `Post`, the table's last name.
    pub(crate) variant: Ident,
    /// What the type says.
    pub(crate) value: TypeValue,
}

/// What a column says of a row's type.
pub(crate) enum TypeValue {
    Text(LitStr),
    Integer(LitInt),
}

impl TypeValue {
    fn from_lit(cx: &Ctxt, lit: Lit) -> Option<Self> {
        match lit {
            Lit::Str(text) => Some(Self::Text(text)),
            Lit::Int(integer) => Some(Self::Integer(integer)),
            other => {
                cx.error_spanned_by(other, "expected a text or an integer, as the column stores it");
                None
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.value(),
            Self::Integer(integer) => integer.to_string(),
        }
    }
}

impl<'a> RelationsModel<'a> {
    /// `None` only where the input is no plain struct, after a report.
    pub(crate) fn from_ast(cx: &Ctxt, input: &'a DeriveInput) -> Option<Self> {
        let fields = named_fields(cx, input, "Relations")?;
        for field in fields {
            let message = "`#[relations(..)]` belongs to the struct";
            misplaced(cx, &field.attrs, symbol::RELATIONS, message);
        }
        // Errors of `#[table]`, `#[view]` and `#[column]` are told by `derive(Table)` or `derive(View)`, once.
        let silent = Ctxt::new();
        let table = TableModel::of_struct(&silent, input);
        let _: Result<(), _> = silent.check();
        let table = table?;

        let attrs = RelationsAttrs::parse(cx, &input.attrs);
        let relations = attrs.relations.into_iter().filter_map(|attr| relation(cx, &table, attr)).collect();
        let name = input.ident.unraw();
        Some(Self {
            ident: &input.ident,
            vis: &input.vis,
            crate_path: table.crate_path.clone(),
            row: attrs.row.unwrap_or_else(|| format_ident!("{name}Row", span = input.ident.span())),
            query: attrs.query.unwrap_or_else(|| format_ident!("{name}Query", span = input.ident.span())),
            relations,
            table,
        })
    }
}

fn relation(cx: &Ctxt, table: &TableModel<'_>, attr: RelationAttr) -> Option<RelationModel> {
    let kind = match attr.kind {
        KindAttr::HasMany(columns) => RelationKind::HasMany(columns),
        KindAttr::HasOne(columns) => RelationKind::HasOne(columns),
        KindAttr::BelongsTo(fields) => belongs_to(cx, table, &fields)?,
        KindAttr::ManyToMany { target, near, far } => {
            let link = near.first()?.table.clone();
            RelationKind::ManyToMany { target, link, near, far }
        }
        KindAttr::Polymorphic(polymorphic_attr) => polymorphic(cx, table, &attr.ident, polymorphic_attr)?,
    };
    let tag = format_ident!("{}_{}", table.ident.unraw(), attr.ident.unraw(), span = attr.ident.span());
    let Options { filter, order_by, with_deleted, when } = attr.options;
    let when = match when {
        Some((column, lit)) => Some((column, TypeValue::from_lit(cx, lit)?)),
        None => None,
    };
    let span = attr.kind_ident.span();
    Some(RelationModel { ident: attr.ident, tag, kind, filter, order_by, with_deleted, when, span })
}

/// The enum of a polymorphic relation has a variant for each table, called as the struct is.
fn polymorphic(cx: &Ctxt, table: &TableModel<'_>, relation: &Ident, attr: PolymorphicAttr) -> Option<RelationKind> {
    let type_column = table.column(cx, &attr.type_field);
    let id_column = table.column(cx, &attr.id_field);
    let mut targets: Vec<TargetModel> = Vec::new();
    for (path, lit) in attr.targets {
        let variant = path.segments.last()?.ident.clone();
        let value = TypeValue::from_lit(cx, lit)?;
        if targets.iter().any(|other| other.variant == variant) {
            cx.error_spanned_by(
                &path,
                format!("two tables are called `{variant}`; give one of them another name with `use .. as`"),
            );
        }
        if targets.iter().any(|other| other.value.text() == value.text()) {
            cx.error_spanned_by(&path, format!("`{}` is said of two tables", value.text()));
        }
        targets.push(TargetModel { table: path, variant, value });
    }
    let default = || {
        let name = naming::unraw(relation).to_upper_camel_case();
        format_ident!("{}{name}", table.ident.unraw(), span = relation.span())
    };
    let name = attr.name.unwrap_or_else(default);
    Some(RelationKind::Polymorphic { type_column: type_column?, id_column: id_column?, targets, name })
}

/// The target of a `belongs_to` is written where the foreign key is: at the field, or at the table for several fields.
fn belongs_to(cx: &Ctxt, table: &TableModel<'_>, fields: &[Ident]) -> Option<RelationKind> {
    let before = cx.count();
    let mut columns: Vec<usize> = Vec::new();
    for field in fields {
        let Some(column) = table.column(cx, field) else {
            continue;
        };
        if columns.contains(&column) {
            cx.error_spanned_by(field, format!("field `{}` is in the list twice", field.unraw()));
        }
        columns.push(column);
    }
    if cx.count() != before {
        return None;
    }
    if let [column] = columns[..]
        && let Some(reference) = &table.columns[column].references
    {
        let target = reference.target.clone();
        return Some(RelationKind::BelongsTo { columns, table: target.table.clone() });
    }
    let foreign_key = table.foreign_keys.iter().find(|foreign_key| {
        foreign_key.columns.len() == columns.len() && columns.iter().all(|column| foreign_key.columns.contains(column))
    });
    if let Some(foreign_key) = foreign_key {
        return Some(RelationKind::BelongsTo {
            columns: foreign_key.columns.clone(),
            table: foreign_key.table.clone(),
        });
    }
    // A reference that is there but misspelled is an error of `derive(Table)`.
    if !table.incomplete && columns.iter().all(|column| !table.columns[*column].incomplete) {
        let names: Vec<String> = fields.iter().map(naming::unraw).collect();
        let message = if let [name] = &names[..] {
            format!("field `{name}` references nothing; write `#[column(references = Other::ID)]` on it")
        } else {
            let others = vec!["Other::COLUMN"; names.len()].join(", ");
            let names = names.join(", ");
            format!(
                "no foreign key over ({names}); write `#[table(foreign_key(columns({names}), references({others})))]`"
            )
        };
        cx.error_spanned_by(fields.first(), message);
    }
    None
}
