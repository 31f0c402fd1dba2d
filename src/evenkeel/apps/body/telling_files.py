"""A file in words: how far it has come, what is in it, what could not be read.

Here: sentences about one import. Not here: the import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.body import words
from evenkeel.apps.body.models import ImportRun
from evenkeel.apps.body.payloads import DroppedPayload
from evenkeel.importers.discovery import manifests

ENOUGH_SECONDS = 2.0
"""An estimate from less is a guess."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the bar says."""

    title: str
    detail: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class FileTold:
    """What is in a file."""

    source: str
    sentence: str
    added: str
    refused: str
    broken: tuple[str, ...]
    shown: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    not_mapped: tuple[tuple[str, str], ...]


def progress(run: ImportRun, *, now: datetime) -> Progress:
    """Rate and an estimate, once there is enough to estimate from."""
    titles = {
        ImportRun.State.ARRIVING: _("The file is on its way"),
        ImportRun.State.LOOKING: _("Looking at what is in it"),
        ImportRun.State.STORING: _("Sealing it with your key"),
        ImportRun.State.SUMMING: _("Working out your days"),
    }
    title = titles.get(ImportRun.State(run.state), "")
    if not run.total or run.state == ImportRun.State.SUMMING:
        return Progress(title, "", None)
    seconds = (run.touched_at - run.started_at).total_seconds()
    parts = []
    if run.rows:
        parts.append(words.rows(run.rows))
    if seconds >= ENOUGH_SECONDS and run.done:
        rate = run.done / seconds
        parts.append(_("%(n)s MB a second") % {"n": words.number(rate / 1e6)})
        left = max(1, round((run.total - run.done) / rate))
        parts.append(_about(left))
    return Progress(title, " · ".join(parts), min(99, 100 * run.done // run.total))


def _about(seconds: int) -> str:
    if seconds < 90:
        return ngettext("about %(n)d second left", "about %(n)d seconds left", seconds) % {
            "n": seconds
        }
    minutes = round(seconds / 60)
    return ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}


def summary(payload: DroppedPayload) -> FileTold:
    """Everything there is to say about a file that was looked at or read."""
    manifest = manifests().get(payload.importer)
    total = sum(one.rows for one in payload.signals.values())
    added = sum(one.added for one in payload.signals.values())
    return FileTold(
        source=manifest.name if manifest else "",
        sentence=_contents(payload, total),
        added=_added(total, added),
        refused=words.refusal(payload.refused) if payload.refused else "",
        broken=tuple(
            f"{_rows(count)}: {words.broken(reason)}" for reason, count in payload.broken.items()
        ),
        shown=tuple(
            _("line %(line)s: %(why)s")
            % {
                "line": number_format(one.line, force_grouping=True),
                "why": words.broken(one.reason),
            }
            for one in payload.shown
            if one.line
        ),
        skipped=tuple((what, _rows(count)) for what, count in payload.skipped.items()),
        not_mapped=tuple(manifest.not_mapped.items()) if manifest else (),
    )


def _contents(payload: DroppedPayload, total: int) -> str:
    if not payload.signals:
        return ""
    first = words.day_of(min(one.first_ms for one in payload.signals.values()))
    last = words.day_of(max(one.last_ms for one in payload.signals.values()))
    kinds = len(payload.signals)
    if first == last:
        text = ngettext(
            "%(rows)s of %(kinds)d kind, on %(first)s.",
            "%(rows)s of %(kinds)d kinds, on %(first)s.",
            kinds,
        )
        one_day = {"rows": words.rows(total), "kinds": kinds, "first": words.day(first)}
        return _and_nights(text % one_day, payload.nights)
    text = ngettext(
        "%(rows)s of %(kinds)d kind, from %(first)s to %(last)s.",
        "%(rows)s of %(kinds)d kinds, from %(first)s to %(last)s.",
        kinds,
    )
    values = {
        "rows": words.rows(total),
        "kinds": kinds,
        "first": words.day(first),
        "last": words.day(last),
    }
    return _and_nights(text % values, payload.nights)


def _and_nights(sentence: str, nights: int) -> str:
    if not nights:
        return sentence
    more = ngettext("%(n)s day with sleep.", "%(n)s days with sleep.", nights)
    return f"{sentence} {more % {'n': number_format(nights, force_grouping=True)}}"


def _added(total: int, added: int) -> str:
    if added == 0:
        return _("Nothing in it was new: all of it was here already.")
    if added == total:
        return _("All of it is new, and is kept.")
    return _("%(added)s are new; the rest was here already.") % {"added": words.rows(added)}


def _rows(count: int) -> str:
    shown = number_format(count, force_grouping=True)
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": shown}
