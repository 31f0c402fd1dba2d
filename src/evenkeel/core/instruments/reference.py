"""The reference page of the questionnaires, made from their files.

Here: `page`. Not here: writing it to `docs/reference/instruments.md` (`evenkeel docs`).
"""

from __future__ import annotations

from collections.abc import Mapping

from evenkeel.core.instruments.schema import Instrument

_HEAD = """\
# Questionnaires

Each file in `content/instruments/` holds the wording, its licence, the published scoring and bands,
worked examples that the contract suite scores, and what a result says to the member. A result is
never a diagnosis. How to score one: `docs/how-to/questionnaires.md`.

## Terms of use

The wording of a questionnaire stays under its own terms, not under the licence of this project.
Where commercial use is *no*, a host who charges for the service deletes that one file (nothing else
names it) or asks the owner. Left out because their terms are narrower than this use, or not known
for certain: ISI, EPDS, PSS, CORE-10, ASRS, UCLA loneliness scale, PROMIS, SCOFF.
"""


def page(instruments: Mapping[str, Instrument]) -> str:
    """The page as Markdown, the questionnaires sorted by id.

    >>> page({}).splitlines()[0]
    '# Questionnaires'
    """
    rows = [_row(one) for _id, one in sorted(instruments.items())]
    table = [
        "",
        "| id | measures | items | range | missing | safety item | commercial use |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *rows,
    ]
    parts = [_part(one) for _id, one in sorted(instruments.items())]
    return "\n".join([_HEAD.rstrip("\n"), *table, *parts]) + "\n"


def _row(one: Instrument) -> str:
    low, high = one.range
    span = f"{low:g} to {high:g}" if one.has_total else "parts only"
    flags = ", ".join(f"{flag.item} ≥ {flag.at_least}" for flag in one.safety) or "–"
    allowed = str(one.missing.allow) if one.has_total else "by part"
    paid = "yes" if one.licence.commercial_use else "**no**"
    items = len(one.scored_items)
    return f"| `{one.id}` | {one.measures} | {items} | {span} | {allowed} | {flags} | {paid} |"


def _part(one: Instrument) -> str:
    lines = ["", f"## {one.short}: {one.title.lower()}", ""]
    bands = [f"{band.low:g} to {band.high:g} {band.name}" for band in one.bands]
    for part in one.subscales.values():
        said = ", ".join(f"{band.low:g} to {band.high:g} {band.name}" for band in part.bands)
        bands.append(f"{part.title.lower()}: {said}")
    lines += [f"- Bands: {'; '.join(bands)}", f"- Scale: {one.scale_source}"]
    lines += [f"- Scoring: {one.scoring_source}", f"- Bands from: {one.bands_source}"]
    lines += [f"- Missing answers: {one.missing.source}"]
    if one.change:
        lines.append(f"- Change beyond error: {one.change.points:g} points. {one.change.source}")
    lines.append(f"- Validated: {one.validated.ages}. {one.validated.note}".rstrip())
    lines.append(f"- Terms: {one.licence.terms} ({one.licence.source})")
    return "\n".join(lines)
