"""What every page of the city has, whichever service serves it: look, menu, languages, sessions, forms and problems."""
