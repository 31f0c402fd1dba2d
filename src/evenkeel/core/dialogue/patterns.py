"""Many regular expressions tried on one message, of which most are dismissed in a single pass.

Here: named patterns and the pass. Not here: what the patterns say (content), what a match means.

RE2 finds all patterns that may match at once (Cox 2010, "Regular Expression Matching in the Wild");
Python's own `re` then has the last word. What RE2 cannot read (look-arounds), and any text beyond
ASCII, where the two differ on what a letter is, is left to `re` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import re2

# Room for what RE2 learns about the patterns as it goes: ample, so that it never gives up half-way.
MEMORY_BYTES = 32 * 1024 * 1024


class Patterns:
    """Patterns by name, tried without regard to case.

    >>> cues = Patterns({"sleep": re.compile("sleep|slept"), "work": re.compile(r"\\bboss\\b")})
    >>> [name for name, found in cues.found("my boss rang")]
    ['work']
    """

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._patterns = dict(patterns)
        options = re2.Options()
        options.case_sensitive, options.log_errors, options.max_mem = False, False, MEMORY_BYTES
        self._set = re2.Set.SearchSet(options)
        self._names: list[str] = []
        self._always: set[str] = set()
        for name, pattern in self._patterns.items():
            try:
                self._set.Add(pattern.pattern)
            except re2.error:
                self._always.add(name)
            else:
                self._names.append(name)
        self._set.Compile()

    def found(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """(name, first match) of every pattern that `text` holds, in the order they were given."""
        possible = self._possible(text)
        for name, pattern in self._patterns.items():
            if (possible is None or name in possible) and (match := pattern.search(text)):
                yield name, match

    def names(self, text: str) -> frozenset[str]:
        """The names of the patterns that `text` holds."""
        return frozenset(name for name, _ in self.found(text))

    def each(self) -> Iterator[tuple[str, re.Pattern[str]]]:
        """(name, pattern) of all."""
        yield from self._patterns.items()

    def _possible(self, text: str) -> set[str] | None:
        """The patterns worth trying, or None for all of them."""
        if not text.isascii() or not self._names:
            return None
        return {self._names[at] for at in self._set.Match(text) or ()} | self._always
