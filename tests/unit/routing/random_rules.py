"""Strategies for rules and complaints that meet often: few categories, words and places."""

from hypothesis import strategies as st

from tests.unit.routing.cities import routing_input

conditions = st.fixed_dictionaries(
    {"name": st.sampled_from(["p", "q", "r", "s"]), "unit": st.sampled_from(["a", "b"])},
    optional={
        "category": st.lists(st.sampled_from(["jalan", "air"]), min_size=1, max_size=2),
        "words": st.lists(st.sampled_from(["bau", "asap", "limbah"]), min_size=1, max_size=2, unique=True),
        "area": st.lists(st.sampled_from(["99", "99.71", "99.71.01"]), min_size=1, max_size=2),
        "overrides": st.just("category"),
    },
)
routing_inputs = st.builds(
    lambda category, words, area: routing_input(category, *words, area=area),
    st.sampled_from([None, "jalan", "air", "lain"]),
    st.sets(st.sampled_from(["bau", "asap", "limbah"])),
    st.sampled_from([None, "99", "99.71", "99.71.01", "99.71.02"]),
)
