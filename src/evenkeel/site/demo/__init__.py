"""`make demo`: the same product with an invented member, in a data folder of its own.

Invented data exists nowhere else: no other command and no test of the product's pages reads it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FOLDER = "demo"


def run(*, make_only: bool = False) -> None:
    """Make the demo afresh and serve it; the log-in is printed with the address."""
    from evenkeel.site import environment
    from evenkeel.site.serve import prepare, serve

    folder = environment.read().data / FOLDER
    _empty(folder)
    os.environ["EVENKEEL_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    prepare()

    from django.utils import timezone

    from evenkeel.site.demo.build import NICKNAME, PASSPHRASE, build

    print("Making sixteen invented weeks ...", flush=True)
    build(now=timezone.now())
    log_in = f"nickname: {NICKNAME}   passphrase: {PASSPHRASE}"
    if make_only:
        print(f"Made in {folder}\n{log_in}")
        return
    serve(announce=f"Evenkeel (demo) is at {{address}}  (Ctrl+C stops it)\n{log_in}")


def _empty(folder: Path) -> None:
    """Remove an older demo. Only a folder of that name under the data folder is ever removed."""
    if folder.name == FOLDER and folder.exists():
        shutil.rmtree(folder)
