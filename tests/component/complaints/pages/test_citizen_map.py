"""The map on which a place is pointed at: only where the city has a tile server, and only on the page that needs it."""

import re

from services.complaints.pages.tiles import Tiles
from tests.component.complaints.intake_api import opened
from tests.component.complaints.pages.reading import Browser
from tests.component.complaints.reused import PreparedStack

TILES = "https://tiles.example/{z}/{x}/{y}.png"


async def test_without_a_tile_server_a_page_has_no_map_and_shows_pictures_of_ours_alone(browser: Browser) -> None:
    details = await browser.press(await browser.get("/file"), "choose", "saluran-mampet")
    assert "leaflet" not in details.text and 'id="map"' not in details.text
    assert "img-src 'self' blob:;" in details.headers["Content-Security-Policy"]


async def test_a_city_with_a_tile_server_has_a_map_where_a_place_is_told_and_nowhere_else(
    prepared_stack: PreparedStack,
) -> None:
    async with opened(prepared_stack, tiles=Tiles(TILES, "<b>Kota</b>", -7.25, 112.75, 13)) as api:
        browser = Browser(api.client)
        about = await browser.get("/file")
        details = await browser.press(about, "choose", "saluran-mampet")
        assert "&lt;b&gt;Kota&lt;/b&gt;" in details.text and f'data-tiles="{TILES}"' in details.text
        assert "img-src https://tiles.example data: 'self' blob:;" in details.headers["Content-Security-Policy"]
        assert "tiles.example" not in about.headers["Content-Security-Policy"] + about.text
        for asset in re.findall(r'"(/assets/[^"]+/(?:leaflet|map)[^"]+)"', details.text):
            assert (await api.client.get(asset)).status_code == 200
