"""Photos and documents in the forms of pages: adds those of one form, all of them or none."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

from services.complaints import texts
from services.complaints.application.act import Overtaken
from services.complaints.application.attach import Attached, AttachOutcome, AttachRequest, UnfitFile, attach
from services.complaints.attachments.redraw import MAX_PIXELS
from services.complaints.domain.attachments import MAX_BYTES, MAX_EACH, MediaType, Phase
from services.complaints.domain.rights import Principal
from services.complaints.pages.site import site_of

MAX_REQUEST = MAX_EACH * MAX_BYTES + 512 * 1024
"""Bytes of a form with as many files as a complaint may have, each as large as it may be."""
ACCEPTED = ",".join(MediaType)
MEBIBYTES = MAX_BYTES // 1024 // 1024
"""So large a file may be."""


@dataclass(frozen=True, slots=True)
class FormUpload:
    """The files of a form that was read already, as the use case takes uploads: one at a time is in memory."""

    chosen: Sequence[UploadFile]
    phase: Phase

    async def files(self) -> AsyncIterator[bytes]:
        """Each file as a whole."""
        for each in self.chosen:
            yield await each.read()


async def add_photos(
    chosen: Sequence[UploadFile], phase: Phase, complaint_id: str, by: Principal, http: Request
) -> AttachOutcome | str:
    """Add these files, or say with a code of `texts.faults` why they are not even looked at."""
    if not chosen:
        return "no_file"
    if len(chosen) > MAX_EACH:
        return "too_many_files"
    if any((each.size or 0) > MAX_BYTES for each in chosen):
        return "file_too_large"
    site = site_of(http)
    wanted = AttachRequest(complaint_id, by, http.state.trace)
    return await attach(wanted, FormUpload(chosen, phase), site.deps, site.files)


def why_not(outcome: AttachOutcome | str, language: str) -> str | None:
    """Why files were not added, and what to do, in words; None when they were, or for what has no words."""
    if isinstance(outcome, Attached):
        return None
    if isinstance(outcome, Overtaken):
        return " ".join(texts.of(language).pages.refusals["overtaken"])
    return fault_in_words(outcome if isinstance(outcome, str) else _code(outcome), language)


def fault_in_words(code: str, language: str) -> str | None:
    """What is wrong with a file by the code of it, and what to do; None for a code of something else."""
    known = texts.of(language)
    said = known.faults.get(code) or known.attaching.get(code)
    if said is None:
        return None
    values = {"megabytes": MEBIBYTES, "megapixels": MAX_PIXELS // 1_000_000, "max": MAX_EACH}
    try:
        return " ".join(said).format(**values)
    except KeyError:
        return None


def _code(outcome: AttachOutcome) -> str:
    if isinstance(outcome, UnfitFile):
        return outcome.code
    return getattr(outcome, "reason", "")
