"""The reference page of importers: what each reads, leaves out and why, and its terms.

Here: Markdown from manifests. Not here: the manifests.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenkeel.importers.contract import Manifest

_HEAD = """# Files of devices and apps

Each importer reads one maker's file as it stands; none needs a key or an account. What a file holds
beyond the signals listed is left out for the reason given. How to write one:
[write an importer](../how-to/write-an-importer.md). A table with a time and numbers that none of
these knows is read by the general table importer.
"""


def page(manifests: Mapping[str, Manifest]) -> str:
    """The page as Markdown, in the order of the upload page.

    >>> page({}).splitlines()[0]
    '# Files of devices and apps'
    """
    rows = [
        f"| `{id}` | {one.name} | {one.file} | {len(one.signals) or 'any'} | "
        f"{one.asks or 'nothing'} |"
        for id, one in manifests.items()
    ]
    table = [
        "",
        "| id | name | file | signals | asks for |",
        "| --- | --- | --- | --- | --- |",
        *rows,
    ]
    parts = [line for id, one in manifests.items() for line in _part(id, one)]
    return "\n".join([_HEAD.rstrip("\n"), *table, *parts]) + "\n"


def _part(id: str, one: Manifest) -> list[str]:
    lines = ["", f"## {one.name} (`{id}`)", ""]
    lines += [f"{number}. {step}" for number, step in enumerate(one.how, 1)]
    signals = ", ".join(f"`{signal}`" for signal in one.signals) or "any"
    lines += ["", f"Signals: {signals}."]
    if one.not_mapped:
        lines += ["", "| left out | why |", "| --- | --- |"]
        lines += [f"| {what} | {why} |" for what, why in one.not_mapped.items()]
    told = one.format
    lines += ["", f"Format: {told.documentation}. {told.licence}. {told.terms}"]
    return lines
