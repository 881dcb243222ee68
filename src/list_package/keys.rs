//! Who may sign a list. Public keys lie only where root alone can put them; a signed file says which key may sign which
//! lists, and which are revoked.
//!
//! - `*.pub` in a key folder is the public half of the root key, whose secret half stays offline. It signs nothing but the
//!   file of list keys.
//! - `list-keys.toml` with its signature is that file. A newer one may also be imported, like a list.
//!
//! Both key folders are the system's (Windows: `keys` beside the program). Without a key nothing can be imported.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use minisign_verify::{Error, PublicKey, Signature};
use serde::Deserialize;

use super::Refusal;
use super::file::{self, Signed};
use super::format;
use crate::check::allowlist::Date;
use crate::plain::printable;

/// `type` of a file of list keys.
const TYPE: &str = "yanma-list-keys";
/// The newest format of such a file that is understood.
const FORMAT: u32 = 1;
/// Its name in a key folder.
pub const KEY_FILE: &str = "list-keys.toml";
/// Largest file of a public key in bytes; an ordinary one has 110.
const MAX_PUBLIC_BYTES: u64 = 4 << 10;

/// The number of a key, as minisign prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

impl KeyId {
    /// Of the base64 of a key or a signature: two bytes of algorithm, then the number.
    fn of_base64(text: &str) -> Option<KeyId> {
        let bytes = BASE64_STANDARD.decode(text.trim()).ok()?;
        bytes.get(2..10)?.try_into().ok().map(KeyId)
    }

    fn of_hex(text: &str) -> Option<KeyId> {
        let is_id = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_id.then(|| u64::from_str_radix(text, 16).ok())??;
        Some(KeyId(number.to_le_bytes()))
    }
}

/// A public key.
#[derive(Debug, Clone)]
struct Key {
    id: KeyId,
    public: PublicKey,
}

impl Key {
    fn of_base64(text: &str) -> Option<Key> {
        Some(Key {
            id: KeyId::of_base64(text)?,
            public: PublicKey::from_base64(text.trim()).ok()?,
        })
    }
}

/// A key that signs lists.
#[derive(Debug, Clone)]
struct ListKey {
    key: Key,
    from_serial: u64,
    until_serial: u64,
}

/// The file of list keys.
#[derive(Debug, Clone)]
pub(super) struct KeyFile {
    pub(super) serial: u64,
    pub(super) issued_on: Date,
    keys: Vec<ListKey>,
    revoked: Vec<KeyId>,
}

/// Whose signature it is.
pub(super) enum Signer {
    /// The root key's: a file of list keys.
    Root,
    /// A list key's: a list, with serials from and until.
    List { id: KeyId, serials: (u64, u64) },
}

/// The keys of this machine.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    roots: Vec<Key>,
    file: Option<KeyFile>,
}

impl Keys {
    /// The keys of the system's folders, and of the files of list keys that were imported.
    ///
    /// # Errors
    /// [`Refusal::KeysNotTrusted`] where somebody else than root could have put a key there, or one cannot be read.
    pub fn of_this_machine(imported: Vec<Signed>) -> Result<Keys, Refusal> {
        let (mut roots, mut files) = (Vec::new(), imported);
        for folder in folders() {
            if fs::symlink_metadata(&folder).is_ok() {
                let (found, file) = of_folder(&folder)?;
                roots.extend(found);
                files.extend(file);
            }
        }
        Ok(Keys::with(roots, &files))
    }

    /// These root keys, each the text of a `.pub` file of minisign, and the newest of these files of list keys that one of
    /// them has signed.
    pub fn of(roots: &[String], files: &[Signed]) -> Keys {
        let roots = roots.iter().filter_map(|text| root(text)).collect();
        Keys::with(roots, files)
    }

    fn with(roots: Vec<Key>, files: &[Signed]) -> Keys {
        let mut keys = Keys { roots, file: None };
        let good = files.iter().filter_map(|signed| {
            let (signer, _) = keys.signer(signed).ok()?;
            matches!(signer, Signer::Root).then_some(())?;
            KeyFile::parse(&signed.bytes).ok()
        });
        keys.file = good.max_by_key(|file| file.serial);
        keys
    }

