"""What there is to ask for: the endpoint itself, the services (a city's categories), and what is asked about each."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from city.files.categories import Attribute, Category
from services.complaints.city import City
from services.complaints.open311.answers import MEDIA_TYPES, Answer, Row, response
from services.complaints.open311.call import Call, call_of
from services.complaints.open311.refused import Refused

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
PREFIX, VERSION = "/open311", "/v2"


async def discover(http: Request) -> Response:
    """Where the endpoint is, and in which formats it answers. It changes only when the process begins anew."""
    call = await call_of(http)
    known, language = call.city.open311, call.language
    changeset = _moment(http.app.state.started_at)
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{call.base}{PREFIX}{VERSION}",
        "changeset": changeset,
        "type": "production",
        "formats": [each.partition(";")[0] for each in reversed(MEDIA_TYPES.values())],
    }
    found = {
        "changeset": changeset,
        "contact": known.contact.in_language(language) if known else call.city.name.in_language(language),
        "key_service": known.key_service.in_language(language) if known else None,
        "endpoints": [endpoint],
    }
    return response(Answer("discovery", found), call.form)


async def list_services(http: Request) -> Response:
    """All categories of the city."""
    call = await call_of(http)
    rows = [_service(each, call) for each in call.city.categories.values()]
    return response(Answer("services", rows, "service"), call.form)


async def define_service(http: Request) -> Response:
    """What is asked about a category; an empty list where nothing is."""
    call = await call_of(http)
    category = service_of(http.path_params["service_code"], call.city)
    attributes = [_attribute(each, n, call.language) for n, each in enumerate(category.attributes, 1)]
    definition = {"service_code": category.code, "attributes": attributes}
    return response(Answer("service_definition", definition), call.form)


def service_of(code: str, city: City) -> Category:
    """The category with this code; refused when there is none."""
    category = city.categories.get(code)
    if category is None:
        raise Refused("service_unknown", 404, code=code)
    return category


def _service(category: Category, call: Call) -> Row:
    names, language = category.name.root, call.language
    return {
        "service_code": category.code,
        "service_name": category.name.in_language(language),
        "description": category.description.in_language(language) if category.description else None,
        "metadata": bool(category.attributes),
        "type": "realtime",
        "keywords": ", ".join(name for each, name in names.items() if each != language) or None,
        "group": None,
    }


def _attribute(attribute: Attribute, order: int, language: str) -> Row:
    row: dict[str, Any] = {
        "variable": True,
        "code": attribute.code,
        "datatype": attribute.datatype,
        "required": attribute.required,
        "datatype_description": attribute.hint.in_language(language) if attribute.hint else None,
        "order": order,
        "description": attribute.description.in_language(language),
    }
    if attribute.values:
        row["values"] = [{"key": each.key, "name": each.name.in_language(language)} for each in attribute.values]
    return row


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
