//! Keys and certificates: read from their files, and held to what MPay would accept today.

use std::path::Path;

use jiff::Timestamp;

use super::{ConfigError, EnvironmentOverrides, Section, wrong};
use crate::clock;
use crate::ids::ContentHash;
use crate::mpay::certificate::{Certificate, Identity, TrustedCertificates};
use crate::mpay::security::{Signer, Verifier};

/// Longest key or certificate file that is read, in bytes.
const FILE_BYTES_MAX: u64 = 65_536;

/// How an environment's MPay and this server trust each other.
#[derive(Debug)]
pub struct Credentials {
    trusted: TrustedCertificates,
    identity: Identity,
    accept_rsa_sha1: bool,
    certificates: Vec<(bool, Certificate)>,
    out_of_date: Vec<ConfigError>,
    content: ContentHash,
}

impl Credentials {
    /// Reads the files.
    pub(super) fn read(
        settings: &EnvironmentOverrides,
        section: Section,
        now: Timestamp,
    ) -> Result<Credentials, ConfigError> {
        let mut reader = Reader { section, now, bytes: Vec::new(), out_of_date: Vec::new() };
        let theirs = reader.trusted(settings)?;
        let identity = reader.identity(settings)?;
        let ours = identity.certificate().clone();
        let certificates = theirs.iter().map(|one| (false, one.clone())).chain([(true, ours)]).collect();
        let fix = "name each certificate once";
        let trusted =
            TrustedCertificates::new(theirs).map_err(|error| wrong(section, CERTIFICATES, error.to_string(), fix))?;
        let parts: Vec<&[u8]> = reader.bytes.iter().map(Vec::as_slice).collect();
        Ok(Credentials {
            trusted,
            identity,
            accept_rsa_sha1: settings.accept_rsa_sha1.unwrap_or(true),
            certificates,
            out_of_date: reader.out_of_date,
            content: ContentHash::of(&parts),
        })
    }

    /// Tells whether the files have changed.
    pub fn content(&self) -> &ContentHash {
        &self.content
    }

    /// Which certificates do not count today, in what words, by their keys. The server starts all the same: no payer's page
    /// depends on them, and a restart must not take away what a date alone did not.
    pub fn out_of_date(&self) -> &[ConfigError] {
        &self.out_of_date
    }

    /// All certificates: whether it is ours, and the certificate.
    pub fn certificates(&self) -> &[(bool, Certificate)] {
        &self.certificates
    }

    /// What verifies MPay's messages and what signs ours.
    pub fn into_parts(self) -> (Verifier, Signer) {
        (Verifier::new(self.trusted).with_rsa_sha1(self.accept_rsa_sha1), Signer::new(self.identity))
    }
}

const CERTIFICATES: &str = "mpay.certificates";

/// Reads files and remembers what was in them.
struct Reader {
    section: Section,
    now: Timestamp,
    bytes: Vec<Vec<u8>>,
    out_of_date: Vec<ConfigError>,
}

impl Reader {
    /// The certificates of MPay. One that is over or has not begun may stand beside another, as in a rollover.
    fn trusted(&mut self, settings: &EnvironmentOverrides) -> Result<Vec<Certificate>, ConfigError> {
        let fix = "name the PEM files of the certificates that MPay signs with; ask AGE for them";
        let section = self.section;
        if settings.mpay_certificates.is_empty() {
            return Err(wrong(section, CERTIFICATES, "it is missing", fix));
        }
        let mut all: Vec<Certificate> = Vec::new();
        for path in &settings.mpay_certificates {
            let bytes = self.file(CERTIFICATES, path)?;
            let found = Certificate::read_all(&bytes)
                .map_err(|error| wrong(section, CERTIFICATES, format!("{}: {error}", path.display()), fix))?;
            all.extend(found);
        }
        if let Some(last) = all.last().filter(|_| !all.iter().any(|certificate| certificate.is_valid_at(self.now))) {
            let problem =
                format!("no certificate is valid today, and MPay cannot confirm payments; {}", validity(last));
            self.out_of_date.push(wrong(section, CERTIFICATES, problem, fix));
        }
        Ok(all)
    }

    fn identity(&mut self, settings: &EnvironmentOverrides) -> Result<Identity, ConfigError> {
        let section = self.section;
        let missing = |key, what: &str| {
            wrong(section, key, "it is missing", format!("name the PEM file of our {what}, issued by STISC"))
        };
        let key_path = settings.key.as_ref().ok_or_else(|| missing("mpay.key", "private key"))?;
        let certificate_path = settings.certificate.as_ref();
        let certificate_path = certificate_path.ok_or_else(|| missing("mpay.certificate", "certificate"))?;
        let key = self.file("mpay.key", key_path)?;
        let certificate = self.file("mpay.certificate", certificate_path)?;
        let identity = Identity::read(&key, &certificate).map_err(|error| {
            let problem = format!("{} and {}: {error}", key_path.display(), certificate_path.display());
            let fix = "name a private key (PKCS#8, PEM) and the certificate that belongs to it";
            wrong(section, "mpay.key", problem, fix)
        })?;
        if !identity.certificate().is_valid_at(self.now) {
            let problem = format!("MPay refuses our answers; {}", validity(identity.certificate()));
            let fix = "ask STISC for a certificate that is valid today";
            self.out_of_date.push(wrong(section, "mpay.certificate", problem, fix));
        }
        Ok(identity)
    }

    fn file(&mut self, key: &str, path: &Path) -> Result<Vec<u8>, ConfigError> {
        use std::io::Read;
        let unreadable = |error: std::io::Error| {
            let problem = format!("{} cannot be read: {error}", path.display());
            wrong(self.section, key, problem, "check the path and the file's permissions")
        };
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(unreadable)?;
        self.bytes.push(bytes.clone());
        Ok(bytes)
    }
}

/// Of what time a certificate is.
fn validity(certificate: &Certificate) -> String {
    let [first, last] = [certificate.not_before(), certificate.not_after()].map(clock::today);
    format!("the one of `{}` is valid from {first} to {last}", certificate.subject())
}
