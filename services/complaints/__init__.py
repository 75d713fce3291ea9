"""the intake API and the only keeper of complaints: takes in, lets people act, shows what became of it."""
