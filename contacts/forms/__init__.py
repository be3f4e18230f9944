"""The ways in to contacts."""
