"""`tanggap report`: the figures of a year as a page to print and as tables."""
