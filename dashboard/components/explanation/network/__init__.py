"""Inside the network: read along, its parts, the nearest words."""
