"""Settings for tests: the product's own, in a data folder that goes away."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="evenkeel-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("EVENKEEL_")]:
    del os.environ[_name]
os.environ["EVENKEEL_DATA"] = _data
os.environ["EVENKEEL_SECRET_KEY"] = "tests-only-" + "x" * 40

from evenkeel.site.settings import *  # noqa: E402, F403

# A file, not memory: the live server and the background worker are other threads.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_data, "test.sqlite3")}  # noqa: F405
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS += ["testserver"]  # noqa: F405
