"""What was over in another system: the ledger demands nothing of it, and names what follows from it all the same."""

from contracts import events
from contracts.values import Actor, ActorKind, Mode
from tests.unit.verify.logs import FILING, Log, assigned, breached, routing_input, step
from verify import ClientRecord

PAST = routing_input().model_copy(update={"mode": Mode.HISTORY})
ENDED = step(events.ComplaintClosed, 2, 0, 0, mode=Mode.HISTORY).model_copy(
    update={"actor": Actor(kind=ActorKind.SYSTEM), "reason": "as_recorded"}
)
IMPORTED = Log(
    (step(events.ComplaintFiled, 1, 0, 0, routing_input=PAST), ENDED, assigned(mode=Mode.HISTORY)),
    (),
    ClientRecord([FILING]),
)


def test_it_demands_neither_clocks_nor_mails_of_what_was_over_before_it_came_in() -> None:
    assert IMPORTED.report().findings == ()
    kinds = {finding.kind for finding in IMPORTED.plus(breached("acknowledge_by", 11)).report().findings}
    assert "breach_early" in kinds
