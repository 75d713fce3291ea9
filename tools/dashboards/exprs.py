"""Parts of expressions that several panels share. `$…` are the variables of the dashboards."""

HERE = 'namespace=~"$namespace"'
OF_SERVICE = 'namespace=~"$namespace",service=~"$service"'
OF_UNIT = 'namespace=~"$namespace",unit=~"$unit"'
RATE = "$__rate_interval"


def quantile(share: float, metric: str, by: str = "", where: str = HERE, over: str = RATE) -> str:
    """The value that a share of all observations does not exceed."""
    labels = f"le,{by}" if by else "le"
    return f"histogram_quantile({share:g}, sum by ({labels}) (rate({metric}_bucket{{{where}}}[{over}])))"


def total(metric: str, by: str = "", where: str = HERE) -> str:
    """The sum of a gauge."""
    return f"sum{_by(by)} ({metric}{{{where}}})"


def rate(metric: str, by: str = "", where: str = HERE, over: str = RATE) -> str:
    """How fast a counter grows, a second."""
    return f"sum{_by(by)} (rate({metric}{{{where}}}[{over}]))"


def increase(metric: str, over: str, by: str = "", where: str = HERE) -> str:
    """By how much a counter has grown."""
    return f"sum{_by(by)} (increase({metric}{{{where}}}[{over}]))"


def share_within(metric: str, limit: str, over: str, where: str = HERE) -> str:
    """Which share of all observations was not above `limit`, an upper bound of a bucket."""
    kept = f'sum (rate({metric}_bucket{{{where},le="{limit}"}}[{over}]))'
    return f"{kept} / sum (rate({metric}_count{{{where}}}[{over}]))"


def age(metric: str, where: str = HERE) -> str:
    """How long ago the earliest of these moments was; moments of 0 are none."""
    return f"time() - min ({metric}{{{where}}} > 0)"


def _by(labels: str) -> str:
    return f" by ({labels})" if labels else ""
