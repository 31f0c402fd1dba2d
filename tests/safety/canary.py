"""Words that must never be found in the open, and the walk that types them in everywhere.

`Canaries` makes and remembers them, `Scan` looks for them in every spelling, `Walk` follows every
link and fills every form of the product, without knowing any page.
"""

from __future__ import annotations

import base64
import itertools
import json
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.urls.resolvers import URLPattern, URLResolver

STEM = "qvwzkestrel"
"""No word of any text, short enough for a title."""


@dataclass
class Canaries:
    """`new("note")` is a word that has not been anywhere yet."""

    made: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def new(self, place: str) -> str:
        word = f"{STEM}{next(self._numbers)}x"
        self.made[word] = place
        return word


def spellings(word: str) -> list[bytes]:
    """The ways in which a word could lie somewhere: as it is, or lightly wrapped."""
    raw = word.encode()
    found = [raw, raw.upper(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    found += [raw.hex().encode(), raw.hex().upper().encode(), raw[::-1]]
    for shift in range(3):  # base64 of a text that holds it, at each alignment
        coded = base64.b64encode(b"\0" * shift + raw)
        whole = coded[4 if shift else 0 : (shift + len(raw)) // 3 * 4]
        found += [whole, whole.replace(b"+", b"-").replace(b"/", b"_")]
    return found


class Scan:
    """Looks for the stem, in every spelling, in anything; remembers where it was."""

    def __init__(self, stem: str = STEM, allowed: Iterable[str] = ()) -> None:
        self.needles = [one for one in spellings(stem) if len(one) >= len(stem) - 4]
        self.allowed = [word.encode() for word in allowed]
        self.found: list[str] = []

    def bytes(self, place: str, raw: bytes) -> None:
        for word in self.allowed:
            raw = raw.replace(word, b"")
        for needle in self.needles:
            at = raw.find(needle)
            if at >= 0:
                around = raw[max(0, at - 30) : at + 50]
                self.found.append(f"{place}: {around!r}")
                return

    def folder(self, place: str, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.bytes(f"{place}/{path.relative_to(folder)}", path.read_bytes())

    def database(self) -> None:
        """The files as they lie on disk (SQLite), and every column as the database gives it."""
        name = Path(str(connection.settings_dict["NAME"]))
        if connection.vendor == "sqlite":
            for path in sorted(name.parent.glob(f"{name.name}*")):
                self.bytes(path.name, path.read_bytes())
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    cells = [bytes(c) if isinstance(c, memoryview | bytes) else c for c in row]
                    self.bytes(table, repr(cells).encode())

    def sessions(self) -> None:
        """Packed in the database, so unpacked here."""
        for session in Session.objects.all():
            self.bytes("session", json.dumps(session.get_decoded()).encode())

    def cache(self) -> None:
        for key, value in getattr(cache, "_cache", {}).items():
            self.bytes("cache", key.encode() + bytes(value))
            self.bytes("cache", repr(pickle.loads(value)).encode())

    def mail(self) -> None:
        for message in getattr(mail, "outbox", []):
            self.bytes("mail", message.message().as_bytes())


# --- The walk -----------------------------------------------------------------------------------


@dataclass
class Form:
    """One form of a page: where it goes, and its controls as (name, type, value, choices).

    `many` are names of boxes of which any number may be ticked; `needed` are those that have to be
    filled.
    """

    action: str
    method: str
    multipart: bool
    controls: list[tuple[str, str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    many: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            multipart = "multipart" in given.get("enctype", "")
            method = given.get("method", "get").upper()
            self.forms.append(Form(given.get("action", ""), method, multipart))
        elif self.forms and tag == "option" and self._select:
            self.forms[-1].choices.setdefault(self._select, []).append(given.get("value", ""))
        elif self.forms and given.get("name"):
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given["name"]
        if "required" in given:
            form.needed.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            form.controls.append((name, "text", ""))
        elif tag == "input":
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"}:
                form.choices.setdefault(name, []).append(given.get("value", "on"))
                form.many |= {name} if kind == "checkbox" else set()
            else:
                form.controls.append((name, kind, given.get("value", "")))


TYPED = {"text", "search", "textarea", "email", "url", "tel", "password"}
PLAIN = {"number": "3", "range": "40", "datetime-local": "2026-03-01T10:00", "date": "2026-03-01"}
LEAVE_ALONE = {
    "log-out", "lock", "erase-now", "end-session", "end-other-sessions", "new-recovery-code",
    "passphrase", "revoke-token",
}  # fmt: skip
"""They end the walk, or the member; each is walked by itself."""
REFUSED = {400, 422}
OF_EACH_VIEW = 40
"""Pages of one view that are walked: each exercise and each questionnaire ..."""
OF_EACH_QUESTION = 12
"""Pages of one view that are asked something (`?form=do`): weeks before weeks never end ..."""
OF_EACH_ROW = 3
"""... but a few of those that show a row, a page of a list, or a filter."""


class Walk:
    """Follows every link from a start and sends every form on the way, with canaries typed in.

    `shaped` says for a control, as "view: name", what a canary has to look like to be taken there:
    a mail address, a calendar's file. A form that is refused is sent once more with only what it
    needs.
    """

    def __init__(
        self,
        client: Client,
        canaries: Canaries,
        secrets: dict[str, str],
        shaped: Mapping[str, Callable[[str], object]] | None = None,
    ) -> None:
        self.client, self.canaries, self.secrets = client, canaries, secrets
        self.shaped = shaped or {}
        self.visits: dict[str, int] = {}
        self.sent: dict[str, int] = {}
        self.broken: list[str] = []

    def from_page(self, start: str) -> None:
        waiting, seen = [start], {start}
        while waiting:
            address = waiting.pop(0)
            name, kind = _view_of(address), _kind_of(address)
            if name is None or kind is None:
                continue
            asked = f"{name}?*" if "?" in address else kind
            if asked != kind and self.visits.get(asked, 0) >= OF_EACH_QUESTION:
                continue
            most = OF_EACH_ROW if _of_a_row(address) else OF_EACH_VIEW
            if self.visits.get(kind, 0) >= most:
                continue
            for counted in {kind, asked}:
                self.visits[counted] = self.visits.get(counted, 0) + 1
            response = self._note("GET", address, self.client.get(address, follow=True))
            if not response.get("Content-Type", "").startswith("text/html"):
                continue
            page = Page(response.content.decode())
            here = response.redirect_chain[-1][0] if response.redirect_chain else address
            for form in page.forms:
                self._send(here, form)
            for link in page.links:
                target = _path(urljoin(here, link))
                if target and target not in seen:
                    seen.add(target)
                    waiting.append(target)

    def _send(self, here: str, form: Form) -> None:
        address = urljoin(here, form.action or here)
        name = _view_of(address)
        if name is None or self.sent.get(f"{name}{here}", 0):
            return
        last = name.rpartition(":")[2]
        kind = _kind_of(address) or name
        if (
            last in LEAVE_ALONE
            or last.startswith(("delete", "remove"))
            or self.sent.get(kind, 0) >= OF_EACH_VIEW
        ):
            return
        self.sent[f"{name}{here}"] = 1
        self.sent[kind] = self.sent.get(kind, 0) + 1
        call = self.client.post if form.method == "POST" else self.client.get
        for whole in (True, False):
            data = self.fill(name, form, whole=whole)
            response = self._note(form.method, address, call(_whole(address), data))
            if response.streaming:
                b"".join(response.streaming_content)
            if response.status_code not in REFUSED:
                return

    def fill(self, view: str, form: Form, *, whole: bool = True) -> dict[str, object]:
        """What to send: everything, or only what the form says it needs, and files."""
        data: dict[str, object] = {}
        for name, values in form.choices.items():
            real = [value for value in values if value]
            if real:
                data[name] = real if name in form.many else real[0]
        for name, kind, value in form.controls:
            shape = self.shaped.get(f"{view}: {name}")
            if name in self.secrets:
                data[name] = self.secrets[name]
            elif shape is not None and (whole or kind == "file" or name in form.needed):
                data[name] = shape(self.canaries.new(f"{view}: {name}"))
            elif kind in TYPED:
                word = self.canaries.new(f"{view}: {name}")
                data[name] = word if whole or name in form.needed else ""
            elif kind in PLAIN:
                data[name] = PLAIN[kind]
            elif kind == "hidden":
                data[name] = value
        return data

    def _note(self, method: str, address: str, response: HttpResponse) -> HttpResponse:
        if response.status_code >= 500:
            self.broken.append(f"{response.status_code} {method} {address}")
        return response

    def everywhere(self, ids: Iterable[str], names: Iterable[str]) -> None:
        """Post a canary under every field name to every address, known or not to any page."""
        ids, names = list(ids), sorted(names)
        for pattern in addresses():
            if any(part in pattern for part in ("erase", "log-out", "lock", "/end", "revoke")):
                continue
            for one in ids if "{}" in pattern else [""]:
                address = "/" + pattern.replace("{}", one)
                body = {name: self.canaries.new(f"{pattern}: {name}") for name in names}
                response = self._note("POST", address, self.client.post(address, body))
                if response.streaming:
                    b"".join(response.streaming_content)


def addresses(patterns: Iterable[object] | None = None, prefix: str = "") -> Iterator[str]:
    """Every address of the product, with `{}` for what varies."""
    from evenkeel.site.urls import urlpatterns  # noqa: PLC0415 (needs the app registry)

    for pattern in urlpatterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and "(" not in str(pattern.pattern):
            whole = prefix + str(pattern.pattern)
            while "<" in whole:
                before, _, after = whole.partition("<")
                whole = before + "{}" + after.partition(">")[2]
            yield whole


def _path(address: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _of_a_row(address: str) -> bool:
    return "?" in address or bool(re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", address))


def _whole(address: str) -> str:
    return _path(address) or "/"


def _kind_of(address: str) -> str | None:
    """The view, and what is asked of it: a page in another form is another page."""
    name = _view_of(address)
    return name and f"{name}?{urlsplit(address).query}"


def _view_of(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None
