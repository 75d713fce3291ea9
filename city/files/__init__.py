"""One module a file: `units.py` says what `config/<city>/units.yaml` holds. Pure data and what follows from it."""
