//! The text for Mermaid.

use std::fmt::Write as _;

use super::model::{Line, Model, Row};

pub(super) fn write(model: &Model) -> String {
    let mut text = "erDiagram\n".to_owned();
    for (at, table) in model.tables.iter().enumerate() {
        let _ = writeln!(text, "    t{}[\"{}\"] {{", at + 1, quoted(&table.name));
        for row in &table.columns {
            let _ = writeln!(text, "        {}", column(row));
        }
        text.push_str("    }\n");
    }
    for line in &model.keys {
        let _ = writeln!(
            text,
            "    t{} {} t{} : \"{}\"",
            line.parent + 1,
            arrow(line),
            line.child + 1,
            quoted(&line.label)
        );
    }
    text
}

/// `TYPE name PK, FK "the name itself"`
fn column(row: &Row) -> String {
    let (declared, name) = (word(&row.declared), word(&row.name));
    let marks = [(row.is_key, "PK"), (row.is_reference, "FK"), (row.is_unique, "UK")];
    let marks: Vec<_> = marks.iter().filter(|(has, _)| *has).map(|(_, mark)| *mark).collect();
    let mut text = format!("{declared} {name}");
    if !marks.is_empty() {
        text.push(' ');
        text.push_str(&marks.join(", "));
    }
    if name != row.name {
        let _ = write!(text, " \"{}\"", quoted(&row.name));
    }
    text
}

/// Parent, line, child.
fn arrow(line: &Line) -> String {
    let parent = if line.is_optional { "|o" } else { "||" };
    let middle = if line.is_identifying { "--" } else { ".." };
    let child = if line.is_unique { "o|" } else { "o{" };
    format!("{parent}{middle}{child}")
}

/// A name or a type as one word, which begins with a letter.
fn word(text: &str) -> String {
    let mut word: String = text
        .chars()
        .map(|char| if char.is_ascii_alphanumeric() || "_-()".contains(char) { char } else { '_' })
        .collect();
    if !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        word.insert_str(0, if word.is_empty() { "any" } else { "c" });
    }
    word
}

/// What may stand between quotes, where Mermaid has codes for characters and no escapes.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' | '#' | ';' | '<' | '>' | '&' | '`' | '\\' | '[' | ']' | '{' | '}' => {
                let _ = write!(quoted, "#{};", u32::from(char));
            }
            char if char.is_control() || is_invisible(char) => quoted.push(' '),
            char => quoted.push(char),
        }
    }
    if quoted.trim().is_empty() { "(no name)".to_owned() } else { quoted }
}

/// Marks that change the direction of the text around them, and what has no width.
pub(super) const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_words() {
        assert_eq!(["a b", "1", "", "DECIMAL(10,2)", "ä\"}"].map(word), ["a_b", "c1", "any", "DECIMAL(10_2)", "c___"]);
        assert_eq!(quoted("a\"]{\n\u{202e}#"), "a#34;#93;#123;  #35;");
    }
}
