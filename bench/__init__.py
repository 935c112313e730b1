"""Speed and quality, each compared within one run."""
