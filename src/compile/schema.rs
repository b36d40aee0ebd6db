//! JSON Schema (draft 2020-12) of the language, for editors that complete and explain keys. Made from the same table
//! that the compiler reads by; what only the compiler can know (names, amounts, proofs) is not in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::shape::keys::{BENEFICIARY, COMMON, FIELD_ORDER, Key, Kind, SERVICE, Shape, TYPES};

/// The schema of a service's file.
pub fn service_schema() -> Value {
    document(&SERVICE, "A service: a payment page, its tariff and its accounts")
}

/// The schema of `beneficiary.yaml`.
pub fn beneficiary_schema() -> Value {
    document(&BENEFICIARY, "A beneficiary: an institution and its receiving accounts")
}

fn document(root: &'static Shape, title: &str) -> Value {
    let mut schema = Schema::default();
    let Value::Object(own) = schema.shape(root) else { return Value::Null };
    let mut all = Map::new();
    all.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    all.insert("title".to_owned(), title.into());
    all.extend(own);
    all.insert("$defs".to_owned(), schema.definitions.into_iter().collect::<Map<_, _>>().into());
    all.into()
}

/// What YAML may read where the language wants a text: an author need not quote `12` or `yes`.
const SCALAR: [&str; 3] = ["string", "number", "boolean"];

#[derive(Default)]
struct Schema {
    definitions: BTreeMap<String, Value>,
}

