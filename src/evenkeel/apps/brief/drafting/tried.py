"""What was tried and what changed: exercises by their ratings, trials of their own that are over.

Here: number against number. Not here: whether it was the exercise (`core.insights.what_helps`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from statistics import fmean

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.brief.drafting.asked import (
    Asked,
    apart,
    day_said,
    days_said,
    source_of,
    tenth,
    whole,
)
from evenkeel.apps.insights import queries as insights
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.programs import queries as programs
from evenkeel.core.brief import Line, Record, Source, mark_of
from evenkeel.core.exercises import Outcome
from evenkeel.core.insights.trials import Result, sure_word

MOST = 6
MOST_TRIALS = 3
PURPOSE = "insights"


def lines(asked: Asked) -> tuple[Line, ...]:
    """Exercises of these weeks, the most often done first, then trials that ended in them."""
    return (*_exercises(asked), *_trials(asked))


def _exercises(asked: Asked) -> list[Line]:
    titles = {id: one.title for id, one in programs.exercises(asked.locale).items()}
    done: dict[str, list[programs.Run]] = {}
    for run in programs.runs(asked.member, asked.keyring, asked.since):
        if asked.holds(run.at) and run.payload.exercise in titles:
            done.setdefault(run.payload.exercise, []).append(run)
    often = sorted(done.items(), key=lambda pair: (-len(pair[1]), titles[pair[0]]))
    return [
        Line(id, _told(titles[id], runs), _sources(asked, titles[id], runs))
        for id, runs in often[:MOST]
    ]


def _told(title: str, runs: Sequence[programs.Run]) -> str:
    n, rated = len(runs), [run.payload for run in runs if run.rated]
    parts = [
        ngettext("“%(title)s”: %(n)d time.", "“%(title)s”: %(n)d times.", n)
        % {"title": apart(title), "n": n}
    ]
    if rated:
        parts.append(
            ngettext(
                "Rated before and after %(n)d time: %(before)s before, %(after)s after.",
                "Rated before and after %(n)d times: %(before)s before, %(after)s after on "
                "average.",
                len(rated),
            )
            % {
                "n": len(rated),
                "before": tenth(fmean(one.before or 0 for one in rated)),
                "after": tenth(fmean(one.after or 0 for one in rated)),
            }
        )
    if any(run.payload.outcome is Outcome.NOT_FOR_ME for run in runs):
        parts.append(_("Marked as not for me."))
    return " ".join(parts)


def _sources(asked: Asked, title: str, runs: Sequence[programs.Run]) -> tuple[Source, ...]:
    held = [
        (
            asked.zone.local(run.at).date(),
            Record(
                "run", str(run.id), _run_said(title, run),
                mark_of(run.revision, run.payload.model_dump_json()),
            ),
        )
        for run in reversed(runs)
    ]  # fmt: skip
    return source_of(held, _times)


def _times(n: int) -> str:
    return ngettext("done %(n)d time", "done %(n)d times", n) % {"n": n}


def _run_said(title: str, run: programs.Run) -> str:
    values = {
        "title": title, "day": day_said(run.at.date()), "before": run.payload.before,
        "after": run.payload.after,
    }  # fmt: skip
    if run.rated:
        return _("%(title)s, %(day)s: %(before)s before, %(after)s after") % values
    return _("%(title)s, %(day)s") % values


def _trials(asked: Asked) -> list[Line]:
    if not has_consent(asked.member, PURPOSE):
        return []
    metrics = insights.trial_outcomes(asked.member, asked.keyring)
    made = []
    for one in insights.trials(asked.member, asked.keyring, on=asked.zone.today(asked.now)):
        metric = metrics.get(one.payload.outcome)
        if not one.over or not asked.covers(one.last) or metric is None:
            continue
        found = insights.trial_result(
            asked.member, asked.keyring, one, zone=asked.zone, now=asked.now
        )
        days = days_said((one.payload.start, one.last))
        record = Record(
            "trial", str(one.id), f"“{one.payload.what}”, {days}",
            mark_of(one.payload.model_dump_json(), found),
        )  # fmt: skip
        text = _("Trial of my own, with and without “%(what)s” by turns.") % {
            "what": apart(one.payload.what)
        }
        source = Source(_("trial of %(days)s") % {"days": days}, (record,))
        made.append(Line(str(one.id), f"{text} {_result(metric.label, found)}", (source,)))
    return made[:MOST_TRIALS]


def _result(label: str, found: Result) -> str:
    if found.sentence == "too_few" or isnan(found.effect):
        return _("Too few days to say.")
    means = _("%(label)s: %(with_it)s on average on days with, %(without)s on days without.") % {
        "label": label, "with_it": whole(found.with_it), "without": whole(found.without),
    }  # fmt: skip
    low, high = found.interval
    ends = {"effect": whole(found.effect), "low": whole(low), "high": whole(high)}
    if found.sentence in ("higher", "lower"):
        sure = {
            "almost_surely": _("Could be chance: almost surely not."),
            "probably": _("Could be chance: probably not."),
            "perhaps": _("Could be chance: perhaps."),
        }[sure_word(found.p)]
        return " ".join(
            (means, _("A difference of %(effect)s (between %(low)s and %(high)s).") % ends, sure)
        )
    if found.sentence == "no_difference":
        return " ".join((means, _("It seems to make no difference worth the trouble.")))
    return " ".join(
        (
            means,
            _(
                "That is within what chance does: the true difference may be anywhere from %(low)s "
                "to %(high)s."
            )
            % ends,
        )
    )
