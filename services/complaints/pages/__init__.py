"""Small pages for people, made on the server: without scripts, without anything from elsewhere, for any phone."""
