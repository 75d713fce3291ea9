"""Signing in and out: by the city's identity provider, or with a token of the access file."""

from fastapi import APIRouter

from services.complaints.pages.signin import leaving, provider, token
from web.routes import page_router


def create_router() -> APIRouter:
    """The routes of the part."""
    router = page_router()
    router.add_api_route("/sign-in", token.show_sign_in, methods=["GET", "HEAD"])
    router.add_api_route("/sign-in", token.sign_in, methods=["POST"])
    router.add_api_route("/sign-out", leaving.sign_out, methods=["POST"])
    router.add_api_route("/sign-in/oidc", provider.leave_for_provider, methods=["GET"])
    router.add_api_route("/sign-in/oidc/callback", provider.come_back, methods=["GET"])
    return router
