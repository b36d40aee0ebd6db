//! The configuration of a server for real use: a file, then the environment, then flags; the later wins.

mod credentials;
mod siege;
mod source;
mod tls;

pub use credentials::Credentials;
pub use siege::{Often, SiegeConfig};
pub use source::{EnvironmentOverrides, Overrides, SourceError, TlsOverrides};
pub use tls::TlsConfig;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::ids::Environment;

/// A configuration that is whole.
#[derive(Debug)]
pub struct Config {
    /// The address of the database, which both environments share.
    pub database_url: String,
    /// The proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// When a siege begins, and what lets a form through then.
    pub siege: SiegeConfig,
    /// The environments that are served: one, or both side by side.
    pub environments: Vec<EnvironmentConfig>,
}

/// What one environment is served with.
#[derive(Debug)]
pub struct EnvironmentConfig {
    /// Which MPay it belongs to.
    pub environment: Environment,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// How browsers reach the server, without a slash at the end.
    pub public_url: String,
    /// The address of MPay's pay page.
    pub pay_page: String,
    /// The address of MPay's REST service, where payment notes are to be offered.
    pub rest_url: Option<String>,
    /// TLS of the server itself, and who may call the MPay endpoint.
    pub tls: TlsConfig,
    /// Keys and certificates as they are now.
    pub credentials: Credentials,
    settings: EnvironmentOverrides,
    section: &'static str,
}

/// What is wrong with a configuration: which key, what, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("configuration key `{key}`: {problem}\n  fix: {fix}")]
pub struct ConfigError {
    /// The key, as it stands in the file.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

/// The part of the file that a key stands in: empty, or `beside.`.
type Section = &'static str;

fn wrong(section: Section, key: &str, problem: impl Into<String>, fix: impl Into<String>) -> ConfigError {
    ConfigError { key: format!("{section}{key}"), problem: problem.into(), fix: fix.into() }
}

/// Whether every user of this machine may read a file.
fn all_may_read(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Where the database is when nothing is said: in the data folder.
pub fn default_database_url(data: &Path) -> String {
    format!("sqlite:{}", data.join("mpay-pages.sqlite").display())
}

/// MPay's pay page in an environment.
const fn default_pay_page(environment: Environment) -> &'static str {
    match environment {
        Environment::Test => "https://mpay.staging.egov.md/service/pay",
        Environment::Production => "https://mpay.gov.md/service/pay",
    }
}

impl Config {
    /// Puts the settings together and checks each; reads the keys and certificates; those that do not count at
    /// this instant are told by [`Credentials::out_of_date`].
    ///
    /// # Errors
    /// The first key that is missing or wrong.
    pub fn from_overrides(settings: &Overrides, now: Timestamp) -> Result<Config, ConfigError> {
        let mut environments = vec![EnvironmentConfig::new(&settings.main, "", now)?];
        if let Some(beside) = &settings.beside {
            let beside = EnvironmentConfig::new(beside, "beside.", now)?;
            let main = &environments[0];
            if main.environment == beside.environment {
                let problem = format!("it is `{}`, as the first one", beside.environment);
                return Err(wrong("beside.", "environment", problem, "write the other of \"test\" and \"production\""));
            }
            for (key, is_same) in [
                ("listen", main.listen == beside.listen && main.listen.port() != 0),
                ("public_url", main.public_url == beside.public_url),
            ] {
                if is_same {
                    let fix = "give each environment an address of its own";
                    return Err(wrong("beside.", key, "it is that of the first environment", fix));
                }
            }
            environments.push(beside);
        }
        let trusted_proxies = settings.trusted_proxies.iter().map(|text| {
            let fix = "name each by its IP address, as 10.0.0.5";
            text.parse().map_err(|_| wrong("", "trusted_proxies", format!("`{text}` is not an IP address"), fix))
        });
        let trusted_proxies = trusted_proxies.collect::<Result<Vec<IpAddr>, _>>()?.into();
        Ok(Config {
            database_url: database_url(settings),
            trusted_proxies,
            siege: settings.siege.checked()?,
            environments,
        })
    }
}

impl EnvironmentConfig {
    fn new(settings: &EnvironmentOverrides, section: Section, now: Timestamp) -> Result<Self, ConfigError> {
        let environment = environment(section, settings.environment.as_deref())?
            .ok_or_else(|| wrong(section, "environment", "it is missing", "write \"test\" or \"production\""))?;
        let public_url = settings.public_url.as_deref().ok_or_else(|| {
            let fix = "write the address that payers use, as https://plati.example.md";
            wrong(section, "public_url", "it is missing", fix)
        })?;
        let pay_page = settings.pay_page.clone().unwrap_or_else(|| default_pay_page(environment).to_owned());
        Ok(EnvironmentConfig {
            environment,
            listen: listen(section, settings.listen.as_deref().unwrap_or("127.0.0.1:8080"))?,
            public_url: web_address(section, "public_url", public_url)?,
            pay_page: web_address(section, "mpay.pay_page", &pay_page)?,
            rest_url: settings
                .rest_url
                .as_deref()
                .map(|address| web_address(section, "mpay.rest_url", address))
                .transpose()?,
            tls: TlsConfig::read(&settings.tls, section)?,
            credentials: Credentials::read(settings, section, now)?,
            settings: settings.clone(),
            section,
        })
    }

