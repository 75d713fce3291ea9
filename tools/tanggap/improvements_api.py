"""Calls the API of improvements as somebody who works for the city."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Self

import httpx
import orjson
import typer

from chassis.errors import ConfigurationError
from deploy.local.environment import stack_from
from deploy.local.ports import is_listening

TIMEOUT_S = 60.0
Api = Annotated[
    str | None, typer.Option(help="Where the API of improvements is; IMPROVEMENTS_URL by default.", show_default=False)
]
TokenFile = Annotated[
    Path | None, typer.Option(help="Holds the token of somebody who may; else STAFF_TOKEN is it.", show_default=False)
]
Person = Annotated[str | None, typer.Option("--as", help="With the stack of `make up`: as which person.")]


class ApiRefused(Exception):
    """The API does not take the request, or does not answer; the message says why and what to do."""


@dataclass(frozen=True)
class Caller:
    """Where the API is, and with which token it is called."""

    url: str
    token: str


def caller(local: bool, api: str | None, token_file: Path | None, person: str | None) -> Caller:
    """From options, the environment, or the stack of `make up`; raises `ConfigurationError` when neither says it."""
    url, token = api or os.environ.get("IMPROVEMENTS_URL"), os.environ.get("STAFF_TOKEN")
    if token_file is not None:
        token = _text(token_file).strip()
    stack = stack_from()
    if url is None and (local or is_listening(stack.ports.improvements)):
        url = stack.improvements_url
        token = token or _local_token(stack.access / "plain.json", person)
    if url is None:
        raise ConfigurationError("where is the API of improvements? Give --api or IMPROVEMENTS_URL, or run `make up`")
    if not token:
        raise ConfigurationError("the token of somebody who works for the city is needed: --token-file or STAFF_TOKEN")
    return Caller(url, token)


def _local_token(plain: Path, person: str | None) -> str:
    people = orjson.loads(_text(plain))["officers"]
    if person not in people:
        raise ConfigurationError(f"--as: {person!r} is none of {', '.join(people)}")
    return str(people[person])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error


class ImprovementsApi:
    """`with` opens and closes the connection. Every call raises `ApiRefused`."""

    def __init__(self, by: Caller) -> None:
        headers = {"Authorization": f"Bearer {by.token}"}
        self._client = httpx.Client(base_url=by.url, headers=headers, timeout=TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a body."""
        return self._answer("POST", path, content=orjson.dumps(body), headers={"Content-Type": "application/json"})

    def get(self, path: str, **query: str) -> Any:
        """The answer to a question."""
        return self._answer("GET", path, params=query)

    def _answer(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self._client.request(method, path, **more)
        except httpx.HTTPError as error:
            raise ApiRefused(f"the API of improvements does not answer: {error}; try again later") from error
        if answer.is_success:
            return answer.json()
        raise ApiRefused(f"{method} {path}: {answer.status_code}: {_said(answer)}")


def _said(answer: httpx.Response) -> str:
    """What a problem says is wrong, and what to do."""
    try:
        errors = answer.json()["errors"]
        return "; ".join(f"{each['field']}: {each['reason']}; {each['remedy']}" for each in errors)
    except (ValueError, KeyError, TypeError):
        return "try again later" if answer.status_code >= 500 else "is this the address of the API of improvements?"
