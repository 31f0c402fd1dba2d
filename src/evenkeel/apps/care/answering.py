"""Answers a message when the ordinary way failed: nothing can be saved, somebody is waiting (R1).

Here: the same companion, without the database, and a page that says honestly what was not kept. Not
here: the ordinary turn (apps.companion), when this is called (`middleware`).

Each step stands on fewer legs than the one before: the whole companion with the member's state; the
same without it; the safety room alone; a page with Help now on it. None of them writes anything.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from evenkeel.apps.companion import queries as companion
from evenkeel.core.content import ContentError
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.dialogue import DialogueState
from evenkeel.core.dialogue.safely import SafetyRoom, load_safety
from evenkeel.core.safety import CrisisLine, SafetyState
from evenkeel.core.vocabulary import RiskLevel

MOST_CHARACTERS = 20_000
NOT_READY = 503
TRY_AGAIN_AFTER_SECONDS = 30.0
_failed: dict[Callable[[], object], float] = {}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """What could still be said, with its crisis lines; `reply` is empty if nothing could."""

    reply: str = ""
    lines: tuple[CrisisLine, ...] = ()
    level: RiskLevel = RiskLevel.NONE


def chat_is_ready() -> bool:
    """Whether reader, rules and registry load: without them nobody talks (SAFETY.md L5).

    A failure is believed for a while: trying again takes seconds, and somebody waits.
    """
    load = companion.companion
    failed_at = _failed.get(load)
    if failed_at is not None and time.monotonic() - failed_at < TRY_AGAIN_AFTER_SECONDS:
        return False
    try:
        load()
    except (ContentError, ValueError, OSError, KeyError) as error:
        _failed[load] = time.monotonic()
        log.warning("Talk is closed: its parts do not load (%s).", type(error).__name__)
        return False
    _failed.pop(load, None)
    return True


def closed(request: HttpRequest) -> HttpResponse:
    """The page in place of Talk while its parts do not load. The words are kept in view.

    If rules and registry alone still load, a message that shows danger gets their answer.
    """
    text, country = _text_of(request), _country_of(request)
    alone = _safety_alone(text, SafetyState(), country) if text else Answered()
    context = {
        "text": text,
        "country": country,
        "answered": alone if alone.level else None,
        "csrf_token": get_token(request),
    }
    partial = request.headers.get("HX-Request") == "true"
    page = "care/_closed.html" if partial else "care/closed.html"
    return HttpResponse(render_to_string(page, context), status=200 if partial else NOT_READY)


def answer_anyway(request: HttpRequest) -> HttpResponse:
    """A reply to the message in `request`, though it could not be kept."""
    text = _text_of(request)
    country = _country_of(request)
    context = {
        "answered": answer(
            text, state=_state_of(request), country=country, locale=get_language() or SOURCE
        ),
        "text": text,
        "once": request.POST.get("once", ""),
        "country": country,
        "path": request.path,
        "csrf_token": get_token(request),
    }
    partial = request.headers.get("HX-Request") == "true"
    page = "care/_answered.html" if partial else "care/answered.html"
    return HttpResponse(render_to_string(page, context))


def answer(
    text: str, *, state: DialogueState, country: str | None, locale: str = SOURCE
) -> Answered:
    """The best reply there is, from what still works."""
    for one in (state, DialogueState(safety=state.safety), DialogueState()):
        try:
            made = companion.companion(locale).reply(
                one,
                text,
                now=timezone.localtime(),
                rng=random.Random(),  # noqa: S311 (wording)
                country=country,
                locale=locale,
            )
        except Exception as error:
            log.warning("Answering without the database: %s", type(error).__name__)
        else:
            return Answered(made.reply, made.resources, made.decision.level)
    return _safety_alone(text, state.safety, country)


def _safety_alone(text: str, state: SafetyState, country: str | None) -> Answered:
    try:
        room, rng, now = _room(), random.Random(), timezone.localtime()  # noqa: S311
        decision = room.assess(text, state=state, reading=None, now=now)
        card = room.card(decision, country, now)
        reply = room.reply(decision, card, recent=(), now=now, rng=rng)
        guarded = room.guard(reply, decision, card, recent=(), now=now, rng=rng)
        return Answered(guarded.text, card.resources[:3], decision.level)
    except Exception as error:
        log.warning("Not even the safety room answered: %s", type(error).__name__)
        return Answered()


def _room() -> SafetyRoom:
    """The safety room, of the companion or by itself."""
    try:
        return companion.companion().safety
    except Exception:
        return _own_room()


@cache
def _own_room() -> SafetyRoom:
    return load_safety()


def _text_of(request: HttpRequest) -> str:
    try:
        return request.POST.get("text", "")[:MOST_CHARACTERS].replace("\x00", "")
    except Exception:
        return ""


def _country_of(request: HttpRequest) -> str | None:
    try:
        return getattr(request.user, "country", "") or None
    except Exception:
        return None


def _state_of(request: HttpRequest) -> DialogueState:
    """Where the talk stood, if it can still be read."""
    try:
        found: Any = request
        kwargs = found.resolver_match.kwargs if found.resolver_match else {}
        return companion.state_of(found.user, found.keyring, kwargs.get("conversation_id"))
    except Exception:
        return DialogueState()
