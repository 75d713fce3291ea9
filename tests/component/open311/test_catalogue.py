"""Discovery, the services and what is asked about each."""

from tests.component.complaints.intake_api import IntakeClient
from tests.component.open311.client import SERVICES, V2, checked, refused, xml_of


async def test_discovery_names_the_endpoint_and_its_formats(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.get("/open311/discovery.json")
    found = answer.json()
    [endpoint] = found["endpoints"]
    assert endpoint["url"] == "http://test/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert found["changeset"].endswith("Z") and found["contact"] and found["key_service"]
    root = xml_of(await intake_api.client.get(f"{V2}/discovery.xml"))
    assert [each.text for each in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


async def test_every_category_is_a_service(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.get(f"{V2}/services.json", headers={"Accept-Language": "en"})
    services = {each["service_code"]: each for each in checked(answer, SERVICES)}
    assert services.keys() == intake_api.city.categories.keys()
    assert services["lampu-jalan"]["service_name"] == "Street lighting"
    assert services["lampu-jalan"]["keywords"] == "Lampu jalan"
    assert [code for code, each in services.items() if each["metadata"]] == ["lampu-jalan"]
    root = xml_of(await intake_api.client.get(f"{V2}/services.xml"))
    assert root.tag == "services" and len(root.findall("service")) == len(services)
    assert {each.findtext("metadata") for each in root} == {"true", "false"}


async def test_a_definition_lists_what_is_asked(intake_api: IntakeClient) -> None:
    definition = (await intake_api.client.get(f"{V2}/services/lampu-jalan.json")).json()
    assert definition["service_code"] == "lampu-jalan"
    pole, fault = definition["attributes"]
    assert (pole["datatype"], pole["order"], "values" in pole) == ("string", 1, False)
    assert (fault["datatype"], fault["order"], fault["required"]) == ("singlevaluelist", 2, False)
    assert fault["values"][0] == {"key": "dark", "name": "Mati"}
    root = xml_of(await intake_api.client.get(f"{V2}/services/lampu-jalan.xml"))
    assert root.tag == "service_definition"
    assert [each.findtext("order") for each in root.findall("attributes/attribute")] == ["1", "2"]
    assert root.findtext("attributes/attribute/values/value/key") == "dark"


async def test_a_service_of_which_nothing_is_asked_has_an_empty_definition(intake_api: IntakeClient) -> None:
    assert (await intake_api.client.get(f"{V2}/services/sampah.json")).json()["attributes"] == []
    assert list(xml_of(await intake_api.client.get(f"{V2}/services/sampah.xml")).findall("attributes/*")) == []


async def test_an_unknown_service_is_not_found(intake_api: IntakeClient) -> None:
    assert "unknown" in refused(await intake_api.client.get(f"{V2}/services/unknown.json"), 404)
