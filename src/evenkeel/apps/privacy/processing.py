"""The records of processing (GDPR Article 30), written from the classes of every stored field.

Here: that document. Not here: the classes themselves (content), and the page members see (views).
"""

from __future__ import annotations

from collections.abc import Iterator

from evenkeel.apps.privacy.classes import ModelClass, Retention, Sensitivity, classed_models
from evenkeel.apps.privacy.queries import READERS
from evenkeel.apps.records import LockedRecord

RETENTION = {
    Retention.ACCOUNT: "until the account is erased",
    Retention.ROW: "until the entry or the account is erased",
    Retention.SESSION: "until the session ends",
    Retention.DAYS_7: "at most 7 days",
    Retention.ERASING: "until the erased rows are gone, at most a day",
    Retention.RECEIPT: "kept; says nothing about a person",
    Retention.INSTALLATION: "kept; about the installation",
}
HEAD = """\
# Records of processing

What an installation of Evenkeel stores, from the data model itself
(`src/evenkeel/content/privacy/fields/`). A test fails when a field is missing here.

- **Who processes**: the host, whoever runs the installation. Evenkeel's makers receive nothing.
- **Whose data**: members, adults who began with a nickname. No e-mail address, no name is asked.
- **Why**: to run the app for the member, on their consent to each purpose (*Consents*).
- **Who receives it**: nobody. No third party is contacted.
- **Safeguards**: words (C) and numbers (D) are sealed with keys that only the member's passphrase
  or recovery code opens (XChaCha20-Poly1305, Argon2id); see `SECURITY.md`.
- **Rights**: export, import and erasure are one action each; see `docs/how-to/export-and-erase.md`.

| class | who can read it |
| --- | --- |
"""


def records_of_processing() -> str:
    """The document, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD.rstrip("\n")
    yield from (f"| {letter} | {words} |" for letter, words in READERS.items())
    for title, personal in (("About members", True), ("About the installation", False)):
        yield f"\n## {title}"
        for model, entry in classed_models():
            if (entry.member is not None) == personal:
                sealed = "; sealed" if issubclass(model, LockedRecord) else ""
                yield from _table(model._meta.label, entry, sealed)


def _table(label: str, entry: ModelClass, sealed: str) -> Iterator[str]:
    yield f"\n### {entry.what}\n"
    yield f"`{label}`, kept {entry.purpose}{sealed}.\n"
    yield "| field | kind | class | in the export | kept | note |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, field in entry.fields.items():
        kind = field.kind.value if field.kind is not Sensitivity.TECHNICAL else ""
        exported = "yes" if field.exported else ""
        keep = RETENTION[field.keep]
        yield f"| {name} | {kind} | {field.data_class} | {exported} | {keep} | {field.note} |"
