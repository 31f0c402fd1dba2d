"""Security: sessions, passphrase, recovery code, second step, API tokens, about you."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.people import actions, forms, queries
from evenkeel.apps.people.scopes import SCOPES
from evenkeel.apps.people.second_step import second_steps
from evenkeel.apps.people.speaking import remember
from evenkeel.apps.people.step_up import require_step_up
from evenkeel.apps.people.views.begin import keep_code
from evenkeel.apps.records import MemberRequest

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@_PAGE
def security(request: MemberRequest) -> HttpResponseBase:
    """Everything about keys and doors on one page, and what a member can change of theirs."""
    about = forms.AboutForm(request.POST or None, instance=request.user)
    if request.method == "POST" and about.is_valid():
        about.save()
        messages.success(request, _("Saved."))
        return remember(redirect("people:security"), request.user.locale)
    context = {
        "about": about,
        "sessions": queries.sessions_of(request.user),
        "this_session": _this(request),
        "tokens": queries.tokens_of(request.user),
        "now": timezone.now(),
        "steps": second_steps(request.user),
    }
    return render(request, "people/security.html", context)


@require_step_up
@never_cache
@sensitive_post_parameters()
@_PAGE
def passphrase(request: MemberRequest) -> HttpResponseBase:
    """A new passphrase. Every other session ends; what was written stays as it is."""
    form = forms.NewPassphraseForm(request.POST or None, nickname=request.user.nickname)
    if request.method == "POST" and form.is_valid():
        actions.set_passphrase(
            by=request.user,
            root=_root(request),
            passphrase=form.cleaned_data["passphrase"],
            now=timezone.now(),
            keep=_this(request),
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Changed. Every other session has ended."))
        return redirect("people:security")
    return render(request, "people/passphrase.html", {"form": form})


@require_step_up
@require_POST
def new_recovery_code(request: MemberRequest) -> HttpResponseBase:
    """Make a new code and show it once; the old one stops working."""
    code = actions.new_recovery_code(by=request.user, root=_root(request), now=timezone.now())
    keep_code(request, request.user, request.keyring, code)
    return redirect("people:recovery-code")


@require_POST
def end_session(request: MemberRequest, session_id: uuid.UUID) -> HttpResponseBase:
    """End one session of one's own."""
    if not actions.end_session(by=request.user, session_id=session_id):
        raise Http404
    messages.success(request, _("That session has ended."))
    return redirect("people:security")


@require_POST
def end_other_sessions(request: MemberRequest) -> HttpResponseBase:
    """End every session but this one."""
    actions.end_other_sessions(by=request.user, keep=_this(request))
    messages.success(request, _("Every other session has ended."))
    return redirect("people:security")


@require_step_up
@never_cache
@_PAGE
def new_token(request: MemberRequest) -> HttpResponseBase:
    """Make an API token; its text is in this one answer and nowhere else."""
    choices = [(scope.id, scope.title) for scope in SCOPES.values()]
    form = forms.TokenForm(request.POST or None, scopes=choices)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        text = actions.create_api_token(
            by=request.user,
            keyring=request.keyring,
            label=form.cleaned_data["label"],
            scopes=form.cleaned_data["scopes"],
            expires_at=now + timedelta(days=form.cleaned_data["days"]),
            now=now,
        )
        return render(request, "people/token_made.html", {"text": text})
    return render(request, "people/token.html", {"form": form})


@require_POST
def revoke_token(request: MemberRequest, token_id: str) -> HttpResponseBase:
    """End a token, and every other that holds the same keys."""
    root = _root(request)
    now = timezone.now()
    if not actions.revoke_api_token(by=request.user, token_id=token_id, root=root, now=now):
        raise Http404
    messages.success(request, _("Ended. What you write from now on has new keys."))
    return redirect("people:security")


def _this(request: MemberRequest) -> uuid.UUID:
    return request.open_session.row.pk  # type: ignore[attr-defined, no-any-return]


def _root(request: MemberRequest) -> bytes:
    root: bytes | None = request.open_session.root  # type: ignore[attr-defined]
    if root is None:
        raise RuntimeError("An unlocked session has a root key.")
    return root
