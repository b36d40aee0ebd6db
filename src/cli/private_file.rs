//! Files that commands write for people: they hold answers, links or keys, so that only their owner may read them.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;

/// Writes a file over what is there, readable to its owner alone.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Opens a file for writing over what is there, readable to its owner alone. What is no ordinary file, as a terminal or a
/// pipe, stays as it is.
pub(super) fn create_private(path: &Path) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path).and_then(|file| close_to_others(&file).map(|()| file));
    opened.with_context(|| format!("cannot write {}", path.display()))
}

/// Takes a file that was there before from everybody but its owner.
fn close_to_others(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = file.metadata()?;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

/// Makes a folder for data, and those above it that are missing, open to its owner alone; one that is there stays as it is.
pub(super) fn create_private_folder(path: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| format!("cannot make {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_written_is_the_owner_s_alone_also_over_what_others_could_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.svg");
        write_private(&file, b"one, and longer").unwrap();
        assert_eq!(mode(&file), 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        write_private(&file, b"two").unwrap();
        assert_eq!((mode(&file), std::fs::read(&file).unwrap()), (0o600, b"two".to_vec()));
        write_private(Path::new("/dev/null"), b"three").unwrap();
        let error = write_private(&folder.path().join("none/a"), b"four").unwrap_err();
        assert!(error.to_string().contains("none/a"), "{error}");
        create_private_folder(&folder.path().join("b/c")).unwrap();
        assert_eq!((mode(&folder.path().join("b")), mode(&folder.path().join("b/c"))), (0o700, 0o700));
    }
}
