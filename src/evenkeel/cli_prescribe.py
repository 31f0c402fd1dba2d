"""`evenkeel prescribe`: lock a programme to codes, make codes, unlock it.

Here: the command's words. Not here: what a code is (`apps.programs.prescriptions`).
"""

from __future__ import annotations

from django.utils import timezone

from evenkeel.core.content import ContentError


def command(programme: str, *, count: int, unlock: bool) -> None:
    """Print fresh codes for a programme, one a line; or open it to everybody again."""
    from evenkeel.site.serve import prepare

    prepare()
    from evenkeel.apps.programs import enrolments, prescriptions

    known = enrolments.programmes()
    if programme not in known:
        raise ContentError(f"There is no programme {programme!r}. There is: {', '.join(known)}.")
    if unlock:
        prescriptions.unlock(programme=programme)
        print(f"{known[programme].title} is open to everybody again; unused codes are deleted.")
        return
    codes = prescriptions.make_codes(programme=programme, count=count, now=timezone.now())
    print(f"{known[programme].title} now opens by code only. Each code works once, for 90 days.")
    print("They are not kept: copy them now.\n")
    print("\n".join(codes))
