"""Documents as earlier versions kept them, written by their own code: a folder for each version.

Times are MongoDB's extended JSON; the bodies of events are text here and bytes in the store.
"""

from pathlib import Path
from typing import Any

from bson import json_util

Document = dict[str, Any]

_OPTIONS = json_util.JSONOptions(tz_aware=True)


def stored(version: str, name: str) -> dict[str, Document]:
    """The documents of a collection, each under what has happened to it."""
    text = (Path(__file__).parent / version / f"{name}.json").read_text(encoding="utf-8")
    return {life: _with_bytes(document) for life, document in json_util.loads(text, json_options=_OPTIONS).items()}


def _with_bytes(document: Document) -> Document:
    """The document with the body of each event in it as bytes."""
    lists = [value for value in document.values() if isinstance(value, list)]
    entries = [entry for each in lists for entry in each if isinstance(entry, dict)]
    for each in (document, *entries):
        if "body" in each:
            each["body"] = each["body"].encode()
    return document
