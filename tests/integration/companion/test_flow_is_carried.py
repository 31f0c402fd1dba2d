"""A flow left half way is sealed with its talk and offered again in the next one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.apps.companion import actions
from evenkeel.apps.companion.models import Conversation
from evenkeel.core.flows import load_flows
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
FLOW = next(iter(load_flows().values()))


def test_it_is_sealed_carried_and_asked_about() -> None:
    known = make_member("Wren")
    first = actions.say(by=known.member, keyring=known.keyring, text=FLOW.title, now=NOW)
    assert first.answer.state.flow
    assert FLOW.id.encode() not in bytes(Conversation.of(known.member).get().sealed)
    later = actions.say(
        by=known.member, keyring=known.keyring, text="hi", now=NOW + timedelta(days=1)
    )
    assert later.conversation.pk != first.conversation.pk
    assert FLOW.title in later.answer.reply
    yes = actions.say(
        by=known.member, keyring=known.keyring, text="yes", now=NOW + timedelta(days=1, minutes=1),
        conversation=later.conversation,
    )  # fmt: skip
    assert yes.answer.state.flow
    assert yes.answer.state.flow.waits is None
