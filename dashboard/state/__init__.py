"""What the app keeps between two clicks: caches, the choices of a session, batch jobs, trial thresholds."""
