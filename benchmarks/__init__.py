"""Every figure that docs/benchmarks.md states, as a ratio against a peer in one run."""
