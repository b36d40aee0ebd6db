//! Finds definitions in folders and reads them, within bounds.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::compile::DefinitionFiles;
use crate::limits::{DEFINITION_BYTES_MAX, LOGO_BYTES_MAX, TABLE_BYTES_MAX};

/// Why a definition cannot be read from disk.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionsError {
    /// A file or folder is not there or cannot be read.
    #[error("cannot read {path}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not UTF-8.
    #[error("{0} is not UTF-8 text: save it as UTF-8")]
    NotUtf8(PathBuf),
    /// A service's file without the beneficiary's beside it.
    #[error("there is no beneficiary.yaml beside {0}: a service stands in its beneficiary's folder")]
    NoBeneficiary(PathBuf),
    /// More files than are looked at.
    #[error("{0} holds more than {ENTRIES_MAX} files and folders: name a folder that holds definitions alone")]
    TooMany(PathBuf),
    /// Nothing to compile.
    #[error("no service definitions were found in {0}: a definition is a .yaml file in its beneficiary's folder")]
    Empty(PathBuf),
}

/// A service's file, found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceFiles {
    /// The service's own file.
    pub path: PathBuf,
}

/// Most folders and files of one folder.
const ENTRIES_MAX: usize = 20_000;

/// The services at some paths, each once, in the order in which they are found first.
///
/// # Errors
/// See [`DefinitionsError`].
pub fn find_all_definitions(paths: &[PathBuf]) -> Result<Vec<ServiceFiles>, DefinitionsError> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        all.extend(find_definitions(path)?.into_iter().filter(|found| seen.insert(found.clone())));
    }
    Ok(all)
}

/// The services at a path: a service's file, a beneficiary's file or folder, or a folder of such folders; in order of
/// path.
///
/// # Errors
/// See [`DefinitionsError`].
pub fn find_definitions(path: &Path) -> Result<Vec<ServiceFiles>, DefinitionsError> {
    if path.is_file() {
        // A beneficiary is looked at with each of its services.
        let is_beneficiary = path.file_name().is_some_and(|name| name == "beneficiary.yaml");
        let mut found = match is_beneficiary {
            true => find_definitions(folder_of(path))?,
            false => vec![ServiceFiles { path: path.to_owned() }],
        };
        // Spelled as the path was, so that a service that is named too is known again.
        for one in &mut found {
            one.path = one.path.file_name().map_or_else(|| one.path.clone(), |name| path.with_file_name(name));
        }
        return Ok(found);
    }
    let mut found = Vec::new();
    for entry in entries(path)? {
        if entry.is_dir() {
            found.extend(entries(&entry)?.into_iter().filter(|file| is_service(file)));
        } else if is_service(&entry) {
            found.push(entry);
        }
    }
    if found.is_empty() {
        return Err(DefinitionsError::Empty(path.to_owned()));
    }
    found.sort();
    Ok(found.into_iter().map(|path| ServiceFiles { path }).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, DefinitionsError> {
    let unreadable = |source| DefinitionsError::Unreadable { path: folder.to_owned(), source };
    let list = std::fs::read_dir(folder).map_err(unreadable)?;
    let paths = list.take(ENTRIES_MAX + 1).map(|entry| entry.map(|entry| entry.path()).map_err(unreadable));
    let paths = paths.collect::<Result<Vec<_>, _>>()?;
    // Some of them alone would be published as if they were all.
    if paths.len() > ENTRIES_MAX { Err(DefinitionsError::TooMany(folder.to_owned())) } else { Ok(paths) }
}

fn is_service(path: &Path) -> bool {
    let ending = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    path.is_file() && ending && stem != "beneficiary" && !stem.starts_with('.')
}

impl ServiceFiles {
    /// Reads the service's file, its beneficiary's, and the images and tables beside them.
    ///
    /// # Errors
    /// See [`DefinitionsError`].
    pub fn read(&self) -> Result<DefinitionFiles, DefinitionsError> {
        let folder = folder_of(&self.path);
        let beneficiary_path = folder.join("beneficiary.yaml");
        if !beneficiary_path.is_file() {
            return Err(DefinitionsError::NoBeneficiary(self.path.clone()));
        }
        let absolute =
            folder.canonicalize().map_err(|source| DefinitionsError::Unreadable { path: folder.to_owned(), source })?;
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut beside = Vec::new();
        for path in entries(folder)? {
            let ends_with = |ending: &str| path.extension().is_some_and(|other| other.eq_ignore_ascii_case(ending));
            if ends_with("png") {
                beside.push((name(&path), bytes(&path, LOGO_BYTES_MAX)?));
            } else if ends_with("csv") {
                beside.push((name(&path), bytes(&path, TABLE_BYTES_MAX)?));
            }
        }
        let service = self.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(DefinitionFiles {
            beneficiary: name(&absolute),
            beneficiary_file: (beneficiary_path.display().to_string(), text(&beneficiary_path)?),
            service,
            service_file: (self.path.display().to_string(), text(&self.path)?),
            beside,
        })
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or_else(|| Path::new("."))
}

fn text(path: &Path) -> Result<String, DefinitionsError> {
    String::from_utf8(bytes(path, DEFINITION_BYTES_MAX)?).map_err(|_| DefinitionsError::NotUtf8(path.to_owned()))
}

/// A file's bytes; of a larger one, just enough for the compiler to see that it is too large.
fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, DefinitionsError> {
    let unreadable = |source| DefinitionsError::Unreadable { path: path.to_owned(), source };
    let mut file = std::fs::File::open(path).map_err(unreadable)?.take(most as u64 + 1);
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}
