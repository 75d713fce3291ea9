"""Topics as data: one producer each, every event on exactly one, and the broker gets just these."""

import re
from collections import Counter
from pathlib import Path

import pytest

import services
from chassis.admin import DEAD_LETTER_RETENTION_MS, AdminSettings, wanted_topics
from contracts.registry import EVENTS
from contracts.topics import PARTITIONS, TOPICS, dead_letter_topics, topics_read_by

SERVICES = {path.parent.name for path in Path(services.__path__[0]).glob("*/__init__.py")}
EVENT_TOPICS = tuple(topic for topic in TOPICS if topic.events)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> AdminSettings:
    for name, value in {
        "KAFKA_BOOTSTRAP": "127.0.0.1:9092",
        "TOPIC_PREFIX": "trial-",
        "TOPIC_REPLICAS": "3",
        "TOPIC_MIN_IN_SYNC": "2",
    }.items():
        monkeypatch.setenv(name, value)
    return AdminSettings()


def test_a_name_belongs_to_one_topic_with_one_producer() -> None:
    assert [name for name, count in Counter(topic.name for topic in TOPICS).items() if count > 1] == []
    assert {topic.producer for topic in TOPICS} <= SERVICES


def test_every_event_type_has_one_producer_and_one_topic_for_each_kind_of_subject() -> None:
    travelling = [(model.type, topic) for topic in TOPICS for model in topic.events]
    assert {type_ for type_, _ in travelling} == set(EVENTS)
    assert max(Counter((type_, topic.subject) for type_, topic in travelling).values()) == 1
    assert len({(type_, topic.producer) for type_, topic in travelling}) == len(EVENTS)


def test_names_are_kebab_case() -> None:
    names = [topic.name for topic in TOPICS] + list(dead_letter_topics())
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []


def test_a_subject_has_the_same_partition_number_everywhere() -> None:
    assert {topic.partitions for topic in TOPICS} == {PARTITIONS}
    assert {topic.subject for topic in TOPICS} == {"complaint", "finding", "improvement"}


def test_every_consumer_is_a_service_and_every_topic_has_one() -> None:
    assert {consumer for topic in TOPICS for consumer in topic.consumers} <= SERVICES
    assert all(topic.consumers for topic in TOPICS)


def test_a_service_reads_the_topics_that_name_it() -> None:
    assert [topic.name for topic in topics_read_by("sla")] == [
        "complaints",
        "assignments",
        "deadlines-fired",
        "improvements",
    ]
    assert [topic.name for topic in topics_read_by("routing")] == ["complaints"]
    assert topics_read_by("nobody") == ()


def test_every_topic_with_events_has_a_dead_letter_topic() -> None:
    assert dead_letter_topics() == tuple(f"{topic.name}-dlq" for topic in EVENT_TOPICS)
    assert {topic.dead_letter for topic in EVENT_TOPICS} == set(dead_letter_topics())


def test_the_broker_gets_exactly_these_topics(settings: AdminSettings) -> None:
    wanted = [topic.name for topic in wanted_topics(settings)]
    expected = [f"trial-{name}" for name in (*(topic.name for topic in TOPICS), *dead_letter_topics())]
    assert Counter(wanted) == Counter(expected)


def test_they_keep_their_records_as_long_as_they_say(settings: AdminSettings) -> None:
    wanted = {topic.name.removeprefix("trial-"): topic for topic in wanted_topics(settings)}
    for topic in TOPICS:
        made = wanted[topic.name]
        assert (made.num_partitions, made.replication_factor) == (PARTITIONS, 3)
        assert made.topic_configs["min.insync.replicas"] == "2"
        assert made.topic_configs["cleanup.policy"] == ("compact" if topic.compacted else "delete")
        assert made.topic_configs.get("retention.ms") == (None if topic.compacted else str(topic.retention_ms))


def test_only_state_is_compacted_and_only_it_is_kept_for_ever() -> None:
    assert [topic.name for topic in TOPICS if topic.compacted] == ["sla-clocks-changelog"]
    assert [topic.name for topic in TOPICS if topic.retention_ms is None] == ["sla-clocks-changelog"]


def test_dead_letters_are_one_partition_for_a_month(settings: AdminSettings) -> None:
    wanted = {topic.name.removeprefix("trial-"): topic for topic in wanted_topics(settings)}
    for name in dead_letter_topics():
        assert wanted[name].num_partitions == 1
        assert wanted[name].topic_configs["retention.ms"] == str(DEAD_LETTER_RETENTION_MS) == "2592000000"
