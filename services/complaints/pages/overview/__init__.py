"""The pages of heads and leaders: what is overdue below them, how it was a week ago, and what was promised."""
