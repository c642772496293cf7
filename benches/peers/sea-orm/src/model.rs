//! The entities.

pub(crate) mod comment;
pub(crate) mod measurement;
pub(crate) mod post;
pub(crate) mod user;

workloads::checksums!(user: user::Model, post: post::Model, comment: comment::Model, measurement: measurement::Model);
