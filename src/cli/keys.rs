//! Keys and certificates of the demo: made once, kept in the data folder, worth nothing elsewhere.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::ToSpan;
use jiff::civil::Date;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};

use super::private_file::{create_private, create_private_folder};
use crate::mpay::certificate::{Certificate, Identity, TrustedCertificates};

/// The two sides of the demo.
pub(super) struct DemoKeys {
    /// Ours.
    pub provider: Pair,
    /// The offline MPay's.
    pub mpay: Pair,
}

/// A private key and its certificate.
pub(super) struct Pair {
    key: Vec<u8>,
    certificate: Vec<u8>,
}

impl Pair {
    pub fn identity(&self) -> anyhow::Result<Identity> {
        Ok(Identity::read(&self.key, &self.certificate)?)
    }

    pub fn trusted(&self) -> anyhow::Result<TrustedCertificates> {
        Ok(TrustedCertificates::new(vec![Certificate::read(&self.certificate)?])?)
    }
}

/// The keys in a folder; made where they are missing.
pub(super) fn load_or_make(folder: &Path, today: Date) -> anyhow::Result<DemoKeys> {
    create_private_folder(folder)?;
    Ok(DemoKeys {
        provider: pair(folder, "provider", "mpay-pages demo", today)?,
        mpay: pair(folder, "mpay", "offline MPay", today)?,
    })
}

fn pair(folder: &Path, name: &str, subject: &str, today: Date) -> anyhow::Result<Pair> {
    let key_path = folder.join(format!("{name}.key.pem"));
    let certificate_path = folder.join(format!("{name}.pem"));
    // The certificate is written last: where it is, the key is whole.
    if !certificate_path.exists() {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, subject);
        // Made a day early, for a browser or a machine whose clock is behind.
        let (from, until) = (today.saturating_sub(1.day()), today.saturating_add(10.years()));
        let start_of =
            |day: Date| rcgen::date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs());
        params.not_before = start_of(from);
        params.not_after = start_of(until);
        let certificate = params.self_signed(&key)?;
        write_secret(&key_path, key.serialize_pem().as_bytes())?;
        write_secret(&certificate_path, certificate.pem().as_bytes())?;
    }
    let read = |path: &PathBuf| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    Ok(Pair { key: read(&key_path)?, certificate: read(&certificate_path)? })
}

/// Writes a file that only its owner may read, whole or not at all.
fn write_secret(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let half = path.with_extension("tmp");
    let mut file = create_private(&half)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.with_context(|| format!("cannot write {}", half.display()))?;
    std::fs::rename(&half, path).with_context(|| format!("cannot write {}", path.display()))
}
