"""Choosing and leaving a model: every write of this area."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.people import actions as people
from evenkeel.apps.wording import queries
from evenkeel.apps.wording.addresses import on_this_machine
from evenkeel.apps.wording.models import ModelChoice
from evenkeel.apps.wording.payloads import ModelChoicePayload
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@transaction.atomic
def choose(*, by: Member, keyring: Keyring, chosen: ModelChoicePayload, now: datetime) -> None:
    """Use this model from the next message on. A remote one is consented to by this very act: the
    page says where the text goes and has its own box to tick."""
    if chosen.on and not on_this_machine(chosen.url):
        people.set_consents(by=by, granted={queries.CONSENT: True}, now=now)
    _keep(by, keyring, chosen, now)


@transaction.atomic
def leave(*, by: Member, keyring: Keyring, now: datetime) -> None:
    """Back to Evenkeel's own words. The address stays written down; the key goes."""
    chosen = queries.choice_of(by, keyring)
    people.set_consents(by=by, granted={queries.CONSENT: False}, now=now)
    _keep(by, keyring, chosen.model_copy(update={"on": False, "key": ""}), now)


def _keep(by: Member, keyring: Keyring, chosen: ModelChoicePayload, now: datetime) -> None:
    row = queries.row_of(by)
    if row is None:
        ModelChoice.create_locked(by=by, keyring=keyring, payload=chosen, at=now, now=now)
        return
    row.update_locked(
        keyring=keyring, payload=chosen, expected_revision=row.revision, now=now, at=now
    )
