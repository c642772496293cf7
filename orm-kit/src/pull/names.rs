//! Names of structs. The derives make further types beside a struct, and none of all these may be called like another.

use super::ident;

/// Types of the language that fields are made of.
const TAKEN: [&str; 4] = ["Option", "String", "Vec", "Self"];

/// The names of all types of the module.
#[derive(Default)]
pub(super) struct TypeNames(Vec<String>);

impl TypeNames {
    /// A name for the struct of a table.
    pub(super) fn table(&mut self, name: &str) -> String {
        self.add(&ident::type_name(name, "Table"))
    }

    /// A name for the struct of a view.
    pub(super) fn view(&mut self, name: &str) -> String {
        self.add(&ident::type_name(name, "View"))
    }

    fn add(&mut self, wanted: &str) -> String {
        let is_free = |name: &str| {
            let family = family(name);
            !family.iter().any(|one| self.0.contains(one) || TAKEN.contains(&one.as_str()))
        };
        let name = ident::numbered(wanted, "", is_free);
        self.0.extend(family(&name));
        name
    }
}

/// The struct and what stands beside it.
fn family(name: &str) -> Vec<String> {
    let mut family = vec![name.to_owned(), format!("New{name}")];
    let endings = ["Patch", "Row", "Query", "Alias", "Bounds", "Builder"];
    family.extend(endings.iter().map(|ending| format!("{name}{ending}")));
    family.push(format!("New{name}Builder"));
    family
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_types_have_one_name() {
        let mut names = TypeNames::default();
        let tables = ["user", "User", "new_user", "user_row", "option", "", "user query"];
        let given = tables.map(|table| names.table(table));
        assert_eq!(given, ["User", "User2", "NewUser3", "UserRow2", "Option2", "Table", "UserQuery2"]);
    }
}
