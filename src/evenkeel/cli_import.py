"""`evenkeel import FILE`: what is in a device's file, and keeping it, from a terminal.

Here: saying what a file is and holds, progress, asking, Ctrl+C. Not here: any one format
(`evenkeel.importers`), sealing (`apps.body`). Without `--member` nothing is kept and no account is
needed.
"""

from __future__ import annotations

import getpass
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import numpy as np

from evenkeel.core.sensing.blocks import local_ms
from evenkeel.core.sensing.signals import load_texts
from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import Choices, Reason, Refused
from evenkeel.importers.discovery import guesses, importer, manifests
from evenkeel.importers.running import Summary
from evenkeel.importers.sources import FileSource, Stopped, ZipSource, open_source
from evenkeel.importers.whole import read_whole

TOLD_EVERY = 0.5
"""Seconds between two lines of progress."""
MOST_SHOWN = 10
DAY_MS = 86_400_000


class NotRead(Exception):
    """The file cannot be read; the message says why and what to do."""


@dataclass(slots=True)
class Teller:
    """Progress with a rate and an estimate, on one line of a terminal."""

    source: FileSource | ZipSource
    out: TextIO
    begun: float = field(default_factory=time.monotonic)
    _last: float = 0.0

    def tell(self, summary: Summary) -> None:
        """Say how far it has come, if it is time to."""
        now = time.monotonic()
        if now - self._last < TOLD_EVERY or not self.out.isatty():
            return
        self._last = now
        done, total = self.source.progress.done, max(1, self.source.progress.total)
        rate = done / max(1e-6, now - self.begun)
        left = max(0, total - done) / max(1.0, rate)
        line = f"{100 * done // total:3d} %  {summary.rows:,} rows  {rate / 1e6:.0f} MB/s"
        self.out.write(f"\r{line}  about {left:.0f} s left   ")
        self.out.flush()

    def end(self) -> None:
        if self.out.isatty():
            self.out.write("\r" + " " * 70 + "\r")


@dataclass(slots=True)
class Found:
    """A file that was looked at."""

    path: Path
    id: str
    choices: Choices
    summary: Summary
    nights: int

    def open(self) -> FileSource | ZipSource:
        """The file once more, at its beginning."""
        return _opened(self.path)


def command(path: Path, *, member: str, zone: str, kind: str, only: str, dry_run: bool) -> None:
    """The command itself: look, say, ask for the passphrase, keep."""
    from evenkeel.site.serve import prepare, set_django_up

    if member and not dry_run:
        prepare()
    set_django_up()
    try:
        found = look(path, id=kind, zone=zone)
        print(describe(found))
        if not member or dry_run:
            print("Nothing was kept.")
            return
        chosen = set(only.replace(" ", "").split(",")) if only else set(found.summary.signals)
        unknown = chosen - set(found.summary.signals)
        if unknown:
            raise NotRead(f"Not in this file: {', '.join(sorted(unknown))}.")
        passphrase = getpass.getpass("Passphrase: ")
        added = keep(found, nickname=member, passphrase=passphrase, signals=chosen, zone=zone)
        print(f"{_amount(added)} new, sealed with {member}'s key. The rest was here already.")
    except NotRead as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1) from None
    except Stopped:
        print(
            "Stopped. What was sealed before stays; the same file adds the rest.", file=sys.stderr
        )
        raise SystemExit(130) from None


