"""Letting duplicates follow reads no more than them."""

from tests.component.complaints.following import follow, loop_of, pair, shown
from tests.component.complaints.intake_api import PU, IntakeClient
from tests.component.recorder import Client, recorded, scans


async def test_its_queries_are_indexed(intake_api: IntakeClient) -> None:
    original, _ = await pair(intake_api)
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    with recorded() as sent:
        for _ in range(3):
            await loop_of(intake_api).step()
        await follow(intake_api)
        await shown(intake_api, original)
    own = [each for each in sent if each.conditions() != [{"groups": "to_follow"}]]
    with Client(intake_api.driver._url, tz_aware=True) as client:
        assert scans(client, own) == []
