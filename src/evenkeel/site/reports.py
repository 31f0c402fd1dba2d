"""`evenkeel report`: counts for authorities. Totals over everybody; nothing leads to a person.

Not here: counting (apps.care, as it happens).
"""

from __future__ import annotations

import json


def crisis_referrals(year: int) -> str:
    """How often people were referred to crisis services in a year, as JSON (SAFETY.md L7).

    `replies` counts replies that showed crisis lines at a level of `raised` or above; `talks`
    counts how often somebody came to that level from below it.
    """
    from evenkeel.site.serve import set_django_up

    set_django_up()
    from evenkeel.apps.care.queries import referral_counts

    counts = referral_counts(year)
    return json.dumps(
        {
            "year": year,
            "crisis_referral_replies": counts.get("replies", 0),
            "crisis_referral_talks": counts.get("talks", 0),
            "protocol": "/trust",
        },
        indent=2,
    )
