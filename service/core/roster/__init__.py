"""Rosters, lists of names that were gathered elsewhere: lines and tables become people and warnings."""
