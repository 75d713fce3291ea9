"""Reads files from a request (multipart/form-data, RFC 7578) while they stream in, one at a time, within their limits.

Names and types that a client gives to its files are not looked at: they are the client's affair.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from services.complaints.api.problems import Fault, Problem
from services.complaints.domain.attachments import MAX_BYTES, MAX_EACH, Phase

MAX_REQUEST = MAX_EACH * MAX_BYTES + 64 * 1024
"""Bytes of a request with as many files as a complaint may have, each as large as it may be."""
READ_TIMEOUT_S = 120.0
"""For all of a request to arrive: slow phones get through, and nobody holds a place for ever."""
_FILE, _PHASE = b"file", b"phase"
_MAX_PHASE_BYTES = 32
_MEBIBYTE = 1024 * 1024


class UploadForm:
    """The form of one request. `files` yields each part `file` as a whole; then `phase` is known.

    Raises a `Problem` for whatever is wrong with the form.
    """

    def __init__(self, stream: AsyncIterator[bytes], content_type: str | None) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            reason, remedy = "it is not multipart/form-data", "send each file in a part named file"
            raise _wrong("Content-Type", reason, remedy, "not_multipart")
        self._stream, self._left_s = stream, READ_TIMEOUT_S
        self._parts = _Parts(options[b"boundary"])

    async def files(self) -> AsyncIterator[bytes]:
        """The files in the order in which they were sent."""
        async for chunk in self._chunks():
            self._parts.feed(chunk)
            while self._parts.complete:
                yield self._parts.complete.popleft()
        self._parts.finish()

    @property
    def phase(self) -> Phase:
        """What the files show: `before`, unless the form says otherwise."""
        text = (self._parts.phase or Phase.BEFORE.value.encode()).decode("ascii", "replace")
        if text not in set(Phase):
            known = " or ".join(Phase)
            raise _wrong("phase", "it is not one of the phases", f"send {known}, or leave it out", "phase_unknown")
        return Phase(text)

    async def _chunks(self) -> AsyncIterator[bytes]:
        """Only the time counts in which nothing has arrived, not that for looking files through."""
        while True:
            started = time.monotonic()
            try:
                async with asyncio.timeout(self._left_s):
                    chunk = await anext(self._stream)
            except StopAsyncIteration:
                return
            except (TimeoutError, ClientDisconnect) as error:
                raise _broken("the request did not arrive as a whole") from error
            self._left_s -= time.monotonic() - started
            yield chunk


class _Parts:
    """Collects what the parser finds; `complete` are the files that nobody has taken yet."""

    def __init__(self, boundary: bytes) -> None:
        self.complete: deque[bytes] = deque()
        self.phase: bytes | None = None
        self._count, self._has_ended = 0, False
        self._header = bytearray()
        self._value = bytearray()
        self._disposition = b""
        self._name = b""
        self._content = bytearray()
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._end_headers,
                    "on_part_data": self._add,
                    "on_part_end": self._end,
                    "on_end": self._end_all,
                },
            )
        except FormParserError as error:
            raise _broken("its boundary is not one") from error

    def feed(self, chunk: bytes) -> None:
        """Read on."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _broken("it is not valid multipart/form-data") from error

    def finish(self) -> None:
        """There is nothing more."""
        if not self._has_ended:
            raise _broken("it ends in the middle")
        if not self._count:
            raise _wrong("file", "there is none", "send at least one part named file", "no_file")

    def _begin(self) -> None:
        self._disposition, self._name = b"", b""
        self._content = bytearray()

    def _end_header(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"")
        if self._name not in (_FILE, _PHASE):
            raise _wrong("body", "it has a part of another name", "send parts named file, and phase", "unknown_part")
        self._count += self._name == _FILE
        if self._count > MAX_EACH:
            reason, remedy = f"these are more than {MAX_EACH} files", f"send at most {MAX_EACH}"
            raise _wrong("file", reason, remedy, "too_many_files", max=str(MAX_EACH))

    def _add(self, data: bytes, start: int, end: int) -> None:
        limit = MAX_BYTES if self._name == _FILE else _MAX_PHASE_BYTES
        if len(self._content) + end - start > limit:
            raise self._too_large()
        self._content += data[start:end]

    def _too_large(self) -> Problem:
        if self._name == _PHASE:
            return _wrong("phase", "it is not one of the phases", "send before or after", "phase_unknown")
        reason, megabytes = f"the file is larger than {MAX_BYTES} bytes", str(MAX_BYTES // _MEBIBYTE)
        fault = Fault("file", reason, "send a smaller one", "file_too_large", {"megabytes": megabytes})
        return Problem("body-too-large", reason, [fault], {"Connection": "close"})

    def _end(self) -> None:
        if self._name == _FILE:
            self.complete.append(bytes(self._content))
        else:
            self.phase = bytes(self._content)
        self._content = bytearray()

    def _end_all(self) -> None:
        self._has_ended = True


def _wrong(field: str, reason: str, remedy: str, code: str, **values: str) -> Problem:
    return Problem("invalid-fields", f"nothing was kept: {reason}", [Fault(field, reason, remedy, code, values)])


def _broken(reason: str) -> Problem:
    fault = Fault("body", reason, "send the files again", "malformed_multipart")
    return Problem("malformed-body", f"nothing was kept: {reason}", [fault], {"Connection": "close"})
