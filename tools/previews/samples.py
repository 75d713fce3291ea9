"""All samples: for the previews, and for the texts that tests compare."""

from services.notify.domain.city import City
from tools.previews.actions import about_improvements
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
    "improved",
    "finding",
    "finding_of_a_share",
    "improvement_proposed",
    "decision_late",
    "improvement_declined",
    "improvement_agreed",
    "improvement_escalated",
    "improvement_postponed",
    "improvement_dropped",
    "improvement_done",
    "effect_improved",
    "effect_no_effect_seen",
    "effect_worsened",
    "effect_too_few",
    "digest_of_a_mayor",
    "digest_with_improvements",
    "digest_of_findings",
    "digest_of_an_officer",
    "digest_of_a_channel",
)
"""Those whose texts are kept, to be compared with."""


def samples(city: City) -> list[Sample]:
    """Every message of config/demo, in the variants that read differently."""
    return [
        *to_leaders(city),
        *to_officers(city),
        *to_complainants(city),
        *about_improvements(city),
        *digests(city),
    ]
