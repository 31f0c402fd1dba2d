"""What other areas may ask: the model that words this member's replies, ready to speak, or none.

Here: reading the choice, and every reason not to use it. Not here: changing it (`actions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from evenkeel.apps.people import queries as people
from evenkeel.apps.wording.addresses import on_this_machine, problem_with
from evenkeel.apps.wording.models import ModelChoice
from evenkeel.apps.wording.payloads import ModelChoicePayload
from evenkeel.core.vault import Keyring
from evenkeel.llm import Connection, manifests, provider
from evenkeel.llm.speaking import Speaker

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["CONSENT", "choice_of", "row_of", "speaker"]

CONSENT = "remote_model"
"""The purpose a member agrees to before any word of theirs leaves the machine."""


def row_of(member: Member) -> ModelChoice | None:
    """The member's choice as a row; None before they ever made one."""
    return ModelChoice.latest(member)


def choice_of(member: Member, keyring: Keyring) -> ModelChoicePayload:
    """The member's choice; an empty one before they ever made one."""
    row = row_of(member)
    chosen: ModelChoicePayload = row.open(keyring) if row else ModelChoicePayload()
    return chosen


def speaker(
    member: Member, keyring: Keyring, *, names: Callable[[], Iterable[str]] = tuple
) -> Speaker | None:
    """The member's model for one turn, or None: switched off, not allowed here, consent withdrawn.

    `names` are those to be replaced before anything is sent; asked for only when there is a model.
    Asked at each turn, so that withdrawing works from the next word on.
    """
    chosen = choice_of(member, keyring)
    if not chosen.on or chosen.provider not in manifests() or problem_with(chosen.url):
        return None
    if member.minor:
        return None
    if not on_this_machine(chosen.url) and not people.has_consent(member, CONSENT):
        return None
    connection = Connection(chosen.url, chosen.model, chosen.key)
    return Speaker(provider(chosen.provider), connection, names=(member.nickname, *names()))
