//! Signed lists: the whole way from a publisher to a hall, everything that is refused on it, and what is in force after any
//! accident.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use minisign::KeyPair;
use proptest::collection::vec;
use proptest::prelude::*;
use tempfile::TempDir;
use walkdir::WalkDir;
use yanma::check::allowlist::{Allowlist, Date, Fault};
use yanma::check::judge_text;
use yanma::check::list_age::Age;
use yanma::check::verdict::Reason;
use yanma::language::Language;
use yanma::list_package::changes::{Change, changes};
use yanma::list_package::clock::Clock;
use yanma::list_package::file::{self, Signed};
use yanma::list_package::keys::Keys;
use yanma::list_package::{Imported, Refusal, Store, format};
use yanma::telling::Telling;

const TODAY: Date = date(2027, 3, 20);
const ISSUED: &str = "2027-03-15";
/// On the list that is compiled in.
const OLD_HOST: &str = "fuwu.nhsa.gov.cn";
/// On none.
const NEW_HOST: &str = "ybj.example.gov.cn";

const fn date(year: u16, month: u8, day: u8) -> Date {
    Date { year, month, day }
}

fn entry(host: &str) -> String {
    format!(
        "[[entry]]\nhost = \"{host}\"\nname.zh = \"某市医保局\"\nname.en = \"A city\"\nregion = \"CN-45\"\nkind = \"service-hall\"\ngrade = \"B\"\nevidence_note = \"a notice\"\nverified_on = 2026-11-20\nchecked = \"by-two\"\nstatus = \"active\"\n"
    )
}

/// The files of a publisher's folder.
fn folder_of(serial: u64, issued_on: &str, hosts: &[&str]) -> Vec<(String, String)> {
    let head = format!("[list]\nserial = {serial}\nissued_on = {issued_on}\n");
    let entries: Vec<String> = hosts.iter().map(|host| entry(host)).collect();
    vec![
        ("list/1.toml".to_owned(), head),
        ("list/2.toml".to_owned(), entries.concat()),
    ]
}

fn packed(serial: u64, issued_on: &str, hosts: &[&str]) -> String {
    format::pack(&folder_of(serial, issued_on, hosts), None, TODAY).unwrap()
}

fn sign(pair: &KeyPair, bytes: &[u8]) -> String {
    let signature = minisign::sign(None, &pair.sk, bytes, Some("serial 2"), None);
    signature.unwrap().into_string()
}

fn key_pair() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().unwrap()
}

fn number(pair: &KeyPair) -> String {
    let bytes: [u8; 8] = pair.pk.keynum().try_into().unwrap();
    format!("{:016X}", u64::from_le_bytes(bytes))
}

/// A publisher: the root key in a safe, two keys for lists.
struct Publisher {
    root: KeyPair,
    first: KeyPair,
    second: KeyPair,
}

impl Publisher {
    fn new() -> Publisher {
        Publisher {
            root: key_pair(),
            first: key_pair(),
            second: key_pair(),
        }
    }

    fn signed(&self, text: &str) -> Signed {
        signed_by(&self.first, text)
    }

    /// Lists up to `until` by the first key, and from then on by the second; with the first one revoked where asked.
    fn key_file(&self, serial: u64, until: u64, is_revoked: bool) -> Signed {
        let mut text = format!(
            "[keys]\ntype = \"yanma-list-keys\"\nformat = 1\nserial = {serial}\nissued_on = 2027-01-10\n\n[[key]]\npublic = \"{}\"\nfrom_serial = 1\nuntil_serial = {until}\n\n[[key]]\npublic = \"{}\"\nfrom_serial = {until}\n",
            self.first.pk.to_base64(),
            self.second.pk.to_base64()
        );
        if is_revoked {
            let id = number(&self.first);
            text += &format!("\n[[revoked]]\nid = \"{id}\"\nreason = \"lost\"\n");
        }
        signed_by(&self.root, &text)
    }

    fn roots(&self) -> Vec<String> {
        vec![self.root.pk.to_box().unwrap().into_string()]
    }

    fn keys(&self) -> Keys {
        Keys::of(&self.roots(), &[self.key_file(1, 1_000, false)])
    }
}

fn signed_by(pair: &KeyPair, text: &str) -> Signed {
    Signed {
        bytes: text.as_bytes().to_vec(),
        signature: sign(pair, text.as_bytes()),
    }
}

fn write(path: &Path, signed: &Signed) {
    fs::write(path, &signed.bytes).unwrap();
    fs::write(file::signature_path(path), &signed.signature).unwrap();
}

/// A hall's machine, with nothing imported.
struct Hall {
    folder: TempDir,
    store: Store,
    keys: Keys,
}

impl Hall {
    fn new(publisher: &Publisher) -> Hall {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::of(Some(folder.path().join("store")), Vec::new());
        Hall {
            folder,
            store,
            keys: publisher.keys(),
        }
    }

    fn take(&self, signed: &Signed) -> Result<Imported, Refusal> {
        self.store.take(signed, &self.keys, TODAY, &mut |_| Ok(()))
    }

    fn list(&self) -> Allowlist {
        self.store.in_force(&self.keys, None, TODAY).unwrap().list
    }

    fn serial(&self) -> u64 {
        self.list().info().serial.unwrap()
    }
}

fn reasons(list: &Allowlist, host: &str) -> Vec<&'static str> {
    let judged = judge_text(format!("https://{host}/").as_bytes(), list);
    judged.verdict.reasons().iter().map(Reason::code).collect()
}

fn built_in_serial() -> u64 {
    Allowlist::built_in(TODAY).unwrap().info().serial.unwrap()
}

/// A serial that no list that is compiled in has reached yet.
const NEXT: u64 = 500;

#[test]
fn from_the_publisher_to_the_hall_a_new_host_becomes_safe_and_a_removed_one_unsafe() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    assert_eq!(reasons(&hall.list(), OLD_HOST), [""; 0]);
    assert_eq!(reasons(&hall.list(), NEW_HOST), ["not-listed"]);

    // The publisher packs a folder and signs the file; both files come on a stick.
    let stick = tempfile::tempdir().unwrap();
    let path = stick.path().join("名单 2.toml");
    let text = packed(NEXT, ISSUED, &[NEW_HOST]);
    write(&path, &publisher.signed(&text));
    let imported = hall.store.import(&path, &hall.keys, TODAY).unwrap();
    let Imported::List {
        serial,
        key,
        entries,
        ..
    } = imported
    else {
        panic!("{imported:?}");
    };
    assert_eq!((serial, entries), (NEXT, 1));
    assert_eq!(key.to_string(), number(&publisher.first));

    let in_force = hall.store.in_force(&hall.keys, None, TODAY).unwrap();
    assert_eq!(in_force.list.info().origin.code(), "package");
    assert_eq!(in_force.signed.as_ref().unwrap().comment, "serial 2");
    assert!(in_force.is_well());
    assert_eq!(reasons(&in_force.list, NEW_HOST), [""; 0]);
    assert_eq!(reasons(&in_force.list, OLD_HOST), ["not-listed"]);

    // The older one, once more the same, and then a newer one that takes the host away again.
    for serial in [NEXT - 1, NEXT] {
        let older = publisher.signed(&packed(serial, ISSUED, &[OLD_HOST]));
        let refused = hall.take(&older);
        assert!(
            matches!(refused, Err(Refusal::NotNewer { highest: NEXT, .. })),
            "{refused:?}"
        );
    }
    hall.take(&publisher.signed(&packed(NEXT + 1, ISSUED, &[OLD_HOST])))
        .unwrap();
    assert_eq!(reasons(&hall.list(), NEW_HOST), ["not-listed"]);
    assert_eq!(reasons(&hall.list(), OLD_HOST), [""; 0]);
}

