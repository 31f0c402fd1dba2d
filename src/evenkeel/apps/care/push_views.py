"""The page of notifications: which of the member's browsers may show that something is waiting.

Here: requests and answers. Not here: sending (`push`).
"""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenkeel.apps.care import push
from evenkeel.apps.care.models import PushDevice
from evenkeel.apps.people.queries import device_name
from evenkeel.apps.records import MemberRequest

MOST_DEVICES = 5
_KEY = re.compile(r"[A-Za-z0-9_-]{16,120}=*")


@require_safe
def notifications(request: MemberRequest) -> HttpResponse:
    """The devices, and what they would show."""
    context = {
        "devices": PushDevice.objects.filter(member=request.user).order_by("made_at"),
        "key": push.public_key(),
        "words": push.WORDS,
    }
    return render(request, "care/notifications.html", context)


@require_POST
def add(request: MemberRequest) -> HttpResponse:
    """This browser, as its maker's service named it."""
    endpoint = request.POST.get("endpoint", "")[:600]
    keys = [request.POST.get(name, "") for name in ("p256dh", "auth")]
    devices = PushDevice.objects.filter(member=request.user)
    if not push.is_a_push_service(endpoint) or not all(map(_KEY.fullmatch, keys)):
        messages.error(request, _("This browser's push service is not one that is known here."))
    elif devices.count() >= MOST_DEVICES:
        messages.error(request, _("Five browsers fit here. Remove one first."))
    else:
        PushDevice.objects.update_or_create(
            member=request.user,
            endpoint=endpoint,
            defaults={
                "p256dh": keys[0][:120],
                "auth": keys[1][:40],
                "device": device_name(request.headers.get("User-Agent", "")),
                "made_at": timezone.now(),
            },
        )
        messages.success(request, _("This browser will show when something is waiting."))
    return redirect("care:notifications")


@require_POST
def remove(request: MemberRequest, device_id: UUID) -> HttpResponse:
    """No more notifications there."""
    PushDevice.objects.filter(member=request.user, pk=device_id).delete()
    return redirect("care:notifications")
