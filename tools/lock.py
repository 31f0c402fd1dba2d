"""Pins pyproject.toml's dependencies into requirements/*.txt: hashes, no index addresses."""

import subprocess
import sys

FLAGS = [
    *("--generate-hashes", "--strip-extras", "--allow-unsafe", "--no-emit-index-url"),
    *("--no-emit-trusted-host", "--no-emit-find-links", "--no-annotate", "--no-header", "--quiet"),
]
SETS = {
    "run": [],
    "postgres": ["-c", "requirements/run.txt", "--extra", "postgres"],
    "dev": [
        *("-c", "requirements/run.txt", "--extra", "postgres"),
        *("--extra", "dev", "--extra", "training"),
    ],
    "bench": ["-c", "requirements/dev.txt", "--extra", "bench"],
}

for name, more in SETS.items():
    subprocess.run(
        [
            *(sys.executable, "-m", "piptools", "compile", *FLAGS, *more),
            *("pyproject.toml", "-o", f"requirements/{name}.txt"),
        ],
        check=True,
    )
