from tests.integration.companion.conftest import *  # noqa: F403 (the same member and page)
