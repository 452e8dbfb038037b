"""Speaks to any OpenAI-compatible endpoint, and supervises the local engine process.

Rule of this folder: knows nothing of a model's insides; everything crosses as HTTP and comes back
as domain events.
"""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
