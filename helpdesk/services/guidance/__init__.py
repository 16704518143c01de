"""Checks of the guidance that ships: what each sentence cites, and whose words it uses."""
