"""The parts of the page *Edit*: boxes, findings, saving, hiding."""
