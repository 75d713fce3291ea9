"""The network policies let every process reach what its settings name, and nobody else."""

from ipaddress import IPv4Network
from pathlib import Path
from urllib.parse import urlsplit

from deploy.processes import PROCESSES, Platform
from services.notify.transports.addresses import is_public
from tests.architecture import manifests as k8s


def _opened_by(policy: str) -> set[str]:
    selector = k8s.named("NetworkPolicy", policy)["spec"]["podSelector"]
    return {name for name, workload in k8s.workloads().items() if k8s.selects(selector, workload)}


def _given(variable: str) -> set[str]:
    return {name for name, workload in k8s.workloads().items() if variable in k8s.variables(workload)}


def _needing(need: Platform) -> set[str]:
    return {name for name, process in PROCESSES.items() if need in process.needs}


def _ports(policy: str, way: str) -> set[int | str]:
    return {port["port"] for rule in k8s.named("NetworkPolicy", policy)["spec"][way] for port in rule["ports"]}


def test_nothing_is_allowed_that_no_policy_names() -> None:
    assert k8s.named("NetworkPolicy", "deny-all")["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for policy in k8s.of_kind("NetworkPolicy"):
        for rule in [*policy["spec"].get("ingress", ()), *policy["spec"].get("egress", ())]:
            assert rule["ports"], "a rule without ports opens all of them"
            assert rule.get("from") or rule.get("to"), "a rule without peers opens to everybody"


def test_who_has_an_address_may_connect_to_it() -> None:
    assert _opened_by("to-broker") == _given("KAFKA_BOOTSTRAP") == {*_needing(Platform.BROKER), "topics"}
    assert _opened_by("to-store") == _given("MONGO_URL") == _needing(Platform.STORE)
    assert _opened_by("to-mail") == _given("SMTP_HOST") == _needing(Platform.MAILBOX)


def test_the_ports_are_those_of_the_settings() -> None:
    notify = k8s.variables(k8s.processes()["notify"])
    assert _ports("to-broker", "egress") == {int(notify["KAFKA_BOOTSTRAP"]["value"].rpartition(":")[2])}
    assert _ports("to-mail", "egress") == {int(notify["SMTP_PORT"]["value"])}


def test_every_process_reaches_the_collector_of_traces_where_an_overlay_wants_it(tmp_path: Path) -> None:
    documents = k8s.with_component("tracing", tmp_path)
    (policy,) = [each for each in documents if each["kind"] == "NetworkPolicy" and k8s.name(each) == "to-collector"]
    (platform,) = [each for each in documents if k8s.name(each).startswith("platform-")]
    collector = urlsplit(platform["data"]["OTEL_EXPORTER_OTLP_ENDPOINT"])
    (rule,) = policy["spec"]["egress"]
    assert policy["spec"]["podSelector"] == {}
    assert [port["port"] for port in rule["ports"]] == [collector.port]
    (peer,) = rule["to"]
    assert peer["namespaceSelector"]["matchLabels"] == {
        "kubernetes.io/metadata.name": str(collector.hostname).split(".")[1]
    }
    before = {k8s.name(each) for each in k8s.base() if not k8s.name(each).startswith("platform-")}
    assert {k8s.name(each) for each in documents if not k8s.name(each).startswith("platform-")} == {
        *before,
        "to-collector",
    }


def test_the_intake_api_reaches_the_identity_provider_where_an_overlay_wants_it(tmp_path: Path) -> None:
    documents = k8s.with_component("sign-in", tmp_path)
    (host,) = [each for each in documents if k8s.name(each).startswith("public-host-")]
    assert {"PUBLIC_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID"} == set(host["data"])
    clients = {
        k8s.name(each)
        for each in documents
        if each["kind"] in ("Deployment", "StatefulSet")
        and "world-client" in each["spec"]["template"]["metadata"]["labels"]
    }
    assert clients == _opened_by("to-world") | {"complaints"}


def test_only_the_apis_are_open_to_the_gateway() -> None:
    assert _opened_by("from-gateway") == _given("API_PORT") == {"complaints"}
    assert _ports("from-gateway", "ingress") == {"http"}
    assert _opened_by("from-gateway-to-webhooks") == _given("WEBHOOKS_PORT") == {"notify"}
    assert _ports("from-gateway-to-webhooks", "ingress") == {"webhooks"}
    assert _ports("from-monitoring", "ingress") == {"ops"}


def test_only_who_sends_webhooks_reaches_the_world_and_nothing_private_in_it() -> None:
    assert _opened_by("to-world") == _given("WEBHOOK_SECRETS_FILE") == {"notify"}
    assert _ports("to-world", "egress") == {443}
    (rule,) = k8s.named("NetworkPolicy", "to-world")["spec"]["egress"]
    older, newer = (peer["ipBlock"] for peer in rule["to"])
    assert older["cidr"] == "0.0.0.0/0"
    for network in map(IPv4Network, older["except"]):
        assert not is_public(network[1 % network.num_addresses]), network
    for private in ("10.1.2.3/32", "172.20.0.1/32", "192.168.1.1/32", "169.254.169.254/32", "127.0.0.1/32"):
        assert any(IPv4Network(private).subnet_of(IPv4Network(each)) for each in older["except"]), private
    # What is handed out to the world; private, link-local and loopback addresses lie outside of it.
    assert newer == {"cidr": "2000::/3"}
