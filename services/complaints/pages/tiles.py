"""The map on which a place can be pointed at: the pictures of the city's tile server, drawn by Leaflet.

Without such a server there is no map: whoever serves the tiles learns where people look, so the city decides who that
is. The address of the tiles has the form that all such servers use: {z} is the zoom, {x} and {y} count tiles.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from chassis.errors import ConfigurationError
from services.complaints.settings import IntakeSettings

_PLACES = ("{z}", "{x}", "{y}")
_MAX_ZOOM = 19


@dataclass(frozen=True, slots=True)
class Tiles:
    """`template` is the address of a tile, `credit` whose map it is; the map opens at the latitude and longitude."""

    template: str
    credit: str
    latitude: float
    longitude: float
    zoom: int

    @property
    def origin(self) -> str:
        """From where pages with the map may show pictures."""
        parts = urlsplit(self.template)
        return f"{parts.scheme}://{parts.netloc}"


def load_tiles(settings: IntakeSettings) -> Tiles | None:
    """The map of the settings, None where there is no tile server; raises `ConfigurationError`."""
    template, start = settings.map_tiles, settings.map_start
    if template is None:
        if start is not None:
            raise ConfigurationError("MAP_TILES: must be set where MAP_START is")
        return None
    if missing := [each for each in _PLACES if each not in template]:
        raise ConfigurationError(f"MAP_TILES: must contain {', '.join(missing)}")
    if start is None:
        raise ConfigurationError("MAP_START: must be set where MAP_TILES is: latitude,longitude,zoom")
    return Tiles(template, settings.map_credit, *_start(start))


def _start(given: str) -> tuple[float, float, int]:
    try:
        latitude, longitude, zoom = given.split(",")
        found = float(latitude), float(longitude), int(zoom)
    except ValueError as error:
        raise ConfigurationError(f"MAP_START: must be latitude,longitude,zoom and is {given!r}") from error
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180 and 0 <= found[2] <= _MAX_ZOOM):
        raise ConfigurationError(f"MAP_START: {given!r} is no place on earth with a zoom from 0 to {_MAX_ZOOM}")
    return found
