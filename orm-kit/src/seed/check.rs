//! What the checks of a table allow for a column alone: a list, a range, a length. Every other check is left to SQLite.

use orm_sqlite::migrate::Table;
use orm_sqlite::value::Value;

/// What is known of the values of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Allowed {
    /// The only values.
    pub(super) values: Option<Vec<Value>>,
    pub(super) low: Option<Bound>,
    pub(super) high: Option<Bound>,
    pub(super) shortest: Option<usize>,
    pub(super) longest: Option<usize>,
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    /// As an integer, if it is one.
    pub(super) integer: Option<i64>,
    pub(super) real: f64,
    /// Whether the end itself is allowed.
    pub(super) included: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A keyword or a name; in quotes only a name.
    Word(String),
    Quoted(String),
    Number(String),
    Text(String),
    Symbol(String),
}

impl Token {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Word(own) => own.eq_ignore_ascii_case(word),
            Self::Symbol(own) => own == word,
            _ => false,
        }
    }

    fn names(&self, column: &str) -> bool {
        matches!(self, Self::Word(name) | Self::Quoted(name) if name.eq_ignore_ascii_case(column))
    }
}

/// What all checks of a table say of one column.
pub(super) fn allowed(table: &Table, column: &str) -> Allowed {
    let mut allowed = Allowed::default();
    for check in &table.checks {
        for part in conjuncts(&tokens(check.expr.as_str())) {
            read(&part, column, &mut allowed);
        }
    }
    allowed
}

/// The columns of a table that stand in a check.
pub(super) fn columns<'a>(table: &'a Table, check: &str) -> impl Iterator<Item = &'a str> {
    let tokens = tokens(check);
    let named = move |name: &&str| tokens.iter().any(|token| token.names(name));
    table.columns.iter().map(|column| column.name.as_str()).filter(named)
}

/// The parts of a condition that all have to be true.
fn conjuncts(all: &[Token]) -> Vec<Vec<Token>> {
    let inner = without_parentheses(all);
    let (parts, found) = split(inner, "AND");
    if found {
        return parts.into_iter().flat_map(conjuncts).collect();
    }
    // `x IS NULL OR ..`: what is not NULL fulfils the rest.
    let (parts, found) = split(inner, "OR");
    if let (true, [one, other]) = (found, &parts[..]) {
        let is_null =
            |part: &[Token]| matches!(without_parentheses(part), [_, is, null] if is.is("IS") && null.is("NULL"));
        return match (is_null(one), is_null(other)) {
            (true, false) => conjuncts(other),
            (false, true) => conjuncts(one),
            _ => Vec::new(),
        };
    }
    vec![inner.to_vec()]
}

/// Splits at a word outside of parentheses; the `AND` of a `BETWEEN` belongs to it.
fn split<'t>(all: &'t [Token], word: &str) -> (Vec<&'t [Token]>, bool) {
    let (mut parts, mut start, mut depth, mut between) = (Vec::new(), 0, 0_usize, false);
    for (at, token) in all.iter().enumerate() {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is("BETWEEN") {
            between = true;
        } else if depth == 0 && between && token.is("AND") {
            between = false;
        } else if depth == 0 && token.is(word) {
            parts.push(&all[start..at]);
            start = at + 1;
        }
    }
    parts.push(&all[start..]);
    let found = parts.len() > 1;
    (parts, found)
}

/// Without the parentheses around all of it.
fn without_parentheses(all: &[Token]) -> &[Token] {
    let [first, inner @ .., last] = all else { return all };
    if !first.is("(") || !last.is(")") {
        return all;
    }
    let mut depth = 1_usize;
    for token in inner {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth -= 1;
        }
        if depth == 0 {
            return all;
        }
    }
    without_parentheses(inner)
}

/// One comparison.
fn read(part: &[Token], column: &str, allowed: &mut Allowed) {
    match part {
        [length, open, name, close, op, rest @ ..]
            if length.is("length") && open.is("(") && name.names(column) && close.is(")") =>
        {
            if let Some(Value::Integer(length)) = literal(rest)
                && let Ok(length) = usize::try_from(length)
            {
                read_length(op, length, allowed);
            }
        }
        [name, word, list @ ..] if name.names(column) && word.is("IN") => {
            let (items, _) = split_commas(without_parentheses(list));
            let values: Option<Vec<Value>> = items.into_iter().map(literal).collect();
            allowed.values = values.filter(|values| !values.is_empty()).or(allowed.values.take());
        }
        [name, word, range @ ..] if name.names(column) && word.is("BETWEEN") => {
            if let Some(at) = range.iter().position(|token| token.is("AND")) {
                bound(&Token::Symbol(">=".to_owned()), &range[..at], allowed);
                bound(&Token::Symbol("<=".to_owned()), &range[at + 1..], allowed);
            }
        }
        [name, op, rest @ ..] if name.names(column) => bound(op, rest, allowed),
        [rest @ .., op, name] if name.names(column) => {
            let turned = [("<", ">"), ("<=", ">="), (">", "<"), (">=", "<="), ("=", "="), ("==", "=")];
            if let Some((_, op)) = turned.iter().find(|(own, _)| op.is(own)) {
                bound(&Token::Symbol((*op).to_owned()), rest, allowed);
            }
        }
        _ => {}
    }
}

fn read_length(op: &Token, length: usize, allowed: &mut Allowed) {
    if op.is("=") || op.is("==") {
        (allowed.shortest, allowed.longest) = (Some(length), Some(length));
    } else if op.is("<=") {
        allowed.longest = Some(length);
    } else if op.is("<") {
        allowed.longest = Some(length.saturating_sub(1));
    } else if op.is(">=") {
        allowed.shortest = Some(length);
    } else if op.is(">") {
        allowed.shortest = Some(length + 1);
    }
}

