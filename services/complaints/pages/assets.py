"""The style sheet, scripts and pictures of complaints' pages, and Leaflet as its package brings it."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from web.assets import Assets

_LEAFLET = ("leaflet.js", "leaflet.css")


def _leaflet() -> Mapping[str, bytes]:
    folder = files("xstatic.pkg.leaflet") / "data"
    return {name: (folder / name).read_bytes() for name in _LEAFLET}


ASSETS = Assets("/assets", Path(__file__).parent / "files", _leaflet)
address, content = ASSETS.address, ASSETS.content
