"""Runs in a notebook: tables as pandas frames, figures in matplotlib and plotly (extra ``notebook``)."""
