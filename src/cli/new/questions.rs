//! Which questions are asked, in which order, and what their answers make of a starter.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::ask::{Asker, Question, Told};
use super::existing::{Existing, existing};
use super::institution::institution;
use super::starter::{Offices, Receiver, Starter};
use super::{AlsoAsk, NewArgs, Payer, text};
use crate::diag::nearest;
use crate::i18n::Localized;
use crate::ids::{ServiceId, Slug};

/// The word for an account that an answer chooses.
const BY_ANSWER: &str = "by-answer";
/// Most accounts that a question lists.
const LISTED_MAX: usize = 30;

/// Why a file is not written.
pub(super) fn is_there(path: &Path) -> String {
    format!("{} is there already and is left as it is; name another file", path.display())
}

/// Everything that a starter needs, from flags and answers.
pub(super) fn gather(args: &NewArgs, asker: &mut Asker) -> anyhow::Result<(PathBuf, Starter)> {
    let path = args.file.as_deref().map(place).transpose()?;
    let question = Question {
        flag: "FILE",
        text: "The file to write, as definitions/primaria-orhei/parking-permit.yaml".to_owned(),
        example: "definitions/primaria-exemplu/eliberarea-actului.yaml",
        empty: None,
        parse: &|typed: &str| place(Path::new(typed)).map_err(|error| format!("{error:#}")),
    };
    let PlaceOfFile { path, folder, service, beneficiary } = asker.ask(path, &question)?.value;
    let found = match folder.join("beneficiary.yaml").exists() {
        true => Some(existing(&folder)?),
        false => None,
    };
    if let (Some(flag), true) = (args.institution.given(), found.is_some()) {
        bail!("{flag} is for a new institution, and this folder has a beneficiary.yaml: leave it out");
    }
    let title = texts(
        asker,
        [("--title", &args.title), ("--title-ru", &args.title_ru), ("--title-en", &args.title_en)],
        "The heading of the page",
        ["Eliberarea actului", "Выдача документа", "Issue of a document"],
        &text::heading,
    )?;
    let parse = |typed: &str| ServiceId::parse(&typed.to_ascii_uppercase()).map_err(|error| error.to_string());
    let question = Question {
        flag: "--mpay-id",
        text: "The id under which MPay knows the service, as PRM01".to_owned(),
        example: "EXM01",
        empty: None,
        parse: &parse,
    };
    let service_id = asker.ask(args.mpay_id.clone(), &question)?;
    let price = asker.choose(args.price, ("--price", "How the amount comes about"), None)?;
    let payer = asker.choose(args.payer, ("--payer", "Who may pay"), Some(&Payer::Both))?;
    let text = "Whose code is asked beside the payer's own";
    let subject = asker.choose(args.also_ask, ("--also-ask", text), Some(&AlsoAsk::None))?;
    let basis = basis(args, asker)?;
    let institution = match found {
        Some(_) => None,
        None => Some(institution(&args.institution, asker)?),
    };
    let accounts = match (&institution, found) {
        (Some(institution), _) => {
            let name = |(at, (told, _)): (usize, &(Told<super::institution::Account>, _))| {
                let unnamed = || if at == 0 { "main".to_owned() } else { format!("account_{}", at + 1) };
                told.value.name.clone().unwrap_or_else(unnamed)
            };
            Existing { accounts: institution.accounts.iter().enumerate().map(name).collect(), table: None }
        }
        (None, found) => found.unwrap_or_default(),
    };
    asker.end()?;
    let receiver = receiver(args.account.as_deref(), &accounts, asker)?;
    let institution = institution.map(|institution| (institution, accounts.accounts));
    Ok((path, Starter { service, beneficiary, title, service_id, price, payer, subject, basis, receiver, institution }))
}

/// Where a starter is written.
struct PlaceOfFile {
    path: PathBuf,
    folder: PathBuf,
    service: Slug,
    beneficiary: Slug,
}

/// The file, with its ending, and the names that its path gives.
fn place(typed: &Path) -> anyhow::Result<PlaceOfFile> {
    let is_yaml = typed.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let path = match is_yaml {
        true => typed.to_owned(),
        false => typed.with_file_name(format!("{}.yaml", name(typed.file_name()))),
    };
    let service = Slug::parse(&name(path.file_stem()));
    let service = service.with_context(|| format!("`{}` cannot name a service", typed.display()))?;
    let absolute = std::path::absolute(&path).with_context(|| format!("`{}` is no file", typed.display()))?;
    let folder = absolute.parent().unwrap_or(Path::new("/"));
    let beneficiary = Slug::parse(&name(folder.file_name()));
    let beneficiary = beneficiary.with_context(|| {
        format!("its folder `{}` cannot name an institution; write FOLDER/FILE.yaml", name(folder.file_name()))
    })?;
    if service.as_str() == "beneficiary" {
        bail!("beneficiary.yaml is the institution's own file: name the service's, as parking-permit.yaml");
    }
    for ending in ["yaml", "yml"] {
        let other = path.with_extension(ending);
        if other.exists() {
            bail!(is_there(&other));
        }
    }
    Ok(PlaceOfFile { folder: folder.to_owned(), path, service, beneficiary })
}

