"""What a running server does not load: it would cost every process memory for nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVED = """
import sys
from datetime import UTC, datetime
from importlib import import_module

import django

django.setup()
from django.urls import get_resolver

assert get_resolver().url_patterns
import_module("evenkeel.apps.insights.queries")

import numpy as np
from evenkeel.core.exercises import Need, load_exercises
from evenkeel.core.insights import insights
from evenkeel.core.insights.links import find_links
from evenkeel.core.insights.themes import grouped
from evenkeel.core.personalisation import Moment, choose
from evenkeel.core.warning.forecast import Ahead, chance_below

assert insights()
rng = np.random.default_rng(1)
assert find_links(rng.normal(size=(60, 2)), rng.normal(size=(60, 1)), weekdays=np.arange(60) % 7)
assert len(grouped(np.repeat(np.eye(2), 3, axis=0))) == 2
moment = Moment(datetime(2026, 1, 1, 14, tzinfo=UTC), frozenset({Need.WORRY}))
assert choose(load_exercises().values(), moment=moment, rng=rng)
assert chance_below(Ahead(1, 50.0, 40.0, 60.0), 45.0) < 0.5
print(",".join(sorted({name.partition(".")[0] for name in sys.modules} & {"scipy", "sklearn"})))
"""
"""Every page's code, a look back, a choice and a forecast, in a process of their own."""


def test_pages_findings_and_choices_load_no_scipy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
