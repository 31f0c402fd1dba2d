"""From an answer that calls for asking, straight into a conversation about it.

Here: handing over to the companion. Not here: what is asked there (`core.safety`), or when an
answer calls for it (each questionnaire's own file).
"""

from __future__ import annotations

from datetime import datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from evenkeel.apps.companion import actions as companion
from evenkeel.apps.records import MemberRequest
from evenkeel.core.instruments import Instrument, SafetyFlag


def ask_now(
    request: MemberRequest, found: Instrument, flag: SafetyFlag, *, now: datetime
) -> HttpResponseBase:
    """Open a risk turn that names the answer, and go there. The answers are kept already."""
    conversation = companion.open_risk_turn(
        by=request.user,
        keyring=request.keyring,
        pathway=flag.pathway,
        source=found.short,
        item=flag.text,
        answer=flag.label,
        now=now,
    )
    return redirect("companion:conversation", conversation.pk)
