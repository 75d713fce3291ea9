"""How numbers, days and measures are said, on pages and in files alike."""
