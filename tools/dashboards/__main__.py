"""`python -m tools.dashboards` writes the dashboards as Grafana provisions them, to deploy/observability/dashboards.

In a cluster they are ConfigMaps with a label by which Grafana's sidecar finds them.
"""

from collections.abc import Mapping

from deploy.local.environment import REPOSITORY
from deploy.observability.model import written
from tools.dashboards.grafana import as_json
from tools.dashboards.pages import DASHBOARDS

FOLDER = REPOSITORY / "deploy" / "observability" / "dashboards"
COMPONENT = "kustomization.yaml"
HEAD = (
    "# Written by `make dashboards`. Lets deploy/k8s carry these files: kustomize reads none outside its own folder.\n"
)


def files() -> Mapping[str, str]:
    """All of the folder, by name."""
    return {f"{each.uid}.json": as_json(each) for each in DASHBOARDS} | {COMPONENT: _component()}


def _component() -> str:
    labels = {"app.kubernetes.io/part-of": "tanggap", "grafana_dashboard": "1"}
    maps = [
        {"name": f"dashboard-{each.uid}", "namespace": "tanggap", "files": [f"{each.uid}.json"]} for each in DASHBOARDS
    ]
    component = {
        "apiVersion": "kustomize.config.k8s.io/v1alpha1",
        "kind": "Component",
        "generatorOptions": {"disableNameSuffixHash": True, "labels": labels},
        "configMapGenerator": maps,
    }
    return written(component, HEAD)


def main() -> None:
    """Write them; what is no dashboard any more goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = files()
    for file in FOLDER.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name, content in wanted.items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
