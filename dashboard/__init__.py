"""The moderators' dashboard: counts and weeks, never a message or an id."""
