//! Whether SQLite's files are still where they were opened: the database, and its log and index beside it. A file that is
//! moved or deleted under an open database goes on taking writes that nobody will find again; knows no SQL.

use std::io::Read;
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use super::StoreError;

/// What SQLite writes beside a database: what was committed and does not stand in the database yet, and where in it.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// The files of an open database.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    opened: Vec<OpenedFile>,
    is_lost: watch::Sender<bool>,
}

#[derive(Debug)]
struct OpenedFile {
    path: PathBuf,
    /// The device and the number of the file that was opened; `None` where the system tells none.
    identity: Option<(u64, u64)>,
}

impl DatabaseFile {
    /// The file at a path, which is there, and those beside it. A connection must have it open from before this until the
    /// last check: SQLite deletes those beside it when the last connection closes, and makes others for the next.
    pub fn at(path: &Path) -> std::io::Result<DatabaseFile> {
        let mut opened = vec![OpenedFile::at(path)?];
        // SQLite puts them beside the file that a link leads to.
        let real = std::fs::canonicalize(path)?;
        for ending in BESIDE {
            let mut name = real.clone().into_os_string();
            name.push(ending);
            match OpenedFile::at(Path::new(&name)) {
                Ok(beside) => opened.push(beside),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(DatabaseFile { opened, is_lost: watch::Sender::new(false) })
    }

    /// Looks whether they are still there: three calls of the system, before each acknowledgement.
    ///
    /// # Errors
    /// `Unavailable`, for good once one was another or none.
    pub fn check(&self) -> Result<(), StoreError> {
        if let Some(lost) = self.opened.iter().find(|file| !file.is_there())
            && !self.is_lost.send_replace(true)
        {
            tracing::error!(file = %lost.path.display(), "the database's file was moved, deleted or replaced");
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

/// What stands at the beginning of a SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where a SQLite file says how it is written; 2 is the write-ahead log, in which ours are.
const WRITE_VERSION_AT: usize = 18;

/// What a file is that a database is to be opened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing.
    Empty,
    /// A SQLite database that is written as ours are not: opening it as ours are would change it.
    OtherJournal,
    /// Anything else: opening it changes nothing.
    Any,
}

impl Content {
    /// Looks at the beginning of a file.
    pub fn of(path: &Path) -> std::io::Result<Content> {
        let mut head = Vec::new();
        std::fs::File::open(path)?.take(WRITE_VERSION_AT as u64 + 1).read_to_end(&mut head)?;
        Ok(match head.get(WRITE_VERSION_AT) {
            None if head.is_empty() => Content::Empty,
            Some(version) if head.starts_with(MAGIC) && *version != 2 => Content::OtherJournal,
            None | Some(_) => Content::Any,
        })
    }
}

impl OpenedFile {
    fn at(path: &Path) -> std::io::Result<OpenedFile> {
        // From where the process stands now: it may go elsewhere.
        let path = std::path::absolute(path)?;
        let identity = identity(&path)?;
        Ok(OpenedFile { path, identity })
    }

    fn is_there(&self) -> bool {
        self.identity.is_none() || identity(&self.path).is_ok_and(|found| found == self.identity)
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
        let other = folder.path().join("b");
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
        for ending in ["", "-wal", "-shm"] {
            for (lose, put_back) in acts {
                for ending in ["", "-wal", "-shm"] {
                    std::fs::write(folder.path().join(format!("a{ending}")), "kept").unwrap();
                }
                let path = folder.path().join(format!("a{ending}"));
                let file = DatabaseFile::at(&folder.path().join("a")).unwrap();
                std::fs::write(&path, "written to").unwrap();
                assert!(file.check().is_ok());
                lose(&path, &other);
                assert!(matches!(file.check(), Err(StoreError::Unavailable(_))), "{ending}");
                put_back(&path, &other);
                assert!(file.check().is_err(), "what was written meanwhile is elsewhere");
            }
        }
    }

    #[test]
    fn a_database_with_nothing_beside_it_is_held_to_its_own_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "kept").unwrap();
        let file = DatabaseFile::at(&path).unwrap();
        std::fs::write(folder.path().join("a-journal"), "another's").unwrap();
        assert!(file.check().is_ok());
    }
}