fn name(part: Option<&std::ffi::OsStr>) -> String {
    part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
}

/// One text in three languages.
fn texts(
    asker: &mut Asker,
    flags: [(&'static str, &Option<String>); 3],
    what: &str,
    examples: [&str; 3],
    parse: &dyn Fn(&str) -> Result<String, String>,
) -> anyhow::Result<Told<Localized<String>>> {
    let mut told = Vec::new();
    for (((flag, given), language), example) in flags.into_iter().zip(["Romanian", "Russian", "English"]).zip(examples)
    {
        let text = format!("{what} in {language}");
        told.push(asker.ask(given.clone(), &Question { flag, text, example, empty: None, parse })?);
    }
    let is_example = told.iter().any(|told| told.is_example);
    let mut told = told.into_iter().map(|told| told.value);
    let mut next = || told.next().context("three languages");
    Ok(Told { value: Localized { ro: next()?, ru: Some(next()?), en: Some(next()?) }, is_example })
}

/// The act by which is paid: all three languages, or an example's.
fn basis(args: &NewArgs, asker: &mut Asker) -> anyhow::Result<Told<Localized<String>>> {
    let example = ["Regulamentul instituției", "Положение учреждения", "Rules of the institution"];
    let flags = [("--basis", &args.basis), ("--basis-ru", &args.basis_ru), ("--basis-en", &args.basis_en)];
    let [ro, ru, en] = example.map(str::to_owned);
    let stand_in = Told { value: Localized { ro, ru: Some(ru), en: Some(en) }, is_example: true };
    if args.basis.is_some() {
        return texts(asker, flags, "", example, &text::act);
    }
    if !asker.has_person() {
        return Ok(stand_in);
    }
    let parse = |typed: &str| if typed.is_empty() { Ok(None) } else { text::act(typed).map(Some) };
    let question = Question {
        flag: "--basis",
        text: "The law or act by which is paid, in Romanian".to_owned(),
        example: "",
        empty: Some("an example's, to change later"),
        parse: &parse,
    };
    let Some(ro) = asker.ask(None, &question)?.value else { return Ok(stand_in) };
    let flags = [("--basis", &Some(ro)), flags[1], flags[2]];
    texts(asker, flags, "The same", example, &text::act)
}

/// Which account is paid.
fn receiver(flag: Option<&str>, found: &Existing, asker: &mut Asker) -> anyhow::Result<Receiver> {
    let from_table = found.table.iter().flat_map(|(_, names)| names);
    let names: Vec<&String> = found.accounts.iter().chain(from_table).collect();
    let Some(first) = names.first() else {
        bail!("beneficiary.yaml has no account: add one under `accounts`; nothing was written");
    };
    let by_answer = || match &found.table {
        Some((file, names)) if names.len() > 1 => {
            Ok(Receiver::ByAnswer(Offices::FromTable(file.clone(), names[0].clone())))
        }
        _ if found.accounts.len() > 1 => Ok(Receiver::ByAnswer(Offices::Written(found.accounts.clone()))),
        _ => bail!("an answer chooses among accounts, and there is only `{first}`; nothing was written"),
    };
    let named = |typed: &str| match typed {
        BY_ANSWER => by_answer(),
        typed => match names.iter().find(|name| *name == &typed) {
            Some(name) => Ok(Receiver::Account((*name).clone())),
            None => {
                let near = nearest(typed, names.iter().map(|name| name.as_str()));
                let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                bail!("beneficiary.yaml has no account `{typed}`{near}")
            }
        },
    };
    if let Some(typed) = flag {
        return named(typed);
    }
    if names.len() == 1 || !asker.has_person() {
        return named(first);
    }
    let mut known: Vec<(String, String)> =
        names.iter().take(LISTED_MAX).map(|name| ((*name).clone(), String::new())).collect();
    if names.len() > known.len() {
        known.clear();
        known.push(((*first).clone(), "and no other; `--account NAME` names another".to_owned()));
    }
    known.push((BY_ANSWER.to_owned(), "the payer's answer decides".to_owned()));
    let at = asker.choose_of("--account", "Which account is paid", &known, None)?;
    named(&known[at].0)
}
