//! Operators.

/// An operator with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `NOT x`
    Not,
    /// `x IS NULL`
    IsNull,
    /// `x IS NOT NULL`
    IsNotNull,
    /// `-x`
    Neg,
    /// `~x`
    BitNot,
}

impl UnaryOp {
    /// Whether the value is a `bool`.
    pub(crate) const fn is_predicate(self) -> bool {
        matches!(self, Self::Not | Self::IsNull | Self::IsNotNull)
    }

    /// The operator in SQL: what stands before the operand, and what after it.
    pub(crate) const fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Not => ("NOT ", ""),
            Self::IsNull => ("", " IS NULL"),
            Self::IsNotNull => ("", " IS NOT NULL"),
            Self::Neg => ("-", ""),
            Self::BitNot => ("~", ""),
        }
    }
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "`sql` shows each one")]
pub enum BinaryOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    IsNot,
    Glob,
    Match,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    BitAnd,
    BitOr,
    Shl,
    Shr,
    Concat,
    JsonGet,
    JsonExtract,
}

impl BinaryOp {
    /// Whether the value is a `bool`.
    pub(crate) const fn is_predicate(self) -> bool {
        use BinaryOp::{Eq, Ge, Glob, Gt, Is, IsNot, Le, Lt, Match, Ne};
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge | Is | IsNot | Glob | Match)
    }

    /// Whether it compares two values, and nothing is asked of them but that.
    pub(crate) const fn is_comparison(self) -> bool {
        use BinaryOp::{Eq, Ge, Gt, Is, IsNot, Le, Lt, Ne};
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge | Is | IsNot)
    }

    /// Whether the operands are taken apart into bits.
    pub(crate) const fn is_on_bits(self) -> bool {
        matches!(self, Self::BitAnd | Self::BitOr | Self::Shl | Self::Shr)
    }

    /// The operator in SQL.
    pub(crate) const fn sql(self) -> &'static str {
        match self {
            Self::Eq => " = ",
            Self::Ne => " <> ",
            Self::Lt => " < ",
            Self::Le => " <= ",
            Self::Gt => " > ",
            Self::Ge => " >= ",
            Self::Is => " IS ",
            Self::IsNot => " IS NOT ",
            Self::Glob => " GLOB ",
            Self::Match => " MATCH ",
            Self::Add => " + ",
            Self::Sub => " - ",
            Self::Mul => " * ",
            Self::Div => " / ",
            Self::Rem => " % ",
            Self::BitAnd => " & ",
            Self::BitOr => " | ",
            Self::Shl => " << ",
            Self::Shr => " >> ",
            Self::Concat => " || ",
            Self::JsonGet => " -> ",
            Self::JsonExtract => " ->> ",
        }
    }
}
