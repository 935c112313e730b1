"""The review desk: shaping by plain functions; ``page.py`` is what its pages share."""
