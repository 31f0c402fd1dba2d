"""Sends one message of an alert by mail: plain text, the member's words, a link to say "read".

Here: composing and handing over. Not here: when and to whom (`outbox`), the server's address
(site.environment). The Message-ID is the delivery's own, so that a mail sent twice is one mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from evenkeel.apps.care import sealing

if TYPE_CHECKING:
    from evenkeel.apps.care.models import Delivery
    from evenkeel.apps.care.sealing import Recipient


class CannotSend(Exception):
    """The mail was not taken. Nothing reached anybody."""


def works() -> bool:
    """Whether this server has been told how to send mail."""
    return bool(settings.EMAIL_FROM)


def send(delivery: Delivery, recipient: Recipient) -> None:
    """Hand one message to the mail server. Raises `CannotSend`."""
    if not works():
        raise CannotSend  # the backend of a server without mail takes everything and sends nothing
    message = compose(delivery, recipient)
    try:
        taken = message.send(fail_silently=False)
    except Exception as error:
        raise CannotSend(type(error).__name__) from None
    if not taken:
        raise CannotSend


def compose(delivery: Delivery, recipient: Recipient) -> EmailMessage:
    """The mail. Its subject and first lines are the member's; the rest says what it is."""
    path = reverse("care:read", args=[delivery.pk, sealing.token_of(delivery)])
    with translation.override(delivery.alert.member.locale):  # theirs: they share a language
        parts = [
            recipient.body.strip(),
            _("To let them know that you have read this: %(link)s")
            % {"link": recipient.site + path},
            _(
                "They wrote this beforehand and chose you to get it. A program sent it; no person "
                "at the other end reads replies to this address. Please call or write to them "
                "directly. If you think their life is in danger, call your emergency number."
            ),
        ]
    return EmailMessage(
        subject=" ".join(recipient.subject.split()),
        body="\n\n".join(parts) + "\n",
        from_email=settings.EMAIL_FROM,
        to=[recipient.address],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )


def message_id(delivery: Delivery) -> str:
    """The same for every try of one delivery, so that the receiving side can drop a second copy."""
    domain = settings.EMAIL_FROM.rpartition("@")[2].strip("<> ") or "localhost"
    return f"<{delivery.pk}@{domain}>"
