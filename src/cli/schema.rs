//! `schema`: the JSON Schema of definitions, for editors.

use std::io::Write;

use super::output::output;
use super::{Document, Outcome, SchemaArgs};
use crate::compile::{beneficiary_schema, service_schema};

pub(super) fn schema(args: &SchemaArgs) -> Outcome {
    let schema = match args.document {
        Document::Service => service_schema(),
        Document::Beneficiary => beneficiary_schema(),
    };
    writeln!(output(), "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(true)
}
