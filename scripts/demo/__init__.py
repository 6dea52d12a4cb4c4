"""``make demo``: a fictional service, filled and running. It uses the public API and nothing else."""
