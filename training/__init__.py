"""How the demo model is made: exercises with worked paths, a vocabulary, a small network, training.

Runs apart from the program, with PyTorch, by ``make demo-model``; ``app`` never imports it. The one
result is ``resources/demo/lemma-demo.gguf``. Start reading at ``__main__``.
"""
