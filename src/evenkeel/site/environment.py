"""Reads settings from the environment, strictly: a value that cannot be meant is refused.

Each setting is `NAME` or, for secrets on a mounted file, `NAME_FILE`. Here: names, parsing and the
sentence that says what to do. Not here: what Django makes of the values (settings.py).
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evenkeel.core.law.hosts import HostKind, host_kind
from evenkeel.site import processes

YOUNGEST = 13
"""No mode of it is for anybody younger (US COPPA; GDPR article 8 lets states go down to 13)."""
MAIL_PORTS = {"smtp": 587, "smtps": 465}


class Misconfigured(Exception):
    """A setting cannot be used. The message says which one and what would work."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail is sent. `implicit_tls`: TLS from the first byte, else STARTTLS, or none at all for
    a server on this machine."""

    host: str
    port: int
    user: str
    password: str
    implicit_tls: bool
    start_tls: bool
    sender: str


@dataclass(frozen=True, slots=True)
class Speech:
    """The service that writes speech down when a device cannot."""

    url: str
    model: str
    key: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting a host can make, parsed. See docs/how-to/settings.md."""

    data: Path
    database_url: str | None
    secret_key: str | None
    hosts: tuple[str, ...]
    https: bool
    debug: bool
    bind: str
    port: int
    idle_minutes: int
    quick_exit_url: str
    worker: bool
    processes: int
    mail: Mail | None
    law: tuple[str, ...]
    host_kind: HostKind
    minors_from: int | None
    models: tuple[str, ...]
    speech: Speech | None
    sources: Mapping[str, tuple[str, str, str]]


