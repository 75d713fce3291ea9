"""What the public is asked, and what it proposes: decisions only."""
