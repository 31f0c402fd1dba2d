"""From an answer that calls for asking, straight into a conversation about it.

Here: handing over to the companion. Not here: what is asked there (`core.safety`), or when an
answer calls for it (each questionnaire's own file).
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from evenkeel.apps.companion import actions as companion
from evenkeel.apps.records import MemberRequest
from evenkeel.core.instruments import Instrument, SafetyFlag

logger = logging.getLogger(__name__)


def ask_now(
    request: MemberRequest, found: Instrument, flag: SafetyFlag, *, now: datetime
) -> HttpResponseBase:
    """Open a risk turn that names the answer, and go there. Whatever fails, help is on the page."""
    try:
        conversation = companion.open_risk_turn(
            by=request.user,
            keyring=request.keyring,
            pathway=flag.pathway,
            source=found.short,
            item=flag.text,
            answer=flag.label,
            now=now,
        )
    except Exception as error:
        logger.error("A risk turn did not open: %s", type(error).__name__)
        return help_now()
    return redirect("companion:conversation", conversation.pk)


def help_now() -> HttpResponseBase:
    """The public crisis page, which needs neither the companion nor the database."""
    return redirect("care:help")
