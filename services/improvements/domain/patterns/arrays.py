"""Short names for the arrays that patterns are computed with."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def floats(values: npt.ArrayLike) -> Floats:
    """An array of numbers as one of floats."""
    return np.asarray(values, dtype=np.float64)
