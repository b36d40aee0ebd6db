//! The configuration of a server for real use: a file, then the environment, then flags; the later wins.

mod source;

pub use source::{Overrides, SourceError};

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::clock;
use crate::mpay::certificate::{Certificate, Identity, TrustedCertificates};

/// Which MPay this server belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// Play money.
    Test,
    /// Real money.
    Production,
}

impl Environment {
    /// The word in configurations and in the endpoint's address.
    pub const fn word(self) -> &'static str {
        match self {
            Environment::Test => "test",
            Environment::Production => "production",
        }
    }

    /// MPay's pay page in this environment.
    pub const fn pay_page(self) -> &'static str {
        match self {
            Environment::Test => "https://mpay.staging.egov.md/service/pay",
            Environment::Production => "https://mpay.gov.md/service/pay",
        }
    }
}

/// A configuration that is whole.
#[derive(Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address of the database.
    pub database_url: String,
    /// How browsers reach the server, without a slash at the end.
    pub public_url: String,
    /// Which MPay it belongs to.
    pub environment: Environment,
    /// The address of MPay's pay page.
    pub pay_page: String,
    /// The certificates that MPay may sign with.
    pub mpay_certificates: TrustedCertificates,
    /// Whether MPay may sign with rsa-sha1, as it does today.
    pub accept_rsa_sha1: bool,
    /// Our key and certificate.
    pub identity: Identity,
}

