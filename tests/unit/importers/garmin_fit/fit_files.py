"""Writes small FIT files for tests and fixtures, by the FIT protocol. Run it to write the fixtures.

Here: little-endian messages without developer fields. Not here: what they mean.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

NOON = 1_141_560_000 - 1_141_560_000 % 86_400 + 43_200
"""A noon UTC in FIT seconds (2026-03-04 12:00 UTC is 631,065,600 s later than its Unix time)."""
U8, S8, S16, U16, U32, ENUM = (2, "B"), (1, "b"), (0x83, "h"), (0x84, "H"), (0x86, "I"), (0, "B")
Field = tuple[int, tuple[int, str], int | Sequence[int]]


def crc(raw: bytes) -> int:
    """FIT's 16-bit checksum (reflected 0x8005)."""
    value = 0
    for byte in raw:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def message(number: int, *fields: Field) -> bytes:
    """A definition and its data."""
    definition, data = struct.pack("<BBBHB", 0x40, 0, 0, number, len(fields)), b"\0"
    for field, (base, form), value in fields:
        values = value if isinstance(value, Sequence) else (value,)
        packed = b"".join(struct.pack("<" + form, one) for one in values)
        definition += struct.pack("<BBB", field, len(packed), base)
        data += packed
    return definition + data


def fit(*messages: bytes) -> bytes:
    """A whole file."""
    body = b"".join(messages)
    head = struct.pack("<BBHI4s", 14, 0x10, 2132, len(body), b".FIT")
    head += struct.pack("<H", crc(head))
    return head + body + struct.pack("<H", crc(head + body))


def activity() -> bytes:
    """A run with beats, one record without a time, and its local clock (an hour east)."""
    records = [message(20, (253, U32, NOON + i), (3, U8, 120 + i)) for i in range(3)]
    return fit(
        message(0, (0, ENUM, 4), (4, U32, NOON)),
        *records,
        message(78, (0, U16, (500, 510, 65535))),
        message(20, (3, U8, 99)),
        *(_session(sport, i) for i, sport in enumerate((1, 2, 5, 15))),
        message(34, (253, U32, NOON + 600), (5, U32, NOON + 600 + 3600)),
    )


def _session(sport: int, i: int) -> bytes:
    start = (2, U32, NOON + 600 * i)
    timed = ((253, U32, NOON + 600 * (i + 1)), start, (7, U32, 600_000))
    return message(18, *timed, (9, U32, 100_000 + i), (5, ENUM, sport))


def monitoring() -> bytes:
    """A day from its local midnight (an hour east): steps, pulse, stress, breathing, oxygen."""
    midnight = NOON - 43_200 - 3600

    def at(minute: int) -> Field:
        return (253, U32, midnight + 60 * minute)

    walking = (5, ENUM, 6)
    return fit(
        message(0, (0, ENUM, 32), (4, U32, midnight)),
        message(103, at(0), (0, U32, midnight + 3600)),
        message(55, at(1), (3, U32, 10), walking),
        message(55, at(61), (3, U32, 410), walking),
        message(55, (26, U16, (midnight + 62 * 60) & 0xFFFF), (27, U8, 66)),
        message(227, (1, U32, midnight + 60), (0, S16, 31)),
        message(227, (1, U32, midnight + 120), (0, S16, -1)),
        message(227, (1, U32, midnight + 180), (0, S16, 120)),
        message(211, at(90), (0, U8, 54)),
        message(229, (0, U32, midnight + 91 * 60), (2, U16, 455)),
        message(269, at(92), (0, U8, 96)),
        message(297, at(93), (0, S16, 1425)),
    )


def night() -> bytes:
    """Stages, RMSSD and a score; the file says no local clock."""
    start = NOON - 43_200
    levels = [(0, 2), (30, 3), (60, 4), (90, 1), (95, 2), (100, 0), (110, 2)]
    return fit(
        message(0, (0, ENUM, 49), (4, U32, start)),
        *(message(275, (253, U32, start + 60 * m), (0, ENUM, level)) for m, level in levels),
        message(346, (6, U8, 77)),
        message(371, (253, U32, start + 600), (0, U16, 128 * 48)),
    )


def scale(people: int = 1) -> bytes:
    """A weighing, by one person or in a family."""
    return fit(
        message(0, (0, ENUM, 9), (4, U32, NOON)),
        *(message(3, (254, U16, i)) for i in range(people)),
        message(30, (253, U32, NOON), (0, U16, 7040), (1, U16, 2130)),
    )


def settings() -> bytes:
    """No health in it."""
    return fit(message(0, (0, ENUM, 2), (4, U32, NOON)), message(3, (4, U16, 700)))


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[4] / "src/evenkeel/importers/garmin_fit/fixtures"
    (here / "activity.fit").write_bytes(activity())
    (here / "family_scale.fit").write_bytes(scale(2) + monitoring())
    inside = here / "garmin_export.zip"
    (inside / "monitoring.fit").write_bytes(monitoring())
    (inside / "night.fit").write_bytes(night())
    (inside / "scale.fit").write_bytes(scale())
    (inside / "bad.fit").write_bytes(scale()[:-1] + b"\0")
    (inside / "short.fit").write_bytes(activity()[:-60])
    (inside / "settings.fit").write_bytes(settings())
    account = here.parents[1] / "garmin_account/fixtures/account.zip/DI_CONNECT"
    parts = account / "DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"
    parts.mkdir(parents=True, exist_ok=True)
    (parts / "me_1.fit").write_bytes(monitoring())
    (parts / "me_2.fit").write_bytes(night())
    (parts / "me_3.fit").write_bytes(activity())
    (parts / "me_4.fit").write_bytes(scale())
    (parts / "me_5.fit").write_bytes(scale()[:-1] + b"\0")
