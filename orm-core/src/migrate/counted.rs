//! Numbers of things, in messages.

use std::fmt::Display;

/// A number with its noun: `1 row`, `2 rows`.
#[doc(hidden)]
pub fn counted<N: Copy + Display + From<u8> + PartialEq>(count: N, noun: &str) -> String {
    format!("{count} {noun}{}", if count == N::from(1) { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_no_plural_and_none_is() {
        assert_eq!([0, 1, 2, -1].map(|count: i64| counted(count, "row")), ["0 rows", "1 row", "2 rows", "-1 rows"]);
    }
}
