"""What care adds to pages of a talk: the way to the plan and to people, breaks, what was noticed.

Here: two tags for other areas' templates. Not here: deciding anything (`rules`, core).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from evenkeel.apps.care import mail, queries, rules
from evenkeel.apps.care.showing import isolated
from evenkeel.apps.care.words import help_words
from evenkeel.apps.people import actions as people
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.safety.registry import dialled
from evenkeel.core.vault import VaultError

register = template.Library()


@register.inclusion_tag("care/_ways.html", takes_context=True)
def care_ways(context: dict[str, Any]) -> dict[str, Any]:
    """Under a risk turn: the plan and the people, one tap away, and whether a human will see it."""
    request = context["request"]
    names: list[str] = []
    standing, alert = None, None
    try:
        pairs = queries.people_of(request.user, request.keyring)
        names = [one.name for _, one in pairs if one.address]
        if pairs and queries.standing_allowed(request.user):
            standing = next((one.name for _, one in pairs if one.standing), None)
        if pairs:
            alert = queries.alerts_of(request.user, now=timezone.now()).first()
    except (DatabaseError, VaultError, AttributeError):
        names = []
    return {
        "names": names,
        "standing": standing if mail.works() else None,
        "alert": alert if alert is not None and alert.state == "open" else None,
        "mail_works": mail.works(),
    }


@register.inclusion_tag("care/_said.html", takes_context=True)
def care_said(context: dict[str, Any]) -> dict[str, Any]:
    """Beside a reply: that this is a program, when due; once, a break, or that this is a lot."""
    request, now = context["request"], timezone.now()
    said, notice = None, False
    try:
        notice = rules.notice_due(request.user, now=now)
        if notice:
            people.note_ai_notice(by=request.user, now=now)
        going = context.get("going")
        said = rules.say_now(request.user, request.keyring, now=now, going=going)
    except (DatabaseError, VaultError, AttributeError):
        said = None
    return {
        "said": said, "notice": notice, "law": law_notices() if notice else "",
        "user": request.user, "minor": getattr(request.user, "minor", False),
    }  # fmt: skip


@register.inclusion_tag("care/_check_due.html", takes_context=True)
def care_check(context: dict[str, Any]) -> dict[str, Any]:
    """On Today: the question that was agreed for today."""
    request = context["request"]
    return {"check": queries.check_due(request.user, request.keyring, now=timezone.now())}


@register.filter
def dial(number: str) -> str:
    """The digits for a `tel:` or `sms:` link: "SHOUT to 85258" is sent to 85258."""
    return dialled(number)


@register.filter
def number(number: str) -> str:
    """A number as it is read, its digits in order also in a text from right to left."""
    return isolated(number)


@register.filter
def term(word: str) -> str:
    """A word of the crisis registry ("Ambulance") in the language of the page; a name as it is."""
    return help_words(get_language() or SOURCE).term(word) or word


@register.filter
def urlhost(address: str) -> str:
    """The host of an address, for a link that says where it leads."""
    return urlsplit(address).hostname or address


@register.simple_tag
def law_notices() -> str:
    """What the host's law packs add to the notice that this is a program."""
    return " ".join(rules.rules_now().notices)
