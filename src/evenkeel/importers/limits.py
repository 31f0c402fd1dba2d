"""How large, how many, how dense: what a file may be before it is refused.

Here: the bounds and their reasons. Each is tested at both edges.
"""

from __future__ import annotations

from typing import Final

MOST_BYTES: Final = 8 * 1000**3
"""One file, packed or unpacked: the largest exports seen are about 3 GB of XML (ten years of a
watch); 10 GB is refused."""
MOST_PARTS: Final = 50_000
"""Files in one archive: a Google Takeout of ten years holds some 20,000."""
MOST_UNPACKED_BYTES: Final = 16 * 1000**3
"""All files of an archive together."""
MOST_INNER_BYTES: Final = 192 * 1024**2
"""A ZIP inside the ZIP, which is held in memory while its files are read."""
DENSEST: Final = 250
"""Times a file may grow when unpacked. Health exports grow 10 to 40 times; deflate's limit is
1,032, which only a bomb comes near."""
DENSITY_FROM_BYTES: Final = 32 * 1024**2
"""Below this size a dense file is harmless (a file of one repeated value)."""
LONGEST_NAME: Final = 1024
MOST_JSON_BYTES: Final = 256 * 1024**2
"""A JSON file that must be read whole."""
MOST_DATABASE_BYTES: Final = 256 * 1024**2
"""An SQLite file, read whole: five years of a phone's store are about 100 MB."""
MOST_LINE_BYTES: Final = 4 * 1024**2
"""One line of a text file."""
