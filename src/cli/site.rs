//! Where a command works, as people must know it: which database, which environment, and how browsers reach its server.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::StoreArgs;
use super::private_file::write_private;
use crate::config::{EnvironmentOverrides, Overrides, database_url};
use crate::ids::Environment;
use crate::store::without_secrets;

/// What `demo` leaves in its data folder, so that commands beside it know how its pages are reached: the configuration of
/// a server of these data, to be named with --config as any other.
const DEMO: &str = "demo.toml";

impl StoreArgs {
    /// The database and the environment, without secrets.
    pub(super) fn place(&self, environment: Environment) -> anyhow::Result<String> {
        let address = without_secrets(&database_url(&self.settings()?));
        // A relative path says nothing to who is in another folder than they believe.
        let whole = address.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        let whole = whole.and_then(|path| std::path::absolute(path).ok());
        let address = whole.map_or(address, |path| format!("sqlite:{}", path.display()));
        Ok(format!("the {environment} environment of {address}"))
    }

    /// How browsers reach the server of an environment, without a slash at the end: what was said on the command line or
    /// in the environment of the process, else in the configuration file, else what a demo of the same data left.
    pub(super) fn public_url(&self, said: Option<&str>, environment: Environment) -> anyhow::Result<Option<String>> {
        let found = match (said, &self.config) {
            (Some(said), _) => Some(said.to_owned()),
            (None, Some(path)) => address_in(path, environment)?,
            (None, None) => match self.demo()? {
                Some(path) => address_in(&path, environment)?,
                None => None,
            },
        };
        Ok(found.map(|address| address.trim_end_matches('/').to_owned()))
    }

    /// What a demo left beside the embedded database that is meant, if it is that of a data folder.
    fn demo(&self) -> anyhow::Result<Option<PathBuf>> {
        let settings = self.settings()?;
        let data = settings.data.unwrap_or_else(|| PathBuf::from("data"));
        let path = data.join(DEMO);
        Ok((settings.database_url.is_none() && path.is_file()).then_some(path))
    }
}

/// The `public_url` of an environment in a configuration file.
fn address_in(path: &Path, environment: Environment) -> anyhow::Result<Option<String>> {
    let settings = Overrides::from_file(path)?;
    let sections = [Some(settings.main), settings.beside];
    let is_of = |section: &EnvironmentOverrides| section.environment.as_deref() == Some(environment.word());
    Ok(sections.into_iter().flatten().find(is_of).and_then(|section| section.public_url))
}

/// Leaves in a demo's data folder how its pages and its offline MPay are reached.
pub(super) fn leave_demo(data: &Path, public_url: &str, mpay: &str) -> anyhow::Result<()> {
    let listen = public_url.trim_start_matches("http://");
    let text = format!(
        "# Written by each start of `mpay-pages demo`; other commands read here how its pages are reached.\n\
         data = \".\"\nenvironment = \"test\"\nlisten = \"{listen}\"\npublic_url = \"{public_url}\"\n\n[mpay]\n\
         pay_page = \"{mpay}/service/pay\"\nrest_url = \"{mpay}\"\ncertificates = [\"keys/mpay.pem\"]\n\
         key = \"keys/provider.key.pem\"\ncertificate = \"keys/provider.pem\"\n"
    );
    write_private(&data.join(DEMO), text.as_bytes()).context("the demo's configuration")
}
