"""What the member's own history says about what to offer in a talk, and that it was offered.

Here: `core.dialogue`'s `Advises`, answered by the same choice that Today uses. Not here: that
choice (`core.personalisation`). Nothing is opened before something is to be offered.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError

from evenkeel.apps.plan import actions as plan
from evenkeel.apps.plan import queries as plans
from evenkeel.apps.programs import queries as programs
from evenkeel.core.dialogue import Offer
from evenkeel.core.exercises import Suggestion
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

RANKED: Final = 5

log = logging.getLogger(__name__)


class Adviser:
    """One member's advice in one turn. `local_now` is on the member's clock."""

    def __init__(self, by: Member, keyring: Keyring, *, local_now: datetime) -> None:
        self._by, self._keyring, self._local_now = by, keyring, local_now
        self._given: dict[str, Suggestion] = {}

    @cached_property
    def barred(self) -> frozenset[str]:
        """What never goes with what the member told about body and past."""
        return barred_in_talk(plans.conditions(self._by, self._keyring))

    def best(self, needs: Sequence[str], *, without: Collection[str]) -> Sequence[str]:
        """The exercises to offer, the first in front, from their own runs."""
        found = programs.suggestions(
            self._by, self._keyring, needs=needs, local_now=self._local_now, declined=without,
            limit=RANKED, locale=self._by.locale,
        )  # fmt: skip
        self._given |= {one.id: why for one, why in found}
        return [one.id for one, _why in found]

    def note(self, offers: Iterable[Offer], *, now: datetime) -> None:
        """Keep what was really put before them, with the chance it had. The turn is kept already:
        where this fails, a note for later is lost and nobody's answer."""
        try:
            for one in offers:
                if one.id in self._given:
                    plan.note_offer(
                        by=self._by, keyring=self._keyring, one=self._given[one.id],
                        local_now=self._local_now, now=now, page="talk",
                    )  # fmt: skip
        except DatabaseError as error:
            log.warning("An offer was not noted: %s.", type(error).__name__)
