"""The little Markdown that our own reference files and model cards use, as safe HTML.

Here: headings, paragraphs, lists, tables, code, emphasis and links to the web. Not here: anything a
member wrote; that is never rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)"), r'<a href="\2" rel="noreferrer">\1</a>'),
    (re.compile(r"\[([^\]]+)\]\([^)\s]+\)"), r"\1"),
)
_LABEL = re.compile(r'(<div class="scroll-x" [^>]*aria-label="[^"]*)"')
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


def to_html(text: str, *, top: int = 3) -> SafeString:
    """HTML of a file of ours; its first level of headings becomes `<h{top}>`.

    >>> to_html("# Figures\\n\\nMisses: **0**")
    '<h3>Figures</h3>\\n<p>Misses: <strong>0</strong></p>'
    """
    plain = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    blocks = re.split(r"\n\s*\n", plain.strip())
    html, tables = "\n".join(part for block in blocks for part in _block(block, top)), count(1)
    numbered = _LABEL.sub(lambda found: f'{found[1]} {next(tables)}"', html)  # each has its name
    return mark_safe(numbered)  # noqa: S308 (escaped below)


def _block(block: str, top: int) -> Iterator[str]:
    lines = block.splitlines()
    while lines and (heading := re.match(r"(#{1,4}) +(.*)", lines[0])):
        level = min(6, top + len(heading[1]) - 1)
        yield f"<h{level}>{_inline(heading[2])}</h{level}>"
        lines = lines[1:]
    if not lines:
        return
    if lines[0].startswith("|"):
        yield _table(lines)
    elif lines[0].startswith(("    ", "```")):
        yield f"<pre>{escape(block.strip('`'))}</pre>"
    elif re.match(r"[-*] ", lines[0]):
        items = re.split(r"\n(?=[-*] )", "\n".join(lines))
        yield "<ul>" + "".join(f"<li>{_inline(item[2:])}</li>" for item in items) + "</ul>"
    else:
        yield f"<p>{_inline(' '.join(lines))}</p>"


def _table(lines: list[str]) -> str:
    rows = [line for line in lines if line.startswith("|") and not _RULE.fullmatch(line.strip())]
    cells = [[_inline(cell.strip()) for cell in row.strip().strip("|").split("|")] for row in rows]
    head, body = cells[0], cells[1:]
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    rest = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body)
    named = re.sub(r"<[^>]+>", "", ", ".join(head))
    return (
        f'<div class="scroll-x" tabindex="0" role="region" aria-label="{named}, table">'
        f'<table class="table"><thead><tr>{top}</tr></thead><tbody>{rest}</tbody></table></div>'
    )


def _inline(text: str) -> str:
    made = str(escape(" ".join(text.split())))
    for pattern, html in _INLINE:
        made = pattern.sub(html, made)
    return made
