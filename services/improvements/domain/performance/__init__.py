"""How units did over a period, against what the mix of their complaints lets expect, and against their own past."""
