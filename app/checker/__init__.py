"""What runs in the checker process: the only importer of SymPy, a computer algebra system.

It reads texts of the model and of people without ever evaluating them as code, and says what holds.
"""
