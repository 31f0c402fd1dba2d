"""What a personal API token may do. Each scope names the classes of keys it needs, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from evenkeel.core.vault import DataClass

WORDS: Final = frozenset({DataClass.C})
NUMBERS: Final = frozenset({DataClass.D})


@dataclass(frozen=True, slots=True)
class Scope:
    id: str
    title: Any
    classes: frozenset[DataClass]


SCOPES: Final[Mapping[str, Scope]] = {
    scope.id: scope
    for scope in (
        Scope("conversations:read", _("Read your conversations"), WORDS),
        Scope("conversations:write", _("Talk, as you"), WORDS),
        Scope("checkins:read", _("Read check-ins: the numbers"), NUMBERS),
        Scope("checkins:write", _("Add check-ins: the numbers"), NUMBERS),
        Scope("checkins:notes", _("Read and write the notes of check-ins"), WORDS),
        Scope("journal:read", _("Read the journal"), WORDS),
        Scope("journal:write", _("Write in the journal"), WORDS),
        Scope("questionnaires:read", _("Read questionnaire results"), NUMBERS),
        Scope("questionnaires:write", _("Answer questionnaires"), NUMBERS),
        Scope("export:read", _("Export everything"), WORDS | NUMBERS),
    )
}


def classes_of(scopes: Iterable[str]) -> frozenset[DataClass]:
    """The classes of keys that these scopes need. Raises KeyError for an unknown scope."""
    return frozenset[DataClass]().union(*(SCOPES[scope].classes for scope in scopes))
