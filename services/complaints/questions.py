"""What a complainant is asked after a step of theirs."""

from collections.abc import Collection

from contracts.events import ComplaintRated
from services.complaints import texts


def after_rating(stars: int | None, possible_actions: Collection[str], language: str) -> str | None:
    """Whoever was not helped is asked whether to go on, as long as that is possible."""
    is_low = stars is not None and stars <= ComplaintRated.LOW_STARS
    return texts.of(language).questions["after_low_rating"] if is_low and "reopen" in possible_actions else None
