//! Rule sets as they are kept: every file with its path and its text, in one piece that reads back to the same digest.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::RecordError;
use crate::diagnostic::Text;
use crate::source::{MAX_TOTAL_BYTES, SourceFile, Sources};

/// The most that is read back: the largest rule folder, with its paths and what JSON adds.
const MAX_BYTES: usize = 4 * MAX_TOTAL_BYTES;

/// Rules in one piece. It was read back once when this ends well.
pub fn pack(sources: &Sources) -> Result<Vec<u8>, RecordError> {
    let files: Vec<(&str, &str)> = sources.iter().map(|(_, f)| (f.path.as_str(), f.text.as_str())).collect();
    let digest = sources.digest();
    let json = serde_json::to_vec(&files).map_err(|_| damaged(&digest))?;
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&json).map_err(|_| damaged(&digest))?;
    let packed = packer.finish().map_err(|_| damaged(&digest))?;
    unpack(&digest, &packed)?;
    Ok(packed)
}

/// The rules of a piece, where it holds those of this digest.
pub fn unpack(digest: &str, packed: &[u8]) -> Result<Sources, RecordError> {
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let mut json = Vec::new();
    GzDecoder::new(packed).take(limit).read_to_end(&mut json).map_err(|_| damaged(digest))?;
    let files: Vec<(String, String)> = serde_json::from_slice(&json).map_err(|_| damaged(digest))?;
    let sources = Sources::new(files.into_iter().map(|(path, text)| SourceFile::new(path, text)).collect());
    if sources.digest() == digest { Ok(sources) } else { Err(damaged(digest)) }
}

fn damaged(digest: &str) -> RecordError {
    RecordError::Damaged { what: Text::new(format!("规则 {digest}"), format!("the rules {digest}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_folder;

    #[test]
    fn rules_read_back_to_their_digest_and_others_are_refused() {
        let sources = read_folder("rules".as_ref()).unwrap();
        let packed = pack(&sources).unwrap();
        let back = unpack(&sources.digest(), &packed).unwrap();
        assert_eq!((back.digest(), back.len()), (sources.digest(), sources.len()));

        let other = Sources::new(vec![SourceFile::new("a.yaml", "a: 1\n")]);
        assert_eq!(unpack(&other.digest(), &packed).err(), Some(damaged(&other.digest())));
        assert_eq!(unpack(&sources.digest(), packed.get(..100).unwrap()).err(), Some(damaged(&sources.digest())));
    }
}
