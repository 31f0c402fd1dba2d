"""Speaking in place of typing: what the page may offer, and a recording written down.

Here: one view and what the message box needs to know. Not here: asking the service
(`evenkeel.llm.transcribing`), recording and on-device recognition (the `speak` island). The words
come back into the box; nothing is sent as a message until the member sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evenkeel.apps.people import queries as people
from evenkeel.apps.records import MemberRequest
from evenkeel.llm import Connection, Unreachable

CONSENT: Final = "dictation"
MOST_BYTES: Final = 3 * 1024 * 1024
"""Two minutes of speech as a browser records it are about one."""
SECONDS: Final = 25.0
KINDS: Final = frozenset({"audio/webm", "audio/ogg", "audio/mp4", "audio/wav", "audio/mpeg"})
FORBIDDEN, TOO_LARGE, UNPROCESSABLE, BAD_GATEWAY = 403, 413, 422, 502


@dataclass(frozen=True, slots=True)
class Speech:
    """What the box may offer. `host` is where sound goes when the device cannot write it down;
    empty where there is no such service; `here`: it is on this machine."""

    host: str = ""
    here: bool = False


def offered(request: MemberRequest) -> Speech | None:
    """What may be offered to this member; None while they have not switched it on."""
    if not people.has_consent(request.user, CONSENT):
        return None
    host = urlsplit(settings.SPEECH.url).hostname or "" if settings.SPEECH else ""
    return Speech(host, host in {"localhost", "127.0.0.1", "::1"})


@require_POST
def written_down(request: MemberRequest) -> HttpResponse:
    """One recording in, its words out. The sound is forgotten with this request."""
    if people.impossible_here(CONSENT):
        return _said(_("Speaking cannot be switched on here. You can type instead."), FORBIDDEN)
    if settings.SPEECH is None or offered(request) is None:
        return _said(
            _("Speaking is switched off. You can switch it on in your consents."), FORBIDDEN
        )
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _said(_("That was too long for one go. Try a shorter piece."), TOO_LARGE)
    from evenkeel.llm.transcribing import transcribe  # noqa: PLC0415 (httpx is heavy, and rarely asked)

    kind = (request.content_type or "").lower()
    sound = request.body
    if kind not in KINDS or not sound:
        return _said(_("The recording did not arrive in a form that can be read."), UNPROCESSABLE)
    chosen = settings.SPEECH
    connection = Connection(chosen.url, chosen.model, chosen.key, SECONDS)
    try:
        text = transcribe(connection, sound, kind, language=request.user.locale)
    except Unreachable:
        return _said(_("It could not be written down just now. You can type instead."), BAD_GATEWAY)
    return JsonResponse({"text": text})


def _said(problem: str, status: int) -> JsonResponse:
    return JsonResponse({"problem": problem}, status=status)
