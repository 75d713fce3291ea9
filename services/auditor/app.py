"""Where the parts of the auditor are joined."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from chassis.needed_topics import NeededTopics
from chassis.ops import Ops
from chassis.process import Component
from chassis.producer import Producer
from contracts.topics import topics_read_by
from services.auditor import city
from services.auditor.auditing import Auditing
from services.auditor.reading import Reader
from services.auditor.settings import AuditorSettings


def create_app(settings: AuditorSettings) -> Sequence[Component]:
    """All parts of the auditor, in the order in which they start."""
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance)
    since = datetime.now(UTC) - timedelta(days=settings.look_back_days)
    reader = Reader(settings.kafka_bootstrap, settings.topic_prefix, topics_read_by("auditor"), since)
    auditing = Auditing(
        reader,
        producer,
        city.load(settings.city_config, settings.within),
        keep=timedelta(seconds=settings.keep_closed_s),
        settle=timedelta(seconds=settings.settle_s),
        every_s=settings.audit_every_s,
    )
    parts = (NeededTopics(settings, "auditor"), producer, auditing)
    return (Ops("auditor", parts, settings.host, settings.ops_port), *parts)
