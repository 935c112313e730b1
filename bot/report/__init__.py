"""What may be published: the protected tables, the measures, and the report."""