#[test]
fn the_same_folder_makes_the_same_bytes_on_every_system() {
    let files = folder_of(NEXT, ISSUED, &[NEW_HOST, OLD_HOST]);
    let text = format::pack(&files, None, TODAY).unwrap();
    let windows: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| {
            let text = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
            (name.replace('/', "\\"), text)
        })
        .collect();
    assert_eq!(format::pack(&windows, None, TODAY).unwrap(), text);
    for line in [
        "type = \"yanma-allowlist\"",
        "format = 1",
        "stale_after = 2028-03-15",
        "serial = 500",
        "issued_on = 2027-03-15",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}");
    }
    // The real list can be packed as well, and is the same list then.
    let files = yanma::list_files::files(Path::new("allowlists")).unwrap();
    let text = format::pack(&files, None, TODAY).unwrap();
    let packed = format::parse_unsigned(text.as_bytes(), TODAY).unwrap();
    let built_in = Allowlist::built_in(TODAY).unwrap();
    assert_eq!(packed.entries().len(), built_in.entries().len());
    assert_eq!(changes(&built_in, &packed), []);
}

#[test]
fn a_signature_of_the_minisign_tool_is_verified_and_one_of_its_old_kind_is_not() {
    // Made by minisign 0.11: -G, -S -t 'comment of the signer', and -S -l.
    let root = "untrusted comment: minisign public key 682FE3AE77F5E4B2\nRWSy5PV3ruMvaETnK8SzP2Zm7f1mN2mGRoauhtBJJLTGLYb0YLyYv347\n";
    let prehashed = "untrusted comment: signature from minisign secret key\nRUSy5PV3ruMvaMb3tna6M7DVKWx3qjHmPs+bZmbW3LTqvuHj7b/A5EMYcbgovdNpXxnI21l2kkqm6wUwNYaj9ZAMwOXArn16vAQ=\ntrusted comment: comment of the signer\nr9zzl0U2DkGcgeu3FifmUz17CH7HH4JQP4XmVgz1cbWGO/1S4hw+oovlGN60G0ku8gOeGJ+T2ykByxMqOCSVAQ==\n";
    let old = "untrusted comment: signature from minisign secret key\nRWSy5PV3ruMvaPz2DzU+3AdgwMBolinz411Bx4oF1l4sUFCYJdcemo2xy7ADdD8WfSqYIC8CYv96kptaoUz2BV6ghnNMuI06ZA4=\ntrusted comment: old\niMMkEYCUNEM9Y9nlwtRjieLCZ2GVlg+0XmgMMfvCaJrw2mfrFr6yG+7sdav6nqs53/j67xsl7XpA2PI4g/wPBQ==\n";
    let keys = Keys::of(&[root.to_owned()], &[]);
    let hall = Hall::new(&Publisher::new());
    let take = |bytes: &[u8], signature: &str| {
        let signed = Signed {
            bytes: bytes.to_vec(),
            signature: signature.to_owned(),
        };
        hall.store.take(&signed, &keys, TODAY, &mut |_| Ok(()))
    };
    // The signature holds, so it is what was signed that is refused: it is no file of keys.
    assert!(matches!(
        take(b"yanma\n", prehashed),
        Err(Refusal::NotAPackage)
    ));
    assert!(matches!(
        take(b"yanmb\n", prehashed),
        Err(Refusal::Tampered)
    ));
    assert!(matches!(take(b"yanma\n", old), Err(Refusal::OldSignature)));
    let comment = prehashed.replace("comment of the signer", "comment of somebody else");
    assert!(matches!(take(b"yanma\n", &comment), Err(Refusal::Tampered)));
}

