"""Coverage-guided fuzzing of the parsers of text; run by hand, see docs/robustness.md."""
