"""What `evenkeel check` asks of languages: overlays in step with English, catalogues whole.

Here: that a language says again only what English has, with the same placeholders, and that each
kind of content still loads in it. Not here: the overlay rule (`core.content`), words of one kind
(`library`), writing a catalogue (`catalogues`).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from evenkeel.core.content import CONTENT, LANGUAGES
from evenkeel.core.content.languages import CATALOGUE, SOURCE, interface_languages
from evenkeel.site.catalogues import read

# Their keys are a language's own: words to recognise, and what is said back to them.
FREE_KINDS = frozenset({"dialogue", "safety", "model", "memory"})
_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w*)[^{}]*\}")
_PRINTF = re.compile(r"%\((\w+)\)|%%[a-z]|(?<!%)%[a-z]\b")


def languages() -> list[str]:
    """Every language but English that has a folder of content."""
    return sorted(path.parent.name for path in LANGUAGES.glob("*/content") if path.is_dir())


def overlays_are_in_step() -> Iterator[str]:
    """Each overlay has its original, knows no key that the original lacks, keeps placeholders."""
    for locale in languages():
        root = LANGUAGES / locale / "content"
        for path in sorted(root.rglob("*.yaml")):
            name = path.relative_to(root)
            place = f"languages/{locale}/content/{name}"
            original = CONTENT / name
            if not original.exists():
                yield f"{place}: there is no content/{name}"
            elif name.parts[0] not in FREE_KINDS:
                yield from (f"{place}: {one}" for one in _odd(_parsed(original), _parsed(path), ""))


def content_loads_in_every_language(loaders: dict[str, str]) -> Iterator[str]:
    """Each kind of content that can be in a language is read by its loader in it."""
    for locale in languages():
        for kind, loader in loaders.items():
            if not (LANGUAGES / locale / "content" / kind).is_dir():
                continue
            module, function = loader.split(":")
            load: Callable[..., Any] = getattr(import_module(module), function)
            takes = inspect.signature(inspect.unwrap(load)).parameters
            try:
                if "locale" in takes:
                    load(locale)
                elif "overlay" in takes:
                    load(overlay=LANGUAGES / locale / "content" / kind)
                else:
                    yield f"languages/{locale}/content/{kind}: its loader knows no languages"
            except ValueError as error:
                yield f"languages/{locale}/content/{kind}: {error}"


def catalogues_are_sound() -> Iterator[str]:
    """Every catalogue: nothing fuzzy or left over, placeholders kept, plural forms whole."""
    for locale in interface_languages():
        if locale != SOURCE:
            place = f"languages/{locale}/{CATALOGUE.as_posix()}"
            yield from (f"{place}: {one}" for one in _unsound(LANGUAGES / locale / CATALOGUE))


def _unsound(path: Path) -> Iterator[str]:
    catalog = read(path, path.parts[-3])
    if catalog.obsolete:
        yield f"{len(catalog.obsolete)} messages are left over: run `evenkeel messages`"
    for message in catalog:
        if not message.id:
            continue
        many = isinstance(message.id, list | tuple)
        english = str(message.id[-1] if many else message.id)
        said = [str(one or "") for one in ((message.string or ()) if many else [message.string])]
        name = f"{english[:40]!r}"
        if message.fuzzy:
            yield f"{name} is fuzzy"
        if many and len(said) != catalog.num_plurals:
            yield f"{name} needs {catalog.num_plurals} plural forms"
        if any(said) and not all(said):
            yield f"{name} has an empty plural form"
        for text in filter(None, said):
            differ = _placeholders(english) ^ _placeholders(text)
            if many and text is not said[-1]:  # "one day" needs no number
                differ = _placeholders(text) - _placeholders(english)
            if differ:
                yield f"{name}: placeholders differ ({', '.join(sorted(differ))})"


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in _PRINTF.finditer(text)}


def _odd(ours: Any, theirs: Any, at: str) -> Iterator[str]:
    """What `theirs` says that `ours` does not, or with other placeholders."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key, value in theirs.items():
            here = f"{at}.{key}".lstrip(".")
            if key in ours:
                yield from _odd(ours[key], value, here)
            elif ours and at != "terms" and key != "terms":
                yield f"`{here}` is not in the original"
    elif isinstance(ours, str) and isinstance(theirs, str):
        before, after = (set(_PLACEHOLDER.findall(text)) for text in (ours, theirs))
        if before != after:
            yield f"`{at}`: placeholders differ ({', '.join(sorted(before ^ after))})"


def _parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
