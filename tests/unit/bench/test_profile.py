"""What is made of the profiler's samples."""

from tests.bench.profile import own_time


def test_time_belongs_to_the_innermost_line() -> None:
    own = own_time(["main (a.py:1);decide (b.py:2) 3", "main (a.py:1) 1", "loop (c.py:9);decide (b.py:2) 4", ""])
    assert own == {"decide (b.py:2)": 7, "main (a.py:1)": 1}


def test_what_happens_while_modules_are_imported_is_left_out() -> None:
    assert own_time(["<module> (a.py:1);_load (<frozen importlib._bootstrap>:1);f (b.py:2) 3"]) == {}
