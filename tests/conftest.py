"""What every test shares: how property tests choose their examples.

On a developer's machine they are new each time, so that they find things; in CI they are the same
each time, so that a change is judged by itself. No deadline: speed is measured in `make bench`.
"""

import os

from hypothesis import settings

settings.register_profile("explore", deadline=None)
settings.register_profile("repeat", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("repeat" if os.environ.get("CI") else "explore")
