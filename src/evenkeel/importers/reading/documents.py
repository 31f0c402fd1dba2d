"""JSON and XML documents, bounded and without tricks.

Here: `json_document`, `json_documents`, `xml_elements`. Not here: what is in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from evenkeel.importers import limits
from evenkeel.importers.contract import Reason, Refused, Source
from evenkeel.importers.reading.collecting import Collector


def json_document(stream: BinaryIO) -> Any:
    """The whole document. Raises `Refused` when it is too large, cut short or not JSON.

    >>> import io
    >>> json_document(io.BytesIO(b'{"a": [1, 2]}'))
    {'a': [1, 2]}
    """
    raw = stream.read(limits.MOST_JSON_BYTES + 1)
    if len(raw) > limits.MOST_JSON_BYTES:
        raise Refused(Reason.TOO_BIG)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(Reason.DAMAGED, "json") from error


def json_documents(source: Source, names: Sequence[str], kept: Collector) -> Iterator[Any]:
    """Each of these files, whole. One that cannot be read is counted as broken; raises `Refused`
    where there is none, or the only one of the source cannot be read."""
    if not names:
        raise Refused(Reason.NOT_THIS)
    source.expect(names)
    for name in names:
        kept.part = name
        try:
            document = json_document(source.open(name))
        except Refused as refusal:
            if len(names) == 1:
                raise
            kept.broken(0, refusal.reason)
            continue
        yield document


def xml_elements(stream: BinaryIO, tag: str) -> Iterator[Element]:
    """Each element with this tag, whole, then forgotten. Entities and DTDs are refused.

    >>> import io
    >>> [e.get("v") for e in xml_elements(io.BytesIO(b'<a><b v="1"/><b v="2"/></a>'), "b")]
    ['1', '2']
    """
    try:
        events = iter(iterparse(stream, events=("start", "end"), forbid_dtd=True))
        _event, root = next(events)
        for event, element in events:
            if event == "end" and element.tag.rsplit("}", 1)[-1] == tag:
                yield element
                root.clear()
    except DefusedXmlException as error:
        raise Refused(Reason.BOMB, "xml") from error
    except (ParseError, StopIteration, LookupError, ValueError) as error:
        # LookupError, ValueError: an encoding that nobody knows, or that is no encoding of text.
        raise Refused(Reason.DAMAGED, "xml") from error
