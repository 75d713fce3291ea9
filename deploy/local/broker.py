"""The local broker: a real Apache Kafka in KRaft mode, one process, from the jars that `make setup` fetched."""

import base64
import socket
import struct
import subprocess
import uuid
from pathlib import Path
from string import Template

from deploy.local.daemon import Daemon, NotReadyError
from deploy.local.environment import REPOSITORY
from deploy.local.java import find_java
from deploy.local.ports import HOST, Ports

LIBS = REPOSITORY / ".local" / "kafka" / "libs"
FILES = Path(__file__).parent / "kafka"

# A short start matters more here than peak speed: the simple collector and the first compiler only.
JVM_OPTIONS = ("-Xms128m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")

# ApiVersions, version 0: key 18, version 0, correlation id 1, no client id.
_API_VERSIONS = struct.pack(">hhih", 18, 0, 1, -1)


class Broker(Daemon):
    """Kafka with its log in `directory`/data. What it acknowledged is there again after a kill and a start."""

    name = "broker"

    def __init__(self, directory: Path, ports: Ports) -> None:
        super().__init__(directory)
        self._ports = ports
        self._properties = directory / "server.properties"
        self._data = directory / "data"

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self._ports.kafka}"

    def command(self) -> list[str]:
        return [*self._java(), "kafka.Kafka", str(self._properties)]

    def prepare(self) -> None:
        """Write the configuration, and format the log's directory if it is new."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._properties.write_text(self._configuration(), encoding="utf-8")
        if not (self._data / "meta.properties").exists():
            self._format()

    def is_ready(self) -> bool:
        """True when the broker answers a request: it opens its port only after it has joined its cluster."""
        try:
            with socket.create_connection((HOST, self._ports.kafka), timeout=1) as connection:
                connection.settimeout(2)
                connection.sendall(struct.pack(">i", len(_API_VERSIONS)) + _API_VERSIONS)
                answer = connection.recv(10)
        except OSError:
            return False
        return len(answer) == 10 and struct.unpack(">iih", answer)[1:] == (1, 0)

    def _configuration(self) -> str:
        template = Template((FILES / "server.properties").read_text(encoding="utf-8"))
        return template.substitute(
            port=self._ports.kafka, controller_port=self._ports.kafka_controller, data=self._data
        )

    def _format(self) -> None:
        tool = [*self._java(), "kafka.tools.StorageTool", "format", "--cluster-id", _cluster_id()]
        done = subprocess.run([*tool, "--config", str(self._properties)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotReadyError(f"the broker's directory could not be formatted:\n{done.stdout}{done.stderr}")

    def _java(self) -> list[str]:
        java = find_java()
        if java is None or not LIBS.is_dir():
            raise NotReadyError("the broker needs Java 17 or newer and its jars: run `make setup`")
        logging = f"-Dlog4j2.configurationFile={FILES / 'log4j2.properties'}"
        return [str(java), *JVM_OPTIONS, logging, "-cp", f"{LIBS}/*"]


def _cluster_id() -> str:
    """Kafka's spelling of a random UUID; one that begins with a dash would read as an option."""
    spelled = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode("ascii")
    return spelled if not spelled.startswith("-") else _cluster_id()
