//! `USING module(columns, option = value)`: what a virtual table is made with.

/// What follows the name of a virtual table.
#[derive(Debug, PartialEq)]
pub(super) struct VirtualTable {
    pub(super) module: String,
    pub(super) columns: Vec<String>,
    options: Vec<(String, String)>,
}

impl VirtualTable {
    /// Nothing where it is written in a way that the library does not write.
    pub(super) fn parse(body: &str) -> Option<Self> {
        let rest = body.trim().strip_prefix("USING ").or_else(|| body.trim().strip_prefix("using "))?;
        let (module, arguments) = rest.split_once('(')?;
        let arguments = arguments.trim_end().strip_suffix(')')?;
        let mut found = Self { module: module.trim().to_owned(), columns: Vec::new(), options: Vec::new() };
        for argument in split(arguments) {
            match argument
                .split_once('=')
                .filter(|(name, _)| name.trim().chars().all(|char| char.is_alphanumeric() || char == '_'))
            {
                Some((name, value)) => found.options.push((name.trim().to_ascii_lowercase(), unquoted(value.trim()))),
                None => found.columns.push(unquoted(argument.trim())),
            }
        }
        Some(found)
    }

    pub(super) fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Splits at commas that are in no quotes.
fn split(arguments: &str) -> Vec<&str> {
    let (mut parts, mut start, mut open) = (Vec::new(), 0, None);
    for (at, char) in arguments.char_indices() {
        match open {
            // A doubled quote closes and opens again.
            Some(quote) if char == quote => open = None,
            None if matches!(char, '"' | '\'' | '`') => open = Some(char),
            None if char == '[' => open = Some(']'),
            None if char == ',' => {
                parts.push(&arguments[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&arguments[start..]);
    parts
}

fn unquoted(text: &str) -> String {
    match text.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => until_quote(&text[1..], quote).0,
        Some('[') => text[1..].trim_end_matches(']').to_owned(),
        _ => text.to_owned(),
    }
}

/// What stands before the quote that closes a text, in which a doubled one is one, and what is behind it.
pub(super) fn until_quote(text: &str, quote: char) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        if char == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return (value, &text[at + char.len_utf8()..]);
        }
        value.push(char);
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_options_are_told_apart() {
        let found =
            VirtualTable::parse("USING fts5(\"ti\"\"tle\", [a, b], c, content='no''tes', columnsize=0)").unwrap();
        assert_eq!((found.module.as_str(), found.option("content")), ("fts5", Some("no'tes")));
        assert_eq!(found.columns, ["ti\"tle", "a, b", "c"]);
        assert_eq!((found.option("columnsize"), found.option("prefix")), (Some("0"), None));
        assert_eq!(VirtualTable::parse("USING dbstat"), None);
    }
}
