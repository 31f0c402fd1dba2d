"""A language model's wording of a planned turn, sentence by sentence, or the reason it is not used.

Here: when a model's words may stand for the authored ones. Not here: what is asked of it
(`prompting`), the connection (`llm/`), the boundaries themselves (`core.safety.guard`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evenkeel.core.dialogue.ports import Brief, LanguageModel

Show = Callable[[str], None]
"""Called with each sentence once it may be shown; a reply that is refused later is shown anew."""

# A model may be a little wordier than the plan allows before its words are dropped.
WORDS_OVER = 1.5
_WRAPPED = re.compile(
    r"""^(?:(?:reply|evenkeel|assistant)\s*:\s*|["'“”*_\s]+)+|["'“”*_\s]+$""", re.I
)


@dataclass(frozen=True)
class Phrased:
    """The words, or none and why: `error`, `empty`, `refused`, `length`, `question`, `repeat`."""

    text: str | None
    why_not: str = ""


def phrased(
    model: LanguageModel, brief: Brief, *, may_show: Callable[[str], bool], show: Show | None = None
) -> Phrased:
    """Ask `model` to word the turn. `may_show` is the guard's word on one sentence.

    Never raises: whatever a model or its connection does, the authored reply is there.
    """
    sentences: list[str] = []
    words = 0
    try:
        for raw in model.phrase(brief):
            sentence = _WRAPPED.sub("", raw).strip()
            if not sentence:
                continue
            words += len(sentence.split())
            problem = _problem(sentence, sentences, words, brief, may_show)
            if problem:
                return Phrased(None, problem)
            sentences.append(sentence)
            if show is not None:
                show(sentence)
    except Exception:  # a model may fail in any way; the turn may not
        return Phrased(None, "error")
    text = " ".join(sentences)
    if not text:
        return Phrased(None, "empty")
    if _asks(brief) and not text.endswith("?"):
        return Phrased(None, "question")
    return Phrased(text)


def _problem(
    sentence: str, before: list[str], words: int, brief: Brief, may_show: Callable[[str], bool]
) -> str:
    if words > WORDS_OVER * brief.most_words:
        return "length"
    if "?" in sentence and (not _asks(brief) or any("?" in one for one in before)):
        return "question"
    if sentence in before or any(sentence in turn.text for turn in brief.turns):
        return "repeat"
    return "" if may_show(sentence) else "refused"


def _asks(brief: Brief) -> bool:
    """Whether the plan asks: what is planned is what the authored words hold."""
    return "?" in brief.authored
