"""`python -m tools.dashboards` writes the dashboards as Grafana provisions them, to deploy/observability/dashboards."""

from deploy.local.environment import REPOSITORY
from tools.dashboards.grafana import as_json
from tools.dashboards.pages import DASHBOARDS

FOLDER = REPOSITORY / "deploy" / "observability" / "dashboards"


def main() -> None:
    """One file for each; what is no dashboard any more goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = {f"{each.uid}.json": as_json(each) for each in DASHBOARDS}
    for file in FOLDER.glob("*.json"):
        if file.name not in wanted:
            file.unlink()
    for name, content in wanted.items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
