"""Values of a batch count as they would one by one."""

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram

from chassis.histograms import BatchHistogram
from chassis.metrics import AGE_BUCKETS

AGES = st.floats(min_value=-5, max_value=1e6, allow_nan=False) | st.sampled_from(AGE_BUCKETS)


@given(st.lists(st.lists(AGES, max_size=20), min_size=1, max_size=5))
def test_it_has_what_the_librarys_own_would_have(batches: list[list[float]]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    batch = BatchHistogram("age", "Age.", ["stage"], buckets=AGE_BUCKETS, registry=ours)
    single = Histogram("age", "Age.", ["stage"], buckets=AGE_BUCKETS, registry=theirs)
    single.labels("one")
    for amounts in batches:
        batch.labels("one").observe_all(amounts)
        for amount in amounts:
            single.labels("one").observe(amount)
    bounds = [*(f"{float(bound)}" for bound in AGE_BUCKETS), "+Inf"]
    for name, labels in [("age_count", {}), *(("age_bucket", {"le": bound}) for bound in bounds)]:
        assert ours.get_sample_value(name, {"stage": "one", **labels}) == theirs.get_sample_value(
            name, {"stage": "one", **labels}
        )
    total, expected = (each.get_sample_value("age_sum", {"stage": "one"}) or 0 for each in (ours, theirs))
    assert abs(total - expected) <= 1e-6 * max(1.0, abs(expected))
