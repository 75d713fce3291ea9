"""All samples: for the previews, and for the texts that tests compare."""

from services.notify.domain.city import City
from tools.previews.complainants import to_complainants
from tools.previews.digests import digests
from tools.previews.leaders import to_leaders
from tools.previews.officers import to_officers
from tools.previews.sample import Sample

MAIN = (
    "one_clock",
    "two_clocks",
    "last_level",
    "repetition",
    "contribution",
    "late_after_reopening",
    "life_and_vacant_post",
    "assigned",
    "triage",
    "reminder",
    "late",
    "resolved",
    "digest_of_a_mayor",
    "digest_of_an_officer",
    "digest_of_a_channel",
)
"""Those whose texts are kept, to be compared with."""


def samples(city: City) -> list[Sample]:
    """Every message of config/demo, in the variants that read differently."""
    return [*to_leaders(city), *to_officers(city), *to_complainants(city), *digests(city)]
