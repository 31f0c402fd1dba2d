"""Bytes of a chest strap (Bluetooth Heart Rate Measurement, 0x2A37)."""

from __future__ import annotations

import struct

import pytest

from tests.unit.frontend.node import needs_node, run

pytestmark = needs_node

READ = """
answer(given.map((bytes) => it.readMeasurement(new DataView(new Uint8Array(bytes).buffer))));
"""


def test_every_shape_of_flags() -> None:
    rr = struct.pack("<HH", 1024, 922)
    cases = [
        bytes([0b00000, 61]),
        bytes([0b00001]) + struct.pack("<H", 300),
        bytes([0b10000, 61]) + rr,
        bytes([0b10001]) + struct.pack("<H", 61) + rr,
        bytes([0b11000, 61]) + struct.pack("<H", 4711) + rr,
        bytes([0b00100, 61]),
        bytes([0b00110, 61]),
    ]
    found = run("measurement.ts", READ, [list(case) for case in cases])
    assert [one["bpm"] for one in found] == [61, 300, 61, 61, 61, 61, 61]
    assert [one["contact"] for one in found] == [None, None, None, None, None, False, True]
    for one in found[2:5]:
        assert one["rr"] == pytest.approx([1000.0, 922 / 1024 * 1000])
    assert found[0]["rr"] == []


def test_bytes_that_are_no_measurement() -> None:
    assert run("measurement.ts", READ, [[], [0], [1, 61]]) == [None, None, None]


def test_half_an_interval_at_the_end_is_left_out() -> None:
    assert run("measurement.ts", READ, [[16, 61, 0, 4, 7]])[0]["rr"] == [1000]