impl Schema {
    /// A reference to a definition, which is made when it is named first.
    fn reference(&mut self, name: &str, make: impl FnOnce(&mut Schema) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Value::Null);
            let made = make(self);
            self.definitions.insert(name.to_owned(), made);
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }

    fn shape(&mut self, shape: &'static Shape) -> Value {
        self.mapping(shape.keys.iter())
    }

    fn mapping(&mut self, keys: impl Iterator<Item = &'static Key> + Clone) -> Value {
        let required: Vec<&str> = keys.clone().filter(|key| key.is_required).map(|key| key.name).collect();
        let properties: Map<String, Value> = keys.map(|key| (key.name.to_owned(), self.property(key))).collect();
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    }

    fn property(&mut self, key: &'static Key) -> Value {
        let mut schema = self.kind(key.kind);
        schema["description"] = key.doc.into();
        schema
    }

    fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::One => json!({"enum": [1, "1"]}),
            Kind::Texts(max) => self.reference(&format!("texts_{max}"), |_| texts(max)),
            Kind::Text(max) => json!({"type": SCALAR, "maxLength": max}),
            Kind::Shaped(pattern) => json!({"type": ["string", "integer"], "pattern": pattern}),
            Kind::Expr => self.reference("expression", |_| {
                json!({"type": SCALAR, "description": "An expression: numbers, names, + - * /, comparisons, \
                       and or not in, rate[use], and the functions if min max round floor ceil sum count \
                       days_between today answered."})
            }),
            Kind::Decimal => json!({"type": ["number", "string"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}),
            Kind::Whole(min, max) => {
                json!({"type": ["integer", "string"], "minimum": min, "maximum": max, "pattern": "^[0-9]+$"})
            }
            Kind::Truth => json!({"type": "boolean"}),
            Kind::True => json!({"const": true}),
            Kind::Word(words) => json!({"enum": words}),
            Kind::Day => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
            Kind::List(of) => json!({"type": "array", "items": self.kind(*of)}),
            Kind::Shape(shape) => self.reference(shape.name, |schema| schema.shape(shape)),
            Kind::Open(of) => json!({"type": "object", "additionalProperties": self.kind(*of)}),
            Kind::Either(kinds) => json!({"anyOf": kinds.iter().map(|kind| self.kind(*kind)).collect::<Vec<_>>()}),
            Kind::Field => self.reference("field", Schema::field),
            Kind::Dated => self.reference("dated", Schema::dated),
            Kind::Value => self.reference("value", Schema::value),
            Kind::Table => self.reference("table", Schema::table),
        }
    }

    /// A field by its type: each type has a definition of its own.
    fn field(&mut self) -> Value {
        let words: Vec<&str> = TYPES.iter().map(|(word, ..)| *word).collect();
        let mut cases = Vec::new();
        for (word, doc, own) in &TYPES {
            let reference = self.reference(&format!("field_{word}"), |schema| {
                let all = || COMMON.iter().chain(own.iter());
                let mut keys: Vec<&'static Key> = all().collect();
                keys.sort_by_key(|key| FIELD_ORDER.iter().position(|name| *name == key.name));
                let mut made = schema.mapping(keys.into_iter());
                made["description"] = (*doc).into();
                made["properties"]["type"] = json!({"const": word, "description": doc});
                made
            });
            cases.push(
                json!({"if": {"properties": {"type": {"const": word}}, "required": ["type"]}, "then": reference}),
            );
        }
        let told: Vec<String> = TYPES.iter().map(|(word, doc, _)| format!("- `{word}`: {doc}")).collect();
        let doc = format!("What may be answered.\n\n{}", told.join("\n"));
        let common: Map<String, Value> =
            COMMON.iter().map(|key| (key.name.to_owned(), json!({"description": key.doc}))).collect();
        let mut schema = json!({"type": "object", "properties": common, "required": ["id", "type", "label"]});
        schema["properties"]["type"] = json!({"enum": words, "description": doc});
        schema["allOf"] = cases.into();
        schema
    }

    /// An expression, a tariff that changes on days, or tiers.
    fn value(&mut self) -> Value {
        let expression = self.kind(Kind::Expr);
        json!({"anyOf": [
            expression,
            {
                "type": "object",
                "description": "A tariff that changes on days: `from 2026-01-01: …`, in their order.",
                "properties": {"by": described(&expression, "The day that decides; the day of the order when left out.")},
                "patternProperties": {DAYS: expression},
                "additionalProperties": false,
            },
            {
                "type": "object",
                "description": "A tariff by tiers: `up to 10: …`, from the lowest, `above: …` last.",
                "properties": {
                    "tiers_of": described(&expression, "The number that decides."),
                    "above": described(&expression, "Above all tiers."),
                },
                "required": ["tiers_of"],
                "patternProperties": {"^up to +-?[0-9]+([.][0-9]+)?$": expression},
                "additionalProperties": false,
            },
        ]})
    }

    fn dated(&mut self) -> Value {
        let number = self.kind(Kind::Decimal);
        json!({
            "type": "object",
            "description": "Numbers that change on days: `from 2026-01-01: …`, in their order.",
            "patternProperties": {DAYS: number},
            "minProperties": 1,
            "additionalProperties": false,
        })
    }

    fn table(&mut self) -> Value {
        let number = self.kind(Kind::Decimal);
        let entries = json!({"type": "object", "additionalProperties": number});
        let expression = self.kind(Kind::Expr);
        json!({"anyOf": [
            described(&entries, "A number for each option."),
            {
                "type": "object",
                "description": "Numbers that change on days: `from 2026-01-01: {…}`, in their order.",
                "properties": {"by": described(&expression, "The day that decides; the day of the order when left out.")},
                "patternProperties": {DAYS: entries},
                "additionalProperties": false,
            },
        ]})
    }
}

/// The keys of a tariff that changes.
const DAYS: &str = "^from [0-9]{4}-[0-9]{2}-[0-9]{2}$";

fn described(schema: &Value, doc: &str) -> Value {
    let mut schema = schema.clone();
    schema["description"] = doc.into();
    schema
}

fn texts(max: usize) -> Value {
    let text = |language: &str| json!({"type": SCALAR, "maxLength": max, "description": format!("In {language}.")});
    json!({
        "type": "object",
        "properties": {"ro": text("Romanian"), "ru": text("Russian"), "en": text("English")},
        "required": ["ro"],
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests;
