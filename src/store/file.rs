//! Whether SQLite's file is still where it was opened. A file that is moved or deleted under an open database goes on taking
//! writes that nobody will find again; knows no SQL.

use std::path::{Path, PathBuf};

use tokio::sync::watch;

use super::StoreError;

/// The file of an open database.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    /// The device and the number of the file that was opened; `None` where the system tells none.
    identity: Option<(u64, u64)>,
    is_lost: watch::Sender<bool>,
}

impl DatabaseFile {
    /// The file at a path, which is there.
    pub fn at(path: &Path) -> std::io::Result<DatabaseFile> {
        // From where the process stands now: it may go elsewhere.
        let path = std::path::absolute(path)?;
        let identity = identity(&path)?;
        Ok(DatabaseFile { path, identity, is_lost: watch::Sender::new(false) })
    }

    /// Looks whether it is still there: one call of the system, before each acknowledgement.
    ///
    /// # Errors
    /// `Unavailable`, for good once it was another or none.
    pub fn check(&self) -> Result<(), StoreError> {
        let is_same = self.identity.is_none() || identity(&self.path).is_ok_and(|found| found == self.identity);
        if !is_same && !self.is_lost.send_replace(true) {
            tracing::error!(file = %self.path.display(), "the database's file was moved, deleted or replaced");
        }
        if *self.is_lost.borrow() {
            return Err(StoreError::too_busy("the database's file was moved, deleted or replaced"));
        }
        Ok(())
    }

    /// Ends when it was found lost.
    pub async fn lost(&self) {
        // The sender is this file's own: the channel does not close.
        let _ = self.is_lost.subscribe().wait_for(|is_lost| *is_lost).await;
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|file| Some((file.dev(), file.ino())))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    std::fs::metadata(path).map(|_| None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_moved_deleted_or_replaced_is_lost_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        type Act = fn(&Path, &Path);
        let acts: [(Act, Act); 3] = [
            (|path, other| std::fs::rename(path, other).unwrap(), |path, other| std::fs::rename(other, path).unwrap()),
            (|path, _| std::fs::remove_file(path).unwrap(), |path, _| std::fs::write(path, "new").unwrap()),
            (
                |path, other| {
                    std::fs::write(other, "restored").unwrap();
                    std::fs::rename(other, path).unwrap();
                },
                |_, _| {},
            ),
        ];
        for (lose, put_back) in acts {
            std::fs::write(&path, "kept").unwrap();
            let file = DatabaseFile::at(&path).unwrap();
            std::fs::write(&path, "written to").unwrap();
            assert!(file.check().is_ok());
            lose(&path, &other);
            assert!(matches!(file.check(), Err(StoreError::Unavailable(_))));
            put_back(&path, &other);
            assert!(file.check().is_err(), "what was written meanwhile is elsewhere");
        }
    }
}
