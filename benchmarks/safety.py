"""The safety room alone: rules and context on one message, and a turn late in a long talk.

Messages are the labelled ones of the language folder, about forty characters long. Times are of the
processor, so that other work on the machine is not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.figure import Figure, percentile

TALK_TURNS = 60
TALKS = 20
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


def figures() -> Iterator[Figure]:
    from evenkeel.core.content.safety import load_safety
    from evenkeel.core.safety import SafetyState, assess, card_for, guard, risk_reply

    safety = load_safety()
    rules = safety.rules.warm()
    messages = _messages()
    for text in messages:
        assess(text, now=NOW, rules=rules)
    times = []
    for text in messages:
        started = time.thread_time()
        assess(text, now=NOW, rules=rules)
        times.append((time.thread_time() - started) * 1000)
    yield Figure("rules and context of a message, mean", sum(times) / len(times), "ms", 0.2)
    yield Figure("rules and context of a message, p99", percentile(times, 0.99), "ms", 1)

    late = []
    for talk in range(TALKS):
        state, now = SafetyState(), NOW
        for turn in range(TALK_TURNS):
            now += timedelta(minutes=1)
            text = messages[(talk * TALK_TURNS + turn * 7) % len(messages)]
            started = time.thread_time()
            state = assess(text, state=state, now=now, rules=rules).state
            if turn >= TALK_TURNS // 2:
                late.append((time.thread_time() - started) * 1000)
    yield Figure("assess in a talk of 60 turns, p99", percentile(late, 0.99), "ms", 10)

    whole, recent = [], list[str]()
    state = SafetyState()
    for number, text in enumerate(messages[:400]):
        started = time.thread_time()
        decision = assess(text, state=state, now=NOW, rules=rules)
        card = card_for(safety.countries, "GB", decision.pathway, NOW)
        draft = risk_reply(
            decision, card=card, phrases=safety.phrases, recent=recent, now=NOW, seed=number
        )
        shown = guard(
            draft or "Right.", decision=decision, card=card, phrases=safety.phrases, recent=recent,
            now=NOW,
        )  # fmt: skip
        whole.append((time.thread_time() - started) * 1000)
        state, recent = decision.state, [*recent[-5:], shown.text]
    yield Figure("assess, word and guard a risk turn, p99", percentile(whole, 0.99), "ms", 10)


def _messages() -> list[str]:
    import yaml

    from evenkeel.core.content import LANGUAGES

    return [
        line.strip()
        for path in sorted((LANGUAGES / "en" / "risk" / "utterances").glob("*.yaml"))
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]
        for line in group["texts"].splitlines()
        if line.strip()
    ]


if __name__ == "__main__":
    for figure in figures():
        sys.stdout.write(f"{figure.name}: {figure.value:.2f} {figure.unit}\n")
