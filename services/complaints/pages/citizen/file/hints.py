"""Open complaints that a new one may repeat, which somebody can join in place of filing another one.

People who file are not to learn the ids of other complaints. What stands for one in the form follows from its id by a
secret of ours; so it is recognised when the same is looked for again.
"""

from dataclasses import dataclass, replace
from hmac import compare_digest

from contracts.values import RoutingInput
from services.complaints.application.filing_request import FilingRequest
from services.complaints.application.similar import Hint, hints
from services.complaints.city import City
from services.complaints.pages.citizen.web import THE_WEB
from services.complaints.pages.site import Site
from web.dates import date_in_words
from web.keys import PageKey
from web.words import Words

TIMEOUT_S = 3.0
"""Somebody who reads a page can wait longer for it than a channel that only files."""
ALMOST_SAME = 90
"""How alike texts are, of 100, that say almost the same."""
_ROUND_M = 10


@dataclass(frozen=True, slots=True)
class ShownHint:
    """A complaint that is like it, in words. `token` joins it; None where it came in by another channel."""

    text: str
    place: str
    likeness: str
    token: str | None


async def similar_ones(wanted: FilingRequest, site: Site) -> tuple[Hint, ...]:
    """What is like it and open; nothing while that is not known."""
    about = RoutingInput(
        channel=wanted.channel,
        filed_at=site.deps.clock(),
        category=wanted.category,
        area=wanted.area,
        point=wanted.point,
    )
    found = await hints(about, wanted.text, THE_WEB, site.deps, timeout_s=TIMEOUT_S)
    return found or ()


async def joining(wanted: FilingRequest, token: str, site: Site) -> FilingRequest | None:
    """The request as that of somebody who joins what `token` stands for; None when that is not open any more."""
    for hint in await similar_ones(wanted, site):
        known = _token(hint, site.key)
        if known is not None and compare_digest(known.encode(), token.encode()):
            return replace(wanted, follows=hint.complaint_id)
    return None


def shown(hint: Hint, key: PageKey, city: City, language: str, words: Words) -> ShownHint:
    """As the page shows it."""
    text = words.hint.format(
        category=city.category_name(hint.category, language), date=date_in_words(hint.filed_at, language, city.zone)
    )
    likeness = words.hint_same if hint.ratio >= ALMOST_SAME else words.hint_like
    return ShownHint(text, _place(hint, words), likeness, _token(hint, key))


def _place(hint: Hint, words: Words) -> str:
    if hint.distance_m is None:
        return str(words.hint_area)
    return str(words.hint_near.format(metres=max(_ROUND_M, round(hint.distance_m, -1))))


def _token(hint: Hint, key: PageKey) -> str | None:
    return None if hint.complaint_id is None else key.token("me too", hint.complaint_id)
