"""Tests of the store on both real databases, migrated, through the one writer."""
