"""A place is pointed at on the map of the city's tile server, by touch or keyboard; without scripts there is none."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.environment import Stack
from deploy.local.store import Store
from services.complaints.pages.tiles import Tiles
from tests.browser.audit import violations
from tests.browser.event_desks import serving
from tests.browser.visits import DESKTOP, PHONE, PagesSite, Visits, fits
from tests.browser.waiting import until
from tests.pictures import picture
from tests.stacks import fresh

TILES = Tiles("https://tiles.example/{z}/{x}/{y}.png", "© Tirtasari", -7.25, 112.75, 13)


@pytest.fixture
def visit_with_map(browser: Browser, bare_stack: Stack, store: Store) -> Iterator[Visits]:
    """Opens windows on a city that has a tile server."""
    with serving(fresh(bare_stack), tiles=TILES) as site:
        visits = Visits(browser, PagesSite(site.url, {"channels": {}, "officers": {}}))
        yield visits
        visits.close()
    assert visits.faults == []


def _details(page: Page) -> None:
    tile = picture(1, "PNG", size=(256, 256))
    page.context.route("https://tiles.example/**", lambda asked: asked.fulfill(body=tile, content_type="image/png"))
    page.goto("/file")
    page.locator("main button[name=choose]").first.click()


def _entered(page: Page) -> tuple[float, float]:
    latitude, longitude = (float(page.input_value(f"#{name}")) for name in ("latitude", "longitude"))
    return latitude, longitude


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_press_on_the_map_fills_in_the_place(visit_with_map: Visits, width: int) -> None:
    page = visit_with_map(width, language="en")
    _details(page)
    shown = page.locator("#map .leaflet-tile-loaded")
    expect(shown.first).to_be_visible()
    until(lambda: shown.first.evaluate("(each) => each.naturalWidth") == 256, "the tiles are shown")
    expect(page.locator("#map .pin")).to_have_count(0)
    page.locator("#map").click()
    expect(page.locator("#pointed")).to_have_text("The place is noted.")
    assert _entered(page) == pytest.approx((-7.25, 112.75), abs=0.001)
    expect(page.locator("#map .pin")).to_be_visible()
    assert violations(page) == []
    assert fits(page)
    page.locator("#text").fill("Lubang di jalan")
    page.locator("main button[name=review]").click()
    expect(page.locator("main")).to_contain_text("-7.2")


def test_the_keyboard_alone_points_at_a_place(visit_with_map: Visits) -> None:
    page = visit_with_map(DESKTOP)
    _details(page)
    expect(page.locator("#map .leaflet-tile-loaded").first).to_be_visible()
    page.locator("#map").focus()
    before = page.locator("#map .leaflet-map-pane").evaluate("(each) => each.style.transform")
    page.keyboard.press("ArrowRight")
    until(
        lambda: page.locator("#map .leaflet-map-pane").evaluate("(each) => each.style.transform") != before,
        "the map has moved",
    )
    until(lambda: page.locator("#map.leaflet-pan-anim, #map .leaflet-pan-anim").count() == 0, "it has come to rest")
    page.locator("#middle").press("Enter")
    latitude, longitude = _entered(page)
    assert longitude > 112.75
    assert latitude == pytest.approx(-7.25, abs=0.0001)


def test_coordinates_that_are_typed_stand_on_the_map(visit_with_map: Visits) -> None:
    page = visit_with_map(PHONE)
    _details(page)
    page.locator("summary").click()
    page.locator("#latitude").fill("-7,3")
    page.locator("#longitude").fill("112,8")
    page.locator("#text").focus()
    expect(page.locator("#map .pin")).to_be_visible()


def test_without_scripts_there_is_no_map_and_the_fields_are_there(visit_with_map: Visits) -> None:
    page = visit_with_map(PHONE, scripts=False)
    _details(page)
    expect(page.locator("#with-map")).to_be_hidden()
    page.locator("summary").click()
    expect(page.locator("#latitude")).to_be_visible()
