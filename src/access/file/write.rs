//! Changing a keys file: one writer at a time, and whoever reads meanwhile sees the old file or the new one whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{KeysError, MAX_KEYS, Mistake, keys, read};
use crate::access::key::Key;
use crate::diagnostic::Text;

/// Changes the keys of a file and writes them, unless `work` fails. Where there is no file, `work` is given no keys if one
/// may be `made`. A second writer waits for the first, so that no key is lost.
pub fn change<T, E: From<KeysError>>(
    path: &Path,
    made: bool,
    work: impl FnOnce(&mut Vec<Key>) -> Result<T, E>,
) -> Result<T, E> {
    // A link stays a link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if !made {
        read(&path)?;
    }
    let outside = |error| KeysError::File { path: path.clone(), error };
    // Let go when it is dropped, and by the system when we are killed. It is another file than the keys, because that one
    // is replaced.
    let lock = private().create(true).truncate(false).open(beside(&path, "lock")).map_err(outside)?;
    lock.lock().map_err(outside)?;
    let mut keys = match read(&path) {
        Ok(file) => file.keys,
        Err(KeysError::File { error, .. }) if made && error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let done = work(&mut keys)?;
    if keys.len() > MAX_KEYS {
        let message = Text::new(
            format!("有 {} 个密钥，上限 {MAX_KEYS}", keys.len()),
            format!("it would hold {} keys, the limit is {MAX_KEYS}", keys.len()),
        );
        return Err(KeysError::Mistakes { path, mistakes: vec![Mistake { place: "/keys".into(), message }] }.into());
    }
    replace(&path, &keys::written(&keys))?;
    Ok(done)
}

/// Puts a new text in the place of the file, on the disk before it takes that place.
fn replace(path: &Path, text: &str) -> Result<(), KeysError> {
    let outside = |error| KeysError::File { path: path.to_owned(), error };
    let fresh = beside(path, "new");
    // Left by somebody who was killed; we hold the lock.
    let _ = fs::remove_file(&fresh);
    let put = || {
        let mut file = private().create_new(true).open(&fresh).map_err(outside)?;
        as_before(path, &file)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(outside)?;
        fs::rename(&fresh, path).map_err(outside)
    };
    put().inspect_err(|_| {
        let _ = fs::remove_file(&fresh);
    })?;
    // So that the rename itself outlives a power cut. Where folders cannot be opened, there is nothing more to do.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// `keys.json.lock` beside `keys.json`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// For writing, readable by its owner alone.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Gives the new file the owner and the group of the old one, and lets the group read it if it could: else a service of
/// another user, for whom root wrote, could not read its keys any more.
#[cfg(unix)]
fn as_before(path: &Path, file: &File) -> Result<(), KeysError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let Ok(before) = fs::metadata(path) else { return Ok(()) };
    let outside = |error| KeysError::File { path: path.to_owned(), error };
    let now = file.metadata().map_err(outside)?;
    if (before.uid(), before.gid()) != (now.uid(), now.gid()) {
        fchown(file, Some(before.uid()), Some(before.gid())).map_err(|_| KeysError::Owner(path.to_owned()))?;
    }
    let mode = 0o600 | (before.mode() & 0o040);
    file.set_permissions(fs::Permissions::from_mode(mode)).map_err(outside)
}

#[cfg(not(unix))]
fn as_before(_: &Path, _: &File) -> Result<(), KeysError> {
    Ok(())
}
