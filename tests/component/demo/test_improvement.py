"""The demonstration's year and a half: what was planted is found, and the action is seen to help."""

from rich.console import Console

from demo.improvement import play
from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.stacks import fresh


async def test_what_goes_wrong_is_found_and_the_action_is_seen_to_help(bare_stack: Stack, store: Store) -> None:
    console = Console(record=True, width=200, quiet=False)
    played = await play(fresh(bare_stack), console)
    text = console.export_text()
    assert played.is_good, text
    assert "19 of 24 people of dinas-pu have finished" in text
    assert "A finding" in text and "An action" in text and text.count("Its effect") == 2
