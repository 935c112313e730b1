"""Rasa's custom actions: what must be looked up or counted. Words come from data/."""
