"""The process table agrees with the services' folders and settings, and what is made from it is up to date."""

import pytest
from honcho.environ import parse_procfile

from chassis.settings import required_variables_of
from contracts.topics import topics_read_by
from deploy.processes import ADDRESSES, PROCESSES, SERVICES, Platform, Process, Workload
from services.notify.settings import NotifySettings
from tests.architecture.settings import PARTS, known, lacking, settings_of
from tests.architecture.tree import ROOT, SERVICE_FOLDERS
from tools.procfile import procfile

each_process = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES.keys())


IN_NO_GROUP = {"auditor"}
"""It takes no part in the work of the others, so it reads every partition by itself."""


def test_every_service_is_in_the_table_and_nothing_else_is() -> None:
    assert set(SERVICES) == set(SERVICE_FOLDERS)


def test_no_two_processes_share_a_name_a_port_or_a_module() -> None:
    for what in ("name", "ops_port", "module"):
        assert len({getattr(process, what) for process in PROCESSES.values()}) == len(PROCESSES), what


@each_process
def test_its_module_can_be_run(process: Process) -> None:
    assert (ROOT.joinpath(*process.module.split(".")) / "__main__.py").is_file()


@each_process
def test_the_table_gives_what_its_settings_need_and_nothing_that_they_do_not_know(process: Process) -> None:
    model = settings_of(process)
    assert lacking(model, set(process.variables)) == set()
    assert set(process.variables) <= known(model)


def test_the_table_gives_notify_a_transport() -> None:
    given = set(PROCESSES["notify"].variables)
    assert any(required_variables_of(part) <= given for part in PARTS[NotifySettings])


@each_process
def test_it_needs_a_platform_component_whose_address_is_among_its_settings(process: Process) -> None:
    variables = known(settings_of(process))
    assert set(process.needs) == {each for each in Platform if variables & set(ADDRESSES[each])}


def test_members_of_consumer_groups_are_those_with_stable_names() -> None:
    reading = {process.service for process in PROCESSES.values() if process.workload is Workload.STATEFUL_SET}
    assert reading == {service for service in SERVICES if topics_read_by(service)} - IN_NO_GROUP


def test_the_procfile_is_the_one_that_the_table_yields() -> None:
    text = (ROOT / "Procfile").read_text(encoding="utf-8")
    assert text == procfile(), "out of date: `make procfile`"
    assert list(parse_procfile(text).processes) == [*Platform, *PROCESSES]
