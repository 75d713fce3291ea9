"""Asks a process all the time whether it is alive, and keeps its slowest answer."""

import http.client
import threading
import time
from types import TracebackType

from deploy.local.ports import HOST

ASK_EVERY_S = 0.01
ANSWER_TIMEOUT_S = 60.0


class LivenessWatch:
    """A thread that asks `/livez` on a port from entering to leaving; as long as nobody listens, nothing is counted."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.answers = 0
        self.slowest_ms = 0.0

    def __enter__(self) -> "LivenessWatch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=ANSWER_TIMEOUT_S)
        while not self._leaving.wait(ASK_EVERY_S):
            began = time.perf_counter()
            try:
                connection.request("GET", "/livez")
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                connection.close()
                continue
            self.answers += 1
            self.slowest_ms = max(self.slowest_ms, (time.perf_counter() - began) * 1000)
        connection.close()
