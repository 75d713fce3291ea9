"""Joins the pages."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.improvements.pages import finding, findings, improvement, improvements, needs, proposing, stepping
from services.improvements.pages.forum import asking, ideas, proposing_idea, questions


def page_routers() -> Sequence[APIRouter]:
    """All their routes. An improvement's page comes last: any word may be the id of one."""
    parts = (
        improvements,
        findings,
        finding,
        needs,
        asking,
        questions,
        proposing_idea,
        ideas,
        proposing,
        stepping,
        improvement,
    )
    return tuple(part.create_router() for part in parts)
