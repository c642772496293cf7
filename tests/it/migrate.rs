//! Migrations: the schema as data, and what leads from one to another.

mod inspect;
