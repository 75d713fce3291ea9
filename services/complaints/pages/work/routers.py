"""Joins the pages of those who work on complaints."""

from fastapi import APIRouter

from services.complaints.pages.work import bulk, complaint, counter, queue, receipt, stepping


def create_router() -> APIRouter:
    """All their routes."""
    router = APIRouter(include_in_schema=False)
    for part in (queue, bulk, complaint, stepping, counter, receipt):
        router.include_router(part.create_router())
    return router
