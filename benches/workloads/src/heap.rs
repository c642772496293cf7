//! A heap as it is in a program that has run for a while.
//!
//! In a fresh process all blocks lie side by side. What an allocation takes there hangs on how they happen to meet: the same
//! hundred rows were seen to take 15 % more or less, because of a change elsewhere. Blocks of many sizes, half of them
//! dropped before each batch that is timed, leave less to chance, for all sides alike.

use std::hint::black_box;

/// How many blocks are made each time.
const BLOCKS: usize = 400;

/// The largest of them is a little longer than the rows and texts of the workloads.
const LONGEST: u64 = 600;

/// The blocks that stay.
pub(crate) struct Heap {
    state: u64,
    kept: Vec<Vec<u8>>,
}

impl Heap {
    /// A heap that is stirred already, from a fixed seed.
    pub(crate) fn new() -> Self {
        let mut heap = Self { state: 0x9e37_79b9_7f4a_7c15, kept: Vec::new() };
        for _ in 0..4 {
            heap.stir();
        }
        heap
    }

    /// Leaves other holes than there were.
    pub(crate) fn stir(&mut self) {
        let made: Vec<Vec<u8>> = (0..BLOCKS)
            .map(|_| black_box(Vec::with_capacity(usize::try_from(16 + self.below(LONGEST)).expect("it is short"))))
            .collect();
        for block in made {
            if self.below(2) == 0 {
                self.kept.push(block);
            }
        }
    }

    /// A random number (xorshift).
    fn below(&mut self, limit: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % limit
    }
}

/// Lets glibc put small blocks together that were dropped, which it does at the next large allocation: after a checksum over a million
/// rows that one takes 130 million instructions, and they are not those of the operation that happens to make it.
pub(crate) fn settle() {
    drop(black_box(Vec::<u8>::with_capacity(64 << 10)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_half_of_the_blocks_stay() {
        let heap = Heap::new();
        assert!((BLOCKS..3 * BLOCKS).contains(&heap.kept.len()), "{}", heap.kept.len());
    }
}
