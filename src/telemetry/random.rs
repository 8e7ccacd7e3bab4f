//! Random bits for ids that only have to differ.

/// So many random bytes.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // A system without random bits gives zeros: ids are then equal, and everything else goes on.
    if getrandom::fill(&mut bytes).is_err() {
        bytes = [0; N];
    }
    bytes
}
