"""The published vectors open with `core.vault`, and with primitives that share no code with it."""

from __future__ import annotations

import base64
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from evenkeel.core import vault
from evenkeel.core.vault import DataClass, Keyring, RecordAddress
from evenkeel.core.vault.sealing import Subkey, hkdf
from tests.unit.core.vault import independent as other

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
MEMBER = VECTORS["member_id"]
ROOT = bytes.fromhex(VECTORS["root"])
DOMAIN = b"evenkeel/vault/1"


def other_subkey(secret: bytes, *purpose: bytes, epoch: int = 0) -> tuple[bytes, bytes]:
    info = other.lengths(*purpose, other.number(epoch))
    material = other.hkdf(secret, info, 48, DOMAIN)
    return material[:32], material[32:]


def other_unseal(subkey: tuple[bytes, bytes], blob: bytes, context: bytes) -> bytes:
    key, check = subkey
    header, nonce, sealed = blob[:21], blob[21:45], blob[45:]
    assert header[0] == 1
    assert header[5:] == check
    padded = other.xchacha20poly1305_open(key, nonce, sealed, other.lengths(context, header))
    return other.unpad(padded)


def test_the_cipher_of_the_test_agrees_with_the_draft() -> None:
    # draft-irtf-cfrg-xchacha-03, section 2.2.1
    key = bytes(range(32))
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    expected = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert other.hchacha20(key, nonce).hex() == expected


@pytest.mark.parametrize("case", VECTORS["hkdf"], ids=lambda case: case["source"])
def test_hkdf_agrees_with_its_rfc(case: dict[str, Any]) -> None:
    given = {name: bytes.fromhex(case[name]) for name in ("secret", "salt", "info")}
    output = hkdf(
        given["secret"], info=given["info"], salt=given["salt"], length=int(case["length"])
    )
    assert output.hex() == case["output"]


@pytest.mark.parametrize("case", VECTORS["subkeys"])
def test_subkeys(case: dict[str, Any]) -> None:
    ours = Subkey.derive(ROOT, "class", MEMBER, case["data_class"], epoch=case["epoch"])
    theirs = other_subkey(
        ROOT, b"class", MEMBER.encode(), case["data_class"].encode(), epoch=case["epoch"]
    )
    assert (ours.key.hex(), ours.check.hex()) == (case["key"], case["check"])
    assert theirs == (ours.key, ours.check)


@pytest.mark.parametrize("case", VECTORS["records"])
def test_records(case: dict[str, Any]) -> None:
    blob = bytes.fromhex(case["sealed"])
    data_class = DataClass(case["data_class"])
    epochs = dict.fromkeys(DataClass, case["epoch"])
    address = RecordAddress(
        case["table"], case["row"], case["column"], data_class, case["revision"]
    )
    assert Keyring(MEMBER, ROOT, epochs).open(address, blob).decode() == case["plaintext"]
    context = other.lengths(
        b"record",
        MEMBER.encode(),
        *(case[part].encode() for part in ("table", "row", "column", "data_class")),
        other.number(case["revision"]),
        other.number(case["epoch"]),
        other.number(1),
    )
    subkey = other_subkey(
        ROOT, b"class", MEMBER.encode(), case["data_class"].encode(), epoch=case["epoch"]
    )
    assert other_unseal(subkey, blob, context).decode() == case["plaintext"]


def test_passphrase_wrap() -> None:
    case = VECTORS["passphrase_wrap"]
    wrap = bytes.fromhex(case["wrap"])
    assert vault.unwrap_root(wrap, case["passphrase"], member_id=MEMBER) == ROOT
    form, operations, memory_mib, salt = struct.unpack(">BII16s", wrap[:25])
    assert (form, operations, memory_mib) == (1, case["operations"], case["memory_mib"])
    secret = other.argon2id(case["passphrase"].encode(), salt, operations, memory_mib)
    context = other.lengths(
        b"root-by-passphrase",
        MEMBER.encode(),
        other.number(operations),
        other.number(memory_mib),
        salt,
        other.number(1),
    )
    assert other_unseal(other_subkey(secret, b"passphrase"), wrap[25:], context) == ROOT


def test_recovery_wrap() -> None:
    case = VECTORS["recovery_wrap"]
    wrap = bytes.fromhex(case["wrap"])
    assert vault.unwrap_root_by_recovery(wrap, case["code"], member_id=MEMBER) == ROOT
    context = other.lengths(b"root-by-recovery", MEMBER.encode(), other.number(1))
    subkey = other_subkey(case["code"].encode(), b"recovery")
    assert other_unseal(subkey, wrap, context) == ROOT


def test_session() -> None:
    case = VECTORS["session"]
    sealed, half_key = bytes.fromhex(case["sealed"]), bytes.fromhex(case["half_key"])
    opened = vault.join(sealed, half_key, member_id=MEMBER, session_id=case["session_id"])
    assert opened == ROOT
    context = other.lengths(
        b"root-in-session", MEMBER.encode(), case["session_id"].encode(), other.number(1)
    )
    assert other_unseal(other_subkey(half_key, b"session"), sealed, context) == ROOT


def test_epochs() -> None:
    case = VECTORS["epochs"]
    sealed = bytes.fromhex(case["sealed"])
    opened = vault.open_epochs(ROOT, sealed, member_id=MEMBER)
    assert {kind.value: epoch for kind, epoch in opened.items()} == case["epochs"]
    context = other.lengths(b"epochs", MEMBER.encode(), other.number(1))
    text = other_unseal(other_subkey(ROOT, b"epochs"), sealed, context)
    assert json.loads(text) == case["epochs"]


def test_token() -> None:
    case = VECTORS["token"]
    ends = datetime.fromisoformat(case["expires_at"])
    ring = vault.open_token(
        case["text"],
        bytes.fromhex(case["sealed"]),
        member_id=MEMBER,
        scopes=case["scopes"],
        expires_at=ends,
        now=ends - timedelta(seconds=1),
    )
    assert ring.classes == {DataClass.D}
    _, token_id, secret = case["text"].split("_", 2)
    context = other.lengths(
        b"token",
        MEMBER.encode(),
        token_id.encode(),
        *(scope.encode() for scope in sorted(case["scopes"])),
        other.number(int(ends.astimezone(UTC).timestamp())),
        other.number(1),
    )
    subkey = other_subkey(base64.urlsafe_b64decode(secret + "="), b"token")
    payload = json.loads(other_unseal(subkey, bytes.fromhex(case["sealed"]), context))
    assert [entry[:2] for entry in payload] == case["reaches"]
