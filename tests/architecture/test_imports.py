"""Imports go down only, and what must stay in one place stays there."""

import ast

import pytest
from importlinter import configuration
from importlinter.api import read_configuration
from importlinter.application import use_cases

from tests.architecture.tree import ROOT, SERVICE_FOLDERS, modules

DATABASE = {"motor", "pymongo", "bson", "gridfs"}
KNOW_THE_DATABASE = ["chassis/files.py", "chassis/mongo.py", "chassis/mongo_errors.py", "deploy/local/store.py"]
"""The one driver with its files, and whoever starts the local store and asks whether it answers."""


def test_the_rules_of_pyproject_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    configuration.configure()
    held = use_cases.lint_imports(config_filename="pyproject.toml", cache_dir=None)
    assert held, capsys.readouterr().out


def test_there_are_rules_to_hold() -> None:
    contracts = {contract["id"] for contract in read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]}
    assert contracts >= {
        "layers",
        "inside-a-service",
        "services-apart",
        "pure-core",
        "application-without-http",
        "chassis-knows-no-complaint",
        "verify-from-outside",
        "client-from-outside",
        "store-only",
    }


def test_one_driver_knows_the_client_of_the_database() -> None:
    packages = ("contracts", "chassis", "web", "services", "deploy", "demo", "verify", "tools", "tanggap_client")
    knowing = [str(path) for path, text in modules(*packages) if _imported(text) & DATABASE]
    assert knowing == KNOW_THE_DATABASE


def test_only_the_store_of_a_service_uses_its_collections() -> None:
    using = [
        str(path)
        for path, text in modules("services")
        if "Collection" in _names_imported(text, "chassis.mongo") and "store" not in path.parts
    ]
    assert using == []


def test_every_package_says_that_it_is_one() -> None:
    folders = {path.parent for path, _ in modules()}
    assert [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("service", SERVICE_FOLDERS)
def test_a_service_starts_with_five_lines_at_most(service: str) -> None:
    body = ast.parse((ROOT / "services" / service / "__main__.py").read_text(encoding="utf-8")).body
    code = body[1:] if ast.get_docstring(ast.Module(body, [])) else body
    assert 0 < sum((node.end_lineno or 0) - node.lineno + 1 for node in code) <= 5


def _names_imported(text: str, module: str) -> set[str]:
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports if node.module == module for alias in node.names}


def _imported(text: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
