"""The process that turns Vega-Lite specifications into SVG; it knows nothing else of Evenkeel.

Here: one loop over stdin. Run as a file by `renderer`, with an empty environment; it ends by itself
when its parent goes or when nobody has asked for a while. One JSON document per line in; one JSON
string per line out, or null when a picture could not be drawn. Nothing is written anywhere else.
"""

from __future__ import annotations

import json
import select
import sys
from typing import Any

IDLE_SECONDS = 60


def main() -> None:
    """Draw until asked no more."""
    import vl_convert  # noqa: PLC0415 (takes most of this process's memory)

    while select.select([sys.stdin.buffer], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        answer = json.dumps(_draw(vl_convert, line)).encode("ascii")
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()


def _draw(vl_convert: Any, line: bytes) -> str | None:
    try:
        svg: str = vl_convert.vegalite_to_svg(json.loads(line), allowed_base_urls=[])
    except ValueError:
        return None
    return svg


if __name__ == "__main__":
    main()