/// Everything that is refused, by what was done: each has a sentence of its own, and the list in force stays.
#[test]
fn whatever_is_wrong_is_refused_with_its_own_sentence_and_the_list_in_force_stays() {
    type Fits = fn(&Refusal) -> bool;
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    hall.take(&publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST])))
        .unwrap();
    let text = packed(NEXT + 1, ISSUED, &[NEW_HOST, "evil.example.gov.cn"]);
    let good = publisher.signed(&text);
    let stranger = key_pair();
    let first = number(&publisher.first);
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        publisher.signed(&text.replace(from, to))
    };
    let revoked = Keys::of(&publisher.roots(), &[publisher.key_file(2, 1_000, true)]);
    let until_then = Keys::of(&publisher.roots(), &[publisher.key_file(2, NEXT, false)]);
    let mut half_byte = good.clone();
    half_byte.bytes[100] ^= 1;
    let cut = |len: usize| Signed {
        bytes: good.bytes[..len].to_vec(),
        signature: good.signature.clone(),
    };
    let signature = |text: &str| Signed {
        bytes: good.bytes.clone(),
        signature: text.to_owned(),
    };
    let rows: &[(&str, Signed, &Keys, Fits)] = &[
        ("a changed bit", half_byte, &hall.keys, |r| {
            matches!(r, Refusal::Tampered)
        }),
        (
            "one byte more",
            Signed {
                bytes: [good.bytes.as_slice(), b"\n# end\n# \xE5\xAE\x8C end\n"].concat(),
                signature: good.signature.clone(),
            },
            &hall.keys,
            |r| matches!(r, Refusal::Tampered),
        ),
        ("half a file", cut(text.len() / 2), &hall.keys, |r| {
            matches!(r, Refusal::HalfCopied)
        }),
        ("an empty file", cut(0), &hall.keys, |r| {
            matches!(r, Refusal::HalfCopied)
        }),
        ("one byte less", cut(text.len() - 1), &hall.keys, |r| {
            matches!(r, Refusal::HalfCopied)
        }),
        (
            "half a signature",
            signature(&good.signature[..90]),
            &hall.keys,
            |r| matches!(r, Refusal::BadSignature),
        ),
        ("an empty signature", signature(""), &hall.keys, |r| {
            matches!(r, Refusal::BadSignature)
        }),
        (
            "a signature of letters outside base64",
            signature("医保\n医保\n医保\n医保\n"),
            &hall.keys,
            |r| matches!(r, Refusal::BadSignature),
        ),
        (
            "a key that nobody knows",
            signed_by(&stranger, &text),
            &hall.keys,
            |r| matches!(r, Refusal::UnknownKey(_)),
        ),
        ("a revoked key", good.clone(), &revoked, |r| {
            matches!(r, Refusal::RevokedKey(_))
        }),
        ("a key for other serials", good.clone(), &until_then, |r| {
            matches!(r, Refusal::KeyNotForSerial { .. })
        }),
        (
            "a second key before its time",
            signed_by(&publisher.second, &text),
            &hall.keys,
            |r| matches!(r, Refusal::KeyNotForSerial { .. }),
        ),
        (
            "the root key signs no lists",
            signed_by(&publisher.root, &text),
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        (
            "a list key signs no keys",
            signed_by(
                &publisher.first,
                std::str::from_utf8(&publisher.key_file(9, 1, false).bytes).unwrap(),
            ),
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        ("no key at all", good.clone(), &Keys::default(), |r| {
            matches!(r, Refusal::NoKeys)
        }),
        (
            "an older serial",
            publisher.signed(&packed(NEXT - 1, ISSUED, &[NEW_HOST])),
            &hall.keys,
            |r| matches!(r, Refusal::NotNewer { .. }),
        ),
        (
            "the same serial with another content",
            publisher.signed(&packed(NEXT, ISSUED, &[OLD_HOST])),
            &hall.keys,
            |r| matches!(r, Refusal::NotNewer { .. }),
        ),
        (
            "a serial that would shut out all later ones",
            with("serial = 501", "serial = 9223372036854775807"),
            &hall.keys,
            |r| matches!(r, Refusal::SerialTooHigh { .. }),
        ),
        (
            "a serial that is no number",
            with("serial = 501", "serial = 18446744073709551615"),
            &hall.keys,
            |r| !matches!(r, Refusal::NotNewer { .. }) && r.is_of_the_file(),
        ),
        (
            "a list of tomorrow's tomorrow",
            with(ISSUED, "2027-03-22"),
            &hall.keys,
            |r| matches!(r, Refusal::ClockBehind { .. }),
        ),
        (
            "a newer format",
            with("format = 1", "format = 2"),
            &hall.keys,
            |r| matches!(r, Refusal::NewerFormat { format: 2 }),
        ),
        (
            "another type",
            with("yanma-allowlist", "yanma-posters"),
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        (
            "a hall's list, without a head",
            publisher.signed(&entry(NEW_HOST)),
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        (
            "a key twice",
            with("serial = 501", "serial = 501\nserial = 502"),
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        (
            "bytes that are no UTF-8",
            {
                let bytes = [text.as_bytes(), b"# \xFF\n"].concat();
                Signed {
                    signature: sign(&publisher.first, &bytes),
                    bytes,
                }
            },
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        (
            "no day and no serial",
            with("[list]\nserial = 501\nissued_on = 2027-03-15\n", ""),
            &hall.keys,
            |r| has_fault(r, &Fault::NoListTable),
        ),
        (
            "no entry at all",
            publisher.signed(text.split("[[entry]]").next().unwrap()),
            &hall.keys,
            |r| matches!(r, Refusal::NotAPackage),
        ),
        (
            "an unknown field",
            with("status = \"active\"", "status = \"active\"\nsafe = true"),
            &hall.keys,
            |r| matches!(r, Refusal::Problems(_)),
        ),
        (
            "a public suffix",
            with("evil.example.gov.cn", "gov.cn"),
            &hall.keys,
            |r| has_fault(r, &Fault::PublicSuffix),
        ),
        (
            "every name below a host that the program does not trust so far",
            with(
                "[[entry]]\nhost = \"evil.example.gov.cn\"",
                "[[entry]]\nhost = \"evil.example.gov.cn\"\nscope = \"subdomains\"\nowner_statement = \"https://evil.example.gov.cn/\"",
            ),
            &hall.keys,
            |r| has_fault(r, &Fault::SubdomainsOutsideBuiltIn),
        ),
        (
            "an entry that does not say who has checked it",
            with("checked = \"by-two\"\n", ""),
            &hall.keys,
            |r| has_fault(r, &Fault::NotChecked),
        ),
        (
            "what only public programs name, outside the government",
            publisher.signed(
                &text
                    .replace("evil.example.gov.cn", "evil.example.cn")
                    .replace("grade = \"B\"", "grade = \"C\"\nsources = 2"),
            ),
            &hall.keys,
            |r| has_fault(r, &Fault::OutsideGovernment),
        ),
        (
            "what only one public program names",
            with("grade = \"B\"", "grade = \"C\"\nsources = 1"),
            &hall.keys,
            |r| has_fault(r, &Fault::TooFewSources),
        ),
        (
            "never stale",
            with("stale_after = 2028-03-15", "stale_after = 9999-12-31"),
            &hall.keys,
            |r| has_fault(r, &Fault::BadStaleAfter),
        ),
        (
            "stale before it was made",
            with("stale_after = 2028-03-15", "stale_after = 2027-03-14"),
            &hall.keys,
            |r| has_fault(r, &Fault::BadStaleAfter),
        ),
    ];
    let before = tree(hall.folder.path());
    let mut sentences = HashSet::new();
    for (trick, signed, keys, fits) in rows {
        let refused = hall.store.take(signed, keys, TODAY, &mut |_| Ok(()));
        let refusal = refused.expect_err(trick);
        assert!(fits(&refusal), "{trick}: {refusal:?}");
        for language in [Language::ZhCn, Language::En] {
            let said = language.refusal(&refusal);
            assert!(!said.is_empty() && !said.contains('\n'), "{trick}: {said}");
            sentences.insert((std::mem::discriminant(&refusal), said));
        }
        assert_eq!(hall.serial(), NEXT, "{trick}");
        assert_eq!(reasons(&hall.list(), "evil.example.gov.cn"), ["not-listed"]);
    }
    assert_eq!(files_of(&before), files_of(&tree(hall.folder.path())));
    let said: BTreeSet<&String> = sentences.iter().map(|(_, said)| said).collect();
    assert_eq!(said.len(), sentences.len(), "two faults in the same words");
    let unknown = Language::En.refusal(&Refusal::RevokedKey(
        match hall.store.take(&good, &revoked, TODAY, &mut |_| Ok(())) {
            Err(Refusal::RevokedKey(id)) => id,
            other => panic!("{other:?}"),
        },
    ));
    assert!(unknown.contains(&first), "{unknown}");
    // All that was wrong was what was done to it.
    hall.take(&good).unwrap();
    assert_eq!(hall.serial(), NEXT + 1);
}

fn has_fault(refusal: &Refusal, fault: &Fault) -> bool {
    matches!(refusal, Refusal::Problems(problems) if problems.iter().any(|problem| problem.fault == *fault))
}

/// Every file below a folder, with its bytes.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let found = WalkDir::new(folder).sort_by_file_name().into_iter();
    let found = found.map(|entry| entry.unwrap().into_path());
    found
        .filter(|path| path.is_file())
        .map(|path| {
            let bytes = fs::read(&path).unwrap();
            (path.strip_prefix(folder).unwrap().to_owned(), bytes)
        })
        .collect()
}

fn files_of(tree: &[(PathBuf, Vec<u8>)]) -> Vec<&(PathBuf, Vec<u8>)> {
    tree.iter()
        .filter(|(path, _)| !path.ends_with("lock"))
        .collect()
}

#[test]
fn what_is_no_file_or_too_large_is_not_read() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let import = |path: &Path| hall.store.import(path, &hall.keys, TODAY);
    let good = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));

    assert!(matches!(
        import(&at("nothing.toml")),
        Err(Refusal::Unreadable { .. })
    ));
    fs::create_dir(at("folder.toml")).unwrap();
    assert!(matches!(
        import(&at("folder.toml")),
        Err(Refusal::NotAFile { .. })
    ));
    fs::write(at("alone.toml"), &good.bytes).unwrap();
    assert!(matches!(
        import(&at("alone.toml")),
        Err(Refusal::NoSignature { path }) if path.ends_with("alone.toml.minisig")
    ));
    fs::create_dir(at("alone.toml.minisig")).unwrap();
    assert!(matches!(
        import(&at("alone.toml")),
        Err(Refusal::NotAFile { path }) if path.ends_with(".minisig")
    ));
    // A hole of a GiB: it takes no room, and nobody reads it.
    write(&at("large.toml"), &good);
    let large = File::options().write(true).open(at("large.toml")).unwrap();
    large.set_len(1 << 30).unwrap();
    assert!(matches!(
        import(&at("large.toml")),
        Err(Refusal::TooLarge { path }) if path.ends_with("large.toml")
    ));
    write(&at("signature.toml"), &good);
    let large = File::options()
        .write(true)
        .open(at("signature.toml.minisig"))
        .unwrap();
    large.set_len(1 << 30).unwrap();
    assert!(matches!(
        import(&at("signature.toml")),
        Err(Refusal::TooLarge { path }) if path.ends_with(".minisig")
    ));
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    for (name, bytes) in [
        ("list.zip", b"PK\x03\x04rest".to_vec()),
        ("list.tar.gz", b"\x1F\x8B\x08rest".to_vec()),
        ("list.7z", b"7z\xBC\xAF\x27\x1Crest".to_vec()),
        ("list.tar", tar),
    ] {
        fs::write(at(name), bytes).unwrap();
        assert!(matches!(import(&at(name)), Err(Refusal::Archive)), "{name}");
    }
    assert_eq!(hall.serial(), built_in_serial());
}

#[cfg(unix)]
#[test]
fn links_pipes_and_devices_are_not_opened() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let good = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));
    write(&at("list.toml"), &good);
    std::os::unix::fs::symlink(at("list.toml"), at("link.toml")).unwrap();
    fs::copy(at("list.toml.minisig"), at("link.toml.minisig")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(at("pipe.toml"))
        .status();
    assert!(made.unwrap().success());
    for path in [
        at("link.toml"),
        at("pipe.toml"),
        PathBuf::from("/dev/zero"),
        PathBuf::from("/dev/stdin"),
    ] {
        let refused = hall.store.import(&path, &hall.keys, TODAY);
        assert!(
            matches!(refused, Err(Refusal::NotAFile { .. })),
            "{path:?} {refused:?}"
        );
    }
    // A good list whose signature is a link.
    fs::remove_file(at("list.toml.minisig")).unwrap();
    std::os::unix::fs::symlink(at("link.toml.minisig"), at("list.toml.minisig")).unwrap();
    let refused = hall.store.import(&at("list.toml"), &hall.keys, TODAY);
    assert!(matches!(refused, Err(Refusal::NotAFile { .. })));
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let path = entry.unwrap().into_path();
        let place = to.join(path.strip_prefix(from).unwrap());
        if path.is_dir() {
            fs::create_dir_all(place).unwrap();
        } else {
            fs::copy(path, place).unwrap();
        }
    }
}

