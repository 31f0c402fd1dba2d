"""Many regular expressions tried on one text, of which most are dismissed in a single pass.

Here: named patterns and the pass, for messages (`core.dialogue`) and replies (`contract`). Not
here: what the patterns say (content), what a match means, the patterns of danger (`patterns`).

RE2 finds all patterns that may match at once (Cox 2010, "Regular Expression Matching in the Wild");
Python's own `re` then has the last word. RE2 knows no look-arounds: it seeks such a pattern without
them, which finds more and never less. What it cannot read even so, and any text beyond printable
ASCII, where the two differ on what a letter or a space is, is left to `re` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import re2

# Room for what RE2 learns about the patterns as it goes: ample, so that it never gives up half-way.
MEMORY_BYTES = 16 * 1024 * 1024
LOOK_AROUNDS = ("(?=", "(?!", "(?<=", "(?<!")
# The pieces of a pattern that matter here: an escape, a set of characters, a bracket, the rest.
_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[=!]|[()]|[^\\\[()]+|\[", re.DOTALL)


_LIMITS = re.compile(r"\{(\d*)(?:,\d*)?\}")


class Patterns:
    """Patterns by name, tried without regard to case.

    >>> cues = Patterns({"sleep": re.compile("sleep|slept"), "work": re.compile(r"\\bboss\\b")})
    >>> [name for name, found in cues.found("my boss rang")]
    ['work']
    """

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns.items())
        options = re2.Options()
        options.case_sensitive, options.log_errors, options.max_mem = False, False, MEMORY_BYTES
        self._set = re2.Set.SearchSet(options)
        # Places in `_patterns` of those that RE2 looks for, and of those that `re` always tries.
        self._sought: list[int] = []
        self._always: list[int] = []
        for at, (_, pattern) in enumerate(self._patterns):
            try:
                self._set.Add(wider(pattern.pattern))
            except re2.error:
                self._always.append(at)
            else:
                self._sought.append(at)
        self._set.Compile()

    def found(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """(name, first match) of every pattern that `text` holds, in the order they were given."""
        for name, pattern in self._possible(text):
            if match := pattern.search(text):
                yield name, match

    def names(self, text: str) -> frozenset[str]:
        """The names of the patterns that `text` holds."""
        return frozenset(name for name, _ in self.found(text))

    def any_in(self, text: str) -> bool:
        """Whether `text` holds any of the patterns."""
        return any(pattern.search(text) for _, pattern in self._possible(text))

    def each(self) -> Iterator[tuple[str, re.Pattern[str]]]:
        """(name, pattern) of all."""
        yield from self._patterns

    def _possible(self, text: str) -> Iterable[tuple[str, re.Pattern[str]]]:
        """The patterns worth trying."""
        if not (text.isascii() and text.isprintable()) or not self._sought:
            return self._patterns
        places = [self._sought[at] for at in self._set.Match(text) or ()]
        return [self._patterns[at] for at in sorted(places + self._always)]


def wider(pattern: str) -> str:
    """A pattern without its look-arounds, and without its limits: how often something stood there
    is what RE2 would otherwise remember, in many megabytes.

    >>> wider(r"(?<!kiss )\\bbye(?! (?:now|then)[)(]) for\\)")
    '\\\\bbye for\\\\)'
    >>> wider(r"you[^.]{0,40} are \\d{2,}|[{2}]")
    'you[^.]* are \\\\d+|[{2}]'
    """
    kept, left_out, depth = [], 0, 0  # `left_out`: the depth at which a look-around began
    for piece in _PIECES.findall(pattern):
        if piece.startswith("("):
            depth += 1
            if not left_out and piece in LOOK_AROUNDS:
                left_out = depth
        if not left_out:
            kept.append(piece if piece[0] == "[" else _LIMITS.sub(_unlimited, piece))
        if piece == ")":
            left_out = 0 if left_out == depth else left_out
            depth -= 1
    return "".join(kept)


def _unlimited(found: re.Match[str]) -> str:
    return "+" if int(found.group(1) or 0) else "*"
