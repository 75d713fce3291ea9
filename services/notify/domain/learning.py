"""Webhooks that are told what improvement actions assign to be learned, such as those of learning systems."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import Event
from services.notify.domain.delivery import Delivery
from services.notify.domain.improvement import Improvement
from services.notify.domain.kinds import IMPROVEMENT
from services.notify.domain.public import ON_REQUEST, public_event
from services.notify.domain.webhooks import DEFAULT_TEMPLATE, Webhook, in_lanes


@dataclass(frozen=True)
class LearningTold:
    """The deliveries, and the improvement action that knows their numbers: both are to be kept."""

    improvement: Improvement
    deliveries: tuple[Delivery, ...] = ()


def planned_learning(
    event: Event, improvement: Improvement, webhooks: Iterable[Webhook], now: datetime, language: str
) -> LearningTold:
    """One delivery for each enabled webhook that names this kind of event; nothing for events of other kinds.

    Read again, an event yields the same deliveries with the same numbers.
    """
    content = public_event(event)
    if content is None or not isinstance(event, ON_REQUEST):
        return LearningTold(improvement)
    asking = [each for each in webhooks if each.is_enabled and event.kind() in (each.events or ())]
    lanes, deliveries = in_lanes(
        event,
        asking,
        improvement.lanes,
        template=DEFAULT_TEMPLATE,
        variables={"event": content},
        language=language,
        now=now,
    )
    about = tuple(replace(each, about=IMPROVEMENT) for each in deliveries)
    return LearningTold(replace(improvement, lanes=lanes) if about else improvement, about)