/// The machine as it is before each step of an import, as if its power were cut there.
#[test]
fn a_power_cut_between_any_two_steps_leaves_a_whole_list_and_the_import_can_be_done_again() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    for serial in [NEXT - 2, NEXT - 1] {
        hall.take(&publisher.signed(&packed(serial, ISSUED, &[OLD_HOST])))
            .unwrap();
    }
    let own = hall.folder.path().join("store");
    let cuts = tempfile::tempdir().unwrap();
    let mut steps = Vec::new();
    let newer = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));
    let taken = hall.store.take(&newer, &hall.keys, TODAY, &mut |step| {
        copy(&own, &cuts.path().join(steps.len().to_string()));
        steps.push(step.to_owned());
        Ok(())
    });
    taken.unwrap();
    copy(&own, &cuts.path().join(steps.len().to_string()));
    for step in [
        "write the list",
        "write the signature",
        "rename",
        "remember",
    ] {
        assert!(steps.iter().any(|found| found == step), "{step}: {steps:?}");
    }
    let mut serials = Vec::new();
    for cut in 0..=steps.len() {
        let folder = cuts.path().join(cut.to_string());
        // What had not reached the disk may be there in part.
        for half in [false, true] {
            let new = folder.join("lists").join("new");
            if half && new.exists() {
                for entry in fs::read_dir(&new).unwrap() {
                    let path = entry.unwrap().path();
                    let len = fs::metadata(&path).unwrap().len();
                    let file = File::options().write(true).open(path).unwrap();
                    file.set_len(len / 2).unwrap();
                }
            }
            let store = Store::of(Some(folder.clone()), Vec::new());
            let in_force = store.in_force(&hall.keys, None, TODAY).unwrap();
            let serial = in_force.list.info().serial.unwrap();
            assert_eq!(in_force.passed_over, 0, "{steps:?} {cut}");
            serials.push(serial);
            assert_eq!(store.highest(&hall.keys, TODAY), serial);
        }
        let store = Store::of(Some(folder), Vec::new());
        let again = store.take(&newer, &hall.keys, TODAY, &mut |_| Ok(()));
        match serials.last() {
            Some(&NEXT) => assert!(matches!(again, Err(Refusal::NotNewer { .. }))),
            _ => assert!(again.is_ok(), "{cut}: {again:?}"),
        }
        let in_force = store.in_force(&hall.keys, None, TODAY).unwrap();
        assert_eq!(in_force.list.info().serial, Some(NEXT));
    }
    // First the old one, from the rename on the new one, and nothing else.
    let turn = serials.iter().position(|serial| *serial == NEXT).unwrap();
    assert!(turn > 0);
    assert!(serials[..turn].iter().all(|serial| *serial == NEXT - 1));
    assert!(serials[turn..].iter().all(|serial| *serial == NEXT));
}

