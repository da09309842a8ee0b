"""Tests of what reads files: containers made on the fly, good ones and hostile ones."""
