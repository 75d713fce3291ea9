"""Mails have words for every reason that is given for a step of an improvement action."""

import pytest

from services.improvements.domain.actions import ACTIONS
from services.notify.messages.wording import wording

REASONS = sorted({reason for action in ACTIONS.values() for reason in action.reasons})


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reason_has_words_in_every_language(language: str) -> None:
    words = wording(language)
    assert [reason for reason in REASONS if not words.say("given_reason", reason)] == []
