"""What can be drawn. Each part is a function that returns SVG around its own origin.

Things that stand have their feet at the origin; things that float have their middle
there. ``t`` is the time in seconds, for what lives by itself: breath, steam, light.
Nothing here may flicker.
"""