    /// The serial of the file of list keys in use.
    pub fn serial(&self) -> Option<u64> {
        self.file.as_ref().map(|file| file.serial)
    }

    /// Who signed these bytes, and the comment that was signed with them, for showing only.
    ///
    /// # Errors
    /// The [`Refusal`]s of keys and signatures.
    pub(super) fn signer(&self, signed: &Signed) -> Result<(Signer, String), Refusal> {
        let signature = Signature::decode(&signed.signature).map_err(|_| Refusal::BadSignature)?;
        let line = signed.signature.lines().nth(1).unwrap_or_default();
        let id = KeyId::of_base64(line).ok_or(Refusal::BadSignature)?;
        if self.roots.is_empty() {
            return Err(Refusal::NoKeys);
        }
        let list_key = || {
            let keys = self.file.iter().flat_map(|file| &file.keys);
            keys.into_iter().find(|key| key.key.id == id)
        };
        let is_revoked = self
            .file
            .as_ref()
            .is_some_and(|file| file.revoked.contains(&id));
        let (key, signer) = if let Some(root) = self.roots.iter().find(|root| root.id == id) {
            (root, Signer::Root)
        } else if is_revoked {
            return Err(Refusal::RevokedKey(id));
        } else if let Some(found) = list_key() {
            let serials = (found.from_serial, found.until_serial);
            (&found.key, Signer::List { id, serials })
        } else {
            return Err(Refusal::UnknownKey(id));
        };
        match key.public.verify(&signed.bytes, &signature, false) {
            Ok(()) => Ok((signer, printable(signature.trusted_comment()))),
            Err(Error::UnexpectedAlgorithm | Error::UnsupportedLegacyMode) => {
                Err(Refusal::OldSignature)
            }
            Err(_) if format::seems_cut(&signed.bytes) => Err(Refusal::HalfCopied),
            Err(_) => Err(Refusal::Tampered),
        }
    }
}

/// The root key of a `.pub` file: a comment, then base64.
fn root(text: &str) -> Option<Key> {
    Key::of_base64(text.lines().nth(1)?)
}

/// The root keys of a folder, and its file of list keys.
fn of_folder(folder: &Path) -> Result<(Vec<Key>, Option<Signed>), Refusal> {
    let not_trusted = |path: &Path| Refusal::KeysNotTrusted {
        path: printable(&path.to_string_lossy()),
    };
    if !is_of_root_alone(folder) {
        return Err(not_trusted(folder));
    }
    let read = fs::read_dir(folder).map_err(|_| not_trusted(folder))?;
    let mut roots = Vec::new();
    for found in read {
        let path = found.map_err(|_| not_trusted(folder))?.path();
        if path.extension().is_none_or(|ending| ending != "pub") {
            continue;
        }
        let key = file::bytes(&path, MAX_PUBLIC_BYTES).ok();
        let key = key.filter(|_| is_of_root_alone(&path));
        let key = key
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| root(&text));
        roots.push(key.ok_or_else(|| not_trusted(&path))?);
    }
    let path = folder.join(KEY_FILE);
    let file = match fs::symlink_metadata(&path) {
        Err(_) => None,
        Ok(_) => Some(file::read(&path).map_err(|_| not_trusted(&path))?),
    };
    Ok((roots, file))
}

/// Where keys lie: those of the package, and those that an administrator has put there.
#[cfg(unix)]
fn folders() -> Vec<PathBuf> {
    ["/usr/share/yanma/keys", "/etc/yanma/keys"]
        .map(PathBuf::from)
        .to_vec()
}

/// Beside the program, where only an administrator can write if it is installed as usual.
#[cfg(not(unix))]
fn folders() -> Vec<PathBuf> {
    let program = std::env::current_exe().ok();
    let folder = program.and_then(|program| Some(program.parent()?.join("keys")));
    folder.into_iter().collect()
}