#[test]
fn a_full_disk_at_any_step_leaves_the_old_list_or_the_new_one_in_force() {
    let publisher = Publisher::new();
    let newer = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));
    let mut failing = 0;
    loop {
        let hall = Hall::new(&publisher);
        hall.take(&publisher.signed(&packed(NEXT - 1, ISSUED, &[OLD_HOST])))
            .unwrap();
        let mut count = 0;
        let taken = hall.store.take(&newer, &hall.keys, TODAY, &mut |_| {
            count += 1;
            match count > failing {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(()),
            }
        });
        match &taken {
            Ok(_) => assert_eq!(hall.serial(), NEXT),
            Err(Refusal::NotStored { .. }) => {
                assert_eq!(hall.serial(), NEXT - 1, "{failing}");
                let said = Language::ZhCn.refusal(taken.as_ref().unwrap_err());
                assert!(said.contains("磁盘满了"), "{said}");
                // With room again it goes through.
                hall.take(&newer).unwrap();
                assert_eq!(hall.serial(), NEXT);
            }
            Err(other) => panic!("{other:?}"),
        }
        if count <= failing {
            break; // none has failed
        }
        failing += 1;
    }
    assert!(failing > 8, "{failing}");
}

#[test]
fn a_store_that_cannot_be_written_or_is_nowhere_refuses_and_the_built_in_list_stays() {
    let publisher = Publisher::new();
    let good = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for own in [Some(folder.path().join("file").join("store")), None] {
        let store = Store::of(own, Vec::new());
        let keys = publisher.keys();
        let refused = store.take(&good, &keys, TODAY, &mut |_| Ok(()));
        assert!(
            matches!(refused, Err(Refusal::NotStored { .. })),
            "{refused:?}"
        );
        let in_force = store.in_force(&keys, None, TODAY).unwrap();
        assert_eq!(in_force.list.info().serial, Some(built_in_serial()));
        store.keep(&in_force);
    }
}

#[test]
fn two_imports_at_a_time_are_one() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let one = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));
    let other = publisher.signed(&packed(NEXT + 1, ISSUED, &[OLD_HOST]));
    let mut seen = Vec::new();
    let taken = hall.store.take(&one, &hall.keys, TODAY, &mut |step| {
        if step == "rename" {
            seen.push(matches!(hall.take(&other), Err(Refusal::Busy)));
        }
        Ok(())
    });
    taken.unwrap();
    assert_eq!(seen, [true]);
    hall.take(&other).unwrap();
}

#[test]
fn a_list_that_went_bad_gives_way_to_the_last_good_one_and_no_older_one_is_taken() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    for (serial, host) in [(NEXT, OLD_HOST), (NEXT + 1, NEW_HOST), (NEXT + 2, NEW_HOST)] {
        hall.take(&publisher.signed(&packed(serial, ISSUED, &[host])))
            .unwrap();
    }
    let lists = hall.folder.path().join("store").join("lists");
    let kept: BTreeSet<String> = fs::read_dir(&lists)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(kept, ["501", "502"].map(str::to_owned).into());
    let path = lists.join("502").join("list.toml");
    let mut bytes = fs::read(&path).unwrap();
    bytes[200] ^= 4;
    fs::write(&path, bytes).unwrap();
    let in_force = hall.store.in_force(&hall.keys, None, TODAY).unwrap();
    assert_eq!(in_force.list.info().serial, Some(NEXT + 1));
    assert_eq!(in_force.passed_over, 1);
    assert!(!in_force.is_well());
    assert_eq!(Language::ZhCn.list_state(&in_force).len(), 1);
    // What was taken once counts, also where all lists are lost and only the memory of them is left.
    let same = publisher.signed(&packed(NEXT + 2, ISSUED, &[NEW_HOST]));
    assert!(matches!(
        hall.take(&same),
        Err(Refusal::NotNewer { highest, .. }) if highest == NEXT + 2
    ));
    fs::remove_dir_all(&lists).unwrap();
    assert_eq!(hall.serial(), built_in_serial());
    assert!(matches!(
        hall.take(&same),
        Err(Refusal::NotNewer { highest, .. }) if highest == NEXT + 2
    ));
    hall.take(&publisher.signed(&packed(NEXT + 3, ISSUED, &[NEW_HOST])))
        .unwrap();
}

#[test]
fn whoever_can_write_into_the_store_gains_nothing_and_shuts_nothing_out() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let own = hall.folder.path().join("store");
    let text = packed(NEXT, ISSUED, &[NEW_HOST]);
    let put = |name: &str, signed: &Signed| {
        let place = own.join("lists").join(name);
        fs::create_dir_all(&place).unwrap();
        write(&place.join("list.toml"), signed);
    };
    put("900", &signed_by(&key_pair(), &text)); // a stranger's key
    put("901", &publisher.signed(&text)); // under another serial
    put("18446744073709551615", &publisher.signed(&text));
    put("0500", &publisher.signed(&text));
    put("+500", &publisher.signed(&text));
    put("not a number", &publisher.signed(&text));
    fs::write(own.join("lists").join("902"), "a file").unwrap();
    fs::write(
        own.join("seen.toml"),
        "highest = 9000000000000000000\n[days]\n",
    )
    .unwrap();
    assert_eq!(hall.serial(), built_in_serial());
    hall.take(&publisher.signed(&text)).unwrap();
    assert_eq!(hall.serial(), NEXT);
}

#[test]
fn keys_change_by_a_file_of_the_root_key_and_a_revoked_key_takes_its_lists_with_it() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let first = publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST]));
    hall.take(&first).unwrap();
    let second = signed_by(&publisher.second, &packed(NEXT + 1, ISSUED, &[NEW_HOST]));
    assert!(hall.take(&second).is_err());

    let newer = publisher.key_file(2, NEXT, true);
    assert!(matches!(
        hall.take(&newer),
        Ok(Imported::Keys { serial: 2, .. })
    ));
    // From the next start on.
    let stored = hall.store.key_files();
    let keys = Keys::of(&publisher.roots(), &stored);
    assert_eq!(keys.serial(), Some(2));
    let in_force = hall.store.in_force(&keys, None, TODAY).unwrap();
    assert_eq!(in_force.list.info().serial, Some(built_in_serial()));
    assert_eq!(in_force.passed_over, 1);
    let take = |signed: &Signed| hall.store.take(signed, &keys, TODAY, &mut |_| Ok(()));
    // The serial of the revoked key's list still counts.
    let same = signed_by(&publisher.second, &packed(NEXT, ISSUED, &[OLD_HOST]));
    assert!(matches!(take(&same), Err(Refusal::NotNewer { .. })));
    take(&second).unwrap();
    // No way back to the keys before.
    for older in [publisher.key_file(1, 1_000, false), newer] {
        assert!(matches!(take(&older), Err(Refusal::NotNewer { .. })));
    }
    // Another root's file is nobody's.
    let other = Publisher::new();
    assert!(matches!(
        take(&other.key_file(3, 1, false)),
        Err(Refusal::UnknownKey(_))
    ));
    assert!(
        Keys::of(&publisher.roots(), &[other.key_file(3, 1, false)])
            .serial()
            .is_none()
    );
}

