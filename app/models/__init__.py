"""Model files: the catalogue, the hub, GGUF headers, and what is on the disk.

Rule of this folder: a file gets its name only after its hash or header was checked; names from
outside are never used as paths.
"""
