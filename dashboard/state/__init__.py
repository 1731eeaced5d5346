"""What the app keeps between two clicks: caches, batch jobs, thresholds being tried."""
