//! What a frame's bounds are written as: ranges of Rust.

use std::ops::{RangeFrom, RangeFull, RangeInclusive, RangeToInclusive};

use crate::ast::Distance;

/// What a frame takes: a range of distances, with an end that counts.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{FrameRange, Over};
///
/// fn sum_of(rows: impl FrameRange<i64>) -> Expr<Post, Option<i64>, Over> {
///     Post::LIKES.sum().over(window().order_by(Post::ID).rows(rows))
/// }
/// let sums = db.select::<Post>().columns((sum_of(..=0), sum_of(0..), sum_of(..), sum_of(1..=1))).all()?;
/// assert_eq!(sums[1], (Some(13), Some(8), Some(13), Some(0)));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a frame",
    label = "expected a range of distances such as `-2..=0`, `..=0`, `0..` or `..`"
)]
pub trait FrameRange<N> {
    /// The first and the last row; none where the range is open.
    #[doc(hidden)]
    fn bounds(self) -> [Option<Distance>; 2];
}

macro_rules! frame_range {
    ($($number:ty => $distance:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl FrameRange<$number> for RangeInclusive<$number> {
            fn bounds(self) -> [Option<Distance>; 2] {
                let (start, end) = self.into_inner();
                [Some(Distance::$distance(start)), Some(Distance::$distance(end))]
            }
        }

        #[diagnostic::do_not_recommend]
        impl FrameRange<$number> for RangeToInclusive<$number> {
            fn bounds(self) -> [Option<Distance>; 2] {
                [None, Some(Distance::$distance(self.end))]
            }
        }

        #[diagnostic::do_not_recommend]
        impl FrameRange<$number> for RangeFrom<$number> {
            fn bounds(self) -> [Option<Distance>; 2] {
                [Some(Distance::$distance(self.start)), None]
            }
        }
    )+};
}

frame_range!(i64 => Integer, f64 => Real);

#[diagnostic::do_not_recommend]
impl FrameRange<i64> for RangeFull {
    fn bounds(self) -> [Option<Distance>; 2] {
        [None, None]
    }
}
