"""In and out: log in, unlock, step up, recover; lock now, log out."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.people import (
    actions,
    asking,
    forms,
    second_step,
    sessions,
    signing_in,
    throttle,
)
from evenkeel.apps.people.models import Member, nickname_key
from evenkeel.apps.people.step_up import lock_allowed
from evenkeel.apps.records import MemberRequest

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@sensitive_post_parameters()
@_PAGE
def log_in(request: HttpRequest) -> HttpResponseBase:
    """Nickname and passphrase. One answer for every way in which they are not right."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(asking.next_address(request))
    form = forms.LogInForm(request.POST if _typed(request) else None)
    if form.is_bound and form.is_valid():
        now = timezone.now()
        nickname = form.cleaned_data["nickname"]
        tries = _tries(request, "log-in", nickname)
        if waiting := throttle.wait(tries, now=now):
            form.add_error(None, _wait_words(waiting))
            return _page(request, "log_in", form, waiting=waiting)
        passphrase = form.cleaned_data["passphrase"]
        member = authenticate(request, nickname=nickname, passphrase=passphrase)
        if isinstance(member, Member) and member.unwrapped_root is not None:
            root = member.unwrapped_root
            throttle.succeeded(tries)
            actions.renew_wrap(by=member, root=root, passphrase=passphrase, now=now)
            response: HttpResponseBase = signing_in.sign_in(request, member, root=root, now=now)
            return response
        throttle.failed(tries, now=now)
        form.add_error(None, _("That nickname and passphrase do not go together."))
    return _page(request, "log_in", form)


@lock_allowed
@never_cache
@sensitive_post_parameters()
@_PAGE
def unlock(request: MemberRequest) -> HttpResponseBase:
    """The passphrase again after a while alone; then on to where the member was."""
    if request.method != "POST" and request.keyring is not None:
        return HttpResponseRedirect(asking.next_address(request))
    return _confirm(request, "unlock")


@never_cache
@sensitive_post_parameters()
@_PAGE
def step_up(request: MemberRequest) -> HttpResponseBase:
    """The passphrase again before something that matters."""
    return _confirm(request, "step_up")


def _confirm(request: MemberRequest, template: str) -> HttpResponseBase:
    form = forms.PassphraseForm(request.POST if _typed(request) else None)
    if form.is_bound and form.is_valid():
        now = timezone.now()
        tries = _tries(request, "unlock", str(request.user.pk))
        if waiting := throttle.wait(tries, now=now):
            form.add_error(None, _wait_words(waiting))
            return _page(request, template, form, waiting=waiting)
        try:
            signing_in.confirm(request, passphrase=form.cleaned_data["passphrase"], now=now)
        except actions.WrongPassphrase:
            throttle.failed(tries, now=now)
            form.add_error("passphrase", _("That is not your passphrase."))
        else:
            throttle.succeeded(tries)
            return asking.go_on(request)
    return _page(request, template, form)


@login_not_required
@never_cache
@sensitive_post_parameters()
@_PAGE
def recover(request: HttpRequest) -> HttpResponseBase:
    """The recovery code and a new passphrase, in place of the lost one."""
    if request.user.is_authenticated:
        return redirect("people:security")
    form = forms.RecoverForm(request.POST or None)
    if form.is_bound and form.is_valid():
        now = timezone.now()
        nickname = form.cleaned_data["nickname"]
        tries = _tries(request, "recover", nickname)
        if waiting := throttle.wait(tries, now=now):
            form.add_error(None, _wait_words(waiting))
            return _page(request, "recover", form, waiting=waiting)
        member = (
            Member.objects.select_related("keys")
            .filter(nickname_key=nickname_key(nickname), keys__isnull=False)
            .first()
        )
        try:
            if member is None:
                raise actions.WrongPassphrase
            root = actions.open_root_by_code(by=member, code=form.cleaned_data["code"])
        except actions.WrongPassphrase:
            throttle.failed(tries, now=now)
            form.add_error(None, _("That nickname and recovery code do not go together."))
            return _page(request, "recover", form)
        throttle.succeeded(tries)
        passphrase = form.cleaned_data["passphrase"]
        actions.set_passphrase(by=member, root=root, passphrase=passphrase, now=now)
        response: HttpResponseBase = signing_in.sign_in(request, member, root=root, now=now)
        return response
    return _page(request, "recover", form)