#[test]
fn what_the_program_refuses_stays_refused_whatever_a_package_says() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    // Without a word about them, and with one of them as an entry.
    let text = packed(NEXT, ISSUED, &[NEW_HOST, "t.cn", "ybj.aliyuncs.com"]);
    hall.take(&publisher.signed(&text)).unwrap();
    let list = hall.list();
    assert_eq!(reasons(&list, "t.cn"), ["short-link"]);
    assert_eq!(reasons(&list, "a.t.cn"), ["short-link"]);
    assert_eq!(reasons(&list, "ybj.aliyuncs.com"), ["open-hosting"]);
    assert_eq!(list.entries().len(), 1, "nor are they shown as official");
    // What a package refuses besides is refused as well, also where it is on a hall's own list.
    let mut files = folder_of(NEXT + 1, ISSUED, &[NEW_HOST]);
    let never = "[[never]]\nhost = \"poster.example.cn\"\ncategory = \"known-phishing\"\nreason = \"seen\"\n";
    files.push(("list/3.toml".to_owned(), never.to_owned()));
    let text = format::pack(&files, None, TODAY).unwrap();
    hall.take(&publisher.signed(&text)).unwrap();
    let own = entry("poster.example.cn") + &entry("hall.example.cn");
    let own = yanma::check::allowlist::Source {
        name: "hall.toml",
        text: &own,
    };
    let list = hall
        .store
        .in_force(&hall.keys, Some(&[own]), TODAY)
        .unwrap()
        .list;
    assert_eq!(list.info().origin.code(), "package+hall");
    assert_eq!(reasons(&list, "poster.example.cn"), ["known-phishing"]);
    assert_eq!(reasons(&list, "hall.example.cn"), [""; 0]);
}

#[test]
fn only_a_hall_names_companies_and_the_rules_of_them_hold_for_a_package_too() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let insurer = |host: &str| {
        format!(
            "[[insurer]]\nhost = \"{host}\"\nname.zh = \"某保险\"\nname.en = \"Some insurer\"\nevidence_note = \"its own word\"\n"
        )
    };
    let files = |insurer: String| {
        let mut files = folder_of(NEXT, ISSUED, &[NEW_HOST]);
        files.push(("list/3.toml".to_owned(), insurer));
        files
    };
    let both = format::pack(&files(insurer(NEW_HOST)), None, TODAY).unwrap_err();
    assert!(matches!(both, Refusal::Problems(_)), "{both:?}");
    let text = format::pack(&files(insurer("life.example.com")), None, TODAY).unwrap();
    hall.take(&publisher.signed(&text)).unwrap();
    assert_eq!(hall.serial(), NEXT);
    assert_eq!(hall.list().insurer("life.example.com"), None);
    // What a hall says of one keeps no package out, whatever that says of the same host.
    for host in ["life.example.com", NEW_HOST] {
        let own = yanma::check::allowlist::Source {
            name: "hall.toml",
            text: &insurer(host),
        };
        let in_force = hall.store.in_force(&hall.keys, Some(&[own]), TODAY);
        let list = in_force.unwrap().list;
        assert_eq!(list.info().serial, Some(NEXT));
        assert!(list.insurer(host).is_some());
    }
    assert_eq!(reasons(&hall.list(), NEW_HOST), [""; 0]);
}

#[test]
fn a_newer_program_is_not_held_back_by_an_older_package() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let serial = built_in_serial();
    let refused = hall.take(&publisher.signed(&packed(serial, ISSUED, &[NEW_HOST])));
    assert!(matches!(refused, Err(Refusal::NotNewer { .. })));
    // As if it had been imported by an older program.
    let place = hall
        .folder
        .path()
        .join("store/lists")
        .join(serial.to_string());
    fs::create_dir_all(&place).unwrap();
    let signed = publisher.signed(&packed(serial, ISSUED, &[NEW_HOST]));
    write(&place.join("list.toml"), &signed);
    let in_force = hall.store.in_force(&hall.keys, None, TODAY).unwrap();
    assert!(in_force.signed.is_none() && in_force.is_well());
    assert_eq!(reasons(&in_force.list, NEW_HOST), ["not-listed"]);
}

#[test]
fn a_list_of_root_is_everybodys_and_the_newest_one_counts() {
    let publisher = Publisher::new();
    let folder = tempfile::tempdir().unwrap();
    let (system, user) = (folder.path().join("system"), folder.path().join("user"));
    let of_root = Store::of(Some(system.clone()), Vec::new());
    let of_user = Store::of(Some(user), vec![system]);
    let keys = publisher.keys();
    let take = |store: &Store, serial: u64| {
        let signed = publisher.signed(&packed(serial, ISSUED, &[NEW_HOST]));
        store.take(&signed, &keys, TODAY, &mut |_| Ok(()))
    };
    take(&of_root, NEXT).unwrap();
    let serial = |store: &Store| {
        store
            .in_force(&keys, None, TODAY)
            .unwrap()
            .list
            .info()
            .serial
    };
    assert_eq!(serial(&of_user), Some(NEXT));
    assert!(matches!(
        take(&of_user, NEXT),
        Err(Refusal::NotNewer { .. })
    ));
    take(&of_user, NEXT + 1).unwrap();
    assert_eq!(
        (serial(&of_root), serial(&of_user)),
        (Some(NEXT), Some(NEXT + 1))
    );
    take(&of_root, NEXT + 2).unwrap();
    assert_eq!(serial(&of_user), Some(NEXT + 2));
}

