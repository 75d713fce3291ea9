"""The report of a year as tables in words: the page, the API and the command `tanggap report` all read these."""
