"""Runs a command with DATABASE_URL set to a PostgreSQL of its own, made in a temporary folder.

Uses Debian's server programs; as root it drops to the `postgres` user, because the server refuses
root. With DATABASE_URL already set, the command runs with that one.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def programs() -> Path:
    """The folder of initdb and pg_ctl, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if not found and not on_path:
        sys.exit("PostgreSQL's server is not installed. On Debian: apt install postgresql")
    return found[0].parent if found else Path(on_path or "").parent


def main() -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(sys.argv[1:])
    binaries, folder = programs(), Path(tempfile.mkdtemp(prefix="evenkeel-postgres-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, options = (
        folder / "data",
        f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1",
    )

    def pg(*command: str) -> None:
        # Output to a file: the server keeps its streams open, and a pipe would wait for ever.
        with (folder / "log").open("ab") as log:
            subprocess.run([*as_user, *command], check=True, cwd="/", stdout=log, stderr=log)

    pg(str(binaries / "initdb"), "-D", str(data), "-U", "evenkeel", "--auth=trust", "-E", "UTF8")
    pg(str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-w", "start")
    try:
        url = f"postgres://evenkeel@127.0.0.1:{port}/postgres"
        return subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})
    finally:
        pg(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
