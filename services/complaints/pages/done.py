"""What was done a moment ago: a page that has done something says so in the address of the page that follows.

Anybody can make up an address, so it carries a proof that only a page of the same session can give.
"""

from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlencode

from starlette.requests import Request

from services.complaints.pages.site import Reader, site_of

_PURPOSE = "what was done"


@dataclass(frozen=True, slots=True)
class Done:
    """A step by its name, and what it was about where the page says that too."""

    name: str
    about: str = ""


def telling(done: Done, reader: Reader, http: Request) -> str:
    """The part of a query with which an address says so, to somebody who is signed in."""
    about = {"about": done.about} if done.about else {}
    return urlencode({"done": done.name, **about, "proof": _proof(done, reader, http)})


def told(reader: Reader, http: Request) -> Done | None:
    """What the address of this page says was done, if a page of the same session has said so."""
    done = Done(http.query_params.get("done", ""), http.query_params.get("about", ""))
    given = http.query_params.get("proof", "")
    if reader.session is None:
        return None
    return done if compare_digest(given.encode(), _proof(done, reader, http).encode()) else None


def _proof(done: Done, reader: Reader, http: Request) -> str:
    of_session = reader.session.form_token if reader.session else ""
    return site_of(http).key.token(_PURPOSE, f"{done.name} {done.about} {of_session}")
