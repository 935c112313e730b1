"""The public edge: the only part with a public port. Reads every message first."""
