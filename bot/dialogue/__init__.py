"""The Rasa project: configuration, rules, and the parts that plug into Rasa."""
