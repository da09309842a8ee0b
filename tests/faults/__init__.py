"""Tests of faults: a real service is killed, cut off, locked out and filled up; what was answered holds."""