/// What is wrong with a configuration: which key, what, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("configuration key `{key}`: {problem}\n  fix: {fix}")]
pub struct ConfigError {
    /// The key, as it stands in the file.
    pub key: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

fn wrong(key: &'static str, problem: impl Into<String>, fix: impl Into<String>) -> ConfigError {
    ConfigError { key, problem: problem.into(), fix: fix.into() }
}

/// Where the database is when nothing is said: in the data folder.
pub fn default_database_url(data: &Path) -> String {
    format!("sqlite:{}", data.join("mpay-pages.sqlite").display())
}

impl Config {
    /// Puts the settings together and checks each; reads the keys and certificates, which have to count at an instant.
    ///
    /// # Errors
    /// The first key that is missing or wrong.
    pub fn from_overrides(settings: &Overrides, now: Timestamp) -> Result<Config, ConfigError> {
        let environment = match settings.environment.as_deref() {
            Some("test") => Environment::Test,
            Some("production") => Environment::Production,
            Some(other) => {
                return Err(wrong("environment", format!("`{other}` is none"), "write \"test\" or \"production\""));
            }
            None => return Err(wrong("environment", "it is missing", "write \"test\" or \"production\"")),
        };
        let public_url = settings.public_url.as_deref();
        let public_url = public_url.ok_or_else(|| {
            wrong("public_url", "it is missing", "write the address that payers use, as https://plati.example.md")
        })?;
        let pay_page = settings.pay_page.clone().unwrap_or_else(|| environment.pay_page().to_owned());
        Ok(Config {
            listen: listen(settings.listen.as_deref().unwrap_or("127.0.0.1:8080"))?,
            database_url: database_url(settings),
            public_url: web_address("public_url", public_url)?,
            environment,
            pay_page: web_address("mpay.pay_page", &pay_page)?,
            mpay_certificates: trusted(settings, now)?,
            accept_rsa_sha1: settings.accept_rsa_sha1.unwrap_or(true),
            identity: identity(settings, now)?,
        })
    }
}

/// The database that settings name, or the one in the data folder.
pub fn database_url(settings: &Overrides) -> String {
    let data = settings.data.clone().unwrap_or_else(|| PathBuf::from("data"));
    settings.database_url.clone().unwrap_or_else(|| default_database_url(&data))
}

/// Reads an address to listen on.
///
/// # Errors
/// When it is not an IP address and a port.
pub fn listen(text: &str) -> Result<SocketAddr, ConfigError> {
    let fix = "write an IP address and a port, as 127.0.0.1:8080 or [::1]:8080";
    text.parse().map_err(|_| wrong("listen", format!("`{text}` is not an address to listen on"), fix))
}

/// Checks that an address begins with http:// or https:// and has a host.
fn web_address(key: &'static str, text: &str) -> Result<String, ConfigError> {
    let address = text.trim_end_matches('/');
    match crate::mpay::redirect::ReturnUrl::parse(address) {
        Ok(_) => Ok(address.to_owned()),
        Err(error) => {
            Err(wrong(key, format!("`{text}` is not a web address: {error}"), "write it as https://host/path"))
        }
    }
}

/// The certificates of MPay. One that is over or has not begun may stand beside another, as in a rollover.
fn trusted(settings: &Overrides, now: Timestamp) -> Result<TrustedCertificates, ConfigError> {
    const KEY: &str = "mpay.certificates";
    let fix = "name the PEM files of the certificates that MPay signs with; ask AGE for them";
    if settings.mpay_certificates.is_empty() {
        return Err(wrong(KEY, "it is missing", fix));
    }
    let mut all: Vec<Certificate> = Vec::new();
    for path in &settings.mpay_certificates {
        let bytes = file(KEY, path)?;
        let found =
            Certificate::read_all(&bytes).map_err(|error| wrong(KEY, format!("{}: {error}", path.display()), fix))?;
        all.extend(found);
    }
    if let Some(last) = all.last().filter(|_| !all.iter().any(|certificate| certificate.is_valid_at(now))) {
        return Err(wrong(KEY, format!("no certificate is valid today; {}", validity(last)), fix));
    }
    TrustedCertificates::new(all).map_err(|error| wrong(KEY, error.to_string(), fix))
}

/// Of what time a certificate is.
fn validity(certificate: &Certificate) -> String {
    let [first, last] = [certificate.not_before(), certificate.not_after()].map(clock::today);
    format!("the one of `{}` is valid from {first} to {last}", certificate.subject())
}

fn identity(settings: &Overrides, now: Timestamp) -> Result<Identity, ConfigError> {
    let missing =
        |key, what: &str| wrong(key, "it is missing", format!("name the PEM file of our {what}, issued by STISC"));
    let key_path = settings.key.as_ref().ok_or_else(|| missing("mpay.key", "private key"))?;
    let certificate_path = settings.certificate.as_ref().ok_or_else(|| missing("mpay.certificate", "certificate"))?;
    let key = file("mpay.key", key_path)?;
    let certificate = file("mpay.certificate", certificate_path)?;
    let identity = Identity::read(&key, &certificate).map_err(|error| {
        let problem = format!("{} and {}: {error}", key_path.display(), certificate_path.display());
        wrong("mpay.key", problem, "name a private key (PKCS#8, PEM) and the certificate that belongs to it")
    })?;
    if !identity.certificate().is_valid_at(now) {
        let problem = format!("MPay would refuse our answers; {}", validity(identity.certificate()));
        return Err(wrong("mpay.certificate", problem, "ask STISC for a certificate that is valid today"));
    }
    Ok(identity)
}

/// Reads a key or certificate; none is larger than 64 KiB.
fn file(key: &'static str, path: &Path) -> Result<Vec<u8>, ConfigError> {
    use std::io::Read;
    let unreadable = |error: std::io::Error| {
        wrong(key, format!("{} cannot be read: {error}", path.display()), "check the path and the file's permissions")
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(unreadable)?.take(65_536).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_configuration_names_the_key_and_the_fix() {
        let whole = || Overrides {
            environment: Some("test".to_owned()),
            public_url: Some("https://plati.example.md/".to_owned()),
            mpay_certificates: vec![PathBuf::from("/nowhere/mpay.pem")],
            ..Overrides::default()
        };
        let cases = [
            ("environment", Overrides { environment: None, ..whole() }),
            ("environment", Overrides { environment: Some("prod".to_owned()), ..whole() }),
            ("public_url", Overrides { public_url: Some("plati.example.md".to_owned()), ..whole() }),
            ("public_url", Overrides { public_url: None, ..whole() }),
            ("listen", Overrides { listen: Some("8080".to_owned()), ..whole() }),
            ("mpay.pay_page", Overrides { pay_page: Some("mpay".to_owned()), ..whole() }),
            ("mpay.certificates", Overrides { mpay_certificates: Vec::new(), ..whole() }),
            ("mpay.certificates", whole()),
        ];
        for (key, settings) in cases {
            let error = Config::from_overrides(&settings, Timestamp::UNIX_EPOCH).unwrap_err();
            assert_eq!(error.key, key, "{error}");
            assert!(error.to_string().contains("fix: "), "{error}");
        }
    }
}
