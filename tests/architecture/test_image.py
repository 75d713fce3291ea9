"""The Dockerfile copies what a service needs, all of it exists, and .dockerignore lets it through."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import grimp
import pytest

from deploy.processes import SERVICES
from tests.architecture.manifests import REPOSITORY
from tests.architecture.tree import PACKAGES

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")

each_image = pytest.mark.parametrize("service", SERVICES)


def copied(service: str) -> list[str]:
    """What the build copies from the repository and leaves in the image."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    paths = [path.replace("${SERVICE}", service).rstrip("/") for line in lines for path in line.split()[:-1]]
    gone = {
        folder
        for keepers, folders in re.findall(
            r'^RUN ((?:test "\$\{SERVICE\}" = \w+ \|\| )+)rm -r (.+)$', DOCKERFILE, re.MULTILINE
        )
        for folder in folders.split()
        if service not in re.findall(r"= (\w+)", keepers)
    }
    return [path for path in paths if not gone & {path, *map(str, PurePosixPath(path).parents)}]


@each_image
def test_what_is_copied_exists(service: str) -> None:
    assert [path for path in copied(service) if not (REPOSITORY / path).exists()] == []
    assert f"requirements/{service}.txt" in copied(service)


@each_image
def test_the_build_sees_what_it_copies(service: str) -> None:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    let_through = [line.removeprefix("!") for line in lines if line.startswith("!")]
    for path in copied(service):
        parents = [path, *map(str, PurePosixPath(path).parents)]
        assert any(PurePosixPath(each).match(pattern) for each in parents[:-1] for pattern in let_through), path


@each_image
def test_every_module_of_ours_that_the_service_imports_is_copied(service: str) -> None:
    inside = [REPOSITORY / path for path in copied(service)]
    for source in _sources(service):
        for module in (each for each in _imports(source) if each.partition(".")[0] in PACKAGES):
            target = REPOSITORY.joinpath(*module.split("."))
            is_there = any(target.is_relative_to(path) or target.with_suffix(".py") == path for path in inside)
            assert is_there or module == "services", f"{source} imports {module}"


def test_only_the_image_of_notify_has_the_command_that_looks_after_its_messages() -> None:
    assert [service for service in SERVICES if "tools/tanggap" in copied(service)] == ["notify"]
    assert not [path for service in SERVICES if service != "notify" for path in copied(service) if "deploy" in path]


def test_only_the_image_of_the_auditor_has_the_ledger() -> None:
    assert [service for service in SERVICES if "verify" in copied(service)] == ["auditor"]


def test_only_images_of_services_with_pages_have_what_pages_share() -> None:
    assert {service for service in SERVICES if "web" in copied(service)} <= {"complaints", "improvements"}


@each_image
def test_every_library_that_the_service_imports_is_in_its_lock(service: str) -> None:
    text = (REPOSITORY / "requirements" / f"{service}.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE))
    providers = packages_distributions()
    packages = ("contracts", "city", "chassis", "web", "verify", "services")
    graph = grimp.build_graph(
        *packages, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )
    used = {module.partition(".")[0] for module in graph.find_upstream_modules(f"services.{service}", as_package=True)}
    libraries = used - sys.stdlib_module_names - set(PACKAGES)
    missing = {library for library in libraries if not locked & {_key(each) for each in providers[library]}}
    assert missing == set()


def _key(distribution: str) -> str:
    """The spelling of the lock."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _sources(service: str) -> list[Path]:
    """The modules that are copied into an image; of `city` those that the service reaches, for it takes a slice."""
    paths = [REPOSITORY / path for path in copied(service)]
    files = [file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])]
    waiting = [file for file in files if file.suffix == ".py" and not file.is_relative_to(REPOSITORY / "city")]
    reached: dict[Path, None] = {}
    while waiting:
        source = waiting.pop()
        if source not in reached:
            reached[source] = None
            waiting += [file for module in _imports(source) for file in _files_of(module)]
    return list(reached)


def _files_of(module: str) -> list[Path]:
    """What is run of `city` when a module of it is imported: the module and the packages around it."""
    parts = module.split(".")
    targets = [REPOSITORY.joinpath(*parts[:length]) for length in range(1, len(parts) + 1)]
    files = (file for target in targets for file in (target.with_suffix(".py"), target / "__init__.py"))
    return [file for file in files if parts[0] == "city" and file.exists()]


def _imports(source: Path) -> set[str]:
    """The modules that a file imports when it runs, by their full names; of `city` also the names that it takes."""
    found: set[str] = set()
    for node in _run(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module.startswith("city"):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that only a type checker sees."""
    if isinstance(tree, ast.If) and isinstance(tree.test, ast.Name) and tree.test.id == "TYPE_CHECKING":
        return
    yield tree
    for child in ast.iter_child_nodes(tree):
        yield from _run(child)


@each_image
def test_the_lock_carries_a_hash_for_every_package(service: str) -> None:
    text = (REPOSITORY / "requirements" / f"{service}.txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), flags=re.IGNORECASE)
    assert len(packages) > 1
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_it_installs_by_hash_and_runs_without_root() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert "--only-binary :all:" in DOCKERFILE
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.11-slim", "python:3.11-slim"]


def test_signals_reach_the_process() -> None:
    (command,) = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    assert ast.literal_eval(command) == ["/bin/sh", "-c", "exec python -m services.${SERVICE}"]
