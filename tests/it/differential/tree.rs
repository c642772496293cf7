//! What is asked, as plain trees, and how they are drawn at random.

use super::random::Random;

/// How many columns of each type may be named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    pub(super) ints: usize,
    pub(super) texts: usize,
    /// Whether there may be a subquery over the cherries, whose own columns then come first.
    pub(super) subqueries: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Int {
    Column(usize),
    Add(Box<Self>, Right),
    Sub(Box<Self>, Right),
    Mul(Box<Self>, Right),
    Div(Box<Self>, Right),
    Rem(Box<Self>, Right),
    Neg(Box<Self>),
    Coalesce(Box<Self>, Right),
    NullIf(Box<Self>, Right),
    Case(Box<Pred>, Box<Self>, Box<Self>),
    Length(Box<Text>),
    Scalar(Total, Box<Subquery>),
}

/// The right side of an operator.
#[derive(Debug, Clone)]
pub(super) enum Right {
    Literal(i64),
    Int(Box<Int>),
}

#[derive(Debug, Clone)]
pub(super) enum Text {
    Column(usize),
    Concat(Box<Self>, Box<Self>),
    Coalesce(Box<Self>, String),
    Upper(Box<Self>),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Total {
    Count,
    Sum,
    Min,
    Max,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Distinct,
    NotDistinct,
}

#[derive(Debug, Clone)]
pub(super) enum Pred {
    Ints(Compare, Box<Int>, Right),
    Texts(Compare, Box<Text>, Box<Text>),
    Null(Box<Int>, bool),
    In(Box<Int>, Vec<i64>, bool),
    Between(Box<Int>, Right, Right),
    StartsWith(Box<Text>, String),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Exists(Box<Subquery>),
    InQuery(Box<Int>, Box<Subquery>, bool),
}

/// Cherries that a predicate keeps, and one integer of each.
#[derive(Debug, Clone)]
pub(super) struct Subquery {
    pub(super) filter: Pred,
    pub(super) shown: Int,
}

/// The columns that a subquery adds in front: two integers, one text.
pub(super) const CHERRY: (usize, usize) = (2, 1);

impl Width {
    const fn inside(self) -> Self {
        Self { ints: self.ints + CHERRY.0, texts: self.texts + CHERRY.1, subqueries: false }
    }
}

const TEXTS: [&str; 5] = ["", "a", "b", "B", "a%"];
const COMPARE: [Compare; 8] = [
    Compare::Eq,
    Compare::Ne,
    Compare::Lt,
    Compare::Le,
    Compare::Gt,
    Compare::Ge,
    Compare::Distinct,
    Compare::NotDistinct,
];

impl Random {
    pub(super) fn int(&mut self, width: Width, depth: usize) -> Int {
        if depth == 0 || self.chance(35) {
            return Int::Column(self.below(width.ints));
        }
        let depth = depth - 1;
        let left = |random: &mut Self| Box::new(random.int(width, depth));
        match self.below(if width.subqueries { 11 } else { 10 }) {
            0 => Int::Add(left(self), self.right(width, depth)),
            1 => Int::Sub(left(self), self.right(width, depth)),
            2 => Int::Mul(left(self), self.right(width, depth)),
            3 => Int::Div(left(self), self.right(width, depth)),
            4 => Int::Rem(left(self), self.right(width, depth)),
            5 => Int::Neg(left(self)),
            6 => Int::Coalesce(left(self), self.right(width, depth)),
            7 => Int::NullIf(left(self), self.right(width, depth)),
            8 => Int::Case(Box::new(self.pred(width, depth)), left(self), left(self)),
            9 => Int::Length(Box::new(self.text(width, depth))),
            _ => {
                let total = *self.pick(&[Total::Count, Total::Sum, Total::Min, Total::Max]);
                Int::Scalar(total, Box::new(self.subquery(width)))
            }
        }
    }

    fn right(&mut self, width: Width, depth: usize) -> Right {
        if self.chance(50) { Right::Literal(self.small()) } else { Right::Int(Box::new(self.int(width, depth))) }
    }

    pub(super) fn text(&mut self, width: Width, depth: usize) -> Text {
        if depth == 0 || self.chance(50) {
            return Text::Column(self.below(width.texts));
        }
        let depth = depth - 1;
        let left = |random: &mut Self| Box::new(random.text(width, depth));
        match self.below(3) {
            0 => Text::Concat(left(self), left(self)),
            1 => Text::Coalesce(left(self), (*self.pick(&TEXTS)).to_owned()),
            _ => Text::Upper(left(self)),
        }
    }

    pub(super) fn pred(&mut self, width: Width, depth: usize) -> Pred {
        let int = |random: &mut Self| Box::new(random.int(width, depth.min(2)));
        if depth > 0 && self.chance(60) {
            let inner = |random: &mut Self| Box::new(random.pred(width, depth - 1));
            return match self.below(8) {
                0..=2 => Pred::And(inner(self), inner(self)),
                3 | 4 => Pred::Or(inner(self), inner(self)),
                5 => Pred::Not(inner(self)),
                6 => Pred::All((0..self.below(4)).map(|_| *inner(self)).collect()),
                _ => Pred::Any((0..self.below(4)).map(|_| *inner(self)).collect()),
            };
        }
        match self.below(if width.subqueries { 11 } else { 8 }) {
            0 | 1 => Pred::Ints(*self.pick(&COMPARE), int(self), self.right(width, depth.min(1))),
            2 => {
                let (left, right) = (self.text(width, depth.min(2)), self.text(width, 1));
                Pred::Texts(*self.pick(&COMPARE), Box::new(left), Box::new(right))
            }
            3 => Pred::Null(int(self), self.chance(50)),
            4 | 5 => {
                let values = (0..self.below(4)).map(|_| self.small()).collect();
                Pred::In(int(self), values, self.chance(40))
            }
            6 => Pred::Between(int(self), self.right(width, 1), self.right(width, 1)),
            7 => Pred::StartsWith(Box::new(self.text(width, 1)), (*self.pick(&TEXTS)).to_owned()),
            8 | 9 => Pred::Exists(Box::new(self.subquery(width))),
            _ => Pred::InQuery(int(self), Box::new(self.subquery(width)), self.chance(40)),
        }
    }

    fn subquery(&mut self, width: Width) -> Subquery {
        let inside = width.inside();
        Subquery { filter: self.pred(inside, 2), shown: self.int(inside, 1) }
    }
}
