"""Videos drawn from scripts; the service only reads what lies here."""
