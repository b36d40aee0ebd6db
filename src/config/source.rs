//! Where settings come from: a TOML file, environment variables, flags.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::SiegeConfig;

/// Settings as far as they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Overrides {
    pub data: Option<PathBuf>,
    pub database_url: Option<String>,
    pub trusted_proxies: Vec<String>,
    pub siege: SiegeConfig,
    /// The first environment, which flags speak of.
    pub main: EnvironmentOverrides,
    /// The other environment, served beside it.
    pub beside: Option<EnvironmentOverrides>,
}

/// Settings of one environment, as far as they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct EnvironmentOverrides {
    pub listen: Option<String>,
    pub public_url: Option<String>,
    pub environment: Option<String>,
    pub pay_page: Option<String>,
    pub rest_url: Option<String>,
    pub mpay_certificates: Vec<PathBuf>,
    pub accept_rsa_sha1: Option<bool>,
    pub key: Option<PathBuf>,
    pub certificate: Option<PathBuf>,
    pub tls: TlsOverrides,
}

/// Settings of TLS, and of who may call the MPay endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct TlsOverrides {
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub client_certificates: Option<PathBuf>,
    pub proxy_client_certificate_header: Option<String>,
}

impl TlsOverrides {
    fn in_folder(self, folder: &Path) -> TlsOverrides {
        let from_here = |other: PathBuf| folder.join(other);
        TlsOverrides {
            certificate: self.certificate.map(from_here),
            key: self.key.map(from_here),
            client_certificates: self.client_certificates.map(from_here),
            ..self
        }
    }
}

/// Why a configuration file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file is not there or cannot be read.
    #[error("the configuration file {0} cannot be read")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// The file is not TOML, or has keys or values that mean nothing.
    #[error(
        "the configuration file {path} is wrong:\n{problem}  fix: the keys are listen, data, database_url, trusted_proxies, public_url, environment, and [mpay] with pay_page, rest_url, certificates, accept_rsa_sha1, key, certificate; [tls] with certificate, key, client_certificates, proxy_client_certificate_header; [siege] with orders_of_service, orders_of_all, puzzle_bits, wait_seconds, waited_of_all, waited_of_place; [beside] takes listen, public_url, environment, [beside.mpay] and [beside.tls]"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what, with the line.
        problem: String,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileSettings {
    listen: Option<String>,
    data: Option<PathBuf>,
    database_url: Option<String>,
    trusted_proxies: Vec<String>,
    public_url: Option<String>,
    environment: Option<String>,
    mpay: MpaySettings,
    tls: TlsOverrides,
    siege: SiegeConfig,
    beside: Option<BesideSettings>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BesideSettings {
    listen: Option<String>,
    public_url: Option<String>,
    environment: Option<String>,
    mpay: MpaySettings,
    tls: TlsOverrides,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MpaySettings {
    pay_page: Option<String>,
    rest_url: Option<String>,
    certificates: Vec<PathBuf>,
    accept_rsa_sha1: Option<bool>,
    key: Option<PathBuf>,
    certificate: Option<PathBuf>,
}

impl Overrides {
    /// Reads a file; paths in it start from its folder.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub fn from_file(path: &Path) -> Result<Overrides, SourceError> {
        let text = std::fs::read_to_string(path).map_err(|error| SourceError::Unreadable(path.to_owned(), error))?;
        let settings: FileSettings = toml::from_str(&text)
            .map_err(|error| SourceError::Malformed { path: path.to_owned(), problem: error.to_string() })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let main = BesideSettings {
            listen: settings.listen,
            public_url: settings.public_url,
            environment: settings.environment,
            mpay: settings.mpay,
            tls: settings.tls,
        };
        Ok(Overrides {
            data: settings.data.map(|data| folder.join(data)),
            database_url: settings.database_url,
            trusted_proxies: settings.trusted_proxies,
            siege: settings.siege,
            main: main.in_folder(folder),
            beside: settings.beside.map(|beside| beside.in_folder(folder)),
        })
    }

    /// These settings, and the other's where these say nothing.
    pub fn or(self, other: Overrides) -> Overrides {
        Overrides {
            data: self.data.or(other.data),
            database_url: self.database_url.or(other.database_url),
            trusted_proxies: if self.trusted_proxies.is_empty() { other.trusted_proxies } else { self.trusted_proxies },
            // Only a file speaks of sieges.
            siege: if self.siege == SiegeConfig::default() { other.siege } else { self.siege },
            main: self.main.or(other.main),
            beside: self.beside.or(other.beside),
        }
    }
}

impl BesideSettings {
    fn in_folder(self, folder: &Path) -> EnvironmentOverrides {
        let from_here = |other: PathBuf| folder.join(other);
        EnvironmentOverrides {
            listen: self.listen,
            public_url: self.public_url,
            environment: self.environment,
            pay_page: self.mpay.pay_page,
            rest_url: self.mpay.rest_url,
            mpay_certificates: self.mpay.certificates.into_iter().map(from_here).collect(),
            accept_rsa_sha1: self.mpay.accept_rsa_sha1,
            key: self.mpay.key.map(from_here),
            certificate: self.mpay.certificate.map(from_here),
            tls: self.tls.in_folder(folder),
        }
    }
}

impl EnvironmentOverrides {
    fn or(self, other: EnvironmentOverrides) -> EnvironmentOverrides {
        let mpay_certificates =
            if self.mpay_certificates.is_empty() { other.mpay_certificates } else { self.mpay_certificates };
        EnvironmentOverrides {
            listen: self.listen.or(other.listen),
            public_url: self.public_url.or(other.public_url),
            environment: self.environment.or(other.environment),
            pay_page: self.pay_page.or(other.pay_page),
            rest_url: self.rest_url.or(other.rest_url),
            mpay_certificates,
            accept_rsa_sha1: self.accept_rsa_sha1.or(other.accept_rsa_sha1),
            key: self.key.or(other.key),
            certificate: self.certificate.or(other.certificate),
            // Only a file speaks of TLS.
            tls: if self.tls == TlsOverrides::default() { other.tls } else { self.tls },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_from_its_own_folder_and_flags_win() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mpay-pages.toml");
        std::fs::write(
            &path,
            "listen = \"127.0.0.1:1\"\ndata = \"d\"\n[mpay]\nkey = \"k.pem\"\n[beside.mpay]\nkey = \"b.pem\"\n",
        )
        .unwrap();
        let main = EnvironmentOverrides { listen: Some("127.0.0.1:2".to_owned()), ..EnvironmentOverrides::default() };
        let flags = Overrides { main, ..Overrides::default() };
        let settings = flags.or(Overrides::from_file(&path).unwrap());
        assert_eq!(settings.main.listen.as_deref(), Some("127.0.0.1:2"));
        assert_eq!(settings.main.key, Some(folder.path().join("k.pem")));
        assert_eq!(settings.beside.unwrap().key, Some(folder.path().join("b.pem")));
        assert_eq!(settings.data, Some(folder.path().join("d")));
    }

    #[test]
    fn a_mistaken_key_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:1\"\npublic_ulr = \"x\"\n").unwrap();
        let error = Overrides::from_file(&path).unwrap_err().to_string();
        assert!(error.contains("public_ulr") && error.contains("line 2"), "{error}");
    }
}
