"""Message catalogues: what can be translated, taken from code and templates, made ready to use.

Here: taking messages out of Python and templates, writing a language's `LC_MESSAGES/django.po`,
making the `.mo` that gettext reads. Not here: which languages there are (`languages`), content in
another language (`languages/<locale>/content`). Babel does all of it: no GNU gettext is needed.

A `.po` holds no dates, names, or line numbers, so that it changes only when words do. A `.mo` is
never committed: it is made in the data folder at start, when its `.po` is newer.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = PACKAGE / "languages"
INSIDE = Path("LC_MESSAGES") / "django.po"
ROOMS = ("apps", "site", "importers", "sources", "llm")
LEFT_OUT = frozenset({"scaffolds", "static", "demo", "tests"})
SINGLE, PLURAL, CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS: dict[str, Any] = {
    "_": SINGLE, "gettext": SINGLE, "gettext_lazy": SINGLE, "gettext_noop": SINGLE,
    "ngettext": PLURAL, "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT, "pgettext_lazy": CONTEXT,
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
WIDTH = 100


def messages() -> Catalog:
    """Everything that can be translated, in the order of its files."""
    catalog = Catalog(charset="utf-8")
    for path in _sources():
        place = path.relative_to(PACKAGE).as_posix()
        for word, found, comments in _found_in(path):
            _add(catalog, word, found, place, comments)
    return catalog


def update(locale: str, *, root: Path = LANGUAGES) -> tuple[Path, int, int]:
    """Write or refresh one language's `.po`: (path, messages, those without a translation).

    A message whose English changed is a new message; one that is gone is dropped. Nothing is
    guessed: there are no fuzzy entries.
    """
    path = root / locale / INSIDE
    old = read(path, locale) if path.exists() else Catalog(locale=locale)
    catalog = messages()
    catalog.mime_headers = [("Plural-Forms", old.plural_forms)]
    for message in catalog:
        before = old.get(message.id, message.context) if message.id else None
        if before is not None and not before.fuzzy:
            message.string = before.string
            message.user_comments = before.user_comments
        elif message.pluralizable:
            message.string = ("",) * old.num_plurals
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_head(locale, old.plural_forms) + _body(catalog))
    waiting = sum(1 for one in catalog if one.id and not _done(one.string))
    return path, len(catalog), waiting


def translated(locale: str, *, root: Path = LANGUAGES) -> tuple[int, int]:
    """How many messages of a language's catalogue are translated, and of how many."""
    done = [_done(one.string) for one in read(root / locale / INSIDE, locale) if one.id]
    return sum(done), len(done)


def read(path: Path, locale: str) -> Catalog:
    """One `.po` as a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def compile_into(folder: Path, *, root: Path = LANGUAGES) -> Path:
    """Make `<folder>/<locale>/LC_MESSAGES/django.mo` from every `.po` that is newer; the folder.

    Safe beside another process doing the same: each file is swapped in whole.
    """
    for source in sorted(root.glob(f"*/{INSIDE.as_posix()}")):
        locale = source.relative_to(root).parts[0]
        target = (folder / locale / INSIDE).with_suffix(".mo")
        stamp = source.stat().st_mtime
        if target.exists() and target.stat().st_mtime == stamp:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            write_mo(file, read(source, locale))
        os.utime(name, (stamp, stamp))
        Path(name).replace(target)
    return folder


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not LEFT_OUT & set(path.parts):
                yield path


def _found_in(path: Path) -> Iterator[tuple[str, Any, list[str]]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        if "gettext" not in text:
            return
    else:
        if "{%" not in text:
            return
        # Django makes calls of the tags; indentation is the template's, not Python's.
        text = "\n".join(line.strip() for line in templatize(text, path.name).splitlines())
    code = BytesIO(text.encode())
    for _line, word, found, comments in extract_python(
        code, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
    ):
        yield str(word), found, list(comments or ())


def _add(catalog: Catalog, word: str, found: Any, place: str, comments: list[str]) -> None:
    parts = list(found) if isinstance(found, tuple) else [found]
    context = parts.pop(0) if "pgettext" in word else None
    id = tuple(parts[:2]) if "ngettext" in word or "npgettext" in word else parts[0]
    if not id or (isinstance(id, tuple) and None in id):
        return  # a variable: its value is marked where it is written
    catalog.add(id, None, [(place, 0)], auto_comments=comments, context=context)


def _head(locale: str, rule: str) -> bytes:
    lines = (
        f"Language: {locale}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {rule}",
    )
    body = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{body}\n'.encode()


def _body(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(
        out, catalog, width=WIDTH, omit_header=True, include_lineno=False, ignore_obsolete=True
    )
    return out.getvalue()


def _done(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
