//! The operations of a process, as the shim wrote them down.

use std::fs;
use std::path::Path;

use super::runner::DONE;

/// What was done to the files of one folder. Names are those in the folder; the folder itself has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Op {
    Open { file: u32, name: String, truncate: bool },
    Write { file: u32, offset: usize, data: Vec<u8> },
    Truncate { file: u32, length: usize },
    Sync { file: u32 },
    Unlink { name: String },
    Close,
}

impl Op {
    /// Whether a loss of power could show that it was done.
    pub(crate) const fn is_lasting(&self) -> bool {
        !matches!(self, Self::Close)
    }

    /// How many steps the process takes for done from here on, if this is a mark.
    pub(crate) fn acknowledged(&self) -> Option<usize> {
        let Self::Unlink { name } = self else { return None };
        name.strip_prefix(DONE)?.parse().ok()
    }
}

/// `O_TRUNC` of Linux.
const TRUNCATE: u64 = 0o1000;
const HEAD: usize = 24;

/// Reads a log.
pub(crate) fn read(log: &Path, folder: &Path) -> Vec<Op> {
    let bytes = fs::read(log).unwrap();
    let mut rest = bytes.as_slice();
    let mut ops = Vec::new();
    while let Some((head, body)) = rest.split_at_checked(HEAD) {
        let small = |at: usize| u32::from_ne_bytes(head[at..at + 4].try_into().unwrap());
        let large = |at: usize| u64::from_ne_bytes(head[at..at + 8].try_into().unwrap());
        let (kind, file, offset) = (small(0), small(4), large(8));
        let (data, after) = body.split_at(usize::try_from(large(16)).unwrap());
        rest = after;
        let offset_in_file = || usize::try_from(offset).unwrap();
        let name = || {
            let path = Path::new(std::str::from_utf8(data).unwrap());
            path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()
        };
        // The order is that of the shim.
        ops.push(match kind {
            0 => Op::Open { file, name: name(), truncate: offset & TRUNCATE != 0 },
            1 => Op::Write { file, offset: offset_in_file(), data: data.to_vec() },
            2 => Op::Truncate { file, length: offset_in_file() },
            3 => Op::Sync { file },
            4 => Op::Unlink { name: name() },
            5 => Op::Close,
            other => panic!("an operation that a replay does not know: {other}"),
        });
    }
    ops
}