@login_not_required
@never_cache
@sensitive_post_parameters()
@_PAGE
def second_step_lost(request: HttpRequest) -> HttpResponseBase:
    """Passphrase given, second step gone: the recovery code takes the second step off."""
    now = timezone.now()
    opened = None if request.user.is_authenticated else sessions.load(request, now=now)
    if opened is None or opened.keyring is None:
        return redirect("people:log-in")
    form = forms.CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        member = opened.row.member
        tries = _tries(request, "second-step-lost", str(member.pk))
        if waiting := throttle.wait(tries, now=now):
            form.add_error(None, _wait_words(waiting))
            return _page(request, "second_step_lost", form, waiting=waiting)
        try:
            actions.open_root_by_code(by=member, code=form.cleaned_data["code"])
        except actions.WrongPassphrase:
            throttle.failed(tries, now=now)
            form.add_error("code", _("That is not your recovery code."))
        else:
            second_step.remove(member)
            messages.success(request, _("The second step is off. Log in once more."))
            return redirect("people:log-in")
    return _page(request, "second_step_lost", form)


@lock_allowed
@require_POST
def lock(request: MemberRequest) -> HttpResponseBase:
    """Lock now: the keys leave the store and the cookie."""
    opened = sessions.load(request, now=timezone.now())
    if opened is not None:
        actions.lock(session=opened.row)
    request.half_key = b""  # type: ignore[attr-defined]
    return redirect("people:unlock")


@lock_allowed
@require_POST
def log_out(request: HttpRequest) -> HttpResponseBase:
    """End this session."""
    sessions.forget(request)
    logout(request)
    return redirect("people:welcome")


@never_cache
@_PAGE
def carried(request: MemberRequest) -> HttpResponseBase:
    """What was being written when the session ended: save it, or let it go."""
    kept = signing_in.kept_form(request)
    if kept is None:
        return redirect("plan:today")
    address, fields = kept
    if request.method == "POST":
        signing_in.drop_kept_form(request)
        if "save" in request.POST:
            return asking.play(request, address, fields)
        return redirect("plan:today")
    texts = [value for values in fields.values() for value in values if value.strip()]
    return render(request, "people/carried.html", {"texts": texts})


def _typed(request: HttpRequest) -> bool:
    return request.method == "POST" and "passphrase" in request.POST


def _tries(request: HttpRequest, action: str, person: str) -> tuple[throttle.Key, ...]:
    place = request.META.get("REMOTE_ADDR", "")
    return throttle.keys(action, person=nickname_key(person), place=place)


def _wait_words(waiting: timedelta) -> str:
    minutes = max(1, math.ceil(waiting / timedelta(minutes=1)))
    return ngettext(
        "Too many tries just now. Please wait a minute. Help now stays open.",
        "Too many tries just now. Please wait %(minutes)d minutes. Help now stays open.",
        minutes,
    ) % {"minutes": minutes}


def _page(
    request: HttpRequest, name: str, form: Any, *, waiting: timedelta | None = None
) -> HttpResponseBase:
    context = {
        "form": form,
        "next": request.POST.get(asking.NEXT) or request.GET.get(asking.NEXT) or "",
        "carried": request.POST.get(asking.CARRIED, ""),
    }
    status = 200 if waiting is None else 429
    response = render(request, f"people/{name}.html", context, status=status)
    if waiting is not None:
        response["Retry-After"] = str(math.ceil(waiting.total_seconds()))
    return response
