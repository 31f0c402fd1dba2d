"""`python -m tests.conversations`: play the simulated conversations and print the figures.

python -m tests.conversations                      # the table
python -m tests.conversations --file work --show   # whole talks of one file
python -m tests.conversations --sheet              # every clause said back
python -m tests.conversations --document           # write docs/reference/conversations.md
"""

from __future__ import annotations

import argparse
import sys

from tests.conversations.document import write
from tests.conversations.measure import Figures, acts, keys_of, measured, said_back
from tests.conversations.people import of_file, people
from tests.conversations.play import Talked, did, played


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.conversations")
    asked.add_argument("--file", help="only the people of this file")
    asked.add_argument("--who", help="only this person")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--show", action="store_true", help="print whole talks")
    asked.add_argument("--sheet", action="store_true", help="print every clause said back")
    asked.add_argument("--document", action="store_true", help="write the reference page")
    args = asked.parse_args()
    chosen = of_file(args.file) if args.file else list(people().values())
    chosen = [one for one in chosen if args.who in (None, one.id)]
    talks = [played(one, seed=args.seed) for one in chosen]
    if args.show:
        for talk in talks:
            sys.stdout.write("\n".join(transcript(talk, notes=True)) + "\n\n")
    if args.sheet:
        for who, said, _reply, clause in said_back(talks):
            sys.stdout.write(f"{who}\t{clause}\t<- {said}\n")
    if args.document:
        write(talks, args.seed)
    sys.stdout.write("\n".join(table(measured(talks))) + "\n")


def transcript(talk: Talked, *, notes: bool = False) -> list[str]:
    """A talk line by line; `notes`: with where each line of ours stands, for its authors."""
    person = talk.person
    out = [f"== {person.id}: {person.who}; {person.mood}; {person.style}; wants {person.wants}"]
    if notes:
        out[0] += f" -> {', '.join(acts(talk)) or 'NOTHING'}"
    day = 1
    for one in talk.exchanges:
        if one.day != day:
            out.append(f"-- day {one.day}")
            day = one.day
        out.append(f"> {one.said}")
        if one.answer is None:
            out.append(f"  CRASH {one.error.splitlines()[-1]}")
            continue
        note = f"   [{did(one.answer)} {' '.join(keys_of(one.answer))}]" if notes else ""
        out.append(f"  {one.reply}{note}")
    return out


def table(found: Figures) -> list[str]:
    """The figures as lines of text."""
    turns, times = max(1, found.turns), sorted(found.milliseconds)
    rows = {
        "conversations": found.talks,
        "turns": found.turns,
        "crashes": len(found.crashes),
        "contract breaks": len(found.contract),
        "repeats in the window": len(found.repeats),
        "questions asked twice": len(found.asked_twice),
        "two questions in a reply": len(found.two_questions),
        "two empathy phrases in a row": len(found.empathy_twice),
        "reached a helpful act or a fitting close": f"{found.fitting:.1%}",
        "the same where no safety turn came between": f"{found.fitting_undisturbed:.1%}",
        "safety turns for people in no danger": f"{found.alarms} in {len(found.alarmed)} talks",
        "replies that would fit anything": f"{found.fillers / turns:.1%}",
        "replies that name something they said": f"{found.specific / turns:.1%}",
        "replies that ask": f"{found.asking / turns:.1%}",
        "words a reply, mean": f"{found.words / turns:.1f}",
        "different replies": f"{found.distinct / turns:.1%}",
        "milliseconds a turn, median": f"{times[len(times) // 2] if times else 0:.1f}",
    }
    lines = [f"{name}: {value}" for name, value in rows.items()]
    for name in ("crashes", "contract", "repeats", "asked_twice", "two_questions", "empathy_twice"):
        lines += [f"  {name}: {one}" for one in getattr(found, name)]
    lines += [f"  ended badly: {one}" for one in found.ended_badly]
    return lines


if __name__ == "__main__":
    main()