#[test]
fn a_list_that_is_too_old_calls_nothing_safe_and_says_that_it_is_the_list() {
    let list = Allowlist::built_in(TODAY).unwrap();
    let stale_after = list.info().stale_after.unwrap();
    let years_later = Date {
        year: stale_after.year + 2,
        ..stale_after
    };
    let a_year_later = Date {
        year: stale_after.year + 1,
        ..stale_after
    };
    assert_eq!(list.clone().on(stale_after).age(), Age::Fresh);
    let stale = list.clone().on(a_year_later);
    assert_eq!(stale.age(), Age::Stale);
    assert_eq!(
        reasons(&stale, OLD_HOST),
        [""; 0],
        "a warning to staff, no more"
    );
    let too_old = list.clone().on(years_later);
    assert_eq!(reasons(&too_old, OLD_HOST), ["list-too-old"]);
    // It makes nothing else of what was unsafe before.
    for host in ["evil.top", "t.cn", "nhsa.gov.cn.evil.top"] {
        assert_eq!(reasons(&too_old, host), reasons(&list, host), "{host}");
    }
    // And offers no code of its own to scan instead.
    for host in [OLD_HOST, "evil.top"] {
        let judged = judge_text(format!("https://{host}/").as_bytes(), &too_old);
        let telling = Telling::of((&judged).into(), None, Language::ZhCn);
        assert_eq!(telling.official_host(&too_old), None, "{host}");
    }
    let day = list.info().issued_on.unwrap().to_string();
    for language in [Language::ZhCn, Language::En] {
        let judged = judge_text(format!("https://{OLD_HOST}/").as_bytes(), &too_old);
        let telling = Telling::of((&judged).into(), None, language);
        assert!(telling.why.unwrap().contains(&day));
        let shown = language.list_day(too_old.info(), too_old.age());
        assert!(shown.starts_with(&day) && shown.len() > day.len());
        assert_eq!(language.list_day(list.info(), Age::Fresh), day);
        assert_eq!(language.old_list(&list), None);
        assert!(language.old_list(&stale).unwrap().contains(&day));
    }
}

#[test]
fn days_are_kept_and_a_clock_that_cannot_be_right_is_asked_about() {
    let publisher = Publisher::new();
    let hall = Hall::new(&publisher);
    let on = |day: Date| {
        let in_force = hall.store.in_force(&hall.keys, None, day).unwrap();
        hall.store.keep(&in_force);
        in_force
    };
    assert_eq!(on(TODAY).reading.clock, Clock::Right);
    let back = on(date(2000, 1, 1));
    assert_eq!(
        (back.reading.clock, back.reading.day),
        (Clock::SetBack, TODAY)
    );
    assert_eq!(Language::ZhCn.list_state(&back).len(), 1);
    // A battery that is empty, or a slip: the list is not too old because of it.
    let leapt = on(date(2067, 3, 20));
    assert_eq!(leapt.reading.clock, Clock::LeaptAhead);
    assert_eq!(leapt.age(), Age::Fresh);
    assert!(!leapt.is_well());
    let held = on(date(2067, 4, 20));
    assert_eq!(
        (held.reading.clock, held.age()),
        (Clock::Right, Age::TooOld)
    );
    // Somebody sets the clock right and says so.
    assert_eq!(on(TODAY).reading.clock, Clock::SetBack);
    hall.store.confirm_clock(TODAY).unwrap();
    assert!(on(TODAY).is_well());
    // Neither forgets the highest serial.
    hall.take(&publisher.signed(&packed(NEXT, ISSUED, &[NEW_HOST])))
        .unwrap();
    on(date(2027, 3, 21));
    hall.store.confirm_clock(TODAY).unwrap();
    fs::remove_dir_all(hall.folder.path().join("store/lists")).unwrap();
    assert_eq!(hall.store.highest(&hall.keys, TODAY), NEXT);
    // A list that was taken stays in force while the clock is behind it.
    hall.take(&publisher.signed(&packed(NEXT + 1, ISSUED, &[NEW_HOST])))
        .unwrap();
    let back = on(date(1970, 1, 1));
    assert_eq!(back.list.info().serial, Some(NEXT + 1));
}

#[test]
fn a_difference_is_told_in_words_with_what_makes_more_safe_first() {
    let old = "[list]\nserial = 7\nissued_on = 2027-03-14\n".to_owned()
        + &entry("gone.example.cn")
        + &entry("same.example.cn")
        + &entry("fraud.example.cn")
        + &entry("down.example.cn")
        + &entry("up.example.cn").replace("\"active\"", "\"needs-local-confirmation\"")
        + &entry("grade.example.cn")
        + &entry("name.example.cn")
        + &entry("day.example.cn")
        + "[[never]]\nhost = \"back.example.cn\"\ncategory = \"unproven\"\nreason = \"x\"\n";
    let new = "[list]\nserial = 8\nissued_on = 2027-03-15\n".to_owned()
        + &entry("new.example.cn")
        + &entry("maybe.example.cn").replace("\"active\"", "\"needs-local-confirmation\"")
        + &entry("same.example.cn")
        + &entry("down.example.cn").replace("\"active\"", "\"needs-local-confirmation\"")
        + &entry("up.example.cn")
        + &entry("grade.example.cn").replace("grade = \"B\"", "grade = \"A\"")
        + &entry("name.example.cn").replace("某市", "某县")
        + &entry("day.example.cn").replace("11-20", "11-21")
        + "[[never]]\nhost = \"fraud.example.cn\"\ncategory = \"known-phishing\"\nreason = \"x\"\n"
        + "[[never]]\nhost = \"more.example.cn\"\ncategory = \"known-phishing\"\nreason = \"x\"\n";
    let list = |text: &str| {
        let text = format!(
            "[package]\ntype = \"yanma-allowlist\"\nformat = 1\nstale_after = 2028-01-01\n{text}"
        );
        format::parse_unsigned(text.as_bytes(), TODAY).unwrap()
    };
    let found = changes(&list(&old), &list(&new));
    let hosts: Vec<&str> = found.iter().map(|(_, host)| host.as_str()).collect();
    assert_eq!(
        hosts,
        [
            "new.example.cn",
            "up.example.cn",
            "back.example.cn",
            "maybe.example.cn",
            "grade.example.cn",
            "name.example.cn",
            "day.example.cn",
            "down.example.cn",
            "gone.example.cn",
            "fraud.example.cn",
            "more.example.cn",
        ]
    );
    assert_eq!(found[9].0, Change::MovedToNever);
    for language in [Language::ZhCn, Language::En] {
        let said: BTreeSet<String> = found
            .iter()
            .map(|(change, _)| language.change(change, "h"))
            .collect();
        assert_eq!(said.len(), found.len(), "{said:?}");
    }
    assert_eq!(changes(&list(&new), &list(&new)), []);
}

/// What may be done with a machine: a list of that serial is brought, and something may be wrong with it.
#[derive(Debug, Clone)]
enum Deed {
    Bring { serial: u64, fault: u8 },
    CutThePower { serial: u64, step: usize },
    Damage { which: usize },
}

