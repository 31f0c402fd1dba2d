"""`evenkeel report`: counts for authorities. Totals over everybody; nothing leads to a person.

Not here: counting (apps.care, as it happens).
"""

from __future__ import annotations

import json
import sys


def crisis_referrals(year: int) -> str:
    """How often people were referred to crisis services in a year, as JSON (SAFETY.md L7).

    `replies` counts replies that showed crisis lines at a level of `raised` or above; `talks`
    counts how often somebody came to that level from below it.
    """
    from evenkeel.site.serve import set_django_up

    set_django_up()
    from django.db import connection

    from evenkeel.apps.care.models import ReferralCount
    from evenkeel.apps.care.queries import referral_counts

    if ReferralCount._meta.db_table not in connection.introspection.table_names():
        sys.exit("Nothing is kept in this folder yet. Set EVENKEEL_DATA to the one that is used.")
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
