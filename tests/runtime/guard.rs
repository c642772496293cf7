//! What keeps a program safe from a file, a statement or a URL that it did not make.

mod attach;
mod location;
mod untrusted;