fn bound(op: &Token, rest: &[Token], allowed: &mut Allowed) {
    let Some(value) = literal(rest) else { return };
    if op.is("=") || op.is("==") {
        allowed.values = Some(vec![value]);
        return;
    }
    let (integer, real) = match value {
        #[expect(clippy::cast_precision_loss, reason = "the end of a range of made-up numbers")]
        Value::Integer(integer) => (Some(integer), integer as f64),
        Value::Real(real) => (None, real),
        // `name <> ''` wants a text, whatever it is.
        Value::Text(text) if text.is_empty() && (op.is("<>") || op.is("!=") || op.is(">")) => {
            allowed.shortest = allowed.shortest.or(Some(1));
            return;
        }
        _ => return,
    };
    let end = |included| Some(Bound { integer, real, included });
    if op.is(">") || op.is(">=") {
        allowed.low = end(op.is(">="));
    } else if op.is("<") || op.is("<=") {
        allowed.high = end(op.is("<="));
    }
}

fn split_commas(all: &[Token]) -> (Vec<&[Token]>, bool) {
    split(all, ",")
}

/// A literal, with a sign or parentheses around it.
fn literal(all: &[Token]) -> Option<Value> {
    match without_parentheses(all) {
        [Token::Text(text)] => Some(Value::Text(text.clone())),
        [Token::Number(number)] => self::number(number),
        [sign, Token::Number(number)] if sign.is("-") => self::number(&format!("-{number}")),
        [sign, Token::Number(number)] if sign.is("+") => self::number(number),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    text.parse().map(Value::Integer).or_else(|_| text.parse().map(Value::Real)).ok()
}

/// The words of a condition that SQLite has taken.
fn tokens(sql: &str) -> Vec<Token> {
    let chars: Vec<char> = sql.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let run = |belongs: fn(char) -> bool| rest.iter().take_while(|char| belongs(**char)).count();
        match rest[0] {
            char if char.is_whitespace() => at += 1,
            '-' if rest.get(1) == Some(&'-') => at += rest.iter().take_while(|char| **char != '\n').count(),
            '/' if rest.get(1) == Some(&'*') => {
                let end = rest.windows(2).skip(2).position(|pair| pair == ['*', '/']);
                at += end.map_or(rest.len(), |end| end + 4);
            }
            quote @ ('\'' | '"' | '`' | '[') => {
                let (text, length) = quoted(rest, if quote == '[' { ']' } else { quote });
                tokens.push(if quote == '\'' { Token::Text(text) } else { Token::Quoted(text) });
                at += length;
            }
            char if char.is_ascii_digit() => {
                let length = run(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_'));
                tokens.push(Token::Number(rest[..length].iter().collect()));
                at += length;
            }
            char if is_word(char) => {
                let length = run(is_word);
                tokens.push(Token::Word(rest[..length].iter().collect()));
                at += length;
            }
            _ => {
                let pair: String = rest.iter().take(2).collect();
                let length = if ["<=", ">=", "<>", "!=", "==", "||"].contains(&pair.as_str()) { 2 } else { 1 };
                tokens.push(Token::Symbol(rest[..length].iter().collect()));
                at += length;
            }
        }
    }
    tokens
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$' || !char.is_ascii()
}

/// The text within quotes, where a doubled quote is one, and the length with them.
fn quoted(rest: &[char], close: char) -> (String, usize) {
    let mut text = String::new();
    let mut at = 1;
    while let Some(char) = rest.get(at) {
        at += 1;
        if *char == close {
            if close == ']' || rest.get(at) != Some(&close) {
                break;
            }
            at += 1;
        }
        text.push(*char);
    }
    (text, at)
}

#[cfg(test)]
mod tests {
    use orm_sqlite::migrate::Snapshot;

    use super::*;

    fn of(check: &str) -> Allowed {
        let snapshot = Snapshot::parse([format!("CREATE TABLE t (a, b, CHECK ({check}))")]).unwrap();
        allowed(&snapshot.tables[0], "a")
    }

    fn range(low: Option<(i64, bool)>, high: Option<(i64, bool)>) -> Allowed {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let end = |(integer, included): (i64, bool)| Bound { integer: Some(integer), real: integer as f64, included };
        Allowed { low: low.map(end), high: high.map(end), ..Allowed::default() }
    }

    #[test]
    fn lists_ranges_and_lengths_are_read() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(of("a IN ('x', 'it''s')").values, Some(vec![text("x"), text("it's")]));
        assert_eq!(of("a IS NULL OR [a] in (1, -2)").values, Some(vec![Value::Integer(1), Value::Integer(-2)]));
        assert_eq!(of("[a]>=(0) AND \"A\"<(1)"), range(Some((0, true)), Some((1, false))));
        assert_eq!(of("(a BETWEEN 1 AND 5) AND b > 3 -- AND a > 9\n"), range(Some((1, true)), Some((5, true))));
        assert_eq!(of("0 < a"), range(Some((0, false)), None));
        let lengths = of("length(a) > 2 AND length(a) <= 10");
        assert_eq!((lengths.shortest, lengths.longest), (Some(3), Some(10)));
        assert_eq!(of("a <> ''").shortest, Some(1));
    }

    #[test]
    fn what_is_not_understood_says_nothing() {
        for check in ["a > b", "a LIKE 'x%'", "a > 1 OR b > 1", "abs(a) < 3", "a IN (1, b)", "NOT (a > 1)", "b IN (1)"]
        {
            assert_eq!(of(check), Allowed::default(), "{check}");
        }
    }
}
