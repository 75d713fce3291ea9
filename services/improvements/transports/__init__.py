"""Where improvements send something themselves: the learning record store of a city."""
