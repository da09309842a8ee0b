"""Renderers: one module a format, all over one document."""
