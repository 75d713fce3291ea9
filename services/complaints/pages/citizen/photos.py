"""Adds the photos of a form one by one: one that is not taken takes no other with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

from services.complaints.application.attach import Attached, AttachRequest, UnfitFile, attach
from services.complaints.attachments.scanner import ScannerUnavailable
from services.complaints.domain.attachments import MAX_BYTES, MAX_EACH, Phase
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.pages.photos import FormUpload, fault_in_words
from services.complaints.pages.site import site_of
from services.complaints.store import StoreUnavailable
from web.words import Words

FIELD = "photos"
_TOO_LARGE, _UNAVAILABLE = "file_too_large", "unavailable"
_LEFT_OUT = re.compile(r"([0-9]{1,2})\.([a-z_]{1,40})")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Photo `number` of a form, from 1, was not kept; `code` says why."""

    number: int
    code: str


async def add_photos(
    files: Iterable[UploadFile], complaint_id: str, by: Principal, http: Request
) -> tuple[LeftOut, ...]:
    """Add these; what is returned was not kept. Whatever is wrong with them is no error: the complaint stands."""
    added = [await _add(file, AttachRequest(complaint_id, by, http.state.trace), http) for file in files]
    return tuple(LeftOut(number, code) for number, code in enumerate(added, 1) if code is not None)


def address(path: str, said: str, left_out: Iterable[LeftOut]) -> str:
    """The address of the page that follows, which tells what was not kept beside what is `said`."""
    query = "&".join(filter(None, (said, *(f"photo={each.number}.{each.code}" for each in left_out))))
    return f"{path}?{query}" if query else path


def left_out_in(values: Iterable[str]) -> tuple[LeftOut, ...]:
    """What an address says of it; what is not understood is passed by."""
    found = (_LEFT_OUT.fullmatch(each) for each in values)
    return tuple(LeftOut(int(each[1]), each[2]) for each in found if each)[:MAX_EACH]


def in_words(left_out: Iterable[LeftOut], language: str, words: Words) -> list[str]:
    """Which photos were not kept, why, and what to do: one sentence for each reason."""
    numbers: dict[str, list[str]] = {}
    for each in left_out:
        if (why := _why(each.code, language, words)) is not None:
            numbers.setdefault(why, []).append(str(each.number))
    return [_sentence(words, of_one_reason, why) for why, of_one_reason in numbers.items()]


def _sentence(words: Words, numbers: list[str], why: str) -> str:
    pattern: str = words.photo_left_out_one if len(numbers) == 1 else words.photo_left_out_many
    return pattern.format(numbers=", ".join(numbers), why=why)


async def _add(file: UploadFile, wanted: AttachRequest, http: Request) -> str | None:
    """The code of why it was not kept, None when it was."""
    if (file.size or 0) > MAX_BYTES:
        return _TOO_LARGE
    site = site_of(http)
    try:
        outcome = await attach(wanted, FormUpload((file,), Phase.BEFORE), site.deps, site.files)
    except (StoreUnavailable, ScannerUnavailable):
        return _UNAVAILABLE
    match outcome:
        case Attached():
            return None
        case UnfitFile(code=code) | Refusal(reason=code):
            return code
    return _UNAVAILABLE


def _why(code: str, language: str, words: Words) -> str | None:
    if code == _UNAVAILABLE:
        return str(words.photo_unavailable)
    return fault_in_words(code, language)
