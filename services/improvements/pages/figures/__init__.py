"""The pages of figures: how units do, the satisfaction survey, and the report of a year."""
