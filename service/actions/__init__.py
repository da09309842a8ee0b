"""Verbs that join the rules and the store; none of them commits."""
