"""Links between services: plain paths on one host, with an origin where a service has a port of its own."""

import pytest

from city.access import StaffRole
from web.hosts import COMPLAINTS, IMPROVEMENTS, Hosts, service_of
from web.menu import menu_of

ORIGINS = {COMPLAINTS: "http://localhost:8100", IMPROVEMENTS: "http://localhost:8102"}


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", COMPLAINTS),
        ("/queue?unit=x", COMPLAINTS),
        ("/improvements", IMPROVEMENTS),
        ("/improvements/1?x=/queue#there", IMPROVEMENTS),
        ("/improvements?lang=en", IMPROVEMENTS),
        ("/improvements-of-mine", COMPLAINTS),
        ("/surveys/abc", IMPROVEMENTS),
        ("/forum", IMPROVEMENTS),
        ("/reports#now", IMPROVEMENTS),
        ("/queue/improvements", COMPLAINTS),
    ],
)
def test_the_first_part_of_a_path_says_whose_page_it_is(path: str, service: str) -> None:
    assert service_of(path) == service


def test_on_one_host_every_link_is_a_path() -> None:
    hosts = Hosts(IMPROVEMENTS)
    assert [hosts.link(path) for path in ("/queue", "/improvements")] == ["/queue", "/improvements"]
    assert hosts.others == ()


def test_where_services_have_ports_a_link_to_another_one_carries_its_origin() -> None:
    here, there = Hosts(COMPLAINTS, ORIGINS), Hosts(IMPROVEMENTS, ORIGINS)
    assert [here.link("/queue"), here.link("/forum?x")] == ["/queue", "http://localhost:8102/forum?x"]
    assert [there.link("/sign-in?next=/forum"), there.link("/forum")] == [
        "http://localhost:8100/sign-in?next=/forum",
        "/forum",
    ]
    assert (here.others, there.others) == ((ORIGINS[IMPROVEMENTS],), (ORIGINS[COMPLAINTS],))


@pytest.mark.parametrize("role", [*StaffRole, None])
def test_everybody_is_offered_something(role: StaffRole | None) -> None:
    entries = menu_of(role)
    assert entries
    assert all(path.startswith("/") and not path.startswith("//") for _, path in entries)
