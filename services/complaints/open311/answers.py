"""One answer in both formats. JSON follows from XML by the standard's convention: the root is left out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import orjson
from starlette.responses import Response

JSON, XML = "json", "xml"
MEDIA_TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}

Row = Mapping[str, Any]


class Answer(NamedTuple):
    """`content` under the element `root`: one row, or a list of rows of which each is an element `item`."""

    root: str
    content: Row | Sequence[Row]
    item: str = ""


_ITEMS = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}
"""Lists within rows, and what each element of one is called."""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, escaped or not."""
_REPLACEMENT = "\ufffd"


def response(answer: Answer, form: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The answer in one of the formats."""
    body = _json(answer) if form == JSON else _xml(answer)
    return Response(body, status, {**(headers or {}), "Content-Type": MEDIA_TYPES[form]})


def _json(answer: Answer) -> bytes:
    return orjson.dumps(answer.content)


def _xml(answer: Answer) -> bytes:
    root = ET.Element(answer.root)
    _fill(root, answer.content, answer.item)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _fill(element: ET.Element, value: Any, item: str = "") -> None:
    if isinstance(value, Mapping):
        for name, each in value.items():
            _fill(ET.SubElement(element, name), each, _ITEMS.get(name, ""))
    elif isinstance(value, list | tuple):
        for each in value:
            _fill(ET.SubElement(element, item), each)
    elif value is not None:
        element.text = _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_IN_XML.sub(_REPLACEMENT, str(value))
