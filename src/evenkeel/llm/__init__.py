"""Language models that may word a turn: one folder per provider, discovered.

Here: finding providers and what each of them needs to be told (`Connection`). Not here: what a
model is asked (`core.dialogue.prompting`) or whether its words are used (`core.dialogue.phrasing`).
A provider is a folder with a `manifest.yaml` and a `provider.py` that defines `PROVIDER`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from evenkeel.core.content.loader import load_file
from evenkeel.core.dialogue.prompting import ChatMessage

HERE = Path(__file__).parent


class Unreachable(Exception):
    """The endpoint could not be used. The message says, in a sentence for the member, why."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a model is and how to ask it. `seconds` bounds the wait for the whole reply."""

    url: str
    model: str
    key: str = ""
    seconds: float = 20.0


class Provider(Protocol):
    """How one kind of endpoint is spoken to."""

    def models(self, connection: Connection) -> Sequence[str]:
        """Names of the models there. Raises `Unreachable`."""

    def stream(
        self, connection: Connection, messages: Sequence[ChatMessage], *, most_words: int
    ) -> Iterator[str]:
        """The reply's text, piece by piece as it comes. Raises `Unreachable`."""


class Manifest(BaseModel):
    """`manifest.yaml`: what a settings page says of a provider."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    about: str
    example_url: str
    needs_key: bool


@cache
def manifests() -> Mapping[str, Manifest]:
    """Every provider's manifest by id. Raises `ContentError`."""
    folders = sorted(path.parent for path in HERE.glob("*/manifest.yaml"))
    return {one.name: load_file(one / "manifest.yaml", Manifest) for one in folders}


def provider(name: str) -> Provider:
    """The provider of that folder. Raises KeyError for an unknown one."""
    if name not in manifests():
        raise KeyError(name)
    found: Provider = import_module(f"{__name__}.{name}.provider").PROVIDER
    return found