fn deed() -> impl Strategy<Value = Deed> {
    let serial = NEXT..NEXT + 6;
    prop_oneof![
        4 => (serial.clone(), 0..6_u8).prop_map(|(serial, fault)| Deed::Bring { serial, fault }),
        1 => (serial, 0..12_usize).prop_map(|(serial, step)| Deed::CutThePower { serial, step }),
        1 => (0..4_usize).prop_map(|which| Deed::Damage { which }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_sequence_of_imports_lowers_the_highest_serial_or_leaves_no_list(deeds in vec(deed(), 1..8)) {
        let publisher = Publisher::new();
        let hall = Hall::new(&publisher);
        let (mut highest, mut in_force, mut is_damaged) = (0, 0, false);
        for deed in deeds {
            match deed {
                Deed::Bring { serial, fault } => {
                    let text = packed(serial, ISSUED, &[NEW_HOST]);
                    let mut signed = match fault {
                        1 => signed_by(&publisher.second, &text),
                        2 => signed_by(&publisher.root, &text),
                        _ => publisher.signed(&text),
                    };
                    if fault == 3 {
                        signed.bytes.pop();
                    }
                    let is_newer = serial > highest;
                    let taken = hall.take(&signed);
                    let is_good = matches!(fault, 0 | 4 | 5);
                    prop_assert_eq!(taken.is_ok(), is_good && is_newer, "{:?}", taken);
                    if taken.is_ok() {
                        is_damaged = false;
                    }
                }
                Deed::CutThePower { serial, step } => {
                    let signed = publisher.signed(&packed(serial, ISSUED, &[NEW_HOST]));
                    let mut steps = 0;
                    let _ = hall.store.take(&signed, &hall.keys, TODAY, &mut |_| {
                        steps += 1;
                        match steps > step {
                            true => Err(io::ErrorKind::Other.into()),
                            false => Ok(()),
                        }
                    });
                }
                Deed::Damage { which } => {
                    let lists = hall.folder.path().join("store/lists");
                    let files = match lists.exists() {
                        true => tree(&lists),
                        false => Vec::new(), // nothing was brought yet
                    };
                    if let Some((path, bytes)) = files.get(which) {
                        fs::write(lists.join(path), &bytes[..bytes.len() / 2]).unwrap();
                        is_damaged = true;
                    }
                }
            }
            // The program starts.
            let started = hall.store.in_force(&hall.keys, None, TODAY).unwrap();
            hall.store.keep(&started);
            let now = hall.store.highest(&hall.keys, TODAY);
            prop_assert!(now >= highest, "{} after {}", now, highest);
            highest = now;
            let serial = hall.serial();
            prop_assert!(serial >= built_in_serial());
            prop_assert!(is_damaged || serial >= in_force);
            in_force = serial;
        }
    }
}

fn yanma(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_yanma"))
        .args(["--lang", "en"])
        .args(args)
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .current_dir(folder)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn the_command_line_packs_tells_differences_and_refuses_with_its_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("list")).unwrap();
    for (name, text) in folder_of(NEXT, ISSUED, &[OLD_HOST, NEW_HOST]) {
        fs::write(at(&name), text).unwrap();
    }
    let today = ["--today", "2027-03-20", "allowlist"];
    let run = |args: &[&str]| yanma(folder.path(), &[&today[..], args].concat());
    let (status, out, err) = run(&["pack", "list", "-o", "a.toml"]);
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("minisign -Sm a.toml"), "{out}");
    assert_eq!(
        fs::read_to_string(at("a.toml")).unwrap(),
        packed(NEXT, ISSUED, &[OLD_HOST, NEW_HOST])
    );
    let (status, _, err) = run(&["pack", "list", "-o", "a.toml"]);
    assert_eq!(status, Some(2), "never over a file: {err}");
    fs::write(at("list/3.toml"), entry("gov.cn")).unwrap();
    let (status, _, err) = run(&["pack", "list", "-o", "b.toml"]);
    assert_eq!(status, Some(1));
    assert!(err.contains("gov.cn") && !at("b.toml").exists(), "{err}");
    let (status, _, err) = run(&["pack", "nowhere", "-o", "b.toml"]);
    assert_eq!(status, Some(2), "{err}");

    fs::write(at("list/3.toml"), entry("more.example.cn")).unwrap();
    let (status, out, err) = run(&["diff", "a.toml", "list"]);
    assert_eq!(status, Some(1), "{err}");
    assert!(
        out.starts_with("+ added, called safe: more.example.cn\n"),
        "{out}"
    );
    assert_eq!(run(&["diff", "a.toml", "a.toml"]).0, Some(0));
    let (status, out, _) = run(&["diff", "a.toml"]);
    assert_eq!(status, Some(1), "from the list in force");
    assert!(out.contains(NEW_HOST), "{out}");
    assert_eq!(run(&["diff", "nowhere"]).0, Some(2));

    // No signature, and then no keys: nothing of this machine's is touched.
    let (status, _, err) = run(&["import", "a.toml"]);
    assert_eq!(status, Some(1));
    assert!(err.contains("a.toml.minisig"), "{err}");
    assert_eq!(run(&["import", "nowhere.toml"]).0, Some(2));
    let (status, out, err) = run(&["status"]);
    assert_eq!(status, Some(0), "{out}{err}");
    assert!(out.contains("2026-11-23") || out.contains("no. "), "{out}");

    let (status, out, err) = run(&["sheet", OLD_HOST, "-o", "a.html"]);
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("a.html"));
    assert_eq!(
        fs::read_to_string(at("a.html"))
            .unwrap()
            .matches("<svg")
            .count(),
        1
    );
    assert_eq!(run(&["sheet", "nowhere at all", "-o", "b.html"]).0, Some(1));
}

#[test]
fn the_command_line_warns_of_an_old_list_and_obeys_only_if_asked() {
    let folder = tempfile::tempdir().unwrap();
    let stale_after = Allowlist::built_in(TODAY)
        .unwrap()
        .info()
        .stale_after
        .unwrap();
    let day = |years: u16| format!("{}-06-01", stale_after.year + years);
    let link = format!("https://{OLD_HOST}/");
    let check = |day: &str, more: &[&str]| {
        let args = [&["--today", day, "check"][..], more, &["--text", &link]].concat();
        yanma(folder.path(), &args)
    };
    for strict in [&[][..], &["--strict-age"][..]] {
        let (status, _, err) = check(&stale_after.to_string(), strict);
        assert_eq!((status, err.as_str()), (Some(0), ""));
        let (status, _, err) = check(&day(1), strict);
        assert_eq!(status, Some(0), "stale, no more");
        assert!(err.contains("should be renewed"), "{err}");
    }
    let (status, _, err) = check(&day(2), &[]);
    assert_eq!(status, Some(0));
    assert!(err.contains("too old"), "{err}");
    let (status, out, _) = check(&day(2), &["--strict-age", "--json"]);
    assert_eq!(status, Some(1));
    assert!(out.contains("\"list-too-old\""), "{out}");
    for day in ["2027-13-01", "tomorrow", "2027-03-20T10:00:00", "2027"] {
        assert_eq!(check(day, &[]).0, Some(2), "{day}");
    }
    // A page of old addresses is not printed.
    let late = day(2);
    let (status, _, err) = yanma(
        folder.path(),
        &[
            "--today",
            &late,
            "allowlist",
            "sheet",
            OLD_HOST,
            "-o",
            "a.html",
        ],
    );
    assert_eq!(status, Some(1), "{err}");
}
