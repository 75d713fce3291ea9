"""The intake API and the only keeper of complaints: takes them in, lets people act, shows what became of them."""
