"""The check of the restricted profile is itself checked: a hardened pod passes, each weakening is named."""

import copy
from typing import Any

import pytest

from tests.architecture.restricted import violations

HARDENED: dict[str, Any] = {
    "automountServiceAccountToken": False,
    "enableServiceLinks": False,
    "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "service",
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
            "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
        }
    ],
    "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "1Mi"}}],
}

WEAKENED: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("hostNetwork",), True, "hostNetwork"),
    (("volumes", 0), {"name": "host", "hostPath": {"path": "/"}}, "hostPath"),
    (("volumes", 0), {"name": "tmp", "emptyDir": {}}, "no size"),
    (("securityContext", "runAsNonRoot"), False, "runAsNonRoot"),
    (("securityContext", "runAsUser"), 0, "root"),
    (("securityContext", "seccompProfile"), {"type": "Unconfined"}, "seccomp"),
    (("securityContext", "sysctls"), [{"name": "kernel.msgmax", "value": "1"}], "sysctls"),
    (("automountServiceAccountToken",), True, "token"),
    (("enableServiceLinks",), True, "Services"),
    (("containers", 0, "securityContext", "runAsNonRoot"), False, "runAsNonRoot"),
    (("containers", 0, "securityContext", "allowPrivilegeEscalation"), True, "escalate"),
    (("containers", 0, "securityContext", "privileged"), True, "privileged"),
    (("containers", 0, "securityContext", "readOnlyRootFilesystem"), False, "write its root"),
    (("containers", 0, "securityContext", "capabilities"), {"drop": ["NET_RAW"]}, "keeps capabilities"),
    (("containers", 0, "securityContext", "capabilities"), {"drop": ["ALL"], "add": ["SYS_ADMIN"]}, "adds"),
    (("containers", 0, "securityContext", "procMount"), "Unmasked", "/proc"),
    (("containers", 0, "ports"), [{"containerPort": 1, "hostPort": 1}], "port of the host"),
    (("containers", 0, "resources", "limits"), {}, "no memory limit"),
    (("containers", 0, "resources", "limits"), {"memory": "1Gi", "cpu": "1"}, "CPU limit"),
    (("containers", 0, "resources", "requests"), {"cpu": "1"}, "requests"),
]


def test_a_hardened_pod_passes() -> None:
    assert violations(HARDENED) == []


@pytest.mark.parametrize(("place", "value", "fault"), WEAKENED)
def test_it_names_each_weakening(place: tuple[str | int, ...], value: Any, fault: str) -> None:
    pod: Any = copy.deepcopy(HARDENED)
    *way, last = place
    node = pod
    for step in way:
        node = node[step]
    node[last] = value
    (found,) = violations(pod)
    assert fault in found
