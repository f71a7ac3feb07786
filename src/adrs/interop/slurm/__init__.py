"""Sandbox work in the jobs of a Slurm cluster, through submitit."""
