"""The pages: one module for each person who comes to them."""
