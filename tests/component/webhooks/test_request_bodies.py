"""The body in the log is the body that a webhook gets."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from chassis.mongo import Driver
from services.notify.application import webhook_deliveries, webhooks
from services.notify.application.dependencies import Dependencies
from services.notify.domain.complaint import Complaint, after
from services.notify.domain.hearing import Known
from services.notify.domain.variables import variables_of
from services.notify.domain.webhooks import planned
from services.notify.messages import Messages
from services.notify.request_bodies import request_bodies
from services.notify.store.subjects import Subjects
from tests.unit.notify.examples import COMPLAINT, NOW, assigned, load_city


async def test_it_has_the_event_and_what_people_read(deps: Dependencies, driver: Driver, tmp_path: Path) -> None:
    subjects, event = Subjects(driver), assigned(channel="sp4n")
    complaint = after(Complaint(COMPLAINT, channel="sp4n"), event)
    await subjects.save([(Known(Complaint(COMPLAINT)), Known(complaint))])
    webhook = await webhooks.create(deps, "sp4n", "https://channel.example/")
    told = planned(event, complaint, [webhook], NOW, language="id", template="taken_on", variables=variables_of(event))
    (delivery,) = told.deliveries
    request_of = request_bodies(subjects, Messages(load_city(tmp_path)), lambda: datetime.now(UTC))

    body = await request_of(delivery)
    assert (body["type"], body["timestamp"]) == ("complaint.assigned", "2026-03-02T03:15:00Z")
    assert (body["data"]["unit"], body["data"]["seq"]) == ("roads", 1)
    assert "Dinas Jalan" in body["data"]["message"]["text"]

    without = await deps.request_of(delivery)
    assert without["data"] == {name: value for name, value in body["data"].items() if name != "message"}


async def test_a_test_is_about_no_complaint(deps: Dependencies, driver: Driver, tmp_path: Path) -> None:
    webhook = await webhooks.create(deps, "sp4n", "https://channel.example/")
    test = await webhook_deliveries.send_test(deps, "sp4n", webhook.id)
    of_city = request_bodies(Subjects(driver), Messages(load_city(tmp_path)), lambda: NOW)
    for request_of in (deps.request_of, of_city):
        body = await request_of(replace(test, language="en"))
        assert (body["type"], body["data"]["webhook"]) == ("webhook.test", webhook.id)
