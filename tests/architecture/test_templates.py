"""Pages that nobody opened in a test are whole too: what a template takes from another one is there."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from tests.architecture.tree import ROOT

SHARED = ROOT / "web" / "templates"
OWN = sorted(ROOT.glob("services/*/pages/templates"))
TEMPLATES = [pytest.param(own, file, id=f"{own.parts[-3]}/{file.relative_to(own)}")
             for own in OWN for file in sorted(own.rglob("*.html"))]  # fmt: skip


@pytest.mark.parametrize(("own", "file"), TEMPLATES)
def test_what_a_template_takes_from_another_is_there(own: Path, file: Path) -> None:
    environment = Environment(loader=FileSystemLoader([own, SHARED]), autoescape=True)
    parsed = environment.parse(file.read_text(encoding="utf-8"))
    for taken in parsed.find_all(nodes.FromImport):
        assert isinstance(taken.template, nodes.Const)
        offered = environment.get_template(taken.template.value).module
        names = {name if isinstance(name, str) else name[0] for name in taken.names}
        assert {name for name in names if not hasattr(offered, name)} == set(), taken.template.value


def test_there_are_templates_of_more_than_one_service() -> None:
    assert len(OWN) >= 2
