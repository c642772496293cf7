//! Which children belong to which parent, as numbers: nothing here knows what a row is, so that it is compiled once.

use std::vec::IntoIter;

use super::cardinality::Wrong;

/// Children in the order of their parents.
#[derive(Debug, Default)]
pub(super) struct Arranged {
    /// How many children each parent has.
    counts: IntoIter<usize>,
    /// The children in their order; `None` if that is the one in which they were read.
    order: Option<Vec<usize>>,
    /// For each child as it was read, where it stands now.
    moved: Option<Vec<usize>>,
    /// How many children were asked for.
    given: usize,
}

impl Arranged {
    /// Where each child stands now, if not all stand where they stood.
    pub(super) fn moved(&self) -> Option<&[usize]> {
        self.moved.as_deref()
    }

    /// How many children the next parent has.
    #[inline]
    pub(super) fn next_count(&mut self) -> Option<usize> {
        self.counts.next()
    }

    /// Which child is the next.
    #[inline]
    pub(super) fn next_child(&mut self) -> Option<usize> {
        let at = self.given;
        self.given += 1;
        match &self.order {
            Some(order) => order.get(at).copied(),
            None => Some(at),
        }
    }
}

/// Arranges children so that those of one parent stand behind each other, in the order in which they were read. `owners` says
/// for each child which parent is its, `parents_moved` where that parent stands now.
///
/// # Errors
///
/// When a parent has fewer children than `least` or more than `most`.
pub(super) fn arrange(
    mut owners: Vec<usize>,
    parents: usize,
    parents_moved: Option<&[usize]>,
    (least, most): (usize, usize),
) -> Result<Arranged, Wrong> {
    if let Some(moved) = parents_moved {
        for owner in &mut owners {
            *owner = moved[*owner];
        }
    }
    let mut counts = vec![0; parents];
    for owner in &owners {
        counts[*owner] += 1;
    }
    if counts.iter().any(|count| *count > most) {
        return Err(Wrong::Several);
    }
    if counts.iter().any(|count| *count < least) {
        return Err(Wrong::Missing);
    }
    let (mut order, mut moved) = (None, None);
    if !owners.is_sorted() {
        let places = places(owners, &counts);
        let mut children = vec![0; places.len()];
        for (child, place) in places.iter().enumerate() {
            children[*place] = child;
        }
        (order, moved) = (Some(children), Some(places));
    }
    Ok(Arranged { counts: counts.into_iter(), order, moved, given: 0 })
}

/// Where each child stands among the children of its parent, and behind those of the parents before.
fn places(owners: Vec<usize>, counts: &[usize]) -> Vec<usize> {
    let mut behind = 0;
    let mut next = Vec::with_capacity(counts.len());
    for count in counts {
        next.push(behind);
        behind += count;
    }
    let mut places = owners;
    for place in &mut places {
        let next = &mut next[*place];
        *place = *next;
        *next += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: (usize, usize) = (0, usize::MAX);

    /// The number of each parent's children, and the children in their order.
    fn arranged(owners: &[usize], parents: usize, moved: Option<&[usize]>) -> (Vec<usize>, Vec<usize>) {
        let mut arranged = arrange(owners.to_vec(), parents, moved, ANY).unwrap();
        let children: Vec<_> = owners.iter().map_while(|_| arranged.next_child()).collect();
        if let Some(moved) = arranged.moved() {
            let back: Vec<_> = children.iter().map(|child| moved[*child]).collect();
            assert_eq!(back, (0..owners.len()).collect::<Vec<_>>());
        }
        (std::iter::from_fn(|| arranged.next_count()).collect(), children)
    }

    #[test]
    fn children_of_one_parent_keep_the_order_in_which_they_were_read() {
        assert_eq!(arranged(&[2, 0, 2, 1, 0], 4, None), (vec![2, 1, 2, 0], vec![1, 4, 3, 0, 2]));
        assert_eq!(arranged(&[0, 0, 1], 2, None), (vec![2, 1], vec![0, 1, 2]));
        assert_eq!(arranged(&[], 2, None), (vec![0, 0], vec![]));
        assert_eq!(arranged(&[], 0, None), (vec![], vec![]));
    }

    #[test]
    fn children_follow_parents_that_have_moved() {
        // The first parent stands last now.
        assert_eq!(arranged(&[0, 1, 2, 0], 3, Some(&[2, 0, 1])), (vec![1, 1, 2], vec![1, 2, 0, 3]));
    }

    #[test]
    fn what_is_too_many_or_too_few_is_refused() {
        let wrong = |owners: &[usize], allowed| arrange(owners.to_vec(), 2, None, allowed).err();
        assert_eq!(wrong(&[0, 0], (0, 1)), Some(Wrong::Several));
        assert_eq!(wrong(&[0], (1, 1)), Some(Wrong::Missing));
        assert_eq!(wrong(&[0], (0, 1)), None);
        assert_eq!(wrong(&[1, 0], (1, 1)), None);
    }

    #[test]
    fn any_order_becomes_that_of_the_parents() {
        // A generator of its own, so that a failure is the same in every run.
        let mut state = 7_usize;
        for size in 0..60 {
            let owners: Vec<usize> = (0..size)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 33) % 7
                })
                .collect();
            let (_, order) = arranged(&owners, 7, None);
            let children: Vec<_> = order.into_iter().map(|child| (owners[child], child)).collect();
            assert!(children.is_sorted(), "{owners:?}");
        }
    }
}
