"""What the benches have in common: models to measure, engines to ask, figures to print."""