/// Whether nobody but root can change what lies at `path`, or put something else there.
#[cfg(unix)]
pub fn is_of_root_alone(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let is_safe = |path: &Path| {
        fs::symlink_metadata(path)
            .is_ok_and(|metadata| metadata.uid() == 0 && metadata.mode() & 0o022 == 0)
    };
    fs::canonicalize(path).is_ok_and(|path| path.ancestors().all(is_safe))
}

/// The system's own rights are all there is.
#[cfg(not(unix))]
pub fn is_of_root_alone(_path: &Path) -> bool {
    true
}

#[derive(Deserialize)]
struct Head {
    keys: HeadOfKeys,
}

#[derive(Deserialize)]
struct HeadOfKeys {
    #[serde(rename = "type")]
    kind: String,
    format: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    keys: RawKeys,
    #[serde(default)]
    key: Vec<RawKey>,
    #[serde(default)]
    revoked: Vec<RawRevoked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKeys {
    #[serde(rename = "type")]
    _type: String,
    #[serde(rename = "format")]
    _format: u32,
    serial: u64,
    issued_on: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKey {
    public: String,
    from_serial: u64,
    until_serial: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRevoked {
    id: String,
    #[serde(rename = "reason")]
    _reason: String,
}

impl KeyFile {
    /// From bytes whose signature is the root key's.
    ///
    /// # Errors
    /// [`Refusal::NotAPackage`], [`Refusal::NewerFormat`] and [`Refusal::SerialTooHigh`].
    pub(super) fn parse(bytes: &[u8]) -> Result<KeyFile, Refusal> {
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotAPackage)?;
        let head: Head = toml::from_str(text).map_err(|_| Refusal::NotAPackage)?;
        match head.keys {
            HeadOfKeys { kind, .. } if kind != TYPE => return Err(Refusal::NotAPackage),
            HeadOfKeys { format, .. } if format != FORMAT => {
                return Err(Refusal::NewerFormat { format });
            }
            HeadOfKeys { .. } => {}
        }
        let raw: RawFile = toml::from_str(text).map_err(|_| Refusal::NotAPackage)?;
        let (serial, issued_on) = (raw.keys.serial, raw.keys.issued_on.date);
        let issued_on = issued_on.ok_or(Refusal::NotAPackage)?;
        if !format::is_plausible(serial, issued_on) {
            return Err(Refusal::SerialTooHigh { serial });
        }
        let keys: Option<Vec<ListKey>> = raw.key.iter().map(RawKey::list_key).collect();
        let revoked = raw.revoked.iter().map(|revoked| KeyId::of_hex(&revoked.id));
        Ok(KeyFile {
            serial,
            issued_on,
            keys: keys.ok_or(Refusal::NotAPackage)?,
            revoked: revoked.collect::<Option<_>>().ok_or(Refusal::NotAPackage)?,
        })
    }
}

impl RawKey {
    fn list_key(&self) -> Option<ListKey> {
        Some(ListKey {
            key: Key::of_base64(&self.public)?,
            from_serial: self.from_serial,
            until_serial: self.until_serial.unwrap_or(u64::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Key and number are those of minisign's own page, https://jedisct1.github.io/minisign/.
    #[test]
    fn the_number_of_a_key_is_the_one_that_minisign_prints() {
        let key = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
        let id = KeyId::of_base64(key).unwrap();
        assert_eq!(id.to_string(), "E7620F1842B4E81F");
        assert_eq!(KeyId::of_hex("e7620f1842b4e81f"), Some(id));
        for bad in [
            "",
            "E7620F1842B4E81",
            "E7620F1842B4E81FF",
            "+7620F1842B4E81F",
            "医保医保医",
        ] {
            assert_eq!(KeyId::of_hex(bad), None, "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_below_one_that_anybody_writes_into_is_not_trusted() {
        assert!(is_of_root_alone(Path::new("/")));
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        assert!(!is_of_root_alone(folder.path()));
        assert!(!is_of_root_alone(Path::new("/nowhere")));
        let refused = of_folder(folder.path());
        assert!(matches!(refused, Err(Refusal::KeysNotTrusted { .. })));
    }
}