    /// Reads the keys and certificates again.
    ///
    /// # Errors
    /// When a file is wrong now; what was read before still counts.
    pub fn read_credentials(&self, now: Timestamp) -> Result<Credentials, ConfigError> {
        Credentials::read(&self.settings, self.section, now)
    }

    /// The files with private keys, ours and that of TLS, which every user of this machine may read. A group that may is
    /// none of them: so systems hand keys to the services that need them.
    pub fn keys_that_all_may_read(&self) -> Vec<PathBuf> {
        let keys = self.settings.key.iter().chain(&self.settings.tls.key);
        keys.filter(|path| all_may_read(path)).cloned().collect()
    }

    /// Reads the files of TLS again.
    ///
    /// # Errors
    /// When one cannot be read now; what was read before still counts.
    pub fn read_tls(&self) -> Result<TlsConfig, ConfigError> {
        TlsConfig::read(&self.settings.tls, self.section)
    }
}

/// The database that settings name, or the one in the data folder.
pub fn database_url(settings: &Overrides) -> String {
    let data = settings.data.clone().unwrap_or_else(|| PathBuf::from("data"));
    settings.database_url.clone().unwrap_or_else(|| default_database_url(&data))
}

/// Reads the name of an environment; nothing when nothing is said.
///
/// # Errors
/// When it is neither `test` nor `production`.
pub fn environment(section: Section, word: Option<&str>) -> Result<Option<Environment>, ConfigError> {
    let Some(word) = word else { return Ok(None) };
    let fix = "write \"test\" or \"production\"";
    let known = Environment::from_word(word);
    known.map(Some).ok_or_else(|| wrong(section, "environment", format!("`{word}` is none"), fix))
}

/// Reads an address to listen on.
///
/// # Errors
/// When it is not an IP address and a port.
pub fn listen(section: Section, text: &str) -> Result<SocketAddr, ConfigError> {
    let fix = "write an IP address and a port, as 127.0.0.1:8080 or [::1]:8080";
    text.parse().map_err(|_| wrong(section, "listen", format!("`{text}` is not an address to listen on"), fix))
}

/// Checks that an address begins with http:// or https:// and has a host.
fn web_address(section: Section, key: &str, text: &str) -> Result<String, ConfigError> {
    let address = text.trim_end_matches('/');
    match crate::mpay::redirect::ReturnUrl::parse(address) {
        Ok(_) => Ok(address.to_owned()),
        Err(error) => {
            let problem = format!("`{text}` is not a web address: {error}");
            Err(wrong(section, key, problem, "write it as https://host/path"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_configuration_names_the_key_and_the_fix() {
        let whole = || EnvironmentOverrides {
            environment: Some("test".to_owned()),
            public_url: Some("https://plati.example.md".to_owned()),
            mpay_certificates: vec![PathBuf::from("no-such.pem")],
            key: Some(PathBuf::from("no-such.key")),
            certificate: Some(PathBuf::from("no-such.pem")),
            ..EnvironmentOverrides::default()
        };
        let cases = [
            ("environment", EnvironmentOverrides { environment: None, ..whole() }),
            ("environment", EnvironmentOverrides { environment: Some("live".to_owned()), ..whole() }),
            ("public_url", EnvironmentOverrides { public_url: None, ..whole() }),
            ("listen", EnvironmentOverrides { listen: Some("8080".to_owned()), ..whole() }),
            ("mpay.pay_page", EnvironmentOverrides { pay_page: Some("mpay".to_owned()), ..whole() }),
            ("mpay.certificates", EnvironmentOverrides { mpay_certificates: Vec::new(), ..whole() }),
            ("mpay.certificates", whole()),
        ];
        for (key, main) in cases {
            let settings = Overrides { main, ..Overrides::default() };
            let error = Config::from_overrides(&settings, Timestamp::UNIX_EPOCH).unwrap_err();
            assert_eq!(error.key, key, "{error}");
            assert!(error.to_string().contains("fix: "), "{error}");
        }
    }
}
