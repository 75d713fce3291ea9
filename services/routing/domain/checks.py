"""What the rules of a city must not do, found with the rulebook that decides."""

from collections.abc import Iterator

from city.faults import Fault
from city.files.routing import RoutingFile
from services.routing.domain.rules import Rulebook


def rules_do_not_tie(routing: RoutingFile) -> Iterator[Fault]:
    """Which of two units is responsible may not depend on chance."""
    # Rules with several areas may meet in each of them: one pair is one fault.
    for one, other in dict.fromkeys((one.number, other.number) for one, other in Rulebook.of(routing).ties()):
        this, that = routing.rules[one], routing.rules[other]
        reason = (
            f"rule {this.name!r} and rule {that.name!r} are equally specific, may both match, and name {this.unit} "
            f"and {that.unit}: make one more specific"
        )
        yield Fault("routing", ("rules", one), reason, other=("rules", other))


def every_rule_can_decide(routing: RoutingFile) -> Iterator[Fault]:
    """A rule in whose place another one always decides says something that never happens."""
    for one, other in {one.number: other.number for one, other in Rulebook.of(routing).shadowed()}.items():
        this, that = routing.rules[one], routing.rules[other]
        reason = f"rule {this.name!r} never decides, because {that.name!r} always does: remove one, or change it"
        yield Fault("routing", ("rules", one), reason, other=("rules", other))


CHECKS = (rules_do_not_tie, every_rule_can_decide)
