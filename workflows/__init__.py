"""Sequence and wait, nothing else."""
