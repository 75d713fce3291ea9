"""The webhooks in memory: what planning and signing know is what the store knew a moment ago."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import StoreUnavailable
from services.notify.application import webhooks
from services.notify.application.dependencies import Dependencies
from services.notify.application.refusals import NotNow
from services.notify.application.webhooks import Changes
from services.notify.domain.outcomes import Refused
from services.notify.domain.webhooks import after_outcome
from services.notify.store.webhook_directory import WebhookDirectory
from services.notify.store.webhooks import MAX_PER_CHANNEL
from tests.component.notify.waiting import until

URL = "https://channel.example/tanggap"


async def test_it_knows_all_that_are_enabled_and_learns_of_changes(deps: Dependencies) -> None:
    directory = WebhookDirectory(deps.store)
    with pytest.raises(StoreUnavailable):
        _ = directory.enabled
    one = await webhooks.create(deps, "sp4n", URL)
    other = await webhooks.create(deps, "radio", URL)
    await directory.start()
    try:
        await until(lambda: _known(directory) == {one.id, other.id}, "both are known")
        assert directory.get(one.id) == one

        await webhooks.change(deps, None, other.id, Changes(enabled=False))
        new = await webhooks.create(deps, "radio", f"{URL}/new")
        directory.wake()
        await until(lambda: _known(directory) == {one.id, new.id}, "the change is known")
        assert directory.get(other.id) is None
    finally:
        await directory.stop()


def _known(directory: WebhookDirectory) -> set[str]:
    try:
        return {webhook.id for webhook in directory.enabled}
    except StoreUnavailable:
        return set()


async def test_those_who_add_at_the_same_moment_do_not_exceed_the_number(deps: Dependencies) -> None:
    adding = [webhooks.create(deps, "sp4n", URL) for _ in range(MAX_PER_CHANNEL + 4)]
    results = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(result, NotNow) for result in results) == 4
    assert len(await webhooks.listed(deps, "sp4n")) == MAX_PER_CHANNEL


@pytest.mark.parametrize("page", [1, 3, 6, 7, 500])
async def test_everything_is_read_page_by_page(deps: Dependencies, page: int) -> None:
    made = [await webhooks.create(deps, channel, URL) for channel in ("sp4n", "radio") for _ in range(3)]
    found = await deps.store.everything(page)
    assert sorted(webhook.id for webhook in found) == sorted(webhook.id for webhook in made)


async def test_no_change_is_lost_to_another_at_the_same_moment(deps: Dependencies) -> None:
    """A sender notes failures while the owner changes what they know of."""
    webhook = await webhooks.create(deps, "sp4n", URL)
    now = datetime.now(UTC).replace(microsecond=0)
    failing = deps.store.change(webhook.id, lambda each: after_outcome(each, Refused(False, 500, "later"), now))
    described = webhooks.change(deps, "sp4n", webhook.id, Changes(description="ours"))
    rotated = webhooks.rotate(deps, "sp4n", webhook.id)
    await asyncio.gather(failing, described, rotated)

    kept = await deps.store.get(webhook.id)
    assert kept is not None
    assert (kept.failing_since, kept.description, len(kept.secrets)) == (now, "ours", 2)
    later = now + timedelta(days=6)
    gone = await deps.store.change(webhook.id, lambda each: after_outcome(each, Refused(False, 500, "later"), later))
    assert gone is not None
    assert (gone.disabled_because, gone.disabled_at) == ("failing", later)
    assert await deps.store.change("wh_nobody", lambda each: each) is None