NAMES = {
    "EVENKEEL_DATA": "folder for the database and keys (default: the user's data folder)",
    "DATABASE_URL": "postgres://user:password@host:5432/name; without it, SQLite in EVENKEEL_DATA",
    "EVENKEEL_SECRET_KEY": "at least 32 characters; without it, one is made in EVENKEEL_DATA",
    "EVENKEEL_HOSTS": "host names to answer to, with commas (default: localhost)",
    "EVENKEEL_HTTPS": "yes when served behind TLS: secure cookies, HSTS",
    "EVENKEEL_DEBUG": "yes only while developing",
    "EVENKEEL_BIND": "address to listen on (default 127.0.0.1)",
    "EVENKEEL_PORT": "port to listen on (default 8420)",
    "EVENKEEL_IDLE_MINUTES": "minutes without activity before a session locks (1-240, default 15)",
    "EVENKEEL_QUICK_EXIT_URL": "where the quick exit leads (default a weather site)",
    "EVENKEEL_WORKER": "no when `evenkeel worker` runs by itself",
    "EVENKEEL_PROCESSES": "server processes, 1 to 16 (default: 2 on Linux with two cores, else 1)",
    "EVENKEEL_MAIL_URL": "smtp://user:password@host:587 (TLS is required) or smtps://host:465; "
    "without it no mail is sent",
    "EVENKEEL_MAIL_FROM": "the address that mail to chosen people comes from",
    "EVENKEEL_MODELS": "where members' language models may be: addresses with commas, or none "
    "(default: only on this machine)",
    "EVENKEEL_SPEECH": "where speech becomes text when a device cannot: an OpenAI-compatible "
    "address and a model, such as http://127.0.0.1:9000/v1#whisper-1 (default: only the device)",
    "EVENKEEL_SPEECH_KEY": "the key that address asks for, if it does",
    "EVENKEEL_SOURCES": "makers of devices that members may connect: name=client-id:client-secret, "
    "one a line or with commas; without it no maker is ever asked",
    "EVENKEEL_MINORS": "youngest age that may begin here, 13 to 17; without it, 18 and over only",
    "EVENKEEL_HOST_KIND": "who runs this: home, clinic, charity, school or workplace (default "
    "home); voice and face cannot be switched on in a school or a workplace",
    "EVENKEEL_LAW": "law packs beside `wellness`, with commas: names of content/law/packs",
}


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Parse `environ`. Raises Misconfigured with the first problem found."""
    _refuse_unknown(environ)
    get = _Getter(environ)
    secret = get("EVENKEEL_SECRET_KEY", "") or None
    if secret is not None and len(secret) < 32:
        raise Misconfigured("EVENKEEL_SECRET_KEY needs at least 32 characters.")
    https = _flag(get, "EVENKEEL_HTTPS", False)
    exit_url = get("EVENKEEL_QUICK_EXIT_URL", "https://www.bbc.com/weather")
    if not exit_url.startswith("https://"):
        raise Misconfigured("EVENKEEL_QUICK_EXIT_URL must start with https://")
    return Environment(
        data=_folder(get("EVENKEEL_DATA", "")),
        database_url=_database_url(get("DATABASE_URL", "")),
        secret_key=secret,
        hosts=tuple(h.strip() for h in get("EVENKEEL_HOSTS", "").split(",") if h.strip()),
        https=https,
        debug=_flag(get, "EVENKEEL_DEBUG", False),
        bind=get("EVENKEEL_BIND", "127.0.0.1"),
        port=_integer(get, "EVENKEEL_PORT", 8420, 1, 65535),
        idle_minutes=_integer(get, "EVENKEEL_IDLE_MINUTES", 15, 1, 240),
        quick_exit_url=exit_url,
        worker=_flag(get, "EVENKEEL_WORKER", True),
        processes=_integer(get, "EVENKEEL_PROCESSES", processes.fitting(), 1, 16),
        mail=_mail(get("EVENKEEL_MAIL_URL", ""), get("EVENKEEL_MAIL_FROM", "")),
        models=_models(get("EVENKEEL_MODELS", "")),
        speech=_speech(get("EVENKEEL_SPEECH", ""), get("EVENKEEL_SPEECH_KEY", "")),
        sources=_sources(get("EVENKEEL_SOURCES", "")),
        host_kind=_host_kind(get("EVENKEEL_HOST_KIND", "")),
        minors_from=_minors(get),
        law=tuple(one.strip() for one in get("EVENKEEL_LAW", "").split(",") if one.strip()),
    )


def _host_kind(value: str) -> HostKind:
    try:
        return host_kind(value) if value else HostKind.HOME
    except ValueError as kinds:
        raise Misconfigured(f"EVENKEEL_HOST_KIND must be {kinds}, not {value!r}.") from None


def _minors(get: _Getter) -> int | None:
    """The youngest age that may begin here; None where nobody under 18 may."""
    if not get("EVENKEEL_MINORS", ""):
        return None
    return _integer(get, "EVENKEEL_MINORS", 17, YOUNGEST, 17)


class _Getter:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def __call__(self, name: str, default: str) -> str:
        value, file = self.environ.get(name), self.environ.get(f"{name}_FILE")
        if value is not None and file is not None:
            raise Misconfigured(f"Set {name} or {name}_FILE, not both.")
        if file is None:
            return default if value is None else value.strip()
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"{name}_FILE names a file that cannot be read: {file}") from error


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in environ:
        bare = name.removesuffix("_FILE")
        if name.startswith("EVENKEEL_") and bare not in NAMES:
            near = difflib.get_close_matches(bare, NAMES, n=1)
            hint = f" Did you mean {near[0]}?" if near else " See `evenkeel doctor --settings`."
            raise Misconfigured(f"{name} is not a setting.{hint}")


def _flag(get: _Getter, name: str, default: bool) -> bool:
    value = get(name, "yes" if default else "no").lower()
    if value in {"yes", "true", "1", "on"}:
        return True
    if value in {"no", "false", "0", "off", ""}:
        return False
    raise Misconfigured(f"{name} must be yes or no, not {value!r}.")


def _integer(get: _Getter, name: str, default: int, low: int, high: int) -> int:
    value = get(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise Misconfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def _folder(value: str) -> Path:
    if value:
        return Path(value).expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "evenkeel"


def _mail(url: str, sender: str) -> Mail | None:
    if not url and not sender:
        return None
    if not url or not sender:
        missing = "EVENKEEL_MAIL_FROM" if url else "EVENKEEL_MAIL_URL"
        raise Misconfigured(f"To send mail, set {missing} as well.")
    if "@" not in sender.strip("@") or any(one.isspace() for one in sender):
        raise Misconfigured(
            "EVENKEEL_MAIL_FROM must be one mail address, such as notes@example.org"
        )
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in MAIL_PORTS or not parts.hostname or port == 0 or parts.path.strip("/"):
        raise Misconfigured(
            "EVENKEEL_MAIL_URL must look like smtp://user:password@host:587 or smtps://host:465"
        )
    if parts.query or parts.fragment:
        raise Misconfigured("EVENKEEL_MAIL_URL takes nothing after the port.")
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    implicit = parts.scheme == "smtps"
    return Mail(
        host=parts.hostname,
        port=port or MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=implicit,
        start_tls=not implicit and not here,
        sender=sender,
    )


def _models(value: str) -> tuple[str, ...]:
    allowed = tuple(one.strip().rstrip("/") for one in value.split(",") if one.strip())
    if allowed == ("none",):
        return allowed
    for one in allowed:
        parts = urlsplit(one)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise Misconfigured(
                "EVENKEEL_MODELS holds addresses such as https://models.example.org/v1, or none"
            )
    return allowed


def _speech(value: str, key: str) -> Speech | None:
    """The transcription service; None without one."""
    if not value.strip():
        return None
    address, _hash, model = value.strip().partition("#")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not model:
        raise Misconfigured(
            "EVENKEEL_SPEECH is an address and a model: http://127.0.0.1:9000/v1#whisper-1"
        )
    return Speech(address.rstrip("/"), model, key)


def _sources(value: str) -> dict[str, tuple[str, str, str]]:
    """name -> (client id, client secret, address on this machine for trying it out, mostly "")."""
    found: dict[str, tuple[str, str, str]] = {}
    for one in value.replace("\n", ",").split(","):
        entry, _at, address = one.strip().partition("@http://")
        if not entry:
            continue
        name, _equals, client = entry.partition("=")
        id, _colon, secret = client.partition(":")
        if not name.strip() or not id.strip() or not secret.strip():
            raise Misconfigured("EVENKEEL_SOURCES holds entries such as oura=client-id:secret")
        if address and urlsplit(f"http://{address}").hostname not in {"127.0.0.1", "localhost"}:
            raise Misconfigured("EVENKEEL_SOURCES: only an address on this machine may follow @")
        at = f"http://{address}" if address else ""
        found[name.strip()] = (id.strip(), secret.strip(), at)
    return found


def _database_url(value: str) -> str | None:
    if value and not value.startswith(("postgres://", "postgresql://")):
        raise Misconfigured("DATABASE_URL must start with postgres://. For SQLite leave it out.")
    return value or None
