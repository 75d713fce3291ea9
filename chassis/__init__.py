"""How any service runs: settings, logs, metrics, health, streams, the producer and dead letters. Knows no complaint."""
