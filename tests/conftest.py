"""What every test shares: how property tests choose their examples, and which touch a database.

On a developer's machine they are new each time, so that they find things; in CI they are the same
each time, so that a change is judged by itself. No deadline: speed is measured in `make bench`.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("explore", deadline=None)
settings.register_profile("repeat", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("repeat" if os.environ.get("CI") else "explore")

#: pytest-django's: without one of them, or its marker, a test that touches a database fails.
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what touches a database: only that is run a second time, on PostgreSQL."""
    for item in items:
        asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")
