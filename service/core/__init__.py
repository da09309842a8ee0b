"""Rules of the product: no I/O, no clock, no randomness."""
