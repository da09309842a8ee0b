"""Undersigned collects, verifies and publishes the cosigners of an open letter."""
