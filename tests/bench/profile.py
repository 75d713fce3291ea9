"""Where a service's time goes under load: one side of a bench under py-spy, and its ten most expensive lines.

Only threads that hold the interpreter are sampled: waiting for the broker, the store or a client is no cost.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.table import Column, Table

from tests.bench import intake, intake_batch, notify, streams
from tests.bench.ground import Ground, Program
from tests.bench.results import MeasurementError

PY_SPY = str(Path(sys.executable).parent / "py-spy")
SAMPLER = (PY_SPY, "record", "--gil", "--format", "raw", "--rate", "200", "--duration", "3600")
LINES = 10
STARTING = "importlib"
"""What happens while modules are imported is no load."""

LOADS: dict[str, Callable[[Ground, Callable[[Program], Program]], Coroutine[Any, Any, None]]] = {
    "intake": intake.load_ours,
    "batch": intake_batch.load_ours,
    "routing": streams.load_routing,
    "sla": streams.load_sla,
    "notify": notify.load_mails,
}
"""For each name a load on the service, which is started through the function that is given."""


async def profile(name: str, ground: Ground) -> Table:
    """The lines with the most time of their own."""
    with tempfile.TemporaryDirectory(prefix="tanggap-profile-") as folder:
        file = Path(folder) / "stacks"
        launcher = (*SAMPLER, "--output", str(file), "--")
        await LOADS[name](ground, lambda program: replace(program, launcher=launcher))
        if not file.exists():
            raise MeasurementError("py-spy wrote nothing: may it trace processes here?")
        own = own_time(file.read_text(encoding="utf-8").splitlines())
    return _table(name, own)


def own_time(stacks: Iterable[str]) -> Counter[str]:
    """Samples by the innermost line, from py-spy's raw format: `outer (file:1);inner (file:2) 17`."""
    own: Counter[str] = Counter()
    for line in stacks:
        stack, _, count = line.rpartition(" ")
        if stack and STARTING not in stack:
            own[stack.rpartition(";")[2]] += int(count)
    return own


def _table(name: str, own: Counter[str]) -> Table:
    table = Table(Column("own time", justify="right"), "line", title=f"{name}: {own.total()} samples")
    for line, count in own.most_common(LINES):
        table.add_row(f"{count / own.total():.1%}", line)
    return table
