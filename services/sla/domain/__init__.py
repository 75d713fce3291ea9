"""The pure heart of sla: `watch` is what is known, `clocks` what follows from it, `decide` what to state."""
