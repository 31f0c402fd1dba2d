"""Every figure of `make safety` holds its floor: the release's table is part of `make test-all`."""

from __future__ import annotations

import pytest

from tests.safety.__main__ import rows


@pytest.mark.slow
def test_every_figure_holds_its_floor() -> None:
    found = rows()
    assert len(found) > 30
    assert [f"{row.name}: {row.figure}, {row.floor}" for row in found if not row.passes] == []
