//! The files and names of TLS, read; what is in them is for the server to judge.

use std::path::{Path, PathBuf};

use super::{ConfigError, Section, TlsOverrides, wrong};

/// TLS of an environment, as far as it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsConfig {
    /// The server's certificate and key, in PEM.
    pub identity: Option<(Vec<u8>, Vec<u8>)>,
    /// By whom callers of the MPay endpoint must be known, in PEM.
    pub client_certificates: Option<Vec<u8>>,
    /// The header in which a proxy says who calls.
    pub proxy_header: Option<String>,
    section: Section,
}

impl TlsConfig {
    pub(super) fn read(settings: &TlsOverrides, section: Section) -> Result<TlsConfig, ConfigError> {
        let file = |key: &str, path: &PathBuf| read(section, key, path);
        let fix = "name both files, or neither behind a proxy that does TLS";
        let identity = match (&settings.certificate, &settings.key) {
            (Some(certificate), Some(key)) => Some((file("tls.certificate", certificate)?, file("tls.key", key)?)),
            (None, None) => None,
            (Some(_), None) => return Err(wrong(section, "tls.key", "it is missing", fix)),
            (None, Some(_)) => return Err(wrong(section, "tls.certificate", "it is missing", fix)),
        };
        let clients = settings.client_certificates.as_ref();
        let client_certificates = clients.map(|path| file("tls.client_certificates", path)).transpose()?;
        let proxy_header = settings.proxy_client_certificate_header.clone();
        if proxy_header.is_some() && identity.is_some() {
            let problem = "the server does TLS itself, so that no proxy knows the caller";
            let fix = "leave it out, or leave tls.certificate and tls.key out";
            return Err(wrong(section, "tls.proxy_client_certificate_header", problem, fix));
        }
        if client_certificates.is_some() && identity.is_none() && proxy_header.is_none() {
            let problem = "nobody can be held to them: the server has no TLS and trusts no proxy's header";
            let fix = "name tls.certificate and tls.key, or tls.proxy_client_certificate_header";
            return Err(wrong(section, "tls.client_certificates", problem, fix));
        }
        if proxy_header.is_some() && client_certificates.is_none() {
            let fix = "name the PEM file of the certificates that may call";
            return Err(wrong(section, "tls.client_certificates", "it is missing", fix));
        }
        Ok(TlsConfig { identity, client_certificates, proxy_header, section })
    }

    /// What to say of a key whose file the server cannot use.
    pub fn wrong(&self, key: &str, problem: String) -> ConfigError {
        wrong(self.section, key, problem, "name a file in PEM that holds what the key asks for")
    }
}

fn read(section: Section, key: &str, path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|error| {
        let problem = format!("{} cannot be read: {error}", path.display());
        wrong(section, key, problem, "check the path and the file's permissions")
    })
}
