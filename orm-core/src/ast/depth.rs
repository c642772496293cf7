//! How deep an expression is.
//!
//! A tree that is deeper than SQLite's parser goes is cut off while it is built, so that no later walk, clone or drop
//! of it overflows the stack.

use super::{Expr, Fragment, Select};

/// The greatest depth of an expression, in places of the parser's stack, of which SQLite has 2500
/// (<https://sqlite.org/limits.html>). The difference is for the statement around it. No node takes fewer than three
/// places, so that the tree is also less than 1000 nodes deep, which is SQLite's other limit.
pub(crate) const DEEPEST: usize = 2_300;

/// How many terms of an AND or OR stand beside each other: longer lists become a balanced tree, because SQLite limits
/// the depth of an expression (<https://sqlite.org/limits.html#max_expr_depth>), and a chain of n terms is n deep.
pub(crate) const CHAIN: usize = 64;

/// What most nodes add.
pub(crate) const NODE: usize = 3;
/// What the ones add whose parts stand in a list.
const LISTED: usize = 5;
/// What a select adds.
const STATEMENT: usize = 16;

/// What a list of so many terms adds to the depth of its deepest term.
pub(crate) fn of_terms(terms: usize) -> usize {
    let halvings = terms.div_ceil(CHAIN).next_power_of_two().ilog2() as usize;
    NODE * (terms.clamp(1, CHAIN) + halvings)
}

impl Expr {
    /// How deep the expression is, after it was cut off if it is too deep.
    pub(crate) fn cut(&mut self) -> usize {
        self.cut_at(self.depth())
    }

    /// As `cut`, for an expression whose depth is known.
    pub(crate) fn cut_at(&mut self, depth: usize) -> usize {
        if depth <= DEEPEST {
            return depth;
        }
        *self = Self::TooDeep;
        0
    }

    /// How deep the expression is.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Column(_)
            | Self::Ordinal(_)
            | Self::Outer(_)
            | Self::Excluded(_)
            | Self::Value(_)
            | Self::Invalid(..)
            | Self::TooDeep
            | Self::Refused(_)
            | Self::Param(_)
            | Self::ParamText(..)
            | Self::FromFn(_)
            | Self::RowId(_) => NODE,
            Self::Unary(_, operand)
            | Self::Checked(operand)
            | Self::IsTrue(operand)
            | Self::Cast(operand, _)
            | Self::Collate(operand, _)
            | Self::InList { operand, .. } => NODE + operand.depth(),
            // An operator on bits may stand in a check for overflow.
            Self::Compare(..) => LISTED + NODE,
            Self::Binary(_, left, right) => LISTED + left.depth().max(right.depth()),
            Self::All(terms) | Self::Any(terms) => of_terms(terms.len()) + deepest(terms),
            Self::Between(three) => LISTED + deepest(&**three),
            Self::Like(two, _) => LISTED + deepest(&**two),
            Self::Call(call) => LISTED + deepest(call.parts()),
            Self::Tuple(parts) => LISTED + deepest(parts),
            Self::Case(case) => {
                let branches = deepest(case.branches.iter().flatten());
                LISTED + case.otherwise.as_ref().map_or(0, |expr| expr.depth()).max(branches)
            }
            Self::Raw(raw) => LISTED + deepest(raw.fragments.iter().filter_map(Fragment::expr)),
            Self::Renamed(renamed) => NODE + renamed.expr.depth(),
            Self::Exists(select) | Self::Subquery(select) | Self::CountOf(select) => select.depth(),
            Self::InQuery { operand, select, .. } => NODE + operand.depth().max(select.depth()),
        }
    }
}

impl Select {
    fn depth(&self) -> usize {
        let mut deepest = self.inner().map(Self::depth).max().unwrap_or(0);
        self.for_each_expr(&mut |expr| deepest = deepest.max(expr.depth()));
        STATEMENT + deepest
    }
}

fn deepest<'a>(exprs: impl IntoIterator<Item = &'a Expr>) -> usize {
    exprs.into_iter().map(Expr::depth).max().unwrap_or(0)
}
