"""Mails: an outbox row becomes a message, a message is handed over."""
