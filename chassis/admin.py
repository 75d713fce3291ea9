"""Creates the topics as `contracts.topics` describes them: `python -m chassis.admin`. Safe to repeat."""

import asyncio
import sys

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from pydantic import Field

from chassis import logs
from chassis.errors import EXIT_CONFIGURATION, EXIT_UNKNOWN, ConfigurationError
from chassis.settings import KafkaSettings, load
from contracts.durations import DAY_MS
from contracts.topics import TOPICS, Topic, dead_letter_topics

log = logs.get(__name__)

DEAD_LETTER_RETENTION_MS = 30 * DAY_MS


class AdminSettings(KafkaSettings):
    """Settings of the admin step."""

    ops_port: int = 0
    topic_replicas: int = Field(default=1, ge=1, description="3 in production")
    topic_min_in_sync: int = Field(default=1, ge=1, description="2 in production")


def wanted_topics(settings: AdminSettings) -> list[NewTopic]:
    """The topics of `contracts.topics` with their dead-letter topics, under the environment's prefix."""
    shared = {"min.insync.replicas": str(settings.topic_min_in_sync)}
    dead_letters = [
        NewTopic(
            settings.topic_prefix + name,
            1,
            settings.topic_replicas,
            topic_configs=shared | {"retention.ms": str(DEAD_LETTER_RETENTION_MS)},
        )
        for name in dead_letter_topics()
    ]
    return dead_letters + [
        NewTopic(
            settings.topic_prefix + topic.name,
            topic.partitions,
            settings.topic_replicas,
            topic_configs=shared | topic_configuration(topic),
        )
        for topic in TOPICS
    ]


def topic_configuration(topic: Topic) -> dict[str, str]:
    """How long Kafka keeps the records of a topic."""
    segments = {"segment.bytes": str(topic.segment_bytes)} if topic.segment_bytes is not None else {}
    if topic.compacted:
        return {
            "cleanup.policy": "compact",
            "delete.retention.ms": str(7 * DAY_MS),
            "min.cleanable.dirty.ratio": "0.2",
            "segment.ms": str(DAY_MS),
            **segments,
        }
    return {"cleanup.policy": "delete", "retention.ms": str(topic.retention_ms or -1), **segments}


async def create_topics(settings: AdminSettings) -> list[str]:
    """Create what is missing and return those names; raises `KafkaError` when the broker refuses."""
    client = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    await client.start()
    try:
        response = await client.create_topics(wanted_topics(settings))
        created = []
        for name, code, *_ in response.topic_errors:
            if code == 0:
                created.append(name)
            elif not issubclass(for_code(code), TopicAlreadyExistsError):
                raise for_code(code)(f"topic {name}")
        return created
    finally:
        await client.close()


def main() -> None:
    """Create the topics; leaves with 78 when settings are wrong and 70 when the broker does not do it."""
    try:
        settings = load(AdminSettings)
        logs.configure("admin", settings.log_level)
        log.info("topics created", topics=asyncio.run(create_topics(settings)))
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_CONFIGURATION)
    except KafkaError as error:
        log.error("topics could not be created", error=str(error))
        sys.exit(EXIT_UNKNOWN)


if __name__ == "__main__":
    main()
