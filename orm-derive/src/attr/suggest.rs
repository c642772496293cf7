//! Did you mean ..?

/// The end of an error message: did you mean the candidate that is near, else `otherwise` and all candidates.
pub(crate) fn hint<S: AsRef<str>>(word: &str, candidates: &[S], otherwise: &str) -> String {
    hint_with(word, candidates, &[], otherwise)
}

/// The same where one of `rarely` may have been meant too, if no candidate is near.
pub(crate) fn hint_with<S: AsRef<str>>(word: &str, candidates: &[S], rarely: &[&str], otherwise: &str) -> String {
    match nearest(word, candidates).or_else(|| nearest(word, rarely)) {
        Some(near) => format!(", did you mean `{near}`?"),
        None => format!("; {otherwise} {}", list(candidates)),
    }
}

/// `` `a`, `b`, `c` ``
pub(crate) fn list<S: AsRef<str>>(words: &[S]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    quoted.join(", ")
}

/// The candidate with the fewest edits, at most a third of the word's letters.
fn nearest<'a, S: AsRef<str>>(word: &str, candidates: &'a [S]) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .iter()
        .map(|candidate| (distance(word, candidate.as_ref()), candidate.as_ref()))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .map(|(_, candidate)| candidate)
}

/// Edits between two words, regardless of case; two swapped neighbours are one edit.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, hint, nearest};

    #[test]
    fn distances() {
        assert_eq!(distance("uniqe", "unique"), 1);
        assert_eq!(distance("emial", "email"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("Name", "name"), 0);
    }

    #[test]
    fn only_near_words() {
        assert_eq!(nearest("primry_key", &["unique", "primary_key"]), Some("primary_key"));
        assert_eq!(nearest("foo", &["unique", "index"]), None);
        assert_eq!(nearest("x", &["y"]), None);
        assert_eq!(hint("foo", &["a", "bcd"], "expected one of"), "; expected one of `a`, `bcd`");
    }
}
