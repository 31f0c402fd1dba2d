"""One member's model, ready to word a turn: names hidden, sentences whole, what was sent kept.

Here: joining a provider, the prompt and the pseudonyms into `core.dialogue.ports.LanguageModel`.
Not here: who may use one and where it is (apps), whether its words are used (core).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from evenkeel.core.dialogue.ports import Brief
from evenkeel.core.dialogue.prompting import ChatMessage, chat_messages, load_phrasing
from evenkeel.core.dialogue.pseudonyms import Pseudonyms
from evenkeel.llm import Connection, Provider

_END: Final = re.compile(r"[.?!…]+[\"'”’)]*(?=\s)")
# At the very end of what came so far: a word, its mark, and nothing that may go on ("3." then "5").
_LIKELY_END: Final = re.compile(r"(?:\S+\s+){2,}\S*[^\W\d]{2,}[.?!…]+[\"'”’)]*$")


class Speaker:
    """A `LanguageModel`. `names` are the people to be hidden; `sent` holds the last request.

    `sent` is what really left, after hiding: the page that shows it shows this.
    """

    def __init__(
        self, provider: Provider, connection: Connection, *, names: Iterable[str] = ()
    ) -> None:
        self._provider, self._connection = provider, connection
        self._names = tuple(names)
        self.model = connection.model
        self.sent: tuple[ChatMessage, ...] = ()

    def phrase(self, brief: Brief) -> Iterator[str]:
        """Sentences as they become whole, with the member's own names back in them."""
        messages = chat_messages(brief, load_phrasing(brief.locale))
        whole = " ".join(one["content"] for one in messages)
        hidden = Pseudonyms(self._names, whole=whole)
        self.sent = tuple(
            {"role": one["role"], "content": hidden.hide(one["content"])} for one in messages
        )
        pieces = self._provider.stream(self._connection, self.sent, most_words=brief.most_words)
        for sentence in whole_sentences(pieces):
            yield hidden.restore(sentence)


def whole_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Join pieces of any size into sentences, each given out as soon as it is whole.

    >>> list(whole_sentences(["That was", " hard. Wh", "at now", "?"]))
    ['That was hard.', 'What now?']
    """
    rest = ""
    for piece in pieces:
        rest += piece
        while found := _END.search(rest):
            yield rest[: found.end()].strip()
            rest = rest[found.end() :]
        if _LIKELY_END.fullmatch(rest.strip()):
            yield rest.strip()
            rest = ""
    if rest.strip():
        yield rest.strip()
