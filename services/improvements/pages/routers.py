"""Joins the pages."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.improvements.pages import (
    finding,
    findings,
    improvement,
    improvements,
    learning,
    needs,
    proposing,
    stepping,
)
from services.improvements.pages.figures import annotating, behind, report, satisfaction, unit, units
from services.improvements.pages.forum import asking, ideas, proposing_idea, questions

_FIGURES = (units, unit, behind, annotating, satisfaction, report)
_FORUM = (needs, asking, questions, proposing_idea, ideas)


def page_routers() -> Sequence[APIRouter]:
    """All their routes. An improvement's page comes last: any word may be the id of one."""
    parts = (improvements, findings, finding, proposing, learning, stepping, *_FIGURES, *_FORUM, improvement)
    return tuple(part.create_router() for part in parts)
