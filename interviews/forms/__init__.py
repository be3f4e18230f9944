"""The ways in to interviews."""
