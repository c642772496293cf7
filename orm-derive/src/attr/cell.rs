//! The keys met so far: notices duplicates, and keeps the tokens that later errors point at.

use syn::Ident;
use syn::ext::IdentExt as _;

/// The keys of one struct's or field's attributes, as the user wrote them.
#[derive(Default)]
pub(crate) struct Keys(Vec<Ident>);

impl Keys {
    /// Adds a key that may be written once.
    pub(crate) fn once(&mut self, key: &Ident) -> syn::Result<()> {
        let duplicate = self.get(&key.unraw().to_string()).is_some();
        if duplicate {
            return Err(syn::Error::new_spanned(key, format!("duplicate attribute `{}`", key.unraw())));
        }
        self.0.push(key.clone());
        Ok(())
    }

    /// The key where it was written.
    pub(crate) fn get(&self, word: &str) -> Option<&Ident> {
        self.0.iter().find(|key| key.unraw() == word)
    }
}
