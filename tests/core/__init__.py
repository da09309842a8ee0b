"""Tests of the core: tables and properties, no database, no clock."""
