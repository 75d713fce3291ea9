"""A service names every variable that is missing or wrong before anything starts."""

import pytest
from pydantic_settings import BaseSettings

from chassis.errors import ConfigurationError
from chassis.settings import KafkaSettings, StoreSettings, load, load_if_set

RIGHT = {"OPS_PORT": "9101", "KAFKA_BOOTSTRAP": "127.0.0.1:9092", "MONGO_URL": "mongodb://127.0.0.1:27017"}
OURS = (*RIGHT, "INSTANCE", "HOST", "LOG_LEVEL", "TOPIC_PREFIX", "SESSION_TIMEOUT_S", "MONGO_DATABASE")


@pytest.fixture(autouse=True)
def right_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)


def test_it_reads_each_setting_from_the_variable_of_its_name() -> None:
    settings = load(StoreSettings)
    assert (settings.ops_port, settings.kafka_bootstrap, settings.mongo_url) == (
        9101,
        "127.0.0.1:9092",
        "mongodb://127.0.0.1:27017",
    )


def test_it_has_defaults_for_what_need_not_be_said() -> None:
    settings = load(StoreSettings)
    assert (settings.instance, settings.host, settings.log_level) == ("local-0", "127.0.0.1", "INFO")
    assert (settings.topic_prefix, settings.mongo_database) == ("", "tanggap")


def test_a_worker_stops_writing_well_before_its_session_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_TIMEOUT_S", "30")
    assert load(StoreSettings).watchdog_limit_s == pytest.approx(18)


@pytest.mark.parametrize("missing", sorted(RIGHT))
def test_it_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.delenv(missing)
    assert fault_lines() == ["environment variables are missing or wrong:", f"  {missing}: Field required"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("OPS_PORT", "http"),
        ("OPS_PORT", "65536"),
        ("KAFKA_BOOTSTRAP", "127.0.0.1"),
        ("KAFKA_BOOTSTRAP", "kafka://127.0.0.1:9092"),
        ("KAFKA_BOOTSTRAP", "one:9092, two:9092"),
        ("MONGO_URL", "127.0.0.1:27017"),
        ("MONGO_DATABASE", "a/b"),
        ("TOPIC_PREFIX", "Trial_"),
        ("SESSION_TIMEOUT_S", "1"),
        ("LOG_LEVEL", "LOUD"),
        ("INSTANCE", ""),
    ],
)
def test_it_names_what_is_wrong(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    monkeypatch.setenv(name, wrong)
    (_, fault) = fault_lines()
    assert fault.startswith(f"  {name}: ")


def test_it_names_all_faults_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPS_PORT", "none")
    monkeypatch.delenv("MONGO_URL")
    assert {line.split(":")[0].strip() for line in fault_lines()[1:]} == {"OPS_PORT", "MONGO_URL"}


def test_several_brokers_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP", "kafka-0.kafka:9092,kafka-1.kafka:9092")
    assert load(KafkaSettings).kafka_bootstrap.count(",") == 1


class MailSettings(BaseSettings):
    """A part that a process may do without."""

    mail_host: str
    mail_port: int
    mail_secure: bool = False


def test_a_part_has_no_settings_when_none_of_its_variables_is_set() -> None:
    assert load_if_set(MailSettings) is None


def test_a_part_has_settings_when_what_it_needs_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_HOST", "mail.example")
    monkeypatch.setenv("mail_port", "25")
    settings = load_if_set(MailSettings)
    assert settings is not None
    assert (settings.mail_host, settings.mail_port, settings.mail_secure) == ("mail.example", 25, False)


def test_a_part_that_is_set_in_part_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_SECURE", "true")
    with pytest.raises(ConfigurationError) as caught:
        load_if_set(MailSettings)
    assert str(caught.value).splitlines()[1:] == ["  MAIL_HOST: Field required", "  MAIL_PORT: Field required"]


def fault_lines() -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(StoreSettings)
    return str(caught.value).splitlines()
