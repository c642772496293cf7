//! A disk of which power is lost: what was synced is there, and of the rest whatever chance leaves.
//!
//! A file is synced by itself, and its name by its folder. Names reach the disk in their order; writes in any, and in parts of a
//! sector, which hold the old bytes, the new ones, or neither.

use std::collections::BTreeMap;

use super::oplog::Op;
use crate::random::Random;

/// What a disk writes at once, or not.
const SECTOR: usize = 512;

/// The files of a folder, by name.
pub(crate) type Image = BTreeMap<String, Vec<u8>>;

/// What becomes of operations that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// All of them are lost.
    All,
    /// None is.
    Nothing,
    /// A random part is.
    Some,
    /// A random part is, and sectors of what is left.
    Torn,
}

#[derive(Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    /// The files by the shim's numbers; the folder has none.
    open: BTreeMap<u32, Option<usize>>,
    names: BTreeMap<String, usize>,
    synced_names: BTreeMap<String, usize>,
    pending_names: Vec<(String, Option<usize>)>,
}

#[derive(Default)]
struct File {
    synced: Vec<u8>,
    pending: Vec<Pending>,
}

enum Pending {
    Write { offset: usize, data: Vec<u8> },
    Truncate(usize),
}

impl Disk {
    /// With a file that has been there for long, or none.
    pub(crate) fn new(name: &str, base: Option<&[u8]>) -> Self {
        let mut disk = Self::default();
        if let Some(bytes) = base {
            disk.files.push(File { synced: bytes.to_vec(), pending: Vec::new() });
            disk.names.insert(name.to_owned(), 0);
            disk.synced_names.insert(name.to_owned(), 0);
        }
        disk
    }

    pub(crate) fn apply(&mut self, op: &Op) {
        match op {
            Op::Open { file, name, .. } if name.is_empty() => drop(self.open.insert(*file, None)),
            Op::Open { file, name, truncate } => {
                let known = self.names.get(name).copied();
                let at = known.unwrap_or_else(|| {
                    self.files.push(File::default());
                    self.name(name, Some(self.files.len() - 1));
                    self.files.len() - 1
                });
                self.open.insert(*file, Some(at));
                if *truncate && known.is_some() {
                    self.files[at].pending.push(Pending::Truncate(0));
                }
            }
            Op::Write { file, offset, data } => {
                self.file(*file).pending.push(Pending::Write { offset: *offset, data: data.clone() });
            }
            Op::Truncate { file, length } => self.file(*file).pending.push(Pending::Truncate(*length)),
            Op::Sync { file } => match self.open[file] {
                Some(at) => self.files[at].sync(),
                None => {
                    for (name, file) in self.pending_names.drain(..) {
                        set(&mut self.synced_names, &name, file);
                    }
                }
            },
            Op::Unlink { name } => self.name(name, None),
            Op::Close => {}
        }
    }

    fn name(&mut self, name: &str, file: Option<usize>) {
        set(&mut self.names, name, file);
        self.pending_names.push((name.to_owned(), file));
    }

    fn file(&mut self, number: u32) -> &mut File {
        let at = self.open[&number].unwrap();
        &mut self.files[at]
    }

    /// What a process finds after the power was lost now. The index of a WAL is in memory, and gone.
    pub(crate) fn image(&self, loss: Loss, random: &mut Random) -> Image {
        let mut names = self.synced_names.clone();
        let kept = match loss {
            Loss::All => 0,
            Loss::Nothing => self.pending_names.len(),
            Loss::Some | Loss::Torn => random.below(self.pending_names.len() + 1),
        };
        for (name, file) in &self.pending_names[..kept] {
            set(&mut names, name, *file);
        }
        // Some disks lose much, and others little.
        let percent = *random.pick(&[10, 50, 90, 98]);
        let mut image = Image::new();
        for (name, at) in names.into_iter().filter(|(name, _)| !name.ends_with("-shm")) {
            image.insert(name, self.files[at].survive(loss, percent, random));
        }
        image
    }
}

fn set(names: &mut BTreeMap<String, usize>, name: &str, file: Option<usize>) {
    match file {
        Some(file) => drop(names.insert(name.to_owned(), file)),
        None => drop(names.remove(name)),
    }
}

impl File {
    fn sync(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            pending.reach(&mut self.synced);
        }
    }

    fn survive(&self, loss: Loss, percent: usize, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        for pending in &self.pending {
            let stays = match loss {
                Loss::All => false,
                Loss::Nothing => true,
                Loss::Some | Loss::Torn => random.chance(percent),
            };
            match pending {
                _ if !stays => {}
                Pending::Write { offset, data } if loss == Loss::Torn && random.chance(50) => {
                    tear(&mut bytes, *offset, data, random);
                }
                pending => pending.reach(&mut bytes),
            }
        }
        bytes
    }
}

impl Pending {
    fn reach(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, data } => {
                let end = offset + data.len();
                bytes.resize(bytes.len().max(end), 0);
                bytes[*offset..end].copy_from_slice(data);
            }
            Self::Truncate(length) => bytes.resize(*length, 0),
        }
    }
}

/// Writes some sectors of a text.
fn tear(bytes: &mut Vec<u8>, offset: usize, data: &[u8], random: &mut Random) {
    let end = offset + data.len();
    let mut at = offset;
    while at < end {
        let stop = end.min((at / SECTOR + 1) * SECTOR);
        let chance = random.below(10);
        if chance < 5 {
            bytes.resize(bytes.len().max(stop), 0);
            bytes[at..stop].copy_from_slice(&data[at - offset..stop - offset]);
        } else if chance == 9 {
            bytes.resize(bytes.len().max(stop), 0);
            for byte in &mut bytes[at..stop] {
                *byte = u8::try_from(random.below(256)).unwrap();
            }
        }
        at = stop;
    }
}
