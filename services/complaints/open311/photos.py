"""The photos of a complaint for the channel that handed it in, by addresses that carry their own leave for an hour.

A program that follows `media_url` sends no key with it. So the address is a link that we have signed, for this photo
and this channel; whoever gets it from that channel sees this photo, until it expires. Without keys for links the
address is the one of the API for channels, which asks for the key.
"""

from collections.abc import Iterator
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.downloads import download
from contracts.links import Link, LinkExpired, LinkForged, LinkKey, Purpose, read, sign
from services.complaints.access import principal_of
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import find
from services.complaints.domain.attachments import Attachment, Phase
from services.complaints.domain.rights import Principal, Role
from services.complaints.open311.call import Call
from services.complaints.open311.catalogue import PREFIX, VERSION
from services.complaints.open311.refused import Refused
from services.complaints.record import Record
from services.complaints.store.attachments import FileMissing

VALID = timedelta(hours=1)
_PURPOSE: Purpose = "photo"


def of_request(record: Record, call: Call) -> str | None:
    """Where the first photo of what was found is, for the channel that handed the complaint in; None for others."""
    found = (each for each in _shown(record, call) if each.phase is Phase.BEFORE)
    first = next(found, None)
    return None if first is None else _address(first, record, call)


def by_seq(record: Record, call: Call) -> dict[int, str]:
    """Where the photo is that a step has added, by the number of the step, for the same channel."""
    return {each.seq: _address(each, record, call) for each in _shown(record, call)}


async def photo(http: Request) -> Response:
    """The photo behind a signed address, as a download."""
    deps: Dependencies = http.app.state.deps
    files: FileTools = http.app.state.files
    try:
        link = read(http.path_params["token"], http.app.state.link_keys, (_PURPOSE,), deps.clock())
    except LinkExpired as error:
        raise Refused("photo_expired", 404) from error
    except LinkForged as error:
        raise Refused("photo_unknown", 404) from error
    found = await find(link.complaint_id or "", Principal(Role.CHANNEL, link.recipient), deps)
    named = found.attachments if isinstance(found, Record) else ()
    attachment = next((each for each in named if each.id == link.message), None)
    if attachment is None:
        raise Refused("photo_unknown", 404)
    try:
        content = await files.store.content(attachment.id)
    except FileMissing as error:
        raise Refused("photo_unknown", 404) from error
    name, kind = f"{attachment.id}.jpg", attachment.media_type.value
    return download(content, name, kind, attachment.size, for_other_sites=True)


def _shown(record: Record, call: Call) -> Iterator[Attachment]:
    channel = call.channel
    if channel is not None and channel.id == record.complaint.routing_input.channel:
        for each in record.attachments:
            if each.media_type.is_image and each.is_shown_to(principal_of(channel)):
                yield each


def _address(photo: Attachment, record: Record, call: Call) -> str:
    keys: tuple[LinkKey, ...] = call.http.app.state.link_keys
    complaint = record.complaint
    if not keys:
        return f"{call.base}/v1/complaints/{complaint.id}/attachments/{photo.id}"
    now = call.deps.clock()
    link = Link(_PURPOSE, photo.id, complaint.id, complaint.routing_input.channel, "", now + VALID)
    return f"{call.base}{PREFIX}{VERSION}/photos/{sign(link, keys[0], now)}.jpg"
