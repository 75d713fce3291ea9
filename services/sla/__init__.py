"""The SLA: it opens, pauses and closes the clocks of complaints and states each breach as a fact."""
