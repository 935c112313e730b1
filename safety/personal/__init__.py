"""What the scrubber looks for: each file has finders of one sort of personal data."""
