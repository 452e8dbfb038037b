"""The engine: a child process that runs one model behind an OpenAI-compatible server.

Rule of this folder: imported by ``__main__`` alone, imports only domain and below; may be lost at
any instant without loss of anything else.
"""
