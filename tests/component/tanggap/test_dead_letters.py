"""`tanggap dead-letters` on a real store and a real broker."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer
from pymongo import MongoClient

from chassis.admin import AdminSettings, create_topics
from chassis.dead_letters import dead_letter
from chassis.errors import Poison
from chassis.mongo import Driver
from chassis.producer import Producer
from chassis.records import Incoming
from contracts.topics import ASSIGNMENTS, DEADLINES, HEADERS, Topic
from deploy.local.environment import Stack
from services.notify.domain.dead_letters import retried
from services.notify.domain.delivery import Delivery
from services.notify.domain.webhooks import Webhook
from services.notify.store.dead_letters import FailedDeliveries
from services.notify.store.webhook_log import DeliveryLog
from tests.component.tanggap.conftest import Tanggap
from tests.component.webhooks.planned import conclude, plan_for

WEBHOOK = Webhook("wh_one", "sp4n", "https://channel.example/", None, ("whsec_x",), datetime(2026, 1, 1, tzinfo=UTC))


def failed(tanggap: Tanggap, database: Any, count: int) -> list[Delivery]:
    """Deliveries that failed for good, with this code."""
    deliveries = tanggap.prepared(lambda driver: _planned(driver, count))
    conclude(database["deliveries"], deliveries, "failed", 500)
    return deliveries


async def _planned(driver: Driver, count: int) -> list[Delivery]:
    return await plan_for(DeliveryLog(driver), WEBHOOK, count)


def test_a_failed_delivery_is_shown_and_tried_again(tanggap: Tanggap, database: Any) -> None:
    one, other = failed(tanggap, database, 2)
    entries = tanggap.json("dead-letters", "list")
    assert {each["id"] for each in entries} == {f"deliveries/{one.id}", f"deliveries/{other.id}"}
    assert {(each["code"], each["stage"], each["recipient"]) for each in entries} == {
        ("500", "webhook", "channel-sp4n")
    }
    shown = tanggap.json("dead-letters", "show", f"deliveries/{one.id}")
    assert (shown["code"], shown["attempts"][0]["code"]) == ("500", 500)
    assert "reply" not in shown["attempts"][0]

    assert tanggap.json("dead-letters", "retry", f"deliveries/{one.id}") == {"done": 1, "refused": {}}
    document = database["deliveries"].find_one({"_id": one.id})
    assert (document["state"], document["attempts"], "failed_at" in document) == ("pending", 0, False)
    assert document["next_attempt_at"] <= datetime.now(UTC)
    again = tanggap.run("dead-letters", "retry", f"deliveries/{one.id}")
    assert again.exit_code == 1
    assert [each["id"] for each in tanggap.json("dead-letters", "list")] == [f"deliveries/{other.id}"]
    everything = tanggap.json("dead-letters", "list", "--all")
    assert {(each["id"], each["handled"]) for each in everything} == {
        (f"deliveries/{one.id}", "retried"), (f"deliveries/{other.id}", None),
    }  # fmt: skip


def test_what_is_dropped_stays_failed_and_says_why(tanggap: Tanggap, database: Any) -> None:
    (one,) = failed(tanggap, database, 1)
    id = f"deliveries/{one.id}"
    assert tanggap.run("dead-letters", "drop", id).exit_code == 2
    assert tanggap.json("dead-letters", "drop", id, "--because", "the channel is closed")["done"] == 1
    assert database["deliveries"].find_one({"_id": one.id})["state"] == "failed"
    assert tanggap.json("dead-letters", "list") == []
    (handled,) = tanggap.json("dead-letters", "list", "--all", "--topic", "deliveries")
    assert (handled["handled"], handled["handled_because"]) == ("dropped", "the channel is closed")
    assert tanggap.run("dead-letters", "drop", id, "--because", "again").exit_code == 1


def test_many_are_chosen_by_what_they_have_in_common(tanggap: Tanggap, database: Any) -> None:
    deliveries = failed(tanggap, database, 5)
    database["deliveries"].update_many(
        {"_id": {"$in": [each.id for each in deliveries[:2]]}}, {"$set": {"proof.0.code": 404}}
    )
    chosen = ("--reason", "500", "--transport", "webhook", "--recipient", "channel-sp4n", "--since", "1h")
    assert len(tanggap.json("dead-letters", "list", *chosen)) == 3
    assert tanggap.json("dead-letters", "list", "--recipient", "mayor") == []
    assert tanggap.run("dead-letters", "retry", *chosen, typed="n\n").exit_code == 1
    assert tanggap.json("dead-letters", "retry", *chosen, "--yes")["done"] == 3
    assert {each["code"] for each in tanggap.json("dead-letters", "list")} == {"404"}
    assert tanggap.run("dead-letters", "retry").exit_code == 2
    assert tanggap.run("dead-letters", "retry", "deliveries/x", "--reason", "500").exit_code == 2
    assert tanggap.run("dead-letters", "list", "--topic", "complaint").exit_code == 2


def test_what_a_digest_held_waits_for_one_digest_again(tanggap: Tanggap, database: Any) -> None:
    deliveries = failed(tanggap, database, 3)
    database["deliveries"].update_many({}, {"$set": {"digest": "digest-1", "proof": []}})
    database["digests"].insert_one({"_id": "digest-1", "proof": [_PROOF]})
    assert {each["code"] for each in tanggap.json("dead-letters", "list")} == {"550"}

    assert tanggap.json("dead-letters", "retry", "--topic", "deliveries", "--yes")["done"] == 3

    (digest,) = database["digests"].find({"_id": {"$ne": "digest-1"}})
    documents = list(database["deliveries"].find())
    assert {document["_id"] for document in documents} == {each.id for each in deliveries}
    assert {document["digest"] for document in documents} == {digest["_id"]}
    assert {(each["state"], each["waits_for"], "next_attempt_at" in each) for each in documents} == {
        ("pending", digest["_id"], False)
    }
    assert digest["due_at"] == documents[0]["digest_at"] > datetime.now(UTC)


def test_what_is_retried_too_late_for_its_digest_waits_for_a_later_one(tanggap: Tanggap, database: Any) -> None:
    (one,) = failed(tanggap, database, 1)
    fresh = retried(replace(one, digest="digest-1"), datetime.now(UTC))
    database["digests"].insert_one({"_id": fresh.digest, "closed_at": datetime.now(UTC)})

    assert tanggap.prepared(lambda driver: FailedDeliveries(driver).retry(fresh))

    (document,) = database["deliveries"].find()
    assert document["waits_for"] == document["digest"] != fresh.digest
    assert database["digests"].find_one({"_id": document["digest"]})["due_at"] == document["digest_at"]


_PROOF = {
    "at": datetime(2026, 3, 2, tzinfo=UTC), "endpoint": "0", "outcome": "refused", "permanent": True, "code": 550,
    "reply": "no such user", "latency_ms": 3,
}  # fmt: skip


def test_a_record_is_shown_and_published_again_as_it_was(tanggap_with_broker: Tanggap) -> None:
    tanggap, stack = tanggap_with_broker, tanggap_with_broker.stack
    event = orjson.dumps({"id": "e-1", "type": "deadline.breached.v2", "source": "sla", "data": {"unit": "secret"}})
    poisoned = [
        (ASSIGNMENTS, 3, b"c-1", b"{}", "not_a_cloudevent"),
        (DEADLINES, 5, b"c-2", event, "invalid_event"),
        (DEADLINES, 6, None, b"\xff", "no_key"),
    ]  # fmt: skip
    asyncio.run(_dead_letters(stack, poisoned))
    tanggap.prepared(_nothing)

    entries = tanggap.json("dead-letters", "list")
    assert {(each["id"], each["code"], each["stage"], each["subject"]) for each in entries} == {
        ("assignments/0/0", "not_a_cloudevent", "notify", "c-1"),
        ("deadlines/0/0", "invalid_event", "notify", "c-2"),
        ("deadlines/0/1", "no_key", "notify", None),
    }
    assert len(tanggap.json("dead-letters", "list", "--topic", "deadlines", "--since", "1h")) == 2
    assert tanggap.json("dead-letters", "list", "--since", datetime.now(UTC).isoformat()) == []
    shown = tanggap.run("dead-letters", "show", "deadlines/0/0", "--json").stdout
    assert orjson.loads(shown)["event_type"] == "deadline.breached.v2"
    assert orjson.loads(shown)["came_from"] == "deadlines, partition 5, offset 70"
    assert "secret" not in shown

    assert tanggap.json("dead-letters", "retry", "deadlines/0/0")["done"] == 1
    assert tanggap.run("dead-letters", "retry", "deadlines/0/0").exit_code == 1
    assert tanggap.run("dead-letters", "retry", "deadlines/0/9").exit_code == 1
    assert tanggap.run("dead-letters", "retry", "deadlines/nine").exit_code == 1
    dropped = ("dead-letters", "drop", "--because", "a test of ours", "--yes")
    assert tanggap.json(*dropped, "--topic", "deadlines")["done"] == 1

    assert asyncio.run(_published(stack, DEADLINES, 5)) == [(b"c-2", event, HEADERS)]
    assert [each["id"] for each in tanggap.json("dead-letters", "list")] == ["assignments/0/0"]
    handled = {each["id"]: each["handled"] for each in tanggap.json("dead-letters", "list", "--all")}
    assert handled == {"assignments/0/0": None, "deadlines/0/0": "retried", "deadlines/0/1": "dropped"}


def test_a_retry_that_nobody_finished_is_open_again(tanggap_with_broker: Tanggap) -> None:
    tanggap, stack = tanggap_with_broker, tanggap_with_broker.stack
    asyncio.run(_dead_letters(stack, [(DEADLINES, 0, b"c-1", b"{}", "not_a_cloudevent")]))
    tanggap.prepared(_nothing)
    with MongoClient[dict[str, Any]](stack.mongo_url) as client:
        handled = client[f"{stack.database}_notify"]["handled_dead_letters"]
        letter = {"_id": "deadlines/0/0", "action": "retrying", "reason": "not_a_cloudevent"}
        handled.insert_one(letter | {"at": datetime.now(UTC)})
        assert tanggap.run("dead-letters", "retry", "deadlines/0/0").exit_code == 1
        handled.update_one({}, {"$set": {"at": datetime(2026, 1, 1, tzinfo=UTC)}})
    assert len(tanggap.json("dead-letters", "list")) == 1
    assert tanggap.json("dead-letters", "retry", "deadlines/0/0")["done"] == 1


def test_without_a_broker_only_deliveries_are_seen(tanggap: Tanggap) -> None:
    assert tanggap.json("dead-letters", "list") == []
    ran = tanggap.run("dead-letters", "show", "complaints/0/1")
    assert ran.exit_code == 1
    assert "KAFKA_BOOTSTRAP" in ran.stderr


Poisoned = tuple[Topic, int, bytes | None, bytes, str]


async def _nothing(_driver: Driver) -> None:
    """The indexes are made; nothing else is there."""


async def _dead_letters(stack: Stack, poisoned: list[Poisoned]) -> None:
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    producer = Producer(stack.bootstrap, stack.prefix, "test")
    await producer.start()
    for topic, partition, key, value, reason in poisoned:
        incoming = Incoming(topic, partition, 70, key, value)
        await producer.deliver([dead_letter(incoming, Poison(reason, "must be something else"), "notify")])
    await producer.stop()


async def _published(stack: Stack, topic: Topic, partition: int) -> list[tuple[bytes, bytes, Any]]:
    reader = AIOKafkaConsumer(
        stack.prefix + topic.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await reader.start()
    async with asyncio.timeout(30):
        record = await reader.getone()
    others = await reader.getmany(timeout_ms=0)
    await reader.stop()
    assert (record.partition, others) == (partition, {})
    return [(record.key, record.value, tuple(record.headers))]
