"""What is believed of each exercise for this member, and how the choosing has gone.

Here: the page's numbers. Not here: the belief and the estimate (`core.personalisation`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from evenkeel.apps.plan import queries
from evenkeel.apps.plan.models import Offer
from evenkeel.apps.plan.payloads import OfferPayload
from evenkeel.apps.programs import queries as programs
from evenkeel.core.personalisation import Moment, Past, Space, believed, permitted
from evenkeel.core.personalisation.evaluate import Logged, Value, value
from evenkeel.core.personalisation.suggest import moment_of
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

FOLLOWS_WITHIN: Final = timedelta(hours=6)
"""A run of what was offered, within this time, is what the offer led to."""
LOOKED_AT: Final = timedelta(days=180)
SHOWN: Final = 12


def page(member: Member, keyring: Keyring, *, local_now: datetime) -> dict[str, Any]:
    """What the page shows: expected relief with its interval, and the two estimates."""
    library = programs.exercises(member.locale)
    done = programs.runs(member, keyring, local_now - programs.HISTORY)
    past = [Past(run.past, moment_of(run.past, run.payload.feeling)) for run in done]
    chosen = frozenset(queries.conditions(member, keyring))
    moment = Moment(local_now=local_now.replace(hour=15), conditions=chosen)
    space = Space.over(library.values())
    held = believed(space, past, now=local_now)
    runs = [one.run for one in past]
    rows = space.rows(moment, runs)
    mean = held.expected(rows)
    spread = np.sqrt((held.apart(rows) ** 2).sum(axis=0))
    allowed = {one.id for one in permitted(library.values(), moment, runs)}
    tried = {run.exercise for run in runs}
    expected = [
        (one, float(mean[at]), float(mean[at] - 1.645 * spread[at]),
         float(mean[at] + 1.645 * spread[at]), one.id in tried)
        for at, one in enumerate(space.exercises)
        if one.id in allowed
    ]  # fmt: skip
    expected.sort(key=lambda row: (not row[4], -row[1]))
    return {
        "expected": expected[:SHOWN],
        "left_out": [one for one in space.exercises if one.id not in allowed],
        "conditions": chosen,
        **estimates(member, keyring, runs, now=local_now),
    }


def estimates(
    member: Member, keyring: Keyring, runs: list[Any], *, now: datetime
) -> dict[str, Value | int]:
    """Relief per offer that was taken up: as it was chosen, and had the favourite always come."""
    rows = Offer.of(member).filter(at__gte=now - LOOKED_AT)
    offers: list[tuple[datetime, OfferPayload]] = [(row.at, row.open(keyring)) for row in rows]
    taken: list[tuple[OfferPayload, float]] = []
    for at, offer in offers:
        run = next(
            (r for r in runs if r.exercise == offer.exercise and at <= r.at <= at + FOLLOWS_WITHIN
             and r.before is not None and r.after is not None), None,
        )  # fmt: skip
        if run is not None:
            taken.append((offer, float(run.before - run.after)))
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.exercise] = counts.get(run.exercise, 0) + 1
    favourite = max(counts, key=lambda id: counts[id], default="")
    as_it_was = [Logged(o.propensity, reward, o.propensity) for o, reward in taken]
    always = [Logged(o.propensity, reward, float(o.exercise == favourite)) for o, reward in taken]
    return {
        "offers": len(offers),
        "taken": len(taken),
        "ours": value(as_it_was, robust=False),
        "always": value(always, robust=False),
    }
