"""Settings of the map: there is one where the city has a tile server, and what is wrong with them is named."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.errors import ConfigurationError
from services.complaints.pages.tiles import Tiles, load_tiles
from tests.unit.complaints.settings import settings

TEMPLATE = "https://tiles.example:8443/city/{z}/{x}/{y}.png"
MAP: dict[str, Any] = {"map_tiles": TEMPLATE, "map_start": "-7.25,112.75,13"}


def test_without_a_tile_server_there_is_no_map() -> None:
    assert load_tiles(settings()) is None


def test_a_map_opens_where_the_city_is_and_names_whose_it_is() -> None:
    tiles = load_tiles(settings(**MAP))
    assert tiles == Tiles(TEMPLATE, "© OpenStreetMap contributors", -7.25, 112.75, 13)
    assert tiles.origin == "https://tiles.example:8443"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"map_tiles": None}, "MAP_TILES"),
        ({"map_tiles": "https://tiles.example/{z}/{y}.png"}, r"MAP_TILES: must contain \{x\}"),
        ({"map_start": None}, "MAP_START"),
        ({"map_start": "-7.25;112.75;13"}, "MAP_START"),
        ({"map_start": "-7.25,112.75"}, "MAP_START"),
        ({"map_start": "-97.25,112.75,13"}, "MAP_START"),
        ({"map_start": "nan,112.75,13"}, "MAP_START"),
        ({"map_start": "-7.25,112.75,20"}, "MAP_START"),
    ],
)
def test_what_is_missing_or_wrong_is_named(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_tiles(settings(**{**MAP, **changed}))


@pytest.mark.parametrize(
    "template",
    [
        "tiles.example/{z}/{x}/{y}",
        "ftp://tiles.example/{z}/{x}/{y}",
        "https://tiles.example; script-src *//{z}/{x}/{y}",
    ],
)
def test_an_address_that_could_say_more_in_a_header_is_refused(template: str) -> None:
    with pytest.raises(ValidationError, match="map_tiles"):
        settings(map_tiles=template)
