"""The restricted profile of Kubernetes' Pod Security Standards, and what we ask of a pod beyond it."""

from collections.abc import Iterator
from typing import Any

Pod = dict[str, Any]

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
SECCOMP = {"RuntimeDefault", "Localhost"}


def violations(pod: Pod) -> list[str]:
    """Every rule that a pod's specification breaks; empty when it is admitted and hardened."""
    return [*_of_pod(pod), *_beyond(pod), *(fault for each in _containers(pod) for fault in _of_container(pod, each))]


def _containers(pod: Pod) -> list[Any]:
    return [each for kind in ("initContainers", "containers", "ephemeralContainers") for each in pod.get(kind, ())]


def _of_pod(pod: Pod) -> Iterator[str]:
    for shared in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(shared):
            yield f"{shared} is shared"
    for volume in pod.get("volumes", ()):
        for kind in set(volume) - {"name"} - VOLUMES:
            yield f"volume {volume['name']} is a {kind}"
    if pod.get("securityContext", {}).get("sysctls"):
        yield "sysctls are set"


def _of_container(pod: Pod, container: Any) -> Iterator[str]:
    # What a container says goes before what its pod says.
    context = pod.get("securityContext", {}) | container.get("securityContext", {})
    capabilities = context.get("capabilities", {})
    rules = {
        "runAsNonRoot is not true": context.get("runAsNonRoot") is True,
        "runs as root": context.get("runAsUser") != 0,
        "may escalate privileges": context.get("allowPrivilegeEscalation") is False,
        "is privileged": not context.get("privileged"),
        "keeps capabilities": capabilities.get("drop") == ["ALL"],
        "adds capabilities": set(capabilities.get("add", ())) <= {"NET_BIND_SERVICE"},
        "has no seccomp profile": context.get("seccompProfile", {}).get("type") in SECCOMP,
        "unmasks /proc": context.get("procMount", "Default") == "Default",
        "takes a port of the host": not any(port.get("hostPort") for port in container.get("ports", ())),
        "may write its root": context.get("readOnlyRootFilesystem") is True,
        "has no memory limit": "memory" in container.get("resources", {}).get("limits", {}),
        "has a CPU limit": "cpu" not in container.get("resources", {}).get("limits", {}),
        "requests nothing": {"cpu", "memory"} <= set(container.get("resources", {}).get("requests", {})),
    }
    yield from (f"container {container['name']} {fault}" for fault, is_kept in rules.items() if not is_kept)


def _beyond(pod: Pod) -> Iterator[str]:
    if pod.get("automountServiceAccountToken") is not False:
        yield "carries a token of the cluster"
    if pod.get("enableServiceLinks") is not False:
        yield "gets variables from Services"
    for volume in pod.get("volumes", ()):
        if "emptyDir" in volume and not volume["emptyDir"].get("sizeLimit"):
            yield f"volume {volume['name']} has no size"
