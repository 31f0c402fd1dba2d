"""The page on which a member chooses who words the replies.

Here: one page, with a test that sends nothing of theirs. Not here: a turn (`apps.companion`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.records import MemberRequest
from evenkeel.apps.wording import actions, queries
from evenkeel.apps.wording.addresses import host_of, on_this_machine
from evenkeel.apps.wording.forms import ChoiceForm
from evenkeel.apps.wording.payloads import ModelChoicePayload
from evenkeel.core.dialogue.prompting import ChatMessage
from evenkeel.llm import Connection, Unreachable, manifests, provider

UNPROCESSABLE = 422
TEST_WORDS = 12
TEST_SECONDS = 20.0
TEST: list[ChatMessage] = [
    {"role": "user", "content": "Say in one short sentence that you can be reached."}
]
"""Nothing of the member's: a fixed sentence of our own."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test found: models by name, and the sentence that came back, or why not."""

    models: tuple[str, ...] = ()
    said: str = ""
    seconds: float = 0.0
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def choice(request: MemberRequest) -> HttpResponse:
    """See, test and choose. A test keeps nothing."""
    chosen = queries.choice_of(request.user, request.keyring)
    if request.method != "POST":
        return _page(request, chosen, ChoiceForm(initial=_initial(chosen)))
    use = "use" in request.POST
    form = ChoiceForm(request.POST, use=use)
    if not form.is_valid():
        return _page(request, chosen, form, status=UNPROCESSABLE)
    wanted = _wanted(form.cleaned_data, chosen, on=use)
    if use:
        actions.choose(by=request.user, keyring=request.keyring, chosen=wanted, now=timezone.now())
        return redirect("wording:choice")
    return _page(request, chosen, form, tested=_test(wanted))


@require_POST
def leave(request: MemberRequest) -> HttpResponse:
    """Evenkeel's own words again, from the next message on."""
    actions.leave(by=request.user, keyring=request.keyring, now=timezone.now())
    return redirect("wording:choice")


def _page(
    request: MemberRequest,
    chosen: ModelChoicePayload,
    form: ChoiceForm,
    *,
    tested: Tested | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form, "chosen": chosen, "tested": tested, "kinds": manifests().values(),
        "host": host_of(chosen.url), "local": on_this_machine(chosen.url),
        "active": queries.speaker(request.user, request.keyring) is not None,
    }  # fmt: skip
    return render(request, "wording/choice.html", context, status=status)


def _initial(chosen: ModelChoicePayload) -> dict[str, Any]:
    first = next(iter(manifests()))
    return {
        "provider": chosen.provider or first,
        "url": chosen.url or manifests()[first].example_url,
        "model": chosen.model,
    }


def _wanted(data: dict[str, Any], old: ModelChoicePayload, *, on: bool) -> ModelChoicePayload:
    """An empty key keeps the one that is locked away, for the same address only."""
    key = data["key"] or (old.key if old.url == data["url"] else "")
    return ModelChoicePayload(
        provider=data["provider"], url=data["url"], model=data["model"], key=key, on=on
    )


def _test(wanted: ModelChoicePayload) -> Tested:
    asked = provider(wanted.provider)
    connection = Connection(wanted.url, wanted.model, wanted.key, TEST_SECONDS)
    began = time.monotonic()
    models: tuple[str, ...] = ()
    try:
        models = tuple(asked.models(connection))
    except Unreachable as error:
        if not wanted.model:
            return Tested(problem=str(error))
    if not wanted.model:
        return Tested(models=models)
    try:
        said = "".join(asked.stream(connection, TEST, most_words=TEST_WORDS)).strip()
    except Unreachable as error:
        return Tested(models=models, problem=str(error))
    return Tested(models=models, said=said[:300], seconds=time.monotonic() - began)
