"""Who is notified of which event, and what follows from an attempt to deliver. Pure: `now` is an argument."""
