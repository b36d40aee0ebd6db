//! The contract as files that tools generate clients from. It must not know who asks for them.

use crate::xml::escape_attribute;

const WSDL: &str = include_str!("contract/ServiceProvider.wsdl");

/// The structures of the contract, with the lengths of MPay's integration guide.
pub const SCHEMA: &str = include_str!("contract/mpay-strict.xsd");

/// How the description brings the structures in.
const IMPORT: (&str, &str) = ("    <xsd:schema targetNamespace=\"https://mpay.gov.md/Imports\">", "</xsd:schema>\n");

/// The description of the service at an endpoint; it imports its structures from the same address with `?xsd`.
pub fn wsdl(endpoint: &str) -> String {
    located(WSDL, endpoint)
}

/// The description of the service at an endpoint with the structures inside, for tools that read one file only.
pub fn single_wsdl(endpoint: &str) -> String {
    let (from, to) = IMPORT;
    let structures = SCHEMA.split_once("?>").map_or(SCHEMA, |(_, schema)| schema);
    let whole = WSDL.split_once(from).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(to)?;
        Some(format!("{before}{}{after}", structures.trim_start()))
    });
    located(whole.as_deref().unwrap_or(WSDL), endpoint)
}

fn located(description: &str, endpoint: &str) -> String {
    let mut address = String::new();
    escape_attribute(&mut address, endpoint);
    description.replace("{endpoint}", &address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn both_descriptions_name_the_endpoint_and_hold_or_import_the_structures() {
        let endpoint = "https://plati.example.md/mpay/test/service-provider?a=\"1\"&b";
        for (description, is_single) in [(wsdl(endpoint), false), (single_wsdl(endpoint), true)] {
            let document = xml::parse(description.as_bytes()).unwrap();
            let find = |name: &str| document.descendants().find(|node| node.tag_name().name() == name);
            assert_eq!(find("address").unwrap().attribute("location"), Some(endpoint));
            assert_eq!(find("import").is_some(), !is_single);
            assert_eq!(find("complexType").is_some(), is_single);
            assert!(!description.contains("{endpoint}"));
        }
    }
}
