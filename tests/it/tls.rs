//! TLS of the server itself, and who may call the MPay endpoint: by a certificate in the handshake, or by what a proxy says.

use std::path::PathBuf;

use mpay_pages::i18n::Language;
use mpay_pages::mpay::call::Outcome;
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::message::OrderDetailsQuery;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use reqwest::{Certificate, Client, Identity};
use tempfile::TempDir;

use crate::support::caller::Caller;
use crate::support::in_process::Pair;
use crate::support::program::{Server, run, shipped_definitions, text};

/// A folder with a configuration, and all that it names.
struct Desk {
    folder: TempDir,
    /// What signs messages.
    ours: Pair,
    mpays: Pair,
    /// The server's in the handshake.
    server: Pair,
    /// MPay's in the handshake: by itself, and issued by an authority.
    client: Pair,
    issued: Pair,
}

impl Desk {
    fn new() -> Desk {
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(vec!["authority.example".to_owned()]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key).unwrap().pem();
        let key = KeyPair::generate().unwrap();
        let issued = CertificateParams::new(vec!["mpay.example".to_owned()]).unwrap();
        let issued = issued.signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();
        let [ours, mpays, server, client] =
            ["ours.example", "mpay.example", "localhost", "mpay.example"].map(Pair::new);
        let issued = Pair { key: key.serialize_pem(), certificate: issued.pem() };
        let desk = Desk { folder: tempfile::tempdir().unwrap(), ours, mpays, server, client, issued };
        for (name, content) in [
            ("ours.key.pem", &desk.ours.key),
            ("ours.pem", &desk.ours.certificate),
            ("mpay.pem", &desk.mpays.certificate),
            ("server.key.pem", &desk.server.key),
            ("server.pem", &desk.server.certificate),
            ("clients.pem", &format!("{}{authority_certificate}", desk.client.certificate)),
        ] {
            std::fs::write(desk.path(name), content).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a configuration with a section of TLS; gives the file.
    fn configured(&self, tls: &str) -> String {
        let configuration = format!(
            "listen = \"127.0.0.1:0\"\ndata = \"data\"\npublic_url = \"https://localhost\"\nenvironment = \"test\"\n\
             [mpay]\ncertificates = [\"mpay.pem\"]\nkey = \"ours.key.pem\"\ncertificate = \"ours.pem\"\n[tls]\n{tls}\n"
        );
        std::fs::write(self.path("c.toml"), configuration).unwrap();
        self.path("c.toml").to_str().unwrap().to_owned()
    }

    fn serve(&self, tls: &str) -> Server {
        let config = self.configured(tls);
        let definitions = shipped_definitions().join("moldsilva");
        assert_eq!(run(["init", "--config", &config]).status.code(), Some(0));
        let published = run(["publish", "--config", &config, definitions.to_str().unwrap()]);
        assert!(published.status.success(), "{}", text(&published.stderr));
        Server::start(["serve", "--config", &config])
    }

    /// A client of the server, with a certificate or without.
    fn client(&self, shown: Option<&Pair>) -> Client {
        let server = Certificate::from_pem(self.server.certificate.as_bytes()).unwrap();
        let client = Client::builder().no_proxy().tls_certs_only([server]);
        let pem = shown.map(|pair| format!("{}{}", pair.key, pair.certificate));
        let client = match pem {
            Some(pem) => client.identity(Identity::from_pem(pem.as_bytes()).unwrap()),
            None => client,
        };
        client.build().unwrap()
    }

    /// MPay, calling over a connection.
    fn caller(&self, server: &str, client: Client) -> Caller {
        let mut caller = Caller::at(server, self.mpays.signer(), self.ours.verifier());
        caller.client = client;
        caller
    }
}

fn question() -> Request {
    let (order_key, service_id) = ("MDS0200000000000000".to_owned(), "MDS02".to_owned());
    Request::GetOrderDetails(OrderDetailsQuery { language: Language::Ro, order_key, service_id })
}

const OWN: &str = "certificate = \"server.pem\"\nkey = \"server.key.pem\"\n";

#[tokio::test]
async fn the_mpay_endpoint_asks_for_a_client_certificate_and_the_pages_do_not() {
    let desk = Desk::new();
    let server = desk.serve(&format!("{OWN}client_certificates = \"clients.pem\""));
    let address = server.address.replace("127.0.0.1", "localhost");
    assert!(address.starts_with("https://"), "{address}");
    for known in [&desk.client, &desk.issued] {
        let reply = desk.caller(&address, desk.client(Some(known))).call(&question()).await;
        assert_eq!(reply.accepted(), &Outcome::OrderDetails(Vec::new()));
    }
    let page = |client: Client, path: &str| client.get(format!("{address}{path}")).send();
    let bare = desk.client(None);
    assert_eq!(page(bare.clone(), "/ro").await.unwrap().status(), 200);
    assert_eq!(page(bare.clone(), "/mpay/test/service-provider?wsdl").await.unwrap().status(), 403);
    // The header is another's to set, and nobody listens to it here.
    let claimed = form_urlencoded::byte_serialize(desk.client.certificate.as_bytes()).collect::<String>();
    let endpoint = format!("{address}/mpay/test/service-provider");
    let claims = bare.post(endpoint).header("x-client-certificate", claimed).body("<a/>").send().await.unwrap();
    assert_eq!(claims.status(), 403);
    // A stranger's certificate ends the handshake.
    assert!(page(desk.client(Some(&Pair::new("mpay.example"))), "/ro").await.is_err());
    // So does no TLS at all.
    let plain = server.address.replace("https://", "http://");
    assert!(Client::builder().no_proxy().build().unwrap().get(plain).send().await.is_err());
}

#[tokio::test]
async fn other_certificates_count_while_the_server_runs() {
    let mut desk = Desk::new();
    let server = desk.serve(&format!("{OWN}client_certificates = \"clients.pem\""));
    let address = server.address.replace("127.0.0.1", "localhost");
    let status = async |client: Client| client.get(format!("{address}/health")).send().await.map(|page| page.status());
    assert_eq!(status(desk.client(None)).await.unwrap(), 200);
    let health: serde_json::Value = {
        let body = desk.client(None).get(format!("{address}/health")).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&body).unwrap()
    };
    assert!(health["certificates"].as_array().unwrap().iter().any(|one| one["whose"] == "the site's"), "{health}");

    // A certificate without its key changes nothing.
    let (old, next, next_client) = (desk.client(None), Pair::new("localhost"), Pair::new("mpay.example"));
    std::fs::write(desk.path("server.pem"), &next.certificate).unwrap();
    server.hears(|said| said.contains("`tls.certificate`").then_some(()));
    assert_eq!(status(old).await.unwrap(), 200);

    let (known, was_known) = (desk.path("clients.pem"), desk.client(Some(&desk.client)));
    std::fs::write(known, &next_client.certificate).unwrap();
    std::fs::write(desk.path("server.key.pem"), &next.key).unwrap();
    server.hears(|said| said.contains("new keys and certificates count").then_some(()));
    assert!(status(desk.client(None)).await.is_err(), "the old certificate is shown no more");
    assert!(status(was_known).await.is_err(), "who was known is a stranger");
    desk.server = next;
    let reply = desk.caller(&address, desk.client(Some(&next_client))).call(&question()).await;
    assert_eq!(reply.accepted(), &Outcome::OrderDetails(Vec::new()));
}

#[tokio::test]
async fn without_client_certificates_tls_asks_nobody() {
    let desk = Desk::new();
    let server = desk.serve(OWN);
    let address = server.address.replace("127.0.0.1", "localhost");
    let reply = desk.caller(&address, desk.client(None)).call(&question()).await;
    assert_eq!(reply.accepted(), &Outcome::OrderDetails(Vec::new()));
}

#[tokio::test]
async fn a_proxys_header_counts_only_where_it_is_configured() {
    let desk = Desk::new();
    let client = Client::builder().no_proxy().build().unwrap();
    let said =
        |pair: &Pair| pair.certificate.replace('%', "%25").replace('+', "%2B").replace('\n', "%0A").replace(' ', "%20");
    let message = async |server: &Server, headers: &[(&str, String)]| {
        let endpoint = format!("{}/mpay/test/service-provider", server.address);
        let request = client.post(endpoint).body("<a/>");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        request.send().await.unwrap().status().as_u16()
    };
    let name = "x-client-certificate";
    let server =
        desk.serve(&format!("client_certificates = \"clients.pem\"\nproxy_client_certificate_header = \"{name}\""));
    // A fault of the endpoint: whoever brings it, an unsigned message is refused there.
    let known = said(&desk.client);
    assert_eq!(message(&server, &[(name, known.clone())]).await, 500);
    assert_eq!(message(&server, &[(name, said(&desk.issued))]).await, 500);
    for headers in [
        vec![],
        vec![("x-other", known.clone())],
        vec![(name, String::new())],
        vec![(name, "garbage".to_owned())],
        vec![(name, said(&Pair::new("mpay.example")))],
        vec![(name, said(&Pair::between("mpay.example", 2015, 2020)))],
        vec![(name, known.clone()), (name, known.clone())],
    ] {
        assert_eq!(message(&server, &headers).await, 403, "{headers:?}");
    }
    drop(server);
    let server = desk.serve("");
    assert_eq!(message(&server, &[]).await, 500, "without the setting the header is not asked for");
}

#[test]
fn a_wrong_setting_of_tls_is_refused_with_the_key_and_the_fix() {
    let desk = Desk::new();
    std::fs::write(desk.path("garbage.pem"), "garbage").unwrap();
    assert_eq!(run(["init", "--config", &desk.configured(OWN)]).status.code(), Some(0));
    let proxy = "proxy_client_certificate_header = \"x-c\"";
    for (tls, key) in [
        ("certificate = \"server.pem\"".to_owned(), "`tls.key`: it is missing"),
        ("key = \"server.key.pem\"".to_owned(), "`tls.certificate`: it is missing"),
        (OWN.replace("server.pem", "nowhere.pem"), "`tls.certificate`"),
        (OWN.replace("server.pem", "garbage.pem"), "`tls.certificate`"),
        (OWN.replace("server.pem", "mpay.pem"), "`tls.certificate`"),
        (OWN.replace("server.key.pem", "garbage.pem"), "`tls.certificate`"),
        ("client_certificates = \"clients.pem\"".to_owned(), "`tls.client_certificates`: nobody can be held"),
        (format!("{OWN}client_certificates = \"garbage.pem\""), "`tls.client_certificates`"),
        (proxy.to_owned(), "`tls.client_certificates`: it is missing"),
        (format!("{OWN}{proxy}"), "`tls.proxy_client_certificate_header`"),
        (
            "client_certificates = \"clients.pem\"\nproxy_client_certificate_header = \"a b\"".to_owned(),
            "`tls.proxy_client_certificate_header`: `a b` is not",
        ),
        ("certificat = \"server.pem\"".to_owned(), "certificat"),
    ] {
        let output = run(["serve", "--config", &desk.configured(&tls)]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{tls}: {said}");
        assert!(said.contains(key) && said.contains("fix: "), "{tls}: {said}");
    }
}
