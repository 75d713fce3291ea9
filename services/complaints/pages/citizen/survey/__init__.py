"""The satisfaction survey on the page of a complaint that is over: nine questions and a field for a sentence."""
