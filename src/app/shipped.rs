//! The definitions that the program carries: what `demo` shows where there are no others, and what people begin with.

use std::collections::BTreeMap;

use rust_embed::Embed;

use crate::compile::DefinitionFiles;

#[derive(Embed)]
#[folder = "definitions/"]
struct Shipped;

/// The name of the file that stands for the institution, in each of the folders.
const BENEFICIARY: &str = "beneficiary.yaml";

/// Every file that the program carries, by its path below the folder of definitions, in the order of the paths.
pub fn shipped_files() -> BTreeMap<String, Vec<u8>> {
    let is_of_a_definition = |path: &str| [".yaml", ".csv", ".png"].iter().any(|ending| path.ends_with(ending));
    let paths = Shipped::iter().filter(|path| is_of_a_definition(path));
    paths.filter_map(|path| Some((path.to_string(), Shipped::get(&path)?.data.into_owned()))).collect()
}

/// The services that the program carries, in the order of their paths.
pub fn shipped_definitions() -> Vec<DefinitionFiles> {
    let files = shipped_files();
    let text = |path: &str| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let services = files.keys().filter_map(|path| {
        let (folder, file) = path.split_once('/')?;
        let service = file.strip_suffix(".yaml").filter(|_| file != BENEFICIARY)?;
        let beside = files.iter().filter_map(|(other, bytes)| {
            let name = other.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.ends_with(".yaml")).then(|| (name.to_owned(), bytes.clone()))
        });
        let beneficiary_path = format!("{folder}/{BENEFICIARY}");
        let shown = |path: &str| format!("definitions/{path} (in the program)");
        Some(DefinitionFiles {
            beneficiary: folder.to_owned(),
            beneficiary_file: (shown(&beneficiary_path), text(&beneficiary_path)?),
            service: service.to_owned(),
            service_file: (shown(path), text(path)?),
            beside: beside.collect(),
        })
    });
    services.collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::find_definitions;

    #[test]
    fn they_are_the_definitions_of_the_repository() {
        let found = find_definitions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions")).unwrap();
        let shipped = shipped_definitions();
        assert_eq!(shipped.len(), found.len());
        for (shipped, found) in shipped.iter().zip(&found) {
            let found = found.read().unwrap();
            assert_eq!((&shipped.beneficiary, &shipped.service), (&found.beneficiary, &found.service));
            assert_eq!(
                (&shipped.service_file.1, &shipped.beneficiary_file.1),
                (&found.service_file.1, &found.beneficiary_file.1)
            );
            let sorted = |files: &DefinitionFiles| files.beside.iter().cloned().collect::<BTreeMap<_, _>>();
            assert_eq!(sorted(shipped), sorted(&found), "{}", found.service);
        }
    }
}
