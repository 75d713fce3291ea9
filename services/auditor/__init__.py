"""The auditor: reads what everybody says and finds what should have been said and was not."""
