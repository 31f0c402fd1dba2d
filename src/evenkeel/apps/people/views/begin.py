"""The first visit: welcome, who this is for, a name and a passphrase, the recovery code."""

from __future__ import annotations

import base64
import random
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenkeel.apps.people import actions, forms, ideas, sessions, throttle
from evenkeel.apps.people.models import Member
from evenkeel.apps.people.signing_in import complete
from evenkeel.apps.people.speaking import remember
from evenkeel.apps.records import MemberRequest
from evenkeel.core import vault
from evenkeel.core.vault import DataClass, Keyring, RecordAddress

GROUPS_ASKED: Final = 2
_BEFORE: Final = "begin"
_CODE: Final = "recovery_code_to_check"


@login_not_required
def welcome(request: HttpRequest) -> HttpResponseBase:
    """What this is, in a few sentences, and the two doors."""
    if request.user.is_authenticated:
        return redirect("plan:today")
    return render(request, "people/welcome.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Age, country, language and the AI notice. Under 18: a kind no, and where help is."""
    if request.user.is_authenticated:
        return redirect("plan:today")
    known = {"locale": get_language(), **request.session.get(_BEFORE, {})}
    form = forms.BeforeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        country = forms.stored_country(form.cleaned_data["country"])
        if form.cleaned_data["age"] == forms.BeforeForm.UNDER:
            return render(request, "people/under_age.html", {"country": country})
        request.session[_BEFORE] = {
            "age": form.cleaned_data["age"],
            "country": form.cleaned_data["country"],
            "locale": form.cleaned_data["locale"],
        }
        return remember(redirect("people:begin-name"), form.cleaned_data["locale"])
    return render(request, "people/begin.html", {"form": form, "step": 1})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin_name(request: HttpRequest) -> HttpResponseBase:
    """A nickname and a passphrase make the member, their keys and their first session."""
    if request.user.is_authenticated:
        return redirect("plan:today")
    before = request.session.get(_BEFORE)
    if not isinstance(before, dict) or not _may_begin(before.get("age")):
        return redirect("people:begin")
    now = timezone.now()
    tries = throttle.name_keys(place=request.META.get("REMOTE_ADDR", ""))
    if request.method == "POST" and throttle.wait(tries, now=now):
        return render(request, "people/begin_wait.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    form = forms.NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _make(request, form, before)
    if form.has_error("nickname", code=forms.TAKEN):
        throttle.failed(tries, now=now)
    return _name_page(request, form)


def _may_begin(age: object) -> bool:
    """Adults; and the young where the host opened the place to them."""
    young = settings.MINORS_FROM is not None and age == forms.BeforeForm.MINOR
    return age == forms.BeforeForm.ADULT or young


def _name_page(request: HttpRequest, form: forms.NameForm) -> HttpResponse:
    context = {"form": form, "step": 2, "ideas": ideas.ideas()}
    return render(request, "people/begin_name.html", context)


def _make(request: HttpRequest, form: forms.NameForm, before: dict[str, Any]) -> HttpResponseBase:
    now = timezone.now()
    try:
        begun = actions.begin_member(
            nickname=form.cleaned_data["nickname"],
            passphrase=form.cleaned_data["passphrase"],
            country=forms.stored_country(before["country"]),
            locale=before["locale"],
            adult=before["age"] == forms.BeforeForm.ADULT,
            now=now,
        )
    except actions.NameTaken:
        form.add_error("nickname", forms.NAME_TAKEN)
        return _name_page(request, form)
    logout(request)
    opened = sessions.start(request, member=begun.member, root=begun.root, now=now)
    if opened.keyring is not None:
        keep_code(request, begun.member, opened.keyring, begun.recovery_code)
    complete(request, begun.member)
    actions.note_ai_notice(by=begun.member, now=now)
    return redirect("people:recovery-code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_code(request: MemberRequest) -> HttpResponse | HttpResponseBase:
    """The code, until part of it is typed back; then never again."""
    code = _kept_code(request)
    if code is None:
        return redirect("people:security")
    if "show" in request.GET or (request.method != "POST" and "check" not in request.GET):
        context = {"groups": vault.groups_of(code), "beginning": _beginning(request), "step": 3}
        return render(request, "people/recovery_code.html", context)
    groups = _asked_groups(code)
    form = forms.CheckCodeForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid() and _matches(form, code, groups):
        beginning = _beginning(request)
        request.session.pop(_CODE, None)
        actions.note_recovery_checked(by=request.user, now=timezone.now())
        return redirect("people:begin-consents" if beginning else "people:security")
    context = {"form": form, "beginning": _beginning(request), "step": 3}
    return render(request, "people/recovery_check.html", context)


def keep_code(request: Any, member: Member, keyring: Keyring, code: str) -> None:
    """Keep a new code for its one showing, sealed under the member's own key."""
    sealed = keyring.seal(_address(member), code.encode("ascii"))
    request.session[_CODE] = base64.b64encode(sealed).decode("ascii")


def _kept_code(request: MemberRequest) -> str | None:
    stored = request.session.get(_CODE)
    if stored is None:
        return None
    try:
        opened = request.keyring.open(_address(request.user), base64.b64decode(stored))
    except vault.VaultError:
        return None
    return opened.decode("ascii")


def _address(member: Member) -> RecordAddress:
    return RecordAddress("session", str(member.pk), "recovery_code", DataClass.C)


def _asked_groups(code: str) -> tuple[int, ...]:
    """Which groups are asked for: the same ones each time for one code."""
    numbers = range(1, len(vault.groups_of(code)) + 1)
    return tuple(sorted(random.Random(code).sample(numbers, GROUPS_ASKED)))  # noqa: S311


def _matches(form: forms.CheckCodeForm, code: str, groups: tuple[int, ...]) -> bool:
    expected = vault.groups_of(code)
    for number in groups:
        typed = "".join(form.cleaned_data[f"group_{number}"].upper().split())
        read = typed.translate(str.maketrans("OIL", "011"))
        if read != expected[number - 1]:
            form.add_error(f"group_{number}", forms.NOT_THE_GROUP)
    return form.is_valid()


def _beginning(request: MemberRequest) -> bool:
    return not request.user.consents.exists()
