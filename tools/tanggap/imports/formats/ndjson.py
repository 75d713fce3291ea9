"""A request of POST /v1/complaints in each line, with what an import adds to it: nothing is mapped."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from tools.tanggap.imports.mapping import MappingFile
from tools.tanggap.imports.records import Fault, Record, UnusableFile

MAX_LINE = 64 * 1024


def read(path: Path, _mapping: MappingFile | None = None) -> Iterator[Record]:
    """Every line that is not blank; raises `UnusableFile` when there is no such file."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE + 1):
                number += 1
                is_too_long = len(line) > MAX_LINE
                while len(line) > MAX_LINE and not line.endswith(b"\n"):
                    line = file.readline(MAX_LINE + 1)
                if is_too_long:
                    reason, remedy = f"longer than {MAX_LINE} bytes", "shorten it: a text has at most 4,000 characters"
                    yield Record(number, {}, fault=Fault("", reason, remedy), position=file.tell())
                elif line.strip():
                    yield _record(number, line, file.tell())
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror}") from error


def _record(number: int, line: bytes, position: int) -> Record:
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Record(number, {}, fault=Fault("", f"not JSON: {error}", "write one object a line"), position=position)
    if not isinstance(content, dict):
        return Record(number, {}, fault=Fault("", "not an object", "write one object a line"), position=position)
    return Record(number, {}, content, position=position)