def look(path: Path, *, id: str = "", zone: str = "", err: TextIO = sys.stderr) -> Found:
    """Find out what a file is and what is in it; nothing is kept. Raises `NotRead`."""
    source = _opened(path)
    chosen = id or _recognised(source)
    if chosen not in manifests():
        raise NotRead(f"There is no importer {chosen!r}. Known: {', '.join(sorted(manifests()))}.")
    choices = Choices(zone=_zone(zone))
    summary, nights, teller = Summary(), set[int](), Teller(source, err)
    try:
        for item in read_whole(importer(chosen), source, choices):
            summary.take(item)
            if isinstance(item, ObservationBatch) and item.signal == "sleep_stage" and len(item):
                ends = local_ms(item) + (item.end - item.start)
                nights.update(np.unique(ends // DAY_MS).tolist())
            teller.tell(summary)
    except Refused as refused:
        raise NotRead(sentence(refused.reason)) from refused
    except KeyboardInterrupt as stopped:
        raise Stopped from stopped
    finally:
        teller.end()
    if not summary.signals:
        raise NotRead(sentence(Reason.EMPTY))
    return Found(path, chosen, choices, summary, len(nights))


def describe(found: Found) -> str:
    """What is in it, in lines: kinds, spans, what could not be read and what is left out."""
    texts, one = load_texts(), found.summary
    first = min(signal.first for signal in one.signals.values())
    last = max(signal.last for signal in one.signals.values())
    head = f"{manifests()[found.id].name}: {_amount(one.rows)} of {len(one.signals)} kinds"
    head += f", {_day(first)} to {_day(last)}"
    lines = [head + (f", {found.nights} days with sleep" if found.nights else "")]
    for id, signal in sorted(one.signals.items(), key=lambda pair: -pair[1].rows):
        span = f"{_day(signal.first)} to {_day(signal.last)}"
        who = ", ".join(sorted(signal.sources))
        lines.append(f"  {id:<28}{signal.rows:>12,}  {span}  {texts[id].name} ({who})")
    if one.broken:
        lines.append(f"Not read: {one.broken_rows:,} rows")
        lines += [f"  {count:,} rows: {reason.value}" for reason, count in one.broken.items()]
        shown = [row for row in one.shown if row.line][:MOST_SHOWN]
        lines += [
            f"  {row.part or 'the file'} line {row.line}: {row.reason.value}" for row in shown
        ]
    if one.skipped:
        kinds = sorted(one.skipped.items(), key=lambda pair: -pair[1])
        lines.append("Left out: " + ", ".join(f"{what} ({n:,})" for what, n in kinds[:MOST_SHOWN]))
    if any(signal.clock_only for signal in one.signals.values()):
        lines.append("Some times have no zone. Say which clock it was with --zone Europe/Berlin.")
    return "\n".join(lines)


def sentence(reason: Reason) -> str:
    """Why a file was refused, as the page says it."""
    from evenkeel.apps.body.words import refusal

    return str(refusal(reason.value))


def keep(found: Found, *, nickname: str, passphrase: str, signals: set[str], zone: str) -> int:
    """Seal the chosen signals for a member of this server; how many rows were new."""
    from django.utils import timezone

    from evenkeel.apps.body.from_disk import keep_file
    from evenkeel.apps.people.actions import WrongPassphrase, open_root
    from evenkeel.apps.people.models import Member
    from evenkeel.core.vault import Keyring

    member = Member.objects.filter(nickname__iexact=nickname).select_related("keys").first()
    if member is None:
        raise NotRead("There is nobody of that name here, or the passphrase is another.")
    try:
        root = open_root(by=member, passphrase=passphrase)
    except WrongPassphrase:
        raise NotRead("There is nobody of that name here, or the passphrase is another.") from None
    source = found.open()
    teller = Teller(source, sys.stderr)
    try:
        added = keep_file(
            by=member,
            keyring=Keyring(member.pk, root),
            source=source,
            id=found.id,
            choices=found.choices,
            keep=signals,
            zone=_zone(zone),
            now=timezone.now(),
            told=teller.tell,
        )
    except Refused as refused:
        raise NotRead(sentence(refused.reason)) from refused
    except KeyboardInterrupt as stopped:
        raise Stopped from stopped
    finally:
        teller.end()
    return sum(added.values())


def _opened(path: Path) -> FileSource | ZipSource:
    try:
        size = path.stat().st_size
        return open_source(lambda: path.open("rb"), name=path.name, size=size)
    except OSError as error:
        raise NotRead(f"{path.name} cannot be opened: {error.strerror}.") from error
    except Refused as refused:
        raise NotRead(sentence(refused.reason)) from refused


def _recognised(source: FileSource | ZipSource) -> str:
    try:
        found = guesses(source)
    except Refused as refused:
        raise NotRead(sentence(refused.reason)) from refused
    if not found:
        raise NotRead(sentence(Reason.UNKNOWN_FILE))
    return found[0].importer


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError) as error:
        raise NotRead(f"{name!r} is no time zone. Use a name like Europe/Berlin.") from error


def _amount(rows: int) -> str:
    return f"{rows / 1e6:.1f} million rows" if rows >= 1_000_000 else f"{rows:,} rows"


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
