"""What runs Tanggap: on one machine (`deploy.local`) and in a cluster."""
