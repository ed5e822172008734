"""A module for each engine: a client that proves that a workload can use its servers."""
