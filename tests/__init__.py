"""The tests, each against real parts: real databases, a real mail sink, a real browser."""
