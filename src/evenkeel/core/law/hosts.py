"""What kind of house runs an installation, and what no member may be asked for there.

Here: the kinds, and the rule that some purposes can be consented to in none of some kinds. Not
here: which purposes those are (`content/consents/*.yaml`, `never_at`), asking for consent
(`apps.people`).

Where an employer or a school runs the place, a yes is not free: who asks also marks, pays or
dismisses. Source: Regulation (EU) 2024/1689, Article 5(1)(f), forbids systems that infer emotions
of people at work and in education; GDPR recital 43 says that a yes does not count where the two
sides are so unequal. We leave the microphone and the camera out there altogether.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class HostKind(StrEnum):
    """Who runs an installation."""

    HOME = "home"
    """Somebody for themselves, their household or their friends."""
    CLINIC = "clinic"
    CHARITY = "charity"
    SCHOOL = "school"
    """Any place of teaching, universities too."""
    WORKPLACE = "workplace"


def host_kind(text: str) -> HostKind:
    """The kind a host named. Raises ValueError with the kinds there are for anything else.

    >>> host_kind("school")
    <HostKind.SCHOOL: 'school'>
    >>> host_kind("School ")
    Traceback (most recent call last):
    ...
    ValueError: one of home, clinic, charity, school, workplace
    """
    try:
        return HostKind(text)
    except ValueError:
        raise ValueError(f"one of {', '.join(HostKind)}") from None


def impossible_at(never_at: Collection[HostKind], host: HostKind) -> bool:
    """Whether a purpose that may never be asked for at `never_at` cannot be given at `host`.

    >>> impossible_at({HostKind.SCHOOL, HostKind.WORKPLACE}, HostKind.SCHOOL)
    True
    >>> impossible_at({HostKind.SCHOOL, HostKind.WORKPLACE}, HostKind.CLINIC)
    False
    """
    return host in never_at
