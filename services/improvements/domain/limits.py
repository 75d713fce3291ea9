"""What no improvement action may be, and the refusals that say so."""

from datetime import datetime, timedelta

from services.improvements.domain.actions import Proposal
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import roles_with

MAX_COMPLAINTS = 500
"""Complaints that one action is linked to: so many people hear that it is because of them."""
MAX_MOVES = 3
"""How often its owner or the bureau may move the date; after that a leader does."""
LONGEST = timedelta(days=3 * 366)
"""No action is planned further ahead."""


def unfit(wanted: Proposal, now: datetime) -> Refusal | None:
    """Why nobody could ever carry a proposal out, or measure it; None when it is fit."""
    if wanted.due_at <= now:
        return Refusal("due_in_the_past", "the date is over already", "send a date in the future", "due_on")
    if wanted.due_at <= wanted.starts_at:
        return Refusal("due_before_start", "it would end before it begins", "send a later `due_on`", "due_on")
    if wanted.due_at > now + LONGEST:
        return too_far("due_on")
    if wanted.target.start == wanted.target.goal:
        return Refusal("no_effect_expected", "from and to are the same", "say what is to change", "target.goal")
    if not any((wanted.about.category, wanted.about.area, wanted.about.unit, wanted.about.word)):
        reason = "it is about nothing: its effect could not be measured"
        return Refusal("about_missing", reason, "name a category, an area or a unit", "about")
    return too_many() if len(set(wanted.complaints)) > MAX_COMPLAINTS else None


def not_allowed(action: str, field: str) -> Refusal:
    """Somebody's role, or their unit, does not allow it."""
    who = roles_with(action) or "nobody"
    reason = f"your role may not {action.replace('_', ' ')} for this unit"
    return Refusal("not_allowed", reason, f"ask somebody with the role {who}, within their units", field)


def too_far(field: str) -> Refusal:
    """The date lies beyond `LONGEST`."""
    return Refusal("due_too_far", "it lies more than three years ahead", "plan it in steps", field)


def too_many() -> Refusal:
    """More complaints than `MAX_COMPLAINTS`."""
    reason = f"an improvement is linked to at most {MAX_COMPLAINTS} complaints"
    return Refusal("too_many_complaints", reason, "link those that show it best", "complaints")
