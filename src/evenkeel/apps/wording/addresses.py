"""Where a model may be: on this machine, or where the host allows.

Here: the host's rule on addresses. A member of a shared server could otherwise have it ask any
address inside the host's network. Not here: asking (`evenkeel.llm`), consent (`actions`).
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

NONE = "none"


def problem_with(url: str) -> str:
    """Why a member cannot use this address here, as a sentence; empty when they can."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.query:
        return _("That is not an address. It looks like http://127.0.0.1:11434/v1.")
    if settings.MODEL_ADDRESSES == (NONE,):
        return _("Whoever runs this server has switched language models off.")
    if on_this_machine(url) or any(_under(url, one) for one in settings.MODEL_ADDRESSES):
        return ""
    return _(
        "This server only asks models on its own machine. Whoever runs it can allow %(host)s by "
        "adding the address to EVENKEEL_MODELS."
    ) % {"host": host}


def on_this_machine(url: str) -> bool:
    """Whether what is sent there never leaves the machine: a loopback address, by its number."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The name to tell a member: where the text goes."""
    return urlsplit(url).hostname or ""


def _under(url: str, allowed: str) -> bool:
    """Whether `url` is the allowed address or a path below it; no look-alike host passes."""
    asked, given = urlsplit(url), urlsplit(allowed)
    same = (asked.scheme, asked.netloc.lower()) == (given.scheme, given.netloc.lower())
    path = given.path.rstrip("/")
    below = asked.path.rstrip("/") == path or asked.path.startswith(path + "/")
    return same and below and ".." not in asked.path.split("/")
