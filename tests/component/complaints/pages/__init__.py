"""The pages, as browsers and people meet them, over the real store."""
